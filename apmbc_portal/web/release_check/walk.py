"""The walk: every address, asked by everybody who must not know, with and without the rows they must not know of."""

import json
from itertools import product
from urllib.parse import urlencode

from django.apps import apps
from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone

from apmbc_portal.audit.models import Publication
from apmbc_portal.web.release_check.asking import Asker
from apmbc_portal.web.release_check.forms import fields_in
from apmbc_portal.web.release_check.found import first_difference, snapshot
from apmbc_portal.web.release_check.routes import DIFFERS, NONE_SUCH, QUIET, UNREACHED, any_kind, every_route
from apmbc_portal.web.release_check.watch import Watch, plain
from reports.models import Document

COUNTER = 4_000_000  # the publication counter while answers are compared: an ETag may tell of it and of nothing else
OF_GROUPS = ("public", "Chair of the Committee", "participant of another meeting", "other State's focal point")
TRIED = 3  # rows of one model for which everybody is asked; the rule is the same for the others
# Whose answers are asked for where all others would only repeat them.
FEWER = ("public", "Chair of the Committee", "partner who took part", "other State's focal point")
ONE = FEWER[1:2]  # who is signed in and is shown more than most: for what differs by the row or the method, not by the reader
SEARCHED = {"full", "public", "full section", "public section", "translation", "translation section", "drafting text", "request"}


class Walk(Asker):
    """One walk over the routes that begin with one of `only` (all of them without any), and with none of `but`."""

    def __init__(self, world=None, *, only=(), but=()):
        super().__init__(world)
        self.routes = [
            route for route in every_route()
            if route.pattern not in QUIET and (not only or route.pattern.startswith(tuple(only))) and not route.pattern.startswith(tuple(but))
        ]  # fmt: skip
        self.walked.routes = {route.pattern for route in self.routes}
        self.columns, self.forms, self.answers_for_nothing, self.refused = {}, {}, {}, set()

    def run(self):
        """Everything in its order; returns what was walked."""
        self.prepare()
        self.learn()
        before = self.read_known()
        with transaction.atomic():
            self.world.plant_hidden()
            self.prepare()
            self.compare(before, self.read_known())
            rows = snapshot()
            self.walk_hidden()
            for label in (label for label, now in snapshot().items() if now != rows[label]):
                self.walked.tell("somebody", "post", "(an address of a hidden row)", f"changed a row of {label}")
            self.walk_inside()
            self.walk_searches()
            self.walk_acts()
            transaction.set_rollback(True)
        return self.walked

    # --- which keys lead somewhere --------------------------------------------------------------------------------

    def learn(self):
        """Find out by which columns of which tables each route asks for its row: those its queries are given the key for."""
        clients = [self.world.insiders[name] for name in ("State of the open file", "ISU")]
        clients += [self.world.outsiders[name] for name in ("Chair of the Committee", "partner who took part")]
        for route in self.routes:
            if not route.keyed:
                continue
            self.columns[route] = self.columns_asked(route, clients)
            if not self.columns[route] and route.pattern not in UNREACHED:
                self.walked.failures.append(f"No row leads to {route.pattern}: name its words in WORDS, or say why in UNREACHED")
        known = {route.pattern for route in every_route()}
        self.walked.failures += [f"UNREACHED names {one}, which is no address" for one in UNREACHED if one not in known]

    def columns_asked(self, route, clients):
        if route.of_model:  # the desk's standard pages of one row
            return [(apps.get_model(*route.of_model.split("/"))._meta.db_table, "id")]
        for method, client in product(("get", "post"), clients):
            watch = Watch()
            for url, given in route.fill(NONE_SUCH):
                watch.keys = {plain(given[part]) for part in route.keyed}
                with transaction.atomic(), connection.execute_wrapper(watch):
                    status, _text = self.ask(client, method, url)
                    transaction.set_rollback(True)
                if status == 405:
                    self.refused.add((route, method))
            if watch.found:
                return sorted(watch.found)
        return []

    def keys_for(self, route, file):
        """The values of this file's rows by which `route` may lead somewhere, those of rows that others know left out."""
        found = {}
        for table, column in self.columns[route]:
            for row in [*file.rows.values(), *file.of_everybody.values(), file.state]:
                if row._meta.db_table == table:
                    name = next(one.attname for one in row._meta.concrete_fields if one.column == column)
                    found[getattr(row, name)] = None
        return [key for key in found if key is not None]

    # --- what everybody may ask, without and with the hidden rows --------------------------------------------------

    def read_known(self):
        """{(who, address): answer} of every address without a key, every question of a form, every key of the open file."""
        cache.clear()
        Publication.bump()
        answers = {}
        for route, url, whos in self.known():
            if (route, "get") in self.refused:
                continue
            if whos != ONE:  # first somebody who sees more, in both walks: what was kept for one reader is given to no other
                self.ask(self.world.insiders["State of the open file"], "get", url)
            Publication.objects.filter(pk=Publication.SINGLE).update(number=COUNTER)
            for who in whos:
                answer = self.ask_as(who, "get", url)
                if route.pattern not in DIFFERS:
                    answers[who, url] = answer
        return answers

    def known(self):
        """(route, address, who is asked): those without a key, the questions of their forms, those of open rows and both States."""
        for route in self.routes:
            if route.is_desk:
                continue
            if not route.keyed:
                for url, _given in route.fill({}, ["x"]):
                    yield route, url, tuple(self.world.outsiders)
                    yield from ((route, question, FEWER) for question in self.questions(url))
            else:
                keys = [*self.keys_for(route, self.world.open), *self.keys_for(route, self.world.between)]
                for number, key in enumerate(dict.fromkeys(keys)):
                    whos = FEWER if number < TRIED else ONE
                    yield from ((route, url, whos) for url, _given in route.fill(any_kind(key)))

    def questions(self, url):
        """The address with each field of its forms filled with what the hidden rows would answer to."""
        if url not in self.forms:
            self.forms[url] = fields_in(self.ask(self.world.outsiders["public"], "get", url)[1])
        state = self.world.hidden_state
        said = ["clearance", state.iso3, state.region, "A", str(timezone.localdate().year)]
        return [f"{url}?{urlencode({name: one})}" for name in self.forms[url] for one in said]

    def compare(self, before, after):
        for (who, url), answer in before.items():
            if answer != after[who, url]:
                self.walked.tell(who, "get", url, f"differs when hidden rows exist: {first_difference(answer, after[who, url])}")

    # --- the hidden rows by their keys ----------------------------------------------------------------------------

    def walk_hidden(self):
        """By a key of a hidden row everybody gets the answer they get for nothing."""
        secret = self.world.hidden["nothing was opened"]
        for route, (what, file) in product(self.routes, self.world.hidden_from("public").items()):
            if route.tokens:
                self.compare_links(route, file)
            if not route.keyed or (route.is_desk and file is not secret):
                continue
            keys = self.hidden_keys(route, file)
            if route.is_desk:
                self.compare_keys(route, keys[:1], FEWER, ("get",))
                continue
            whos = self.world.outsiders if file is secret else FEWER if what in self.world.hidden else OF_GROUPS
            whos = [who for who in whos if what in self.world.hidden_from(who)]
            if (route, "get") in self.refused:  # whichever row it is
                whos = ONE if file is secret else ()
            self.compare_keys(route, keys[:TRIED], [who for who in whos if who in OF_GROUPS], ("get",))
            self.compare_keys(route, keys[:1], [who for who in whos if who not in OF_GROUPS], ("get",))
            if what in ("nothing was opened", "beside open rows"):
                self.compare_keys(route, keys[TRIED:], FEWER[:1], ("get",))
            if file is secret:
                self.compare_keys(route, keys[:1], self.world.outsiders, ("post",))
                self.compare_keys(route, keys[:1], ONE, ("head", "options"))

    def hidden_keys(self, route, file):
        known = self.keys_for(route, self.world.open) + self.keys_for(route, self.world.between)
        known += [row.pk for row in file.of_everybody.values()]
        return [key for key in self.keys_for(route, file) if key not in known]

    def compare_keys(self, route, keys, whos, methods):
        for who, method in product(whos, methods):
            for key in keys[:1] if (route, method) in self.refused else keys:
                for url, given in route.fill(any_kind(key) | {route.of_model: [key]}):
                    nothing = self.nothing(who, method, route)[route.words(given)]
                    answer = self.ask_as(who, method, url, *(given[part] for part in route.keyed))
                    if answer != nothing:
                        told = f"differs from the answer for nothing: {first_difference(nothing, answer)}"
                        self.walked.tell(who, method, url, told)

    def nothing(self, who, method, route):
        """{words of the address: answer} for a key that names nothing."""
        if (who, method, route) not in self.answers_for_nothing:
            self.answers_for_nothing[who, method, route] = {
                route.words(given): self.ask_as(who, method, url, *(given[part] for part in route.keyed))
                for url, given in route.fill(NONE_SUCH)
            }
        return self.answers_for_nothing[who, method, route]

    def compare_links(self, route, file):
        """A personal link that is over opens what one made up opens."""
        for who, method in [*product(FEWER, ("get", "post")), *product(ONE, ("head", "options"))]:
            answers = {self.ask_as(who, method, url, *given.values()) for url, given in route.fill({}, self.world.tokens(file))}
            if len(answers) > 1:
                self.walked.tell(who, method, route.pattern, "a link that is over differs from one made up")

    def walk_inside(self):
        """What a State writes for itself is not read by the ISU either, nor what the ISU keeps to itself by the State."""
        for who, file in (("ISU", self.world.hidden["nothing was opened"]), ("State of the open file", self.world.open)):
            near = {file.rows[name]._meta.db_table for name in ("draft", "draft need", "internal note", "drafting text")}
            for route in self.routes:
                if route.is_desk and who != "ISU":
                    continue
                keys = self.keys_for(route, file) if route.keyed else [0]
                matters = any(table in near for table, _column in self.columns.get(route, ()))
                for key in keys if matters else keys[:1]:
                    for url, given in route.fill(any_kind(key) | {route.of_model: [key]}):
                        self.ask_as(who, "get", url, *given.values())

    # --- searches, steps and orders -------------------------------------------------------------------------------

    def walk_searches(self):
        """Every form is asked for marked words: none of them is found, and each is answered like a word that is nowhere."""
        for (url, names), who in product(self.forms.items(), FEWER):
            for name in names:
                nothing = self.ask_as(who, "get", f"{url}?{urlencode({name: 'zqnowhereq'})}", "zqnowhereq")
                words = self.words_to_search(who)
                for word in words if name == "q" else words[:TRIED]:
                    answer = self.ask_as(who, "get", f"{url}?{urlencode({name: word})}", word)
                    if answer != nothing:
                        told = f"a search for {self.words[who][word]} differs: {first_difference(nothing, answer)}"
                        self.walked.tell(who, "get", f"{url}?{name}={word}", told)

    def words_to_search(self, who):
        """One word of each column of the rows that a search could know."""
        found = {}
        for file in self.world.hidden.values():
            for word, where in file.marks.items():
                if word in self.words[who] and where.split(".")[0] in SEARCHED:
                    found.setdefault(where, word)
        return list(found.values())

    def walk_acts(self):
        """What outsiders may do on open pages brings no hidden word to light, not in a document made of it either."""
        for route, url, whos in self.known():
            methods = [
                *product(FEWER if FEWER[0] in whos else ONE, ("post",)),
                *(() if route.keyed else product(ONE, ("head", "options"))),
            ]
            for who, method in [] if "?" in url else methods:
                if (route, method) in self.refused:
                    continue
                with transaction.atomic():
                    if self.ask_as(who, method, url).startswith("405"):
                        self.refused.add((route, method))
                    elif method == "post":
                        self.look_at_what_was_made(who, url)
                    transaction.set_rollback(True)

    def look_at_what_was_made(self, who, url):
        made = Document.objects.filter(asked_by=self.world.people[who], status="queued")
        for document in made if self.world.people[who] else ():
            for one, where in self.found_in(who, json.dumps(document.content)):
                self.walked.tell(who, "post", url, f"has a document made with {where} ({one})")
