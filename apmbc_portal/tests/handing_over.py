"""What a focal point types and clicks to hand over who speaks for the State."""

import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apmbc_portal.testing import factories as make
from engagements.models import Proposal

DAY = datetime.timedelta(days=1)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def typed(**changes):
    """What a focal point types into the form."""
    return {
        "name": "Mai Example", "email": "mai@demo.example", "function": "Counsellor", "place": "mission", "language": "en",
        "starts": make.today().isoformat(), "ends": "", "rights": ["draft", "submit"], "instead_of": "", "kind": "note_verbale",
        "dated": make.today().isoformat(), "number": "NV/7", "file": SimpleUploadedFile("note.eml", b"From: a@b.example\nSubject: x\n\nWe nominate.\n"),
    } | changes  # fmt: skip


def proposed(user, **changes):
    """Propose by the page; the row."""
    answer = signed_in(user).post(reverse("focal_point_propose"), typed(**changes))
    assert answer.status_code == 302, answer.context["form"].errors
    return Proposal.objects.latest("proposed_at")


def answer(user, proposal, verb="confirm"):
    return signed_in(user).post(reverse("focal_point_proposal", args=[proposal.pk]), {"verb": verb}, follow=True)


def words(letters):
    return sorted(letters.values_list("to", "kind"))
