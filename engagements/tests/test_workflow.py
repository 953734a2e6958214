"""Who may take which step from which status: the code's tables against tables written by hand."""

from types import SimpleNamespace

import pytest

from apmbc_portal.testing.cast import CAST, OWN
from apmbc_portal.testing.factories import make_focal_point, make_request, viewer_of
from apmbc_portal.workflow import refusal
from engagements.models import Engagement, EngagementRequest, State, Suggestion
from engagements.workflow import (
    ENGAGEMENT_MOVES,
    REQUEST_MOVES,
    SUGGESTION_MOVES,
    EngagementStatus,
    RequestStatus,
    SuggestionStatus,
)

LETTER = SimpleNamespace(state_id=OWN, objection=lambda: "")
FOREIGN_LETTER = SimpleNamespace(state_id=99)

# verb: (statuses it may be taken from, who may take it, whether the ISU may record it with a letter)
REQUEST = {
    "clear": (["draft"], ["own", "drafter"], False),
    "redraft": (["in_clearance"], ["own", "drafter"], False),
    "submit": (["draft", "in_clearance"], ["own", "submitter"], False),
    "discard": (["draft", "in_clearance"], ["own", "drafter"], False),
    "record": ([], ["isu"], False),  # what the ISU typed itself alone, see below
    "drop": ([], ["isu"], False),  # of what the ISU typed itself alone, see below
    "acknowledge": (["submitted"], ["isu"], False),
    "enter_dialogue": (["acknowledged"], ["isu"], False),
    "get_under_way": (["in_dialogue"], ["isu"], False),
    "end": (["submitted", "acknowledged", "in_dialogue", "under_way"], ["own", "submitter"], True),
    "restore": (["ended"], ["own", "submitter"], False),
    "replace": (
        ["submitted", "acknowledged", "in_dialogue", "under_way"],
        ["own", "reader", "drafter", "submitter", "releaser", "isu"],
        False,
    ),
}
ENGAGEMENT = {
    "activate": (["exploring"], ["isu"], False),
    "pause": (["exploring", "active"], ["own", "submitter"], True),
    "resume": (["paused", "withdrawn"], ["own", "submitter"], True),
    "withdraw": (["exploring", "active", "paused"], ["own", "submitter"], True),
    "close": (["active"], ["isu"], False),
    "reopen": (["closed"], ["isu"], False),
}
SUGGESTION = {
    "take_up": (["open", "left"], ["own", "drafter"], True),
    "leave": (["open", "taken"], ["own", "drafter"], True),
}


def engagement(status="active"):
    return Engagement(pk=1, state=State(pk=OWN), status=status, reference="IA-2026-XAA-01")


def request(status):
    return EngagementRequest(
        engagement=engagement(), status=status, aims="To finish clearance.", cites_id="00000000-0000-0000-0000-000000000001"
    )


def suggestion(status):
    return Suggestion(request=request("in_dialogue"), status=status)


MACHINES = {
    "request": (request, REQUEST_MOVES, RequestStatus.values, REQUEST),
    "engagement": (engagement, ENGAGEMENT_MOVES, EngagementStatus.values, ENGAGEMENT),
    "suggestion": (suggestion, SUGGESTION_MOVES, SuggestionStatus.values, SUGGESTION),
}


@pytest.mark.parametrize("machine", MACHINES)
def test_the_hand_written_table_knows_every_step(machine):
    _make, moves, _statuses, table = MACHINES[machine]
    assert set(moves) == set(table)


@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize(("machine", "verb"), [(name, verb) for name, machine in MACHINES.items() for verb in machine[1]])
def test_who_may_do_what_when(machine, verb, who):
    make, _moves, statuses, table = MACHINES[machine]
    allowed_from, allowed_to, _by_letter = table[verb]
    allowed = {status for status in statuses if not refusal(make(status), verb, CAST[who])}
    assert allowed == (set(allowed_from) if who in allowed_to else set())


@pytest.mark.parametrize(("machine", "verb"), [(name, verb) for name, machine in MACHINES.items() for verb in machine[1]])
def test_what_the_desk_may_record_by_letter(machine, verb):
    make, _moves, statuses, table = MACHINES[machine]
    allowed_from, allowed_to, by_letter = table[verb]
    allowed = {status for status in statuses if not refusal(make(status), verb, CAST["isu"], citing=LETTER)}
    assert allowed == (set(allowed_from) if by_letter or "isu" in allowed_to else set())
    if by_letter:
        assert {refusal(make(status), verb, CAST["isu"], citing=FOREIGN_LETTER) for status in statuses} == {
            "That correspondence belongs to another file."
        }


@pytest.mark.parametrize("who", [who for who in CAST if who != "isu"])
def test_a_letter_gives_nobody_else_a_step(who):
    for make, moves, statuses, _table in MACHINES.values():
        for verb in moves:
            for status in statuses:
                with_letter = refusal(make(status), verb, CAST[who], citing=LETTER)
                assert bool(with_letter) == bool(refusal(make(status), verb, CAST[who]))


@pytest.mark.parametrize("verb", ["record", "drop"])
@pytest.mark.parametrize("status", RequestStatus.values)
def test_the_isu_records_and_drops_only_what_it_typed_itself(status, verb):
    typed = request(status)
    typed.on_behalf = True
    assert {who for who in CAST if not refusal(typed, verb, CAST[who])} == ({"isu"} if status == "draft" else set())


@pytest.mark.parametrize("status", ["paused", "withdrawn", "closed"])
def test_nothing_is_submitted_while_the_file_is_at_rest(status):
    draft = EngagementRequest(engagement=engagement(status), aims="To finish clearance.")
    assert "Resume it first" in refusal(draft, "submit", CAST["own"])


def test_an_empty_draft_is_not_submitted(db):
    draft = make_request(aims="  ")
    assert "aims" in refusal(draft, "submit", viewer_of(make_focal_point(draft.engagement.state)))
