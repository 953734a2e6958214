"""The first person of a new portal is appointed on the command line; everybody else at the desk."""

import pytest
from django.core.management import CommandError, call_command

from apmbc_portal.accounts.models import User
from apmbc_portal.notices.models import Letter
from apmbc_portal.testing.factories import viewer_of

pytestmark = pytest.mark.django_db


def test_somebody_is_appointed_and_written_to():
    call_command("appoint_staff", "Ida@Example.org", "Ida Staff")
    user = User.objects.get()
    assert (user.email, user.has_usable_password()) == ("ida@example.org", False)
    assert viewer_of(user).isu
    assert [(letter.to, letter.kind, letter.status) for letter in Letter.objects.all()] == [
        ("ida@example.org", "welcome", "queued")
    ]


def test_nobody_is_appointed_twice_or_at_no_address():
    call_command("appoint_staff", "ida@example.org", "Ida Staff")
    with pytest.raises(CommandError, match="already"):
        call_command("appoint_staff", "IDA@example.org", "Ida Staff")
    with pytest.raises(CommandError, match="not an e-mail"):
        call_command("appoint_staff", "nobody", "Nobody")
    assert User.objects.count() == 1
