"""Every named address × method × who: what is answered about a file of which nothing was opened, and of one that is all open.

The addresses come from the URL configuration; the expectations are written by hand, one line each. An address without a line
fails, and the message is the line to add once it was checked: it says what the portal answers now, not what it should.
"""

import logging

import pytest
from django.db import transaction
from django.template.base import Template
from django.test.utils import _TestState

from apmbc_portal.web.release_check.routes import NONE_SUCH, any_kind
from apmbc_portal.web.release_check.walk import Walk
from apmbc_portal.web.release_check.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]  # what is answered does not depend on the database
# Who asks, in the order of the numbers below: a visitor, another State's focal point, a partner who took part in the meeting, the
# Chair of the Committee, the State's own focal point, the ISU.
WHO = ["public", "other State's focal point", "partner who took part", "Chair of the Committee", "own State", "ISU"]
# name: (GET, POST) of a row of a file of which nothing was opened.
CLOSED = {
    "health_live": ("200 200 200 200 200 200", "405 405 405 405 405 405"),
    "health_ready": ("200 200 200 200 200 200", "405 405 405 405 405 405"),
    "feed": ("200 200 200 200 200 200", "405 405 405 405 405 405"),
    "calendar_file": ("200 200 200 200 200 200", "405 405 405 405 405 405"),
    "sitemap": ("200 200 200 200 200 200", "405 405 405 405 405 405"),
    "robots": ("200 200 200 200 200 200", "405 405 405 405 405 405"),
    "privacy": ("200 200 200 200 200 200", "405 405 405 405 405 405"),
    "privacy_ask": ("200 200 200 200 200 200", "422 422 422 422 422 422"),
    "privacy_asked": ("200 200 200 200 200 200", "405 405 405 405 405 405"),
    "person": ("404 404 404 404 404 404", "404 404 404 404 404 404"),
    "person_step": ("404 404 404 404 404 404", "404 404 404 404 404 404"),
    "own_data": ("302 200 200 200 200 200", "302 200 200 200 200 200"),
    "own_data_step": ("302 404 404 404 404 404", "302 404 404 404 404 404"),
    "account": ("302 200 200 200 200 200", "302 200 200 200 200 200"),
    "sessions": ("302 200 200 200 200 200", "302 302 302 302 302 302"),
    "account_login": ("200 302 302 302 302 302", "200 302 302 302 302 302"),
    "account_request_login_code": ("200 302 302 302 302 302", "200 302 302 302 302 302"),
    "second_factor": ("302 302 302 302 302 302", "302 302 302 302 302 302"),
    "mfa_authenticate": ("302 302 302 302 302 302", "302 302 302 302 302 302"),
    "mfa_reauthenticate": ("302 403 403 200 403 200", "302 403 403 200 403 200"),
    "mfa_activate_totp": ("302 200 200 302 200 302", "302 200 200 302 200 302"),
    "mfa_deactivate_totp": ("302 404 404 302 404 302", "302 404 404 302 404 302"),
    "mfa_view_recovery_codes": ("302 404 404 302 404 302", "302 405 405 405 405 405"),
    "mfa_generate_recovery_codes": ("302 200 200 302 200 302", "302 200 200 302 200 302"),
    "carried": ("302 302 302 302 302 302", "302 302 302 302 302 302"),
    "welcome": ("410 410 410 410 410 410", "410 410 410 410 410 410"),
    "new_password": ("410 410 410 410 410 410", "410 410 410 410 410 410"),
    "acting": ("302 200 200 200 200 200", "302 302 302 302 302 302"),
    "start": ("302 302 302 302 302 302", "302 302 302 302 302 302"),
    "accounts/email/": ("404 404 404 404 404 404", "404 404 404 404 404 404"),
    "accounts/confirm-email/": ("404 404 404 404 404 404", "404 404 404 404 404 404"),
    "accounts/confirm-email/<str:key>/": ("404 404 404 404 404 404", "404 404 404 404 404 404"),
    "accounts/password/reset/key/<path:key>/": ("404 404 404 404 404 404", "404 404 404 404 404 404"),
    "account_inactive": ("200 200 200 200 200 200", "405 405 405 405 405 405"),
    "account_signup": ("200 302 302 302 302 302", "200 302 302 302 302 302"),
    "account_reauthenticate": ("302 403 403 302 403 302", "302 403 403 302 403 302"),
    "account_email": ("404 404 404 404 404 404", "404 404 404 404 404 404"),
    "account_email_verification_sent": ("404 404 404 404 404 404", "404 404 404 404 404 404"),
    "account_change_password": ("302 302 302 302 302 302", "302 302 302 302 302 302"),
    "account_set_password": ("302 200 200 200 200 200", "302 200 200 200 200 200"),
    "account_reset_password": ("200 200 200 200 200 200", "200 200 200 200 200 200"),
    "account_confirm_login_code": ("302 302 302 302 302 302", "302 302 302 302 302 302"),
    "account_confirm_email": ("404 404 404 404 404 404", "404 404 404 404 404 404"),
    "account_reset_password_from_key_done": ("404 404 404 404 404 404", "404 404 404 404 404 404"),
    "account_reset_password_from_key": ("404 404 404 404 404 404", "404 404 404 404 404 404"),
    "account_reset_password_done": ("200 200 200 200 200 200", "405 405 405 405 405 405"),
    "mfa_index": ("302 200 200 200 200 200", "302 405 405 405 405 405"),
    "mfa_download_recovery_codes": ("302 404 404 302 404 302", "302 404 404 302 404 302"),
    "workspace": ("302 200 302 302 200 302", "302 200 302 302 200 302"),
    "ledger": ("302 200 302 302 200 302", "302 200 302 302 200 302"),
    "recorded": ("302 200 302 302 200 302", "302 200 302 302 200 302"),
    "recorded_reverse": ("404 404 404 404 404 404", "404 404 404 404 404 404"),
    "focal_points": ("302 200 302 302 200 302", "302 200 302 302 200 302"),
    "focal_point_propose": ("302 200 302 302 200 302", "302 200 302 302 200 302"),
    "focal_point_leave": ("302 200 302 302 200 302", "302 302 302 302 302 302"),
    "focal_point_proposal": ("302 404 302 302 200 302", "302 404 302 302 302 302"),
    "decision": ("302 404 404 404 200 200", "302 404 404 404 200 200"),
    "decision_take_back": ("302 405 404 404 405 405", "302 404 404 404 302 302"),
    "decision_preview": ("302 404 404 404 200 200", "302 405 404 404 405 405"),
    "workspace_interest": ("302 404 404 404 404 404", "302 404 404 404 404 404"),
    "proposed_decision": ("302 404 404 404 200 200", "302 404 404 404 302 422"),
    "two_people": ("302 404 404 404 200 200", "302 404 404 404 302 200"),
    "workspace_report": ("302 404 404 404 200 200", "302 404 404 404 200 200"),
    "workspace_report_answer": ("302 405 404 404 405 405", "302 404 404 404 302 302"),
    "returned_file": ("302 404 404 404 200 200", "302 405 404 404 405 405"),
    "workspace_report_send_back": ("302 405 404 404 405 405", "302 404 404 404 422 422"),
    "workspace_report_approve": ("302 405 404 404 405 405", "302 404 404 404 200 302"),
    "workspace_report_open": ("302 404 404 404 302 302", "302 404 404 404 302 302"),
    "workspace_engagement": ("302 404 302 302 200 302", "302 404 302 302 200 302"),
    "workspace_close": ("302 404 404 404 200 200", "302 404 404 404 302 200"),
    "request_new": ("302 405 405 405 405 405", "302 302 404 404 302 404"),
    "request": ("404 404 404 404 200 200", "404 404 404 404 200 200"),
    "request_step": ("302 404 404 404 302 302", "302 404 404 404 409 409"),
    "request_theme": ("302 404 404 404 302 302", "302 404 404 404 409 409"),
    "request_print": ("302 404 404 404 200 200", "302 404 404 404 200 200"),
    "request_word": ("302 404 404 404 200 200", "302 404 404 404 200 200"),
    "request_signed": ("302 404 404 404 200 302", "302 404 404 404 200 302"),
    "receipt": ("302 404 404 404 200 200", "302 404 404 404 200 200"),
    "suggestion_new": ("302 404 404 404 200 200", "302 404 404 404 200 200"),
    "request_move": ("302 405 405 405 405 405", "302 404 404 404 302 302"),
    "correspondence_file": ("302 404 404 404 200 200", "302 404 404 404 200 200"),
    "suggestion_move": ("302 405 405 405 405 405", "302 404 404 404 302 302"),
    "engagement": ("404 404 404 404 200 200", "404 404 404 404 200 200"),
    "request_new_version": ("302 405 405 405 405 405", "302 404 404 404 302 302"),
    "engagement_say": ("302 405 405 405 405 405", "302 404 404 404 422 422"),
    "engagement_move": ("302 404 404 404 302 302", "302 404 404 404 302 302"),
    "meeting": ("404 404 404 404 200 200", "405 405 405 405 405 405"),
    "meeting_invitations": ("302 405 405 405 405 405", "302 404 404 404 302 302"),
    "meeting_step": ("302 405 405 405 405 405", "302 404 404 404 302 302"),
    "invitation": ("404 404 404 404 404 404", "404 404 404 404 404 404"),
    "paper": ("404 404 404 404 200 200", "405 405 405 405 405 405"),
    "paper_original": ("404 404 404 404 200 200", "405 405 405 405 405 405"),
    "document_ask": ("302 405 405 405 405 405", "302 404 404 404 302 302"),
    "contact_list": ("404 404 404 404 200 200", "405 405 405 405 405 405"),
    "contact_list_files": ("404 404 404 404 200 200", "405 405 405 405 405 405"),
    "contact_list_make": ("302 405 405 405 405 405", "302 404 404 404 302 302"),
    "document": ("404 404 404 404 200 200", "405 405 405 405 405 405"),
    "document_status": ("404 404 404 404 200 200", "405 405 405 405 405 405"),
    "document_read": ("404 404 404 404 200 200", "405 405 405 405 405 405"),
    "document_file": ("404 404 404 404 200 200", "405 405 405 405 405 405"),
    "contact_list_csv": ("404 404 404 404 200 200", "405 405 405 405 405 405"),
    "contact_list_vcard": ("404 404 404 404 200 200", "405 405 405 405 405 405"),
    "ledger_csv": ("404 404 404 404 200 200", "405 405 405 405 405 405"),
    "document_again": ("302 405 405 405 405 405", "302 404 404 404 302 302"),
    "document_cancel": ("302 405 405 405 405 405", "302 404 404 404 302 302"),
    "interests": ("302 404 200 404 404 404", "302 405 405 405 405 405"),
    "interest": ("302 404 404 404 404 404", "302 404 404 404 404 404"),
    "outcomes": ("200 200 200 200 200 200", "405 405 405 405 405 405"),
    "outcome": ("404 404 404 404 200 200", "405 405 405 405 405 405"),
    "home": ("200 200 200 200 200 200", "405 405 405 405 405 405"),
    "states": ("200 200 200 200 200 200", "405 405 405 405 405 405"),
    "state": ("200 200 200 200 200 200", "405 405 405 405 405 405"),
    "state_brief": ("200 200 200 200 200 200", "405 405 405 405 405 405"),
    "calendar": ("200 200 200 200 200 200", "405 405 405 405 405 405"),
    "opened": ("302 302 200 200 302 302", "302 302 200 200 302 302"),
    "lessons": ("200 200 200 200 200 200", "405 405 405 405 405 405"),
    "lesson": ("404 404 404 404 200 200", "405 405 405 405 405 405"),
    "contact": ("200 200 200 200 200 200", "200 200 200 200 200 200"),
    "contact_thanks": ("200 200 200 200 200 200", "405 405 405 405 405 405"),
}  # fmt: skip
# name: GET of a row of a file of which everything is open to the public; only addresses that outsiders reach.
OPEN = {
    "request": "200 200 200 200 200 200",
    "request_print": "302 200 200 200 200 200",
    "request_word": "302 200 200 200 200 200",
    "suggestion_new": "302 200 200 200 200 200",
    "engagement": "200 200 200 200 200 200",
    "engagement_move": "302 302 302 302 302 302",
    "meeting": "200 200 200 200 200 200",
    "paper": "200 200 200 200 200 200",
    "document": "200 200 200 200 200 200",
    "document_status": "200 200 200 200 200 200",
    "document_read": "200 200 200 200 200 200",
    "document_file": "200 200 200 200 200 200",
    "outcome": "200 200 200 200 200 200",
    "lesson": "200 200 200 200 200 200",
}  # fmt: skip
SIGN_OUT = {"account_logout", "logout"}  # ends the session that is being asked with


@pytest.fixture(scope="module")
def walk(django_db_setup, django_db_blocker):
    """The world, planted once; each question of it is undone, and all of it at the end."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr(logging.getLogger("django.request"), "disabled", True)
        patch.setattr(Template, "_render", _TestState.saved_data.template_render)
        walk = Walk(World())
        walk.learn()
        walk.world.plant_hidden()
        yield walk
        transaction.set_rollback(True)


def statuses(walk, method, urls):
    """The status for each of WHO; of several addresses of one name, of the first that leads its own State or the ISU somewhere."""
    clients = walk.world.insiders | walk.world.outsiders
    with transaction.atomic():
        url = next((url for url in urls if any(status(clients[who], method, url) != 404 for who in WHO[4:])), urls[0])
        transaction.set_rollback(True)
    with transaction.atomic():
        answers = [status(clients[who], method, url) for who in WHO]
        transaction.set_rollback(True)
    return " ".join(map(str, answers))


def status(client, method, url):
    answer = getattr(client, method)(url)
    b"".join(answer.streaming_content if answer.streaming else [])
    return answer.status_code


def addresses(walk, file):
    """{name of a route: its addresses about this file}."""
    found = {}
    for route in walk.routes:
        if route.is_desk or route.name in SIGN_OUT:
            continue
        keys = walk.keys_for(route, file) if route.keyed else [0]
        of_name = found.setdefault(route.name or route.pattern, [])
        for key in keys or NONE_SUCH["uuid"]:
            of_name += [url for url, _given in route.fill(any_kind(key))]
    return found


def lines(found):
    return [f"    {name!r}: {answers!r}," for name, answers in found.items()]


def test_what_is_answered_about_a_file_of_which_nothing_was_opened(walk):
    file = walk.world.hidden["nothing was opened"]
    found = {name: (statuses(walk, "get", urls), statuses(walk, "post", urls)) for name, urls in addresses(walk, file).items()}
    wrong = {name: answers for name, answers in found.items() if CLOSED.get(name) != answers}
    assert wrong == {}, "Check these lines, then put them into CLOSED:\n" + "\n".join(lines(wrong))
    assert CLOSED.keys() - found.keys() == set()


def test_what_everybody_is_answered_about_a_file_that_is_open(walk, monkeypatch):
    monkeypatch.setitem(walk.world.insiders, "own State", walk.world.insiders["State of the open file"])
    found = {}
    for name, urls in addresses(walk, walk.world.open).items():
        answers = statuses(walk, "get", urls)
        if answers != CLOSED[name][0]:
            found[name] = answers
    wrong = {name: answers for name, answers in found.items() if OPEN.get(name) != answers}
    assert wrong == {}, "Check these lines, then put them into OPEN:\n" + "\n".join(lines(wrong))
    assert OPEN.keys() - found.keys() == set()


def test_the_desk_opens_to_the_isu_alone(walk):
    """A rule for all its addresses: whoever is not the ISU is led to the sign-in or told that there is nothing."""
    file, opened = walk.world.hidden["nothing was opened"], 0
    for route in walk.routes:
        if not route.is_desk or route.name in SIGN_OUT:
            continue
        keys = walk.keys_for(route, file)[:1] if route.keyed else [0]
        for url in [url for key in keys for url, _given in route.fill(any_kind(key) | {route.of_model: [key]})][:1]:
            for method in ("get", "post"):
                answers = statuses(walk, method, [url]).split()
                assert set(answers[:5]) <= {"302", "403", "404"}, (method, url, answers)
                assert answers[5] != "500", (method, url)
                opened += answers[5] == "200"
    assert opened > 100  # the ISU reads most of them
