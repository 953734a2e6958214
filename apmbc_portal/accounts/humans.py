"""Whether two accounts are one human being, as far as the portal can tell: where two people are asked for, one must not be both.

By mailbox and by name. What it cannot tell (two mailboxes, two names) is said in docs/security.md.
"""

from apmbc_portal.accounts.models import User
from apmbc_portal.privacy.words import parts_of

DOTS_MEAN_NOTHING = {"gmail.com", "googlemail.com"}  # elsewhere "a.b@" and "ab@" may be two people


def mailbox(address):
    """Where mail for this address arrives: whatever its case, and without what stands behind a plus."""
    local, _at, domain = address.casefold().rpartition("@")
    local = local.partition("+")[0] or local
    if domain in DOTS_MEAN_NOTHING:
        return local.replace(".", "") + "@gmail.com"
    return f"{local}@{domain}"


def are_one(one, other):
    """Whether these two accounts have one mailbox or one name between them."""
    return one.pk == other.pk or mailbox(one.email) == mailbox(other.email) or (parts_of(one.name) == parts_of(other.name) != [])


def is_the_same(one, other):
    """The same of two ids; of an account that is gone nothing can be told."""
    users = list(User.objects.filter(pk__in=[one, other])) if one and other else []
    return len(users) == 2 and are_one(*users)


def apart(ids):
    """Of these accounts one for each human being."""
    found = []
    for user in User.objects.filter(pk__in=[pk for pk in ids if pk]).order_by("pk"):
        if not any(are_one(user, other) for other in found):
            found.append(user)
    return found
