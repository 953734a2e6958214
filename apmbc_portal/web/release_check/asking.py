"""Asking as one of the cast, and looking through the answer for what they must not read."""

import re

from apmbc_portal.web.release_check.answers import messages_in, steady, text_of
from apmbc_portal.web.release_check.found import Walked
from apmbc_portal.web.release_check.world import World

WORD = re.compile(r"zq[a-z]\d{3}q")
TYPED = {"text": "x", "note": "x", "open_to": "public", "audience": "public", "confirmed": "yes", "withheld": "no"}


class Asker:
    """Asks the portal in a world, and keeps what was told to whom that should not have been."""

    def __init__(self, world=None):
        self.world, self.walked = world or World(), Walked()

    def prepare(self):
        """What each of the cast must not read now: marked words, and keys."""
        forbidden = {who: self.world.forbidden(who) for who in self.world.cast}
        self.words = {who: {one: at for one, at in found.items() if WORD.fullmatch(one)} for who, found in forbidden.items()}
        self.keys = {who: {one: at for one, at in found.items() if not WORD.fullmatch(one)} for who, found in forbidden.items()}

    def ask(self, client, method, url, data=None):
        """(status, the whole answer as text)."""
        answer = getattr(client, method)(url, data, secure=client.defaults.get("wsgi.url_scheme") == "https")
        return answer.status_code, text_of(answer, messages_in(client, answer))

    def ask_as(self, who, method, url, *keys):
        """The steady answer to one of the cast, looked through for what they must not read; `keys` are those in the address."""
        typed = TYPED | self.world.typed if method == "post" else None
        keys += tuple(typed.values())[len(TYPED) :] if typed else ()
        status, text = self.ask(self.world.cast[who], method, url, typed)
        self.walked.asked[who] += 1
        if status >= 500:
            self.walked.failures.append(f"{method.upper()} {url} as {who} answers {status}")
        plain = steady(text, *keys)
        for one, where in self.found_in(who, plain):
            self.walked.tell(who, method, url, f"reads {where} ({one})")
        return plain

    def found_in(self, who, text):
        """(word or key, where it stands) of everything in `text` that `who` must not read."""
        words = sorted(set(WORD.findall(text.casefold())) & self.words[who].keys())
        yield from ((word, self.words[who][word]) for word in words)
        yield from ((key, where) for key, where in self.keys[who].items() if key in text)
