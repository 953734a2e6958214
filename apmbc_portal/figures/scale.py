"""A scale of time: where a day stands between the first and the last, and which days to write on it."""

import datetime

from django.utils.formats import date_format

MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200)
DAYS = (1, 2, 5, 10)
FEW = 5


class Scale:
    """The days from `first` to `last` between `start` and `end` of a drawing; a single day stands at the start."""

    def __init__(self, first, last, start, end):
        self.first, self.last = first, last
        self.start, self.end = start, end

    def at(self, day):
        days = (self.last - self.first).days
        return self.start + (self.end - self.start) * ((day - self.first).days / days) if days else self.start

    def ticks(self):
        """(day, words) of at most five days worth writing: days of a month, firsts of months or of years."""
        days = (self.last - self.first).days
        if days < 50:
            step = next((step for step in DAYS if days // step < FEW), DAYS[-1])
            found = [self.first + datetime.timedelta(step * number) for number in range(days // step + 1)]
            return [(day, date_format(day, "j M")) for day in found]
        for step in MONTHS:
            found = self._firsts(step)
            if len(found) <= FEW:
                return [(day, date_format(day, "Y" if step >= 12 else "M Y")) for day in found]
        return []

    def _firsts(self, step):
        """The first days of every `step`-th month within the scale, counted from a January."""
        month = self.first.year * 12 + self.first.month - 1
        month += -month % step
        found = []
        while month < self.last.year * 12 + self.last.month and len(found) <= FEW:
            day = datetime.date(month // 12, month % 12 + 1, 1)
            found += [day] if self.first <= day <= self.last else []
            month += step
        return found
