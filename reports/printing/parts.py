"""Long lists of people in parts: laid out side by side in processes of their own, then joined to one file.

A layout keeps every box until the last page is drawn. In parts a list of any length takes the time and memory of as many short
ones, and two processors do twice the work of one.
"""

import math
from functools import partial

from django.conf import settings

from reports.exports.people import listed
from reports.printing.apart import run_apart, silent
from reports.printing.joiner import join_apart

PART = 250  # people, about; all usual lists are shorter and stay in one piece
NEARLY = 0.9  # of its share: a part that full ends where the next kind begins


def cut(content):
    """The contents of the parts of a frozen list, in order; [] where it stays in one piece."""
    count = content.get("count", 0)
    if count <= PART or "groups" not in content:
        return []
    share, parts, taken, rest = share_of(count), [[]], 0, count
    for group in content["groups"]:
        continued = False
        for organisation in pieces(group["organisations"]):
            people = len(organisation["people"])
            full = taken + people / 2 > share or (not continued and taken >= NEARLY * share)
            if parts[-1] and full and rest > share / 4:  # a few more are no reason for one more part
                parts.append([])
                taken = 0
            if not parts[-1] or parts[-1][-1]["title"] != group["title"]:
                parts[-1].append({"title": group["title"], "organisations": [], "continued": continued})
            parts[-1][-1]["organisations"].append(organisation)
            taken, rest, continued = taken + people, rest - people, True
    return [content | {"groups": groups, "part": number} for number, groups in enumerate(parts, 1)]


def share_of(count):
    """People of one part: equal shares, so many that no process waits for another at the end."""
    rounds = math.ceil(count / PART / settings.DOCUMENT_PARTS_AT_ONCE)
    return math.ceil(count / rounds / settings.DOCUMENT_PARTS_AT_ONCE)


def pieces(organisations):
    """Organisations, of which none has more people than half a part."""
    step = math.ceil(PART / 2)
    for organisation in organisations:
        people = organisation["people"]
        for start in range(0, len(people), step):
            yield organisation | {"people": people[start : start + step]}


def render_in_parts(parts, tell, render, render_numbers):
    """(bytes, pages) of a list: `render(content, tell)` makes a part, `render_numbers(content, pages)` the page numbers.

    What is told are people: how many pages there will be nobody knows before the last part is laid out.
    """
    people = [sum(1 for _person in listed(part)) for part in parts]
    jobs = [partial(counted, part, render, count) for part, count in zip(parts, people, strict=True)]
    made = run_apart(jobs, lambda _stage, done, _total: tell("rows", done, sum(people)), at_once=settings.DOCUMENT_PARTS_AT_ONCE)
    pages = sum(number for _data, number in made)
    tell("joining", pages, pages)
    return join_apart([data for data, _number in made], render_numbers(parts[0], pages)), pages


def counted(part, render, people, tell):
    """A part made, telling of its people when they are all there."""
    tell("rows", 0, people)
    made = render(part, silent)
    tell("rows", people, people)
    return made
