"""One engagement from its first draft to the day the State takes its text back, in a real browser, with a real worker."""

from types import SimpleNamespace

import pytest

from apmbc_portal.testing import factories as make
from apmbc_portal.testing.processes import wait_until
from apmbc_portal.tests.journeys.asking import drafts_leaves_and_resumes, nobody_else_sees, submits, takes_up
from apmbc_portal.tests.journeys.meeting import INVITED, answers, holds, invites, plans
from apmbc_portal.tests.journeys.person import Person, load_agenda
from apmbc_portal.tests.journeys.publishing import approves_and_opens, closed_is_gone, is_found_and_read, taken_back_is_gone
from apmbc_portal.tests.journeys.reporting import asks_for_documents, corrects_what_the_state_sends_back, reports

pytestmark = [pytest.mark.browser]


@pytest.fixture
def cast(celery_worker_process, visitors):
    """A State, the ISU, an organisation to invite, the public, and a State that has nothing to do with it."""
    load_agenda()
    state = make.make_state()
    make.make_organisation(name=INVITED, kind="operator", email="office@clearwater.example")
    return SimpleNamespace(
        state=Person(visitors, make.make_focal_point(state)),
        isu=Person(visitors, make.make_staff()),
        invited=Person(visitors),
        public=Person(visitors),
        other=Person(visitors, make.make_focal_point(make.make_state())),
        worker=celery_worker_process,
    )


def test_from_the_first_draft_to_the_day_the_state_takes_its_text_back(cast):
    request = drafts_leaves_and_resumes(cast.state, cast.public)
    reference = submits(cast.state, request)
    nobody_else_sees(request, f"/engagements/{reference}/", cast.public, cast.other.sign_in())
    assert letter_to(cast.worker, cast.state.user.email, reference)
    takes_up(cast.isu, reference)
    meeting = plans(cast.isu)
    invites(cast.isu, cast.state)
    answers(cast.invited, letter_to(cast.worker, "office@clearwater.example", "Invitation"))
    holds(cast.isu, meeting)
    report = reports(cast.isu, meeting)
    asks_for_documents(cast.isu, report)
    corrects_what_the_state_sends_back(cast.isu, cast.state, report)
    approves_and_opens(cast.state, reference)
    outcome, file = is_found_and_read(cast.public, reference)
    taken_back_is_gone(cast.state, cast.public, reference, outcome, file)
    closed_is_gone(cast.state, cast.public, reference)


def letter_to(worker, address, word):
    """The letter the worker sent to `address` with `word` in its subject."""

    def sent():
        return next((one for one in worker.letters() if one["To"] and address in one["To"] and word in one["Subject"]), None)

    return wait_until(sent, what=f"the letter “{word}” to {address}")
