"""The desk's reading: what changed between two versions of a request, and the names of steps in history."""

from apmbc_portal.audit import verbs
from engagements.reading import sections
from engagements.workflow import ENGAGEMENT_MOVES, REQUEST_MOVES, SUGGESTION_MOVES

LABELS = {verb: move.label for moves in (SUGGESTION_MOVES, REQUEST_MOVES, ENGAGEMENT_MOVES) for verb, move in moves.items()}


def said(verb):
    """What was done, in words; what this app does not know by its own name."""
    return LABELS[verb] if verb in LABELS and verb not in verbs.DONE else verbs.said(verb)


def lines_of(request):
    """[(label, text)] of every line of a request that says something."""
    found = []
    for section in sections(request):
        found += [
            (line.label if line.label == section.title else f"{section.title}: {line.label}", line.text) for line in section.lines
        ]
        for theme, entries in section.themes:
            for entry in entries:
                lines = [entry.direction, *(f"{line.label}: {line.text}" for line in entry.lines)]
                found.append((f"{theme.value}. {entry.title}", "\n".join(lines)))
    return [(label, text) for label, text in found if text]


def differences(before, after):
    """[(label, text before, text after)] of what is not the same in two versions."""
    old, new = dict(lines_of(before)), dict(lines_of(after))
    labels = dict.fromkeys([*new, *old])
    return [(label, old.get(label, ""), new.get(label, "")) for label in labels if old.get(label, "") != new.get(label, "")]
