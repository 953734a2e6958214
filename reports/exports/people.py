"""The people of a frozen contact list as rows: the one order and wording behind PDF, spreadsheet, CSV and vCard."""

import uuid
from dataclasses import dataclass

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

# Columns of a table of people: attribute of `Listed`, heading, HXL tag, width in characters.
COLUMNS = (
    ("name", gettext_lazy("Name"), "#contact+name", 28),
    ("title", gettext_lazy("Title or function"), "#contact+title", 34),
    ("organisation", gettext_lazy("Organisation"), "#org+name", 38),
    ("group", gettext_lazy("Delegation or kind"), "#org+type", 24),
    ("email", gettext_lazy("E-mail"), "#contact+email", 34),
    ("phone", gettext_lazy("Telephone"), "#contact+phone", 22),
)


@dataclass(frozen=True)
class Listed:
    """One person of a list, with the group and organisation they stand under."""

    key: int
    group: str
    organisation: str
    name: str
    title: str
    email: str
    phone: str

    def cells(self):
        return [getattr(self, name) for name, *_rest in COLUMNS]

    @property
    def uid(self):
        """The same for the same person on every list, so that an address book updates its card; the key cannot be read off it."""
        return uuid.UUID(bytes=salted_hmac("reports.exports.people", str(self.key), algorithm="sha256").digest()[:16], version=4)


def listed(content):
    """Everybody on a frozen list, in its order."""
    for group in content["groups"]:
        title = group["title"][:1].upper() + group["title"][1:]
        for organisation in group["organisations"]:
            for person in organisation["people"]:
                yield Listed(
                    person["id"], title, organisation["name"], person["name"], person["title"], person["email"], person["phone"]
                )


def terms(content):
    """What every form says of the list: (label, words) of the meeting, its purpose, its last day, to whom it was narrowed."""
    with override(content["labels_language"]):
        said = [
            (_("Meeting"), f"{content['reference']}: {content['meeting']}"),
            (_("Purpose"), content["purpose"]),
            (_("Date of the list"), content["dated"]),
            (_("Valid until"), content["valid_until"]),
            (_("Only"), content["only"]),
            (_("Note"), _("Demonstration: invented people") if content["demo"] else ""),
        ]
        return [(label, words) for label, words in said if words]
