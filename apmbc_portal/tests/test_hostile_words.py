"""Words made to deceive, to run or to break, typed into the real forms: each is refused at its field with a sentence, or
stands on every page, letter and file as the text it is; what else was typed is still there."""

import io
import re
import time
from urllib.parse import quote_plus

import pytest
from django.core import mail, signing
from django.urls import reverse
from django.utils.html import escape
from docx import Document

from apmbc_portal.links import token_for
from apmbc_portal.notices.tasks import post_letters
from apmbc_portal.testing import factories as make
from apmbc_portal.tests.test_sensitive_pages import fields_of
from apmbc_portal.text import without_marks
from apmbc_portal.web.public.contact import SALT
from engagements.models import Comment, EngagementRequest, Enquiry
from meetings.models import Organisation, Participant
from reports.models import ReportSection

pytestmark = pytest.mark.django_db
HIDDEN, LONG, TAKEN = "invisible characters", "at most", ""

# what it is: (the words, what is said in one line, what is said in a long text); "" where the words are taken.
WORDS = {
    "a script": ("<script>alert(1)</script>", TAKEN, TAKEN),
    "the end of an attribute": ('x" onmouseover="alert(1)', TAKEN, TAKEN),
    "the end of a textarea": ("</textarea><script>alert(1)</script>", TAKEN, TAKEN),
    "a picture from the server's disk": ('<img src="file:///etc/passwd">', TAKEN, TAKEN),
    "a picture that calls home": ('<img src="http://demo.example/track.png">', TAKEN, TAKEN),
    "a style": ("<style>*{display:none}</style>", TAKEN, TAKEN),
    "a link that is a script": ("javascript:alert(1)", TAKEN, TAKEN),
    "a template": ("{{ settings.SECRET_KEY }}{% now 'Y' %}${7*7}", TAKEN, TAKEN),
    "places of a letter": ("{link} {code} %(name)s %s {0}", TAKEN, TAKEN),
    "a formula": ('=HYPERLINK("http://demo.example","paid")', TAKEN, TAKEN),
    "a command in a cell": ("@SUM(1+1)*cmd|' /C calc'!A0", TAKEN, TAKEN),
    "SQL": ("'; DROP TABLE accounts_user; --", TAKEN, TAKEN),
    "another header": ("Ana\r\nBcc: everybody@demo.example", TAKEN, TAKEN),
    "another event of a calendar": ("Ana\nEND:VCARD\nBEGIN:VCARD", TAKEN, TAKEN),
    "a bidi override": ("invoice\u202efdp.exe", HIDDEN, HIDDEN),
    "isolates": ("a \u2066hidden\u2069 b", HIDDEN, HIDDEN),
    "marks of direction": ("a\u200fb", HIDDEN, TAKEN),
    "a NUL": ("a\x00b", HIDDEN, HIDDEN),
    "an escape of a terminal": ("a\x1b[2Jb", HIDDEN, HIDDEN),
    "a form feed, which no XML may hold": ("a\x0cb", HIDDEN, HIDDEN),
    "tag characters": ("a\U000e0041b", HIDDEN, HIDDEN),
    "a lone surrogate": ("a\ud800b", TAKEN, TAKEN),
    "marks upon marks": ("Z" + "\u0301\u0328\u0337" * 40, TAKEN, TAKEN),
    "Arabic, Khmer, Chinese and a face": ("نزع الألغام ដោះមីន 扫雷 🙂", TAKEN, TAKEN),
    "a long line": ("x" * 5000, LONG, TAKEN),
    "10 MB": ("x" * 10_000_000, LONG, LONG),
}


def sent(client, address, data):
    """Post as a browser does; a lone surrogate goes out as the bytes a program would send."""
    body = "&".join(f"{key}={quote_plus(str(value), errors='surrogatepass')}" for key, value in data.items())
    return client.post(address, body, content_type="application/x-www-form-urlencoded")


def as_kept(words, one_line):
    words = words.replace("\r\n", "\n").replace("\ud800", "\ufffd" * 3)
    return words.replace("\n", " ") if one_line else words


class Aims:
    """The State's own words in a request."""

    beside = "Survey first, clearance by 2030"

    def __init__(self, client):
        self.draft = make.make_request()
        client.force_login(make.make_focal_point(self.draft.engagement.state))
        self.client, self.address = client, reverse("request_step", args=[self.draft.pk, "aims"])

    def post(self, words):
        page = self.client.get(self.address).context["form"]
        marks = {name: page[name].value() for name in ("revision", "seen")}
        return sent(self.client, self.address, marks | {"title": self.beside, "aims": words})

    def kept(self):
        return EngagementRequest.objects.get().aims

    def shown(self):
        yield self.client.get(reverse("request_step", args=[self.draft.pk, "review"])).content.decode()
        yield self.client.get(reverse("request_print", args=[self.draft.pk])).content.decode()
        word = self.client.get(reverse("request_word", args=[self.draft.pk]))
        data = b"".join(word.streaming_content) if word.streaming else word.content
        yield escape("\n".join(paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs))


class Title(Aims):
    """The one line by which a request is called."""

    beside = "Our own words on what we want to reach."

    def post(self, words):
        page = self.client.get(self.address).context["form"]
        marks = {name: page[name].value() for name in ("revision", "seen")}
        return sent(self.client, self.address, marks | {"title": words, "aims": self.beside})

    def kept(self):
        return EngagementRequest.objects.get().title


class Message:
    """What a State writes to the ISU."""

    beside = ""

    def __init__(self, client):
        self.engagement = make.make_engagement()
        client.force_login(make.make_focal_point(self.engagement.state))
        self.client = client

    def post(self, words):
        return sent(self.client, reverse("engagement_say", args=[self.engagement.reference]), {"text": words})

    def kept(self):
        return Comment.objects.get().text

    def shown(self):
        yield self.client.get(self.engagement.get_absolute_url()).content.decode()
        self.client.force_login(make.make_staff())
        yield self.client.get(reverse("admin:engagements_engagement_file", args=[self.engagement.pk])).content.decode()


class Enquiring:
    """Anybody on the contact page, whose words go into a letter."""

    beside = "What is the individualised approach?"

    def __init__(self, client):
        self.client = client

    def post(self, words):
        data = {"kind": "question", "name": words, "email": "ana@demo.example", "organisation": "", "text": self.beside}
        token = signing.dumps(int(time.time()) - 60, salt=SALT)  # opened a minute ago
        return sent(self.client, reverse("contact"), data | {"token": token, "website": ""})

    def kept(self):
        return Enquiry.objects.get().name

    def shown(self):
        post_letters()
        (letter,) = mail.outbox
        message = letter.message()
        assert (message.get_all("To"), message.get_all("Bcc")) == (["isu@demo.example"], None)
        yield escape(letter.body)
        self.client.force_login(make.make_staff())
        yield self.client.get(reverse("admin:engagements_enquiry_change", args=[Enquiry.objects.get().pk])).content.decode()


class Answering:
    """An invited organisation names who comes, by its personal link."""

    beside = "We come with an interpreter."

    def __init__(self, client):
        self.client, self.row = client, make.make_invitation(status="sent")

    def post(self, words):
        address = reverse("invitation", args=[token_for("invitation", self.row.pk, self.row.link_version)])
        formset = {"people-TOTAL_FORMS": 6, "people-INITIAL_FORMS": 0, "people-0-email": "ana@demo.example"}
        return sent(
            self.client, address, formset | {"answer": "accepted", "words": self.beside, "seen": "", "people-0-name": words}
        )

    def kept(self):
        return Participant.objects.get().contact.name

    def shown(self):
        self.client.force_login(make.make_staff())
        yield self.client.get(reverse("admin:meetings_meeting_participants", args=[self.row.meeting_id])).content.decode()


class Partner:
    """The desk records an organisation."""

    beside = "office@demo.example"

    def __init__(self, client):
        client.force_login(make.make_staff())
        self.client = client

    def post(self, words):
        data = {"name": words, "short_name": "", "kind": "ngo", "state": "", "email": self.beside}
        return sent(self.client, reverse("admin:meetings_organisation_add"), data)

    def kept(self):
        return Organisation.objects.get().name

    def shown(self):
        yield self.client.get(reverse("admin:meetings_organisation_changelist")).content.decode()


class Section:
    """The desk writes a section of a report."""

    beside = "Survey first, clearance by 2030"

    def __init__(self, client):
        client.force_login(make.make_staff())
        self.client, self.text = client, make.make_text()
        self.address = reverse("admin:reports_reporttext_change", args=[self.text.pk])

    def post(self, words):
        page = self.client.get(self.address).context
        data = fields_of(page["inline_admin_formsets"][0].formset)
        own = {"attribution": self.text.attribution, "title": self.beside, "summary": "", "translator": ""}
        return sent(self.client, self.address, own | data | {"sections-0-body": words})

    def kept(self):
        return ReportSection.objects.get().body

    def shown(self):
        yield self.client.get(self.address).content.decode()


ONE_LINE, LONG_TEXT = [Title, Enquiring, Answering, Partner], [Aims, Message, Section]
TRIED = [(form, what) for form in [*ONE_LINE, *LONG_TEXT] for what in WORDS if what != "10 MB" or form in (Title, Aims, Message)]
ACTS = re.compile(r"<script>alert|<img src=\"(?:file|http)|[\" ]onmouseover=\"|<style>\*|href=\"javascript:", re.I)


@pytest.mark.parametrize(("form", "what"), TRIED, ids=lambda one: getattr(one, "__name__", one))
def test_words(client, form, what):
    words, *answers = WORDS[what]
    one_line = form in ONE_LINE
    refused = answers[0] if one_line else answers[1]
    if form is Section and what == "a long line":
        refused = TAKEN
    place = form(client)
    answer = place.post(words)
    page = answer.content.decode()
    assert not ACTS.search(page)
    if refused:
        assert answer.status_code in (200, 422)
        assert refused in page
        assert escape(place.beside) in page
        assert escape(without_marks(words, one_line=one_line)[:5000]) in page
        return
    assert answer.status_code == 302, re.findall(r"errorlist.*|invalid-feedback.*", page)
    expected = as_kept(words, one_line)
    assert place.kept() == expected
    for shown in place.shown():
        assert not ACTS.search(shown)
        for line in filter(None, expected.split("\n")):
            assert escape(line) in shown


def test_words_that_go_through_search_feeds_and_addresses_find_nothing_and_break_nothing(client):
    make.make_published()
    for _what, (words, *_answers) in WORDS.items():
        if len(words) > 6000 or "\ud800" in words:
            continue
        for address in ("outcomes", "states", "home"):
            answer = client.get(reverse(address), {"q": words})
            assert answer.status_code == 200
            assert not ACTS.search(answer.content.decode())
