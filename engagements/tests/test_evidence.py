"""What is evidence, and whose: a signed page is the State's alone while its draft is; the ISU's own letters prove nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apmbc_portal.testing.factories import (
    isu_viewer,
    make_correspondence,
    make_engagement,
    make_focal_point,
    make_request,
    make_staff,
    viewer_of,
)
from apmbc_portal.workflow import Refused
from engagements.actions import keep_signed_page, move_engagement, submit
from engagements.decisions import decide
from engagements.models import Correspondence

pytestmark = pytest.mark.django_db
ISU = isu_viewer()


@pytest.fixture
def draft():
    return make_request(make_engagement(), status="draft")


def sign(draft, by, words=b"signed"):
    return keep_signed_page(draft, SimpleUploadedFile("page.pdf", words), dated=draft.engagement.opened_on, by=by)


def seen():
    return set(Correspondence.objects.visible_to(ISU))


def test_the_desk_reads_the_signed_page_when_the_request_was_submitted_with_it(draft):
    by = viewer_of(make_focal_point(draft.engagement.state))
    earlier, last = sign(draft, by), sign(draft, by, b"other words")
    assert seen() == set()
    assert set(Correspondence.objects.visible_to(by)) == {earlier, last}
    draft = submit(draft, by=by)
    assert seen() == {last}
    after = sign(draft, by, b"signed afterwards")
    assert seen() == {last, after}


def test_what_the_isu_sent_is_no_evidence_of_what_a_state_decided():
    engagement = make_engagement()
    sent = make_correspondence(engagement=engagement, way="out")
    with pytest.raises(Refused, match="sent by the ISU"):
        decide(engagement, "public", engagement=engagement, by=ISU, citing=sent)
    with pytest.raises(Refused, match="sent by the ISU"):
        move_engagement(engagement, "withdraw", by=ISU, citing=sent)
    call = make_correspondence(engagement=engagement, way="out", kind="call")
    assert move_engagement(engagement, "withdraw", by=ISU, citing=call).status == "withdrawn"


def test_no_page_of_the_desk_gives_the_signed_page_of_a_draft(client, draft):
    page = sign(draft, viewer_of(make_focal_point(draft.engagement.state)))
    client.force_login(make_staff())
    for address in (
        f"/correspondence/{page.pk}/file/",
        f"/admin/engagements/correspondence/{page.pk}/sealed/",
        f"/admin/engagements/correspondence/{page.pk}/change/",
    ):
        assert b"page.pdf" not in client.get(address, follow=True).content
    assert str(page.pk) not in client.get(f"/admin/engagements/engagement/{draft.engagement_id}/file/").content.decode()
