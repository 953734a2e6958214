"""What changed between two versions of a request, line by line, in the words people read."""

from engagements.reading import sections


def said(request):
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
    old, new = dict(said(before)), dict(said(after))
    labels = dict.fromkeys([*new, *old])
    return [(label, old.get(label, ""), new.get(label, "")) for label in labels if old.get(label, "") != new.get(label, "")]
