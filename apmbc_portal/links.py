"""Personal links and codes: a signed token names one row and its version. None is stored, so none can be read from a backup.

Raising the row's version (`link_version`) makes every link sent before worthless.
"""

import hmac

from django.conf import settings
from django.core import signing

SALT = "portal.personal-link."
SIGN_IN_CODE = "sign_in_code"  # stands where a letter names the page of its link: this letter carries a code
LETTERS = "BCDFGHJKLMNPQRSTVWXZ"  # no vowels, so that no word comes of it


def token_for(purpose, subject, version=1):
    """The token that opens `subject` (a UUID or text) for `purpose`; put into a letter only while it is being sent."""
    return signing.dumps([str(subject), version], salt=SALT + purpose)


def read_token(purpose, token, max_age=None):
    """(subject, version) of a genuine token not older than `max_age` (a timedelta), or None."""
    try:
        subject, version = signing.loads(token, salt=SALT + purpose, max_age=max_age)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return subject, version


def code_for(seed):
    """The code made from `seed`, as XXXX-XXXX: the same for the session that asked and for the letter, kept by neither row."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), f"portal.sign-in-code.{seed}".encode(), "sha256")
    number = int.from_bytes(digest, "big")
    code = "".join(LETTERS[number // len(LETTERS) ** place % len(LETTERS)] for place in range(8))
    return f"{code[:4]}-{code[4:]}"
