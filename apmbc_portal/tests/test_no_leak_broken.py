"""The no-leak check finds a filter that is gone: each is broken in turn, and the walk must tell.

One world is planted and walked once; on the way it is noted which answer ran through which filter. Then each filter is broken
and only those answers are asked for again, until one of them tells of something hidden.
"""

import ast
import builtins
import importlib
import inspect
import logging
import textwrap
from collections import Counter
from contextlib import ExitStack, contextmanager
from operator import itemgetter

import pytest
from django.core.cache import cache
from django.db import models, transaction
from django.template.base import Template
from django.test.utils import _TestState

from apmbc_portal.web.release_check.walk import FEWER, OF_GROUPS, Walk
from apmbc_portal.web.release_check.world import World

# On one database: the filters are the same on both, and test_no_leak.py walks through them on both.
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
QUERYSETS = ["engagements.querysets", "meetings.querysets", "reports.querysets"]
# (function, what is taken out, what stands there instead): conditions inside the rule, and the places that ask it.
BROKEN = [
    ("apmbc_portal.visibility.open_to", "seen = Q(audience=A.PUBLIC)", "seen = Q()"),
    ("apmbc_portal.visibility.open_to", "if viewer.groups:", "if True:"),
    ("apmbc_portal.visibility.open_to", "audience_since__date__gte=viewer.committee_since", "audience__isnull=False"),
    ("apmbc_portal.visibility.open_to", " & attended", ""),
    ("apmbc_portal.visibility.open_to", "release_id__in=viewer.granted", "release_id__isnull=False"),
    ("apmbc_portal.visibility.open_to", "seen &= ~withheld", "pass"),
    ("apmbc_portal.visibility.open_to", "return seen | own if viewer.states else seen", "return Q() if viewer.states else seen"),
    ("engagements.querysets.EngagementRequestQuerySet.visible_to", "(seen & ~drafts)", "seen"),
    ("meetings.querysets.below_meeting", "engagement__withheld=True", "engagement__withheld=None"),
    ("meetings.querysets.below_meeting", "engagement__state__in=viewer.states", "pk__gt=0"),
    ("meetings.querysets.MeetingQuerySet.visible_to", ".exclude(others & ~own)", ""),
    ("reports.querysets.ReportTextQuerySet.visible_to", ", own | Q(report__status=ReportStatus.APPROVED)", ""),
    ("reports.querysets.DocumentQuerySet.visible_to", 'of_kind &= Q(made_for="readers") | own if viewer.states else Q(made_for="readers")', "pass"),
    ("reports.views.documents.find", ".visible_to(request.viewer)", ""),
    ("reports.views.lists.find_list", ".visible_to(request.viewer)", ""),
    ("reports.views.outcomes.outcome", "ReportText.objects.visible_to(request.viewer)", "ReportText.objects"),
    ("reports.catalogue.approved", ".visible_to(viewer)", ""),
    ("reports.progress.before", ".visible_to(viewer)", ""),
    ("meetings.views.page.find_meeting", ".visible_to(request.viewer)", ""),
    ("meetings.views.page.meeting", "Paper.objects.visible_to(viewer)", "Paper.objects"),
    ("meetings.views.page.meeting", "Agenda.objects.visible_to(viewer)", "Agenda.objects"),
    ("meetings.views.papers.paper", ".visible_to(request.viewer)", ""),
    ("meetings.views.papers.paper_original", ".originals_for(request.viewer)", ""),
    ("meetings.views.hosts.meeting_invitations", ".visible_to(request.viewer)", ""),
    ("engagements.views.finding.find_request", ".visible_to(request.viewer)", ""),
    ("engagements.views.finding.find_engagement", ".visible_to(request.viewer)", ""),
    ("engagements.views.finding.inside_or_404", "if not is_inside(item, viewer):", "if False:"),
    ("engagements.views.finding.is_inside", "return bool(", "return bool(1 or "),
    ("engagements.views.signed.correspondence_file", ".visible_to(request.viewer)", ""),
    ("engagements.views.moves.suggestion_move", ".visible_to(request.viewer)", ""),
    ("apmbc_portal.web.releasables.find", "model.objects.visible_to(viewer)", "model.objects"),
    ("apmbc_portal.web.public.machines.sitemap", "Engagement.objects.visible_to(PUBLIC)", "Engagement.objects"),
    ("apmbc_portal.web.public.machines.sitemap", "Meeting.objects.visible_to(PUBLIC)", "Meeting.objects"),
    ("apmbc_portal.web.public.machines.sitemap", "Lesson.objects.visible_to(PUBLIC)", "Lesson.objects"),
    ("apmbc_portal.web.public.lessons.lessons", ".visible_to(request.viewer)", ""),
    ("apmbc_portal.web.public.lessons.lesson", "Lesson.objects.visible_to(request.viewer)", "Lesson.objects"),
    ("apmbc_portal.web.public.calendar.calendar", ".visible_to(request.viewer)", ""),
    ("apmbc_portal.web.public.calendar.calendar_file", ".visible_to(PUBLIC)", ""),
    ("apmbc_portal.web.public.states.state", "EngagementRequest.objects.visible_to(viewer)", "EngagementRequest.objects"),
    ("apmbc_portal.web.public.states.state", "Engagement.objects.visible_to(viewer)", "Engagement.objects"),
    ("apmbc_portal.web.public.opened.newest", ".visible_to(viewer)", ""),
    ("reports.kinds.brief.shared_rows", "EngagementRequest.objects.visible_to(PUBLIC)", "EngagementRequest.objects"),
    ("apmbc_portal.freshness.is_personal", "return ", "return False and "),
]  # fmt: skip
# What is asked behind another question that already keeps everybody out, so that its loss shows nowhere by itself.
GUARDED_TWICE = {
    # Asked on the page of a meeting for its hosts and the ISU alone, about that very meeting.
    ("meetings.querysets.ParticipantQuerySet.visible_to", ""),
}


def function_of(path):
    """The function a dotted path names, inside its decorators."""
    parts = path.split(".")
    for at in range(len(parts) - 1, 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:at]))
        except ModuleNotFoundError:
            continue
        for name in parts[at:]:
            found = getattr(found, name)
        return inspect.unwrap(found)
    raise LookupError(path)


def filters():
    """Every function of the querysets that takes a viewer, found by looking: a new one is broken without being listed."""
    for module in map(importlib.import_module, QUERYSETS):
        for owner in vars(module).values():
            if inspect.isclass(owner) and issubclass(owner, models.QuerySet) and owner.__module__ == module.__name__:
                for name, function in vars(owner).items():
                    if inspect.isfunction(function) and "viewer" in inspect.signature(function).parameters:
                        yield f"{module.__name__}.{owner.__name__}.{name}"


def source_of(function):
    """The source of a function without its decorators."""
    lines = textwrap.dedent(inspect.getsource(function)).splitlines()
    return "\n".join(lines[next(at for at, line in enumerate(lines) if line.startswith("def ")) :])


def compiled(function, tree):
    names = dict(function.__globals__)
    exec(compile(tree, function.__code__.co_filename, "exec"), names)  # noqa: S102 – our own source
    return names[function.__name__].__code__


@contextmanager
def replaced(function, tree):
    """For a while, whoever calls `function`, however they imported it, runs other code."""
    whole, function.__code__ = function.__code__, compiled(function, tree)
    try:
        yield
    finally:
        function.__code__ = whole


def broken(function, old, new):
    """`function` with a piece of its source changed; without one, as a filter that lets everything through."""
    if not old:
        return replaced(function, f"def {function.__name__}(self, viewer):\n    return self")
    source = source_of(function)
    assert source.count(old) == 1, (
        f"“{old}” stands {source.count(old)} times in {function.__qualname__}: bring this table up to date"
    )
    return replaced(function, source.replace(old, new))


def noted(path):
    """The function with a first line that says that it ran."""
    function = function_of(path)
    tree = ast.parse(source_of(function))
    tree.body[0].body[:0] = ast.parse(f"_ran.add({path!r})").body
    return replaced(function, ast.fix_missing_locations(tree))


class Recorder(Walk):
    """A walk that notes which answers ran through which filters."""

    def __init__(self, world):
        super().__init__(world, but=["admin/", "accounts/", "health/"])
        self.journal, self.ran = {}, {}

    def ask_as(self, who, method, url, *keys):
        builtins._ran = set()
        answer = super().ask_as(who, method, url, *keys)
        asked = (who, method, url, keys)
        self.journal[asked] = answer
        for path in builtins._ran:
            self.ran.setdefault(path, {})[asked] = None
        return answer

    def questions(self, url):
        return []  # forms are asked in test_no_leak.py

    def first_leak(self, asked):
        """What the first of these answers, asked for again, tells beyond what it told before; empty where none does."""
        place = Counter()
        by_turns = []  # a few of each part of the portal first
        for one in asked:
            part = (one[0], one[2].split("/")[1])
            by_turns.append((place[part], one))
            place[part] += 1
        for _turn, (who, method, url, keys) in sorted(by_turns, key=itemgetter(0)):
            with transaction.atomic():
                answer = Walk.ask_as(self, who, method, url, *keys)
                transaction.set_rollback(True)
            if self.walked.leaks:
                return str(next(iter(self.walked.leaks)))
            if answer != self.journal[who, method, url, keys]:
                return f"{method} {url} as {who} differs"
        return ""


@pytest.fixture(scope="module")
def walk(django_db_setup, django_db_blocker):
    """The world, planted and walked once, by those whose answers differ; everything is undone at the end."""
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        patch.setattr(logging.getLogger("django.request"), "disabled", True)
        patch.setattr(Template, "_render", _TestState.saved_data.template_render)
        patch.setattr("apmbc_portal.web.release_check.walk.TRIED", 2)
        patch.setattr(builtins, "_ran", set(), raising=False)
        stack.enter_context(django_db_blocker.unblock())
        stack.enter_context(transaction.atomic())
        walk = Recorder(World())
        walk.world.outsiders = {who: walk.world.outsiders[who] for who in {*FEWER, *OF_GROUPS}}
        walk.learn()
        walk.world.plant_hidden()
        walk.prepare()
        with ExitStack() as notes:
            for path in dict.fromkeys([*filters(), *(path for path, _old, _new in BROKEN)]):
                notes.enter_context(noted(path))
            walk.walk_hidden()
            walk.read_known()
            walk.walk_inside()
            walk.routes = [route for route in walk.routes if route.pattern.startswith("meetings/")]
            walk.walk_acts()  # with the key of a hidden invitation
        assert walk.walked.leaks == {}
        yield walk
        transaction.set_rollback(True)


CASES = [(path, "", "") for path in filters()] + BROKEN


def test_the_check_finds_each_filter_that_is_broken(walk, subtests):
    """One test, so that no second process walks through the world for its share of the filters."""
    for path, old, new in CASES:
        asked = walk.ran.get(path, {})
        with subtests.test(f"{path} {old}"), broken(function_of(path), old, new):
            cache.clear()
            told = walk.first_leak(asked)
            walk.walked.leaks.clear()
            assert bool(told) != ((path, old) in GUARDED_TWICE), f"{len(asked)} answers ran through {path}; told: {told}"
