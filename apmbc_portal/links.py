"""Personal links: a signed token names one row and its version. No token is stored, so none can be read from a backup.

Raising the row's version (`link_version`) makes every link sent before worthless.
"""

from django.core import signing

SALT = "portal.personal-link."


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
