"""An organisation is named in what is told of a meeting only where it agreed, in a wording and on a day that are kept."""

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.urls import reverse

from apmbc_portal.audit.models import Event
from apmbc_portal.links import token_for
from apmbc_portal.testing.factories import isu_viewer, make_focal_point, make_invitation, make_staff, today
from meetings.attribution import WORDING, set_attribution
from meetings.models import OrganisationConsent

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent():
    cache.clear()
    return make_invitation(status="sent")


def link(row):
    return f"/invitations/{token_for('invitation', row.pk, row.link_version)}/"


def answer(client, row, **said):
    row.refresh_from_db()
    seen = row.answered_at.isoformat() if row.answered_at else ""
    data = {"answer": "accepted", "words": "", "seen": seen, "people-TOTAL_FORMS": 6, "people-INITIAL_FORMS": 0}
    return client.post(link(row), data | said, follow=True)


def agreed(row):
    return OrganisationConsent.objects.in_force().filter(meeting=row.meeting, organisation=row.organisation)


def test_the_box_is_empty_and_silence_is_a_no(client, sent):
    page = client.get(link(sent)).content.decode()
    box = page[page.index('name="named"') - 120 : page.index('name="named"') + 120]
    assert "checked" not in box
    assert str(WORDING) in page.replace("\n", " ")
    content = answer(client, sent).content.decode()
    assert "Your organisation is named in no text." in content
    assert not OrganisationConsent.objects.exists()


def test_the_tick_is_kept_with_its_wording_and_its_day(client, sent):
    content = answer(client, sent, named="on").content.decode()
    assert "agrees to be named in the report" in content
    row = agreed(sent).get()
    assert (row.wording, row.given_on, row.given_by) == (str(WORDING), today(), f"Personal link of {sent.organisation}")
    assert Event.objects.filter(verb="agree_to_be_named").count() == 1
    answer(client, sent, named="on")  # another answer with the tick is the same agreement
    assert OrganisationConsent.objects.count() == 1


@pytest.mark.parametrize("said", [{}, {"answer": "declined", "named": "on"}])
def test_taking_the_tick_away_or_declining_ends_it_and_keeps_that_it_was_given(client, sent, said):
    answer(client, sent, named="on")
    page = client.get(link(sent) + "?change=1").content.decode()
    assert "checked" in page[page.index('name="named"') - 120 : page.index('name="named"') + 120]
    answer(client, sent, **said)
    assert not agreed(sent).exists()
    assert OrganisationConsent.objects.get().withdrawn_on == today()


@pytest.mark.parametrize("agrees_now", [False, True])
def test_an_older_page_undoes_nothing_that_the_organisation_wrote_to_the_isu_meanwhile(client, sent, agrees_now):
    if not agrees_now:
        answer(client, sent, named="on")
    drawn = client.get(link(sent) + "?change=1").context["form"]
    shown = {"named_before": drawn.initial.get("named_before", "")} | ({"named": "on"} if drawn["named"].value() else {})
    set_attribution(sent.meeting, sent.organisation, agrees_now, by=isu_viewer(), wording="By letter.")
    answer(client, sent, words="Two of us.", **shown)
    sent.refresh_from_db()
    assert (agreed(sent).exists(), sent.answer) == (agrees_now, "Two of us.")


def test_one_agreement_in_force_for_a_meeting():
    row = make_invitation(status="accepted")
    set_attribution(row.meeting, row.organisation, True, by=isu_viewer(), wording="We agree.")
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationConsent.objects.create(meeting=row.meeting, organisation=row.organisation, wording="Again.")
    set_attribution(row.meeting, row.organisation, False, by=isu_viewer(), wording="")
    assert set_attribution(row.meeting, row.organisation, True, by=isu_viewer(), wording="We agree.")


def test_the_desk_records_what_came_by_letter(client):
    row = make_invitation(status="accepted")
    client.force_login(make_staff())
    page = reverse("admin:meetings_meeting_invitations", args=[row.meeting.pk])
    assert "Record that it agrees to be named" in client.get(page).content.decode()
    key = f"{row.pk}-agrees"
    assert client.post(page, {"row": row.pk, "act": "agrees"}).status_code == 422  # how it said so is asked
    client.post(page, {"row": row.pk, "act": "agrees", f"{key}-note": "E-mail of the director"})
    assert agreed(row).get().given_by == "ISU staff"
    assert Event.objects.get(verb="agree_to_be_named").detail["note"] == "E-mail of the director"
    content = client.get(page).content.decode()
    assert "Record that it is not to be named" in content
    client.post(page, {"row": row.pk, "act": "agrees_no_more", f"{row.pk}-agrees_no_more-note": "Letter of 3 May"})
    assert not agreed(row).exists()


def test_a_host_records_nothing_for_an_organisation(client):
    row = make_invitation(status="accepted")
    client.force_login(make_focal_point(row.meeting.hosts()[0].state))
    page = reverse("admin:meetings_meeting_invitations", args=[row.meeting.pk])
    client.post(page, {"row": row.pk, "act": "agrees", f"{row.pk}-agrees-note": "x"})
    assert not agreed(row).exists()
