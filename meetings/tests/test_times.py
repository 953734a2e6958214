import datetime
import zoneinfo

import pytest

from apmbc_portal.testing.factories import make_meeting
from meetings.times import NoSuchTime, clocks, moment

ZURICH, PHNOM_PENH = zoneinfo.ZoneInfo("Europe/Zurich"), zoneinfo.ZoneInfo("Asia/Phnom_Penh")


def utc(*parts):
    return datetime.datetime(*parts, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("day", "clock", "zone", "expected"),
    [
        ((2027, 6, 18), (9, 0), PHNOM_PENH, (2027, 6, 18, 2, 0)),
        ((2027, 6, 18), (3, 0), PHNOM_PENH, (2027, 6, 17, 20, 0)),
        ((2027, 3, 27), (10, 0), ZURICH, (2027, 3, 27, 9, 0)),  # the day before summer time
        ((2027, 3, 28), (10, 0), ZURICH, (2027, 3, 28, 8, 0)),  # the day it begins
        ((2027, 10, 31), (10, 0), ZURICH, (2027, 10, 31, 9, 0)),  # the day it ends
    ],
)
def test_a_time_is_read_from_the_clock_of_the_venue(day, clock, zone, expected):
    assert moment(datetime.date(*day), datetime.time(*clock), zone) == utc(*expected)


@pytest.mark.parametrize("day", [(2027, 3, 28), (2027, 10, 31)])
def test_an_hour_that_is_skipped_or_comes_twice_is_refused(day):
    with pytest.raises(NoSuchTime):
        moment(datetime.date(*day), datetime.time(2, 30), ZURICH)


def test_a_meeting_is_told_at_the_venue_at_the_readers_place_and_in_utc(db):
    meeting = make_meeting(time_zone="Asia/Phnom_Penh", starts_at=utc(2027, 6, 18, 2), ends_at=utc(2027, 6, 18, 5))
    assert [(clock.text, clock.zone) for clock in clocks(meeting, "America/Bogota")] == [
        ("Friday 18 June 2027, 09:00–12:00", "Asia/Phnom Penh, UTC+07:00"),
        ("Thursday 17 June 2027, 21:00 – Friday 18 June 2027, 00:00", "America/Bogota, UTC-05:00"),
        ("Friday 18 June 2027, 02:00–05:00", "UTC"),
    ]
    assert len(clocks(meeting, "Asia/Phnom_Penh")) == 2
    assert len(clocks(meeting, "Nowhere/Land")) == 2


def test_a_meeting_without_a_date_is_told_by_no_clock(db):
    assert clocks(make_meeting(starts_at=None, ends_at=None)) == []
