"""What is on paper: laid out by the real engine, read back by another library."""

import datetime
import gc
import io
import time

import pytest
from pypdf import PdfReader

from apmbc_portal.testing.factories import (
    isu_viewer,
    make_contact,
    make_contact_list,
    make_engagement,
    make_focal_point,
    make_meeting,
    make_organisation,
    make_outcome,
    make_participant,
    make_report,
    make_text,
    viewer_of,
)
from reports import actions
from reports.kinds import content_of
from reports.kinds.report import sample
from reports.models import ContactList, ReportSection

pytestmark = pytest.mark.django_db
ISU = isu_viewer()


@pytest.fixture(scope="module", autouse=True)
def _threshold():
    """The engine sets a threshold for its process; a test process keeps its own."""
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


def kind_name(subject):
    return "contact_list" if isinstance(subject, ContactList) else "report"


def printed(subject_or_content):
    """(whole text with single spaces, text of each page, the reader) of a real PDF."""
    from reports.printing.pdf import render

    content = (
        subject_or_content
        if isinstance(subject_or_content, dict)
        else content_of(kind_name(subject_or_content), subject_or_content)
    )
    data, pages = render(content)
    reader = PdfReader(io.BytesIO(data))
    assert len(reader.pages) == pages
    texts = [" ".join(page.extract_text().split()) for page in reader.pages]
    return " ".join(texts), texts, reader


def meeting_with_people():
    """A meeting of one State in another time zone; one person agreed to be named, one did not."""
    start = datetime.datetime(2026, 6, 18, 8, 30, tzinfo=datetime.UTC)
    meeting = make_meeting(
        make_engagement(), status="held", title="Clearance by 2030", time_zone="Africa/Luanda", place="Luanda",
        starts_at=start, ends_at=start + datetime.timedelta(hours=3),
    )  # fmt: skip
    trust = make_organisation(name="Invented Trust")
    make_participant(meeting, make_contact(trust, name="Ana Example", title="Director", phone="+999 1"), attendance="present")
    make_participant(meeting, make_contact(trust, name="Quiet Person"), attendance="present", may_be_listed=False)
    make_outcome(meeting, text="Invented Trust sends teams", owner="Invented Trust", public_text="Teams are sent")
    return meeting


def report_of(meeting):
    report = actions.begin_report(meeting, by=ISU)
    for text in report.texts.all():
        ReportSection.objects.create(text=text, position=1, number="II", title="Presentation by the State", body="Needs.")
        ReportSection.objects.create(
            text=text, position=2, number="II.A", title="Mine clearance", theme="A", body="Twelve districts.\n\nTwo rivers."
        )
    return actions.send_to_state(report, by=ISU)


def test_the_full_report_has_a_cover_contents_sections_people_and_outcomes():
    meeting = meeting_with_people()
    report = report_of(meeting)
    words, pages, reader = printed(report.texts.get(kind="full"))
    state = meeting.host_engagements.get().state.name_en
    for part in [
        state, "Clearance by 2030", "Luanda", "18 June 2026, 09:30–12:30 (time zone Africa/Luanda, UTC+01:00)", "Contents",
        "II Presentation by the State", "II.A Mine clearance", "Twelve districts.", "Invented Trust sends teams", "Ana Example",
        "Director", "and 1 more person",
    ]:  # fmt: skip
        assert part in words, part
    assert "Quiet Person" not in words
    assert all(f"Page {number} of {len(pages)}" in page for number, page in enumerate(pages, 1))
    assert all(f"{report.reference} · version 1" in page for page in pages[1:])
    assert reader.metadata.title == "Clearance by 2030 (full report)"
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_the_draft_mark_is_on_every_page_until_the_last_host_approves():
    meeting = meeting_with_people()
    report = report_of(meeting)
    __, pages, __ = printed(report.texts.get(kind="full"))
    assert all("DRAFT" in page for page in pages)
    report = actions.approve(report, by=viewer_of(make_focal_point(meeting.host_engagements.get().state)))
    words, __, __ = printed(report.texts.get(kind="full"))
    assert "DRAFT" not in words
    assert "Approved by" in words


def test_the_public_text_names_no_participant():
    words, __, __ = printed(report_of(meeting_with_people()).texts.get(kind="public"))
    assert "Teams are sent" in words
    assert "Who and when" not in words
    assert not {name for name in ("Ana Example", "Quiet Person", "Invented Trust", "Director") if name in words}


def test_the_text_that_names_nobody_tells_neither_host_nor_place_nor_day():
    meeting = meeting_with_people()
    engagement = meeting.host_engagements.get()
    report = make_report(meeting, status="approved")
    text = make_text(report, kind="public", attribution="nobody", title="Survey before clearance")
    words, __, reader = printed(text)
    told = [
        engagement.state.name_en,
        engagement.reference,
        meeting.reference,
        meeting.title,
        "Luanda",
        "June",
        "Ana Example",
        "Invented",
    ]
    assert not {word for word in told[:-1] if word in words + str(reader.metadata)}
    assert text.code in words


def test_hostile_text_is_printed_as_text_and_control_characters_are_not():
    text = make_text(
        title="<script>alert(1)</script> & <b>bold</b>", summary="\u202eevil\u0007 bell\u2066 isolate\ufffe end\n\n" + "x" * 300
    )
    text.sections.update(
        body='<img src="file:///etc/passwd"> </p><style>* {display: none}</style>', title="“{{ title }}” {% now %}"
    )
    words, __, __ = printed(text)
    for part in [
        "<script>alert(1)</script> & <b>bold</b>",
        "evil bell isolate end",
        '<img src="file:///etc/passwd">',
        "{{ title }}",
    ]:
        assert part in words, part
    assert "x" * 300 in words.replace(" ", "")
    assert not {sign for sign in "\u202e\u0007\u2066\ufffe" if sign in words}


def test_only_files_that_resolve_under_static_are_read():
    from reports.printing.pdf import STATIC, StaticFiles

    fetch = StaticFiles().fetch
    assert b"@page" in fetch(f"{STATIC.as_uri()}/css/pdf.css").read()
    for address in [
        "file:///etc/passwd", f"{STATIC.as_uri()}/../manage.py", f"{STATIC.as_uri()}/%2e%2e/README.css", "http://example.org/a.css",
        "https://example.org/a.css", "data:text/css,*{}", f"file://example.org{STATIC}/css/pdf.css", f"{STATIC.as_uri()}x/a.css",
    ]:  # fmt: skip
        with pytest.raises(ValueError, match="Only files under static"):
            fetch(address)


@pytest.mark.parametrize(
    "name", ["out.css", "folder/a.css", "%2e%2e/secret.css", "..%2fsecret.css", "%252e%252e/secret.css", "a.css/../../secret.css"]
)
def test_a_link_or_a_detour_leads_to_no_other_file(tmp_path, monkeypatch, name):
    from reports.printing import pdf

    inside, outside = tmp_path / "static", tmp_path / "secret.css"
    inside.mkdir()
    outside.write_text("secret")
    (inside / "out.css").symlink_to(outside)
    (inside / "folder").symlink_to(tmp_path)
    (tmp_path / "a.css").write_text("secret")
    monkeypatch.setattr(pdf, "STATIC", inside.resolve())
    with pytest.raises(ValueError, match="Only files under static"):
        pdf.StaticFiles().fetch(f"{inside.as_uri()}/{name}")


def test_the_contact_list_has_purpose_and_dates_on_each_page_and_only_who_agreed():
    meeting = meeting_with_people()
    withdrew = make_participant(meeting, make_contact(name="Once Willing"), attendance="present")
    withdrew.contact.consents.update(withdrawn_on=datetime.date(2026, 7, 1))
    make_participant(meeting, make_contact(name="Long Expired", expires_on=datetime.date(2020, 1, 1)), attendance="present")
    for number in range(70):
        make_participant(
            meeting, make_contact(make_organisation(name=f"House {number:02}"), name=f"Guest {number:02}"), attendance="present"
        )
    contact_list = make_contact_list(
        meeting, purpose="Training of survey teams", dated=datetime.date(2026, 7, 3), valid_until=datetime.date(2027, 7, 2)
    )
    words, pages, __ = printed(contact_list)
    assert len(pages) > 2
    assert all("Only for: Training of survey teams" in page for page in pages)
    assert all("List of 3 July 2026, valid until 2 July 2027" in page for page in pages)
    assert {f"Guest {number:02}" in words for number in range(70)} == {True}
    assert "Ana Example Director" in words
    assert not {name for name in ("Quiet Person", "Once Willing", "Long Expired") if name in words}


def test_a_delegation_of_the_host_comes_first_in_the_list():
    meeting = meeting_with_people()
    ministry = make_organisation(name="Ministry of Aramar", kind="other")
    make_participant(meeting, make_contact(ministry, name="Zoe Host"), part="host", attendance="present")
    groups = content_of("contact_list", make_contact_list(meeting))["groups"]
    assert [(group["title"], [one["name"] for one in group["organisations"]]) for group in groups] == [
        ("delegation of the host State", ["Ministry of Aramar"]),
        ("non-governmental organisation", ["Invented Trust"]),
    ]


def test_an_empty_list_says_so():
    words, __, __ = printed(make_contact_list())
    assert "Nobody has agreed to be listed." in words


def test_a_right_to_left_text_is_laid_out_from_the_right():
    words, __, reader = printed(sample() | {"language": "ar", "rtl": True, "title": "تقرير الاجتماع"})
    assert reader.trailer["/Root"]["/Lang"] == "ar"


def test_a_report_of_eight_pages_takes_seconds_at_most():
    body = ["Survey and clearance went on in twelve districts. " * 12] * 4
    content = sample() | {"sections": [{"number": f"II.{i}", "level": 2, "title": "Part", "paragraphs": body} for i in "ABCDEF"]}
    printed(content)
    begin = time.monotonic()
    printed(content)
    assert time.monotonic() - begin < 5
