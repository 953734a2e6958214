"""Finding a person in words: by full name and by address, whatever the case, the accents and the spaces between.

It finds what can be taken out without asking. Surnames alone, initials and other scripts are not looked for here.
"""

import re
import unicodedata

from apmbc_portal.privacy.outline import outline

GONE = "[…]"  # stands for a name that was taken out, in every language
# Scripts written without spaces between words: nothing tells there where a name ends.
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
SHORTEST = 4  # letters of a name of one word; a shorter one is part of too much


class Sought:
    """The names and addresses of one person, ready to be found."""

    def __init__(self, names, addresses):
        self.addresses = [folded(address)[0] for address in addresses]
        self.names = [name for name in (spaced(folded(name)[0]) for name in names) if worth_looking_for(name)]
        patterns = [rf"(?<![\w.+-]){re.escape(address)}(?![\w-])" for address in self.addresses]
        patterns += [pattern for name in self.names for pattern in patterns_of(name)]
        self.pattern = re.compile("|".join(patterns)) if patterns else None

    def places(self, text):
        """[(start, end)] of every place in `text` where the person stands."""
        if self.pattern is None or not text:
            return []
        plain, at = folded(text)
        return [(at[found.start()], at[found.end() - 1] + 1) for found in self.pattern.finditer(plain)]

    def without(self, text):
        """(`text` with every place taken out, how many there were)."""
        places = self.places(text)
        for start, end in reversed(places):
            text = text[:start] + GONE + text[end:]
        return text, len(places)

    def without_deep(self, value):
        """The same for plain data: every string in it, keys left alone."""
        if isinstance(value, str):
            return self.without(value)
        if isinstance(value, dict):
            cleaned = {key: self.without_deep(part) for key, part in value.items()}
            return {key: part for key, (part, _n) in cleaned.items()}, sum(n for _part, n in cleaned.values())
        if isinstance(value, list):
            cleaned = [self.without_deep(part) for part in value]
            return [part for part, _n in cleaned], sum(n for _part, n in cleaned)
        return value, 0

    def outline(self):
        """The regular expression by which a database finds every text that may name the person; empty where nothing is sought.

        By the longest word of each name: Python then looks exactly.
        """
        return "|".join(outline(max(one.split(), key=len)) for one in (*self.names, *self.addresses) if one)


def spaced(text):
    return " ".join(text.split())


def parts_of(name):
    """The words of a name as they are compared: whatever their case, accents and order."""
    return sorted(re.findall(r"\w+", folded(name)[0]))


def same_name(one, other):
    return parts_of(one) == parts_of(other)


def worth_looking_for(name):
    return " " in name or UNSPACED.search(name) is not None or len(name) >= SHORTEST


def patterns_of(name):
    words = name.split()
    orders = [r"\s+".join(map(re.escape, words))]
    if len(words) > 1:  # “Vero, Ana”, and who writes the family's name first
        orders.append(rf"{re.escape(words[-1])},?\s+" + r"\s+".join(map(re.escape, words[:-1])))
    before, after = ("", "") if UNSPACED.search(name) else (r"(?<!\w)", r"(?!\w)")
    return [before + order + after for order in orders]


def folded(text):
    """(`text` in small letters without accents, for each of its letters where it stood)."""
    letters, at = [], []
    for position, sign in enumerate(text):
        for letter in unicodedata.normalize("NFKD", sign).casefold():
            if not unicodedata.combining(letter):
                letters.append(letter)
                at.append(position)
    return "".join(letters), at
