"""Who spoke for a State before: replaced at once or on a day, ended by themselves or on the State's word."""

import pytest
from django.test import Client
from django.urls import reverse

from apmbc_portal.accounts.models import User
from apmbc_portal.audit.models import Event, LedgerEntry
from apmbc_portal.links import token_for
from apmbc_portal.notices.models import Letter
from apmbc_portal.notices.outbox import queue
from apmbc_portal.testing import factories as make
from apmbc_portal.tests.handing_over import DAY, answer, proposed, signed_in, words
from apmbc_portal.web.viewer import capacities_of
from apmbc_portal.workflow import Refused, Right
from engagements import handover
from engagements.consequences import CONSEQUENCES
from engagements.decisions import decide
from engagements.models import Nomination

pytestmark = pytest.mark.django_db


def test_a_replaced_focal_point_is_out_at_once_with_sessions_and_links():
    state = make.make_state()
    old, second, outsider = make.make_focal_point(state), make.make_focal_point(state), make.make_focal_point()
    engagement = make.make_engagement(state)
    theirs, link = signed_in(old), reverse("new_password", args=[token_for("new_password", old.pk, old.link_version)])
    waiting = queue(old.email, "About the file", "Text", about=engagement.reference)
    other = queue(second.email, "About the file", "Text", about=engagement.reference)
    assert theirs.get(reverse("workspace")).status_code == 200
    row = proposed(old, instead_of=old.nominations.get().pk, rights=["draft", "submit", "release"])
    answer(second, row)
    assert theirs.get(reverse("workspace")).status_code == 302
    assert theirs.get("/").wsgi_request.user.is_anonymous
    assert Client().get(link).status_code == 410
    assert capacities_of(User.objects.get(pk=old.pk)) == []
    nomination = old.nominations.get()
    assert (nomination.ends, nomination.is_past) == (make.today(), True)
    assert Nomination.objects.on(make.today() - DAY).filter(pk=nomination.pk).exists()  # as of yesterday it was in force
    assert [Letter.objects.get(pk=one.pk).status for one in (waiting, other)] == ["discarded", "queued"]
    assert (old.email, "nomination_ended") in words(Letter.objects.all())
    assert signed_in(outsider).get(reverse("workspace")).status_code == 200
    assert LedgerEntry.objects.filter(chain=state.iso3, verb="end_nomination").exists()
    assert CONSEQUENCES["end_nomination"] == dict.fromkeys(CONSEQUENCES["pause"], "keep") | {
        "letters": "discard", "links": "end", "sessions": "end",
    }  # fmt: skip


def test_what_was_opened_stays_open_when_who_opened_it_is_replaced():
    state = make.make_state()
    old, second = make.make_focal_point(state), make.make_focal_point(state)
    engagement = make.make_engagement(state)
    decide(engagement, "public", engagement=engagement, by=make.viewer_of(old))
    answer(second, proposed(old, instead_of=old.nominations.get().pk))
    assert Client().get(engagement.get_absolute_url()).status_code == 200


def test_the_one_before_stays_until_the_successors_first_day():
    state = make.make_state()
    old, second = make.make_focal_point(state), make.make_focal_point(state)
    begins = make.today() + 10 * DAY
    answer(second, proposed(old, instead_of=old.nominations.get().pk, starts=begins.isoformat()))
    assert old.nominations.get().ends == begins - DAY
    assert capacities_of(old)
    assert capacities_of(old, begins) == []


def test_a_focal_point_ends_their_own_nomination_unless_nobody_else_could_withdraw():
    state = make.make_state()
    me, colleague = make.make_focal_point(state), make.make_focal_point(state, may_submit=False)
    client = signed_in(me)
    assert "last who can withdraw" in client.get(reverse("focal_point_leave")).content.decode()
    client.post(reverse("focal_point_leave"))
    assert capacities_of(me)
    make.make_focal_point(state)
    with pytest.raises(Refused):
        handover.end(colleague.nominations.get(), by=make.viewer_of(me))
    assert client.post(reverse("focal_point_leave")).status_code == 302
    assert capacities_of(me) == []
    assert client.get("/").wsgi_request.user.is_anonymous


def test_the_isu_ends_a_nomination_on_the_states_word_alone():
    state, desk = make.make_state(mission_email="mission@demo.example"), signed_in(make.make_staff())
    user = make.make_focal_point(state)
    sent = make.make_correspondence(state, way="out")
    theirs, foreign = make.make_correspondence(state), make.make_correspondence()
    page = reverse("admin:engagements_nomination_end", args=[user.nominations.get().pk])
    for cites in ("", foreign.pk, sent.pk):
        assert desk.post(page, {"cites": cites}).status_code == 422
    assert capacities_of(user)
    assert desk.post(page, {"cites": theirs.pk, "note": "Recalled."}).status_code == 302
    assert capacities_of(user) == []
    assert LedgerEntry.objects.get(verb="end_nomination").evidence == theirs.describe()
    assert desk.post(page, {"cites": theirs.pk}).status_code == 422


def test_the_isu_records_a_nomination_by_note_verbale_and_replaces():
    state, desk = make.make_state(), signed_in(make.make_staff())
    old, new = make.make_focal_point(state), make.make_user(password=None)
    note = make.make_correspondence(state)
    data = {
        "state": state.pk, "user": str(new.pk), "starts": make.today().isoformat(), "may_submit": "on",
        "instead_of": old.nominations.get().pk, "place": "capital",
    }  # fmt: skip
    page = reverse("admin:engagements_nomination_add")
    assert "document" in desk.post(page, data).context["adminform"].form.errors
    assert desk.post(page, data | {"document": str(note.pk)}).status_code == 302
    assert capacities_of(old) == []
    assert capacities_of(new)
    assert {"welcome", "nominated"} <= {kind for to, kind in words(Letter.objects.all()) if to == new.email}
    assert [entry.verb for entry in LedgerEntry.objects.filter(chain=state.iso3)] == ["nominate", "end_nomination"]


def test_the_isu_changes_rights_and_period_on_the_states_word_alone():
    state, desk = make.make_state(), signed_in(make.make_staff())
    user, colleague = make.make_focal_point(state, may_submit=False, may_release=False), make.make_focal_point(state)
    row, letter = user.nominations.get(), make.make_correspondence(state)
    page = reverse("admin:engagements_nomination_change", args=[row.pk])
    assert "Changed by which correspondence" in desk.get(page).content.decode()
    typed = {"function": "", "place": "", "document": "", "starts": row.starts.isoformat(), "ends": "", "may_draft": "on"}
    assert desk.post(page, typed | {"function": "Counsellor"}).status_code == 302  # what nobody decides upon
    for cites in ("", make.make_correspondence().pk, make.make_correspondence(state, way="out").pk):
        refused = desk.post(page, typed | {"function": "Counsellor", "may_release": "on", "cites": cites})
        assert refused.context["adminform"].form.errors["cites"]
    assert Right.RELEASE not in user.nominations.get().rights()
    moved = desk.post(page, typed | {"place": "mission"})  # where two people decide, the place says who may be the second
    assert moved.context["adminform"].form.errors["cites"]
    assert desk.post(page, typed | {"function": "Counsellor", "may_release": "on", "cites": letter.pk}).status_code == 302
    assert Right.RELEASE in user.nominations.get().rights()
    entry = LedgerEntry.objects.get(verb="change_nomination")
    assert (entry.evidence, entry.detail["on_behalf"]) == (letter.describe(), True)
    told = set(Letter.objects.filter(kind="recorded_on_behalf").values_list("to", flat=True))
    assert told == {user.email, colleague.email}


def test_the_page_says_who_speaks_for_the_state_and_what_to_do_next():
    state = make.make_state()
    user = make.make_focal_point(state)
    client = signed_in(user)
    page = client.get(reverse("focal_points")).content.decode()
    assert "One person alone can withdraw" in page
    assert "Nobody is proposed" in page
    assert reverse("focal_point_propose") in page
    assert reverse("focal_points") in client.get(reverse("workspace")).content.decode()
    assert signed_in(make.make_partner()).get(reverse("focal_points")).status_code == 302


def test_history_and_ledger_of_a_hand_over_name_nobody():
    state = make.make_state()
    old, second = make.make_focal_point(state), make.make_focal_point(state)
    answer(second, proposed(old, instead_of=old.nominations.get().pk))
    said = [f"{event.subject} {event.detail}" for event in Event.objects.all()]
    assert [line for line in said if "Mai" in line or "@" in line or old.name in line] == []
