"""Whether a name occurs in a text: whatever its accents, case, order, initials or script.

It is made for asking a person, not for deciding: it would rather ask once too often. Nothing of what it finds leaves the page.
"""

import re
from functools import cached_property

from anyascii import anyascii

WORD = re.compile(r"[A-Za-z0-9]+(?:'[A-Za-z0-9]+)*")
PARTICLES = {"al", "el", "l", "de", "da", "do", "di", "du", "van", "von", "bin", "ben", "ibn", "the", "of", "and", "for"}
SHORTEST_SURNAME = 4  # letters; a shorter surname alone is taken for a word
LEAST_CONSONANTS = 5  # of a whole name compared across scripts, where vowels are written in one and not in the other
WINDOW = 6  # words of the excerpt that is shown


class Word:
    """A word of a text as letters any script can be compared in."""

    def __init__(self, letters, at, latin):
        self.letters, self.at, self.latin = letters.casefold().replace("'", ""), at, latin
        self.is_capital = letters[:1].isupper() or not latin
        self.is_acronym = letters.isupper() and len(letters) > 2

    @cached_property
    def consonants(self):
        """What two spellings of a name share when one script writes no vowels: "Mohammed" and the Arabic give "mhmd"."""
        bare = self.letters.removeprefix("al") if len(self.letters) > 4 else self.letters
        bare = re.sub("[aeiouyw]", "", bare.replace("q", "k"))
        bare = re.sub(r"(.)\1+", r"\1", bare)
        return bare.removeprefix("l") if not self.latin and len(bare) > 3 else bare


def is_latin(chunk):
    return all(ord(letter) < 0x250 or not letter.isalpha() or 0x1E00 <= ord(letter) < 0x1F00 for letter in chunk)


class Text:
    """A text that is searched for several names; what is costly is done once."""

    def __init__(self, text):
        self.chunks = text.split()
        self.words = [
            Word(letters, at, is_latin(chunk))
            for at, chunk in enumerate(self.chunks)
            for letters in WORD.findall(anyascii(chunk))
        ]
        self.letters = [word.letters for word in self.words]

    @cached_property
    def places(self):
        """At which numbers each word stands."""
        found = {}
        for i, letters in enumerate(self.letters):
            found.setdefault(letters, []).append(i)
        return found

    @cached_property
    def squeezed(self):
        """All letters in a row, for scripts written without spaces."""
        return "".join(self.letters)

    def excerpt(self, index):
        """The words around word number `index`, as they are written."""
        at = self.words[index].at
        return " ".join(self.chunks[max(0, at - WINDOW // 2) : at + WINDOW // 2 + 1])

    def find_sequence(self, sequence):
        """Where these words stand in a row: the index of the first, or None."""
        places = self.places.get(sequence[0], ())
        return next((i for i in places if self.letters[i : i + len(sequence)] == sequence), None)

    def phrase(self, phrase):
        """The excerpt in which `phrase` stands, or an empty string."""
        wanted = [word.letters for word in Text(phrase).words]
        index = self.find_sequence(wanted) if wanted else None
        return "" if index is None else self.excerpt(index)

    def acronym(self, name):
        """The excerpt in which an organisation stands by its initials, or by those it gives in brackets."""
        given = re.findall(r"\(([A-Z][A-Za-z]{2,})\)", name)
        initials = "".join(word.letters[0] for word in Text(name).words if word.letters not in PARTICLES)
        wanted = {one.casefold() for one in [*given, initials if len(initials) > 2 else ""] if one}
        index = next((i for i, word in enumerate(self.words) if word.is_acronym and word.letters in wanted), None)
        return "" if index is None else self.excerpt(index)

    def person(self, name):
        """The excerpt in which a person stands: in full, in another order or script, by initial, by surname."""
        parts = Text(name).words
        sought = [part.letters for part in parts]
        index = next(
            (
                found
                for found in (look(sought, parts) for look in (self._whole, self._surname, self._across))
                if found is not None
            ),
            None,
        )
        return "" if index is None else self.excerpt(index)

    def _whole(self, sought, parts):
        orders = [sought, sought[1:] + sought[:1], sought[::-1]]
        return next((i for i in map(self.find_sequence, orders if sought else []) if i is not None), None)

    def _surname(self, sought, parts):
        """By the last name alone, or the first where a name is written family name first; with an initial a short one too."""
        names = [part for part in sought[-1:] + sought[:1] if part not in PARTICLES] if len(sought) > 1 else []
        initials = {part[0] for part in sought}
        for i in sorted(i for name in names for i in self.places.get(name, ())):
            word = self.words[i]
            if not word.is_capital:
                continue
            by_initial = i and len(self.letters[i - 1]) == 1 and self.letters[i - 1] in initials
            if by_initial or (word.letters == names[0] and len(word.letters) >= SHORTEST_SURNAME):
                return i
        return None

    def _across(self, sought, parts):
        """In another script: by all letters in a row, or by consonants where vowels are not written."""
        row = "".join(sought)
        mixed = not all(part.latin for part in parts) or not all(word.latin for word in self.words)
        if not mixed:
            return None
        if len(row) >= 6 and (at := self.squeezed.find(row)) >= 0:
            return self._word_at(at)
        bones = [part.consonants for part in parts if part.letters not in PARTICLES and part.consonants]
        if len("".join(bones)) < LEAST_CONSONANTS:
            return None
        standing = [(i, word.consonants) for i, word in enumerate(self.words) if word.letters not in PARTICLES]
        script = parts[0].latin
        for start in range(len(standing) - len(bones) + 1):
            row = standing[start : start + len(bones)]
            if [consonants for _i, consonants in row] == bones and self.words[row[0][0]].latin != script:
                return row[0][0]
        return None

    def _word_at(self, position):
        for i, letters in enumerate(self.letters):
            position -= len(letters)
            if position < 0:
                return i
        return None
