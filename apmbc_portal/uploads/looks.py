"""What a person should look at before a file is passed on, as sentences. A help, never a condition."""

from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "position": _("It holds what looks like a position on the map. Check that every reader may know the place."),
    "photo_position": _(
        "A photograph in it said where it was taken. The copy no longer does, but the picture may show the place."
    ),
    "victim": _("It reads as if somebody who was hurt could be recognised. Check that they agreed, or have it taken out."),
    "changes": _("It holds tracked changes: readers see what was struck out. Accept them and save it again if they should not."),
    "comments": _(
        "It holds comments, whose authors are no longer named. Delete them and save it again if readers should not see them."
    ),
}


def sentences(looks):
    """One sentence for each of `CheckedFile.looks`, with its pages."""
    return [with_pages(str(SENTENCES[look["what"]]), look.get("pages")) for look in looks if look.get("what") in SENTENCES]


def with_pages(sentence, pages):
    if not pages:
        return sentence
    return now("%(sentence)s (Page %(pages)s.)") % {"sentence": sentence, "pages": ", ".join(str(page) for page in pages)}
