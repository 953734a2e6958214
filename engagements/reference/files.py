"""Reading the reference files: every cell is checked, an empty cell stays empty, a wrong one is named by file and line."""

import csv
import datetime
import re
from pathlib import Path

from engagements.models import Confidence

DATA = Path(__file__).resolve().parent.parent / "data"
FACT = ("source", "confidence", "as_of", "note")
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class BadReference(ValueError):
    """A reference file says something that cannot be right."""


def read(path, convert, *, unique):
    """The rows of a CSV file, each through `convert`; two rows with the same `unique` columns are an error."""
    rows, seen = [], set()
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        for row in reader:
            where = f"{path.name}, line {reader.line_num}"
            if None in row or None in row.values():
                raise BadReference(f"{where}: the number of cells is not that of the headings.")
            key = tuple(row[column] for column in unique)
            if key in seen:
                raise BadReference(f"{where}: {' '.join(key)} is there twice.")
            seen.add(key)
            try:
                rows.append(convert(row))
            except (KeyError, ValueError) as error:
                raise BadReference(f"{where}: {error}") from error
    return rows


def text(row, *columns):
    return {column: row[column].strip() for column in columns}


def dates(row, *columns):
    return {column: datetime.date.fromisoformat(row[column]) if row[column] else None for column in columns}


def numbers(row, *columns):
    return {column: int(row[column]) if row[column] else None for column in columns}


def choice(row, column, choices):
    if row[column] not in choices.values:
        raise ValueError(f"{column} is “{row[column]}”, not one of {', '.join(choices.values)}.")
    return {column: row[column]}


def fact(row):
    """Source, confidence, as-of and note of a row; what calls itself sourced must name its source."""
    if row["confidence"] == Confidence.SOURCED and not row["source"].strip():
        raise ValueError("it is marked sourced and names no source.")
    return text(row, *FACT) | choice(row, "confidence", Confidence)


def in_words(words):
    """The dates inside a text as a reader writes them: 1 March 2026."""
    return ISO_DATE.sub(lambda found: f"{datetime.date.fromisoformat(found[0]):%d %B %Y}".lstrip("0"), words)


def steps(history):
    """The steps of an obligation. “12MSP→2018-01-01” is an extension decided at a meeting; anything else is a text."""
    found = []
    for position, part in enumerate((part.strip() for part in history.split(";") if part.strip()), start=1):
        decided_at, arrow, deadline = (piece.strip() for piece in part.partition("→"))
        if arrow:
            words = f"extension to {deadline}" if deadline else "extension"
            step = {"text": words, "decided_at": decided_at, "deadline": deadline}
        else:
            step = {"text": part, "decided_at": "", "deadline": ""}
        words = in_words(step["text"])
        found.append({"position": position, **step, "text": words[0].upper() + words[1:]})
    return found
