"""No leak: marked words in every text column, every address the resolver knows, everybody who must not read them.

A new page is covered without being listed here: addresses come from the resolver, words from the columns of the models.
"""

import re
import uuid
from itertools import product
from urllib.parse import quote, unquote

import pytest
from django.apps import apps
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import Client
from django.urls import get_resolver
from django.urls.converters import IntConverter, PathConverter, SlugConverter, StringConverter, UUIDConverter

from apmbc_portal.testing import factories as make
from apmbc_portal.testing.canaries import File

pytestmark = pytest.mark.django_db
WORD = re.compile(r"zq[a-z]+\d{3}q")
VARIES = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|name="token" value="[^"]*"|\bid_[a-f0-9]{8,}|sessionid=[^;]*;.*')
NONE_SUCH = {"int": 987654, "uuid": uuid.UUID(int=7), "str": "IA-2026-XZZ-77"}
WORDS = {
    "who": ["public", "committee"],
    "kind": ["report", "contact_list", "agenda", "request"],
    "step": ["aims", "review"],
    "verb": ["approve", "cancel"],
}
NOT_KEYS = {"token", "key", "uidb36", "url", "app_label"}


def routes(patterns=None, prefix=""):
    """(route, {name of a part: converter}) of every address."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from routes(pattern.url_patterns, here)
        else:
            yield here, pattern.pattern.converters


def kind_of(name, converter):
    if isinstance(converter, UUIDConverter):
        return "uuid"
    if isinstance(converter, IntConverter):
        return "int"
    return "str" if isinstance(converter, StringConverter | PathConverter) and name not in WORDS else ""


def fillings(route, converters, keys):
    """Addresses of this route with these keys; `keys` gives a list for each kind."""
    if "(?P<" in route:
        return
    choices = []
    for name, converter in converters.items():
        if name in WORDS:
            choices.append(WORDS[name])
        elif name in NOT_KEYS:
            choices.append(["x"])
        elif name == "subject":  # of a document: a number or a UUID, by kind
            choices.append(sorted(keys["int"] | keys["uuid"], key=str))
        elif kind := kind_of(name, converter):
            given = keys.get("/".join(route.split("/")[1:3]), set()) if name == "object_id" else keys[kind]
            choices.append(sorted(given, key=str))
        elif isinstance(converter, SlugConverter):
            choices.append(["x"])
        else:
            choices.append(converter.regex.split("|")[:2])
    for values in product(*choices):
        parts = dict(zip(converters, values, strict=True))
        yield "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda part, parts=parts: quote(str(parts[part[1]])), route), values


def read(response):
    """Everything a reader gets: status, headers, body."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    return f"{response.status_code}\n{unquote(headers)}\n{body.decode(errors='replace')}"


def ask(client, method, url):
    """The answer, with the messages that wait for the next page."""
    response = getattr(client, method)(url, {} if method == "post" else None)
    waiting = client.cookies.pop("messages", None)
    said = CookieStorage(response.wsgi_request)._decode(waiting.value) if waiting and waiting.value else []
    return "\n".join([read(response), *map(str, said or [])])


def outsiders(file):
    """Everybody to whom the file is not open: a client each."""
    today = make.today()
    partner, expired = make.make_partner(file.rows["organisation"]), make.make_user()
    make.make_participant(file.rows["meeting"], make.make_contact(file.rows["organisation"], user=partner))
    make.make_focal_point(file.state)
    make.make_focal_point(file.state, user=expired, ends=today - make.datetime.timedelta(days=1))
    make.make_participant(make.make_meeting(status="held"), make.make_contact(user=expired))
    people = {
        "other State": make.make_focal_point(),
        "expired, and participant of another meeting": expired,
        "Chair": make.make_delegate(chair=True),
        "partner who took part": partner,
    }
    clients = {"public": Client()}
    for name, user in people.items():
        clients[name] = Client()
        clients[name].force_login(user)
    return clients


def steady(text, *asked):
    """An answer without what differs between two addresses or two moments anyway."""
    for one in sorted(asked, key=lambda value: -len(str(value))):  # a key may begin with another
        if isinstance(one, int):  # a short number stands everywhere: only as a part of an address is it the key
            text = re.sub(rf"(?<=/){one}(?=/)|(?<=%2F){one}(?=%2F)", "·", text)
        else:
            text = text.replace(quote(str(one)), "·").replace(str(one), "·")
    return VARIES.sub("", re.sub(r"(?im)^(set-cookie|etag|expires|content-length|last-modified|date):.*$", "", text))


def insiders(file):
    """The file's own State and the desk."""
    clients = [Client(), Client()]
    clients[0].force_login(make.make_focal_point(file.state))
    clients[1].force_login(make.make_staff())
    return clients


def live_keys(file, everything):
    """{beginning of a route: the keys by which an insider finds something there}, so that no time goes into other keys."""
    clients, found = insiders(file), {}
    for route, converters in everything:
        for url, values in fillings(route, converters, file.keys):
            if any(ask(who, "get", url)[:3] not in ("404", "405") for who in clients):
                found.setdefault(beginning(route), set()).update(values)
    return found


def beginning(route):
    """A route up to its first key: what lies below the same row begins alike."""
    return route.partition(">")[0]


def test_no_address_tells_anybody_of_a_file_that_is_not_open_to_them():
    """Neither a word of it, nor one of its keys, nor even that there is something: the answer is that for nothing."""
    file = File("secret")
    everything = [one for one in routes() if "logout" not in one[0] and not one[0].startswith("admin/")]
    live = live_keys(file, everything)
    clients, before = outsiders(file), snapshot(file.state)
    told = {str(value) for kind in ("uuid", "str") for value in file.keys[kind]} | set(file.marks)
    found, hints = set(), set()
    for route, converters in everything:
        none_such = {kind: {value} for kind, value in NONE_SUCH.items()}
        keys = file.keys
        if known := live.get(beginning(route)):
            keys = {kind: values & known for kind, values in keys.items()}
        for (name, who), method in product(clients.items(), ("get", "post")):
            nothing = {
                words_in(converters, values): steady(ask(who, method, url), *values)
                for url, values in fillings(route, converters, none_such)
            }
            for url, values in fillings(route, converters, keys):
                answer, same_for_all = steady(ask(who, method, url), *values), nothing.get(words_in(converters, values))
                found |= {(route, method, name, file.marks.get(one, one)) for one in told if one in answer}
                if set(converters) - NOT_KEYS and answer != same_for_all:
                    hints.add((route, method, name, answer[:3], same_for_all[:3]))
    assert found == set()
    assert hints == set()
    assert snapshot(file.state) == before


def words_in(converters, values):
    """The parts of an address that are words and no keys."""
    return tuple(value for (name, one), value in zip(converters.items(), values, strict=True) if not kind_of(name, one))


def snapshot(state):
    """Every row in which a step would leave its trace, but for what another State begins for itself."""
    rows, engagements = {}, {"state": state}
    for model in [model for app in ("engagements", "meetings", "reports") for model in apps.get_app_config(app).get_models()]:
        kept = {"Engagement": engagements, "HistoricalEngagement": engagements, "EngagementRequest": {"engagement__state": state}}
        own = kept.get(model.__name__, {})
        rows[model._meta.label] = sorted(map(str, model._base_manager.filter(**own).values_list()))
    return rows


def words_for(client, file, **keys):
    """Where the words stand that this reader finds on all pages of the portal, desk included."""
    found = set()
    for route, converters in routes():
        if "logout" in route or ("admin/" in route and not keys.get("desk")) or not route.startswith(keys.get("under", "")):
            continue
        for url, _values in fillings(route, converters, file.keys):
            found |= {file.marks[word] for word in WORD.findall(ask(client, "get", url)) if word in file.marks}
    for word in [next(iter(file.marks)), *keys.get("search", ())]:
        for url in (f"/outcomes/?q={word}", f"/states/?q={word}"):
            found |= {file.marks[one] for one in WORD.findall(ask(client, "get", url)) if one in file.marks and one != word}
    return found


# All that a State can open to the public, as columns. What is not here is read by nobody outside, whatever is opened.
PUBLISHED = {
    "engagement.title",
    "request.title", "request.aims", "request.place", "request.interpretation", "request.participants", "request.support_details",
    "need.title", "need.circumstances", "need.needs", "need.challenges",
    "meeting.title", "meeting.place", "item.title", "item.presenter", "paper.title", "paper.file_name", "paper (file)",
    "full.title", "full.summary", "full participant", "full organisation", "full outcome", "full section.title",
    "full section.body", "full document ready (file)", "full document title",
    "public.title", "public.summary", "public outcome", "public section.title", "public section.body",
    "public document ready (file)", "public document title",
}  # fmt: skip
# What the participants of a meeting read of a contact list opened to them, and nobody else does.
LISTED = {
    "contact_list.purpose", "contact_list document ready (file)", "contact_list document title",
    "contact.name", "contact.title", "contact.email", "contact.phone",
}  # fmt: skip


def test_what_the_public_reads_of_a_file_of_which_everything_is_open():
    file = File("open")
    file.open_all()
    assert words_for(Client(), file) == PUBLISHED
    person, client = make.make_user(), Client()
    make.make_participant(file.rows["meeting"], make.make_contact(user=person))
    client.force_login(person)
    assert words_for(client, file, under=("documents/", "opened/", "meetings/")) - PUBLISHED == LISTED


def test_a_text_that_names_nobody_gives_its_host_away_on_no_page():
    state = make.make_state(name_en="Zqhiddenland", iso3="XZQ", region="Zqregion")
    file = File("nobody", state, attribution="nobody")
    make.opened(file.rows["public"])
    file.rows["public"].refresh_from_db()
    clients = {name: client for name, client in outsiders(file).items() if name in ("public", "other State")}
    told = {"Zqhiddenland", "XZQ", "Zqregion", "IA-2026"}
    found = set()
    for route, converters in routes():
        if "logout" in route or route.startswith(("admin/", "states/", "accounts/")):
            continue
        for (name, client), (url, values) in product(clients.items(), fillings(route, converters, file.keys)):
            answer = steady(ask(client, "get", url), *values, "/states/XZQ/")  # every State has a page
            found |= {(name, url, one) for one in told if one in answer}
    for client in clients.values():
        for code in ("Zqhiddenland", "XZQ", "Zqregion"):
            for url in (f"/outcomes/?q={code}", f"/outcomes/?state={code}", f"/outcomes/?region={code}"):
                assert file.rows["public"].code not in ask(client, "get", url)
        assert file.rows["public"].code not in ask(client, "get", "/states/XZQ/")
    assert found == set()
    assert file.rows["public"].code in ask(Client(), "get", "/outcomes/")


def test_the_desk_reads_no_word_of_a_states_draft():
    file = File("draft")
    client = Client()
    client.force_login(make.make_staff())
    found = words_for(client, file, desk=True)
    assert {one for one in found if one.startswith(("draft.", "draft need.", "discarded."))} == set()
    assert {"request.aims", "internal note.text", "contact.email", "drafting text section.body"} <= found
