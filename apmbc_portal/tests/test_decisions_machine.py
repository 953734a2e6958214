"""Random histories of decisions, seats, hand-overs and presence: nobody ever sees what the ledger does not allow them.

What a person may see is worked out a second time (reckoning.py) from the entries of the ledgers and plain lists of who was
what when.
"""

import datetime
from unittest.mock import patch

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from apmbc_portal.testing import factories as make
from apmbc_portal.tests.reckoning import Item, allowed
from apmbc_portal.visibility import PUBLIC, Audience
from apmbc_portal.web.viewer import as_viewer, capacities_of
from apmbc_portal.workflow import Refused
from engagements import decisions
from engagements.models import CommitteeSeat, Delegate, Nomination
from meetings.models import Participant

DAY = datetime.timedelta(days=1)
ITEMS = ["file", "request", "entry", "text", "paper", "outcome", "list"]
HOSTS, PEOPLE, PARTIES = ["a", "b"], ["fay", "gus", "dan", "eve", "pia", "quin"], ["org", "state c"]
WIDER = [audience for audience in Audience if audience != Audience.STATE]
audiences, items, hosts = st.sampled_from(WIDER), st.sampled_from(ITEMS), st.sampled_from(HOSTS)
people, parties = st.sampled_from(PEOPLE), st.sampled_from(PARTIES)
# Half of all decisions are tried by whoever speaks for the host that day: strangers are refused, and refusals open nothing.
ITS_OWN = "its own"
deciders = st.one_of(st.just(ITS_OWN), people)


class Histories(RuleBasedStateMachine):
    """Two States, one meeting of the first and one of both, and six people whose standing changes from day to day."""

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.now = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)
        self.clock = patch.object(timezone, "now", lambda: self.now)
        self.clock.start()
        self.engagement = {name: make.make_engagement() for name in HOSTS}
        alone = make.make_meeting(self.engagement["a"], status="held")
        joint = make.make_meeting(*self.engagement.values(), status="held")
        one, both = [self.engagement["a"]], list(self.engagement.values())
        self.items = {
            "file": Item(self.engagement["a"], one, None),
            "request": Item(make.make_request(self.engagement["b"], status="in_dialogue"), [self.engagement["b"]], None),
            "entry": Item(joint, both, joint),
            "text": Item(make.make_text(make.make_report(joint, status="approved")), both, joint),
            "paper": Item(make.make_paper(alone, title="Plan"), one, alone),
            "outcome": Item(make.make_outcome(joint), both, joint),
            "list": Item(make.make_contact_list(alone), one, alone),
        }
        self.users = {name: make.make_user(name=name, email=f"{name}@demo.example") for name in PEOPLE}
        self.organisation, self.state_c = make.make_organisation(), make.make_state()
        self.party = {"org": self.organisation.party_id, "state c": self.state_c.party_id}
        self.speaks, self.seats, self.present = [], [], {}  # what is true of people, as plain lists
        self.desk = make.isu_viewer()
        self.nominate("fay", "a")
        self.nominate("gus", "b")
        self.take_a_seat("dan")
        make.make_partner(self.organisation, user=self.users["pia"], starts=self.today - 30 * DAY)
        for name, meeting, house in (("quin", joint, None), ("pia", alone, self.organisation)):
            contact = make.make_contact(house or make.make_organisation(), user=self.users[name])
            self.present[name] = [make.make_participant(meeting, contact, attendance="present"), meeting, True]

    @property
    def today(self):
        return self.now.date()

    # --- what happens ---------------------------------------------------------------------------------------------

    @rule(days=st.integers(1, 40))
    def days_pass(self, days):
        self.now += days * DAY

    @rule(name=items, host=hosts, audience=audiences, by=deciders)
    def decide(self, name, host, audience, by):
        self.attempt(decisions.decide, name, host, by, audience)

    @rule(name=items, host=hosts, by=deciders)
    def take_back(self, name, host, by):
        self.attempt(decisions.decide, name, host, by, Audience.STATE)

    @rule(name=items, host=hosts, by=deciders, party=parties)
    def grant(self, name, host, by, party):
        self.attempt(decisions.grant_to, name, host, by, self.party[party], party)

    @rule(name=items, host=hosts, by=deciders, party=parties)
    def revoke(self, name, host, by, party):
        self.attempt(decisions.revoke_from, name, host, by, self.party[party])

    @rule(host=hosts, by=deciders, withheld=st.booleans())
    def withhold(self, host, by, withheld):
        for viewer in self.viewers(by, self.engagement[host]):
            self.guarded(lambda viewer=viewer: decisions.withhold(self.engagement[host], withheld, by=viewer))

    def attempt(self, act, name, host, by, *said):
        """In each capacity `by` holds today; what is refused changes nothing. Strangers also try for a State that is no host."""
        item, engagement = self.items[name], self.engagement[host]
        if by == ITS_OWN and engagement not in item.hosts:
            engagement = item.hosts[0]
        for viewer in self.viewers(by, engagement):
            row = type(item.row)._base_manager.get(pk=item.row.pk)
            self.guarded(lambda row=row, viewer=viewer: act(row, *said, engagement=engagement, by=viewer))

    def viewers(self, by, engagement):
        names = PEOPLE if by == ITS_OWN else [by]
        found = [(viewer, facts) for name in names for viewer, facts in self.capacities(name)]
        return [viewer for viewer, facts in found if by != ITS_OWN or engagement.state.iso3 in facts["states"]]

    def guarded(self, act):
        try:
            with transaction.atomic():
                act()
        except Refused:
            pass

    @rule(name=people, host=hosts)
    def nominate(self, name, host):
        state = self.engagement[host].state
        row = Nomination.objects.create(
            user=self.users[name], state=state, starts=self.today, may_draft=True, may_submit=True, may_release=True
        )
        self.speaks.append([name, state, self.today, None, row, False])

    @rule(name=people)
    def hand_over(self, name):
        """Every nomination of this person ended yesterday."""
        for one in self.speaks:
            if one[0] == name and one[3] is None:
                one[3] = max(self.today - DAY, one[2])
                Nomination.objects.filter(pk=one[4].pk).update(ends=one[3])

    @rule(name=people)
    def end_now(self, name):
        """Every nomination of this person is ended in this moment, by somebody and not by time."""
        for one in self.speaks:
            if one[0] == name and self.in_force(one):
                one[3], one[5] = self.today, True
                assert one[4].end_now()

    @rule(name=people)
    def take_a_seat(self, name):
        seat = CommitteeSeat.objects.create(state=self.state_c, starts=self.today)
        Delegate.objects.create(seat=seat, user=self.users[name], starts=self.today)
        self.seats.append([name, self.today, None, seat])

    @rule(name=people)
    def leave_the_committee(self, name):
        for one in self.seats:
            if one[0] == name and one[2] is None:
                one[2] = max(self.today - DAY, one[1])
                CommitteeSeat.objects.filter(pk=one[3].pk).update(ends=one[2])

    @rule(name=st.sampled_from(["pia", "quin"]), was_there=st.booleans())
    def correct_the_attendance(self, name, was_there):
        row = self.present[name]
        Participant.objects.filter(pk=row[0].pk).update(attendance="present" if was_there else "absent")
        row[2] = was_there

    # --- who is what today, from plain lists --------------------------------------------------------------------------

    def capacities(self, name):
        """(Viewer, Facts) for each capacity of a person today; the Viewer as the portal builds it, the facts from our lists."""
        user, today = self.users[name], self.today
        found = []
        for acting in capacities_of(user, today):
            viewer = as_viewer(user, acting)
            kind, _colon, ident = acting.key.partition(":")
            found.append((viewer, self.facts(name, kind, ident)))
        return found

    def in_force(self, one):
        """Whether this nomination counts now: its last day does, unless somebody ended it during that day."""
        _name, _state, begin, end, _row, was_ended = one
        return begin <= self.today and (end is None or self.today < end or (self.today == end and not was_ended))

    def has_last_word(self, one):
        """Whether it ran out and stays, because nobody else could withdraw for that State; of several, the one that ran out last."""
        same = [other for other in self.speaks if other[1] == one[1]]
        lapsed = [other for other in same if other[3] is not None and other[3] < self.today and not other[5]]
        return one in lapsed and not any(self.in_force(other) for other in same) and one[3] == max(other[3] for other in lapsed)

    def facts(self, name, kind, ident):
        def holds(begin, end):
            return begin <= self.today and (end is None or self.today <= end)

        attendance = self.present.get(name)
        came_for = kind == "participant" or (kind == "partner" and name == "pia")
        speaks = {
            one[1].iso3
            for one in self.speaks
            if one[0] == name and str(one[1].pk) == ident and (self.in_force(one) or self.has_last_word(one))
        }
        seats = [one[1] for one in self.seats if one[0] == name and holds(one[1], one[2]) and str(one[3].pk) == ident]
        return {
            "states": speaks if kind == "state" else set(),
            "seat": min(seats) if kind == "seat" and seats else None,
            "partner": kind == "partner",
            "met": attendance[1] if attendance and attendance[2] and came_for else None,
            "parties": {"seat": {"state c"}, "partner": {"org"}}.get(kind, set()),
        }

    @rule(name=people)
    def look(self, name):
        """Everything this person sees in each of their capacities is what the ledgers allow, and all of it."""
        for viewer, facts in self.capacities(name):
            self.compare(f"{name} as {viewer.capacity}", viewer, facts)

    def compare(self, who, viewer, facts):
        seen = {
            label
            for label, item in self.items.items()
            if type(item.row).objects.visible_to(viewer).filter(pk=item.row.pk).exists()
        }
        ought = {label for label, item in self.items.items() if allowed(item, facts)}
        assert seen == ought, (who, "sees too much", seen - ought, "is kept from", ought - seen)

    def teardown(self):
        try:
            for name in PEOPLE:
                self.look(name)
            nobody = {"states": set(), "seat": None, "partner": False, "met": None, "parties": set()}
            self.compare("the public", PUBLIC, nobody)
        finally:
            self.clock.stop()
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)


@pytest.mark.django_db
def test_no_history_shows_anybody_what_the_ledgers_do_not_allow():
    quiet = settings(
        max_examples=25,
        stateful_step_count=30,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    run_state_machine_as_test(Histories, settings=quiet)
