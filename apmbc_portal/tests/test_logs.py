import logging
import re

import pytest
from django.urls import get_resolver

from apmbc_portal import gunicorn_conf
from apmbc_portal.logs import Line, without_tokens

TOKEN = "WyJhIiwxXQ:1abcde:secret"


@pytest.mark.parametrize(
    ("line", "logged"),
    [
        (f"Not Found: /invitations/{TOKEN}/", "Not Found: /invitations/…/"),
        (f"/fr/invitations/{TOKEN}/reply/", "/fr/invitations/…/reply/"),
        (f"GET /accounts/welcome/{TOKEN}/ 200", "GET /accounts/welcome/…/ 200"),
        (f'"/accounts/welcome/{TOKEN}"', '"/accounts/welcome/…"'),
        (f"/accounts/password/reset/key/{TOKEN}/", "/accounts/password/reset/key/…/"),
        ("/invitations/", "/invitations/"),
        ("/outcomes/IA-2026-XAA-01/", "/outcomes/IA-2026-XAA-01/"),
        ("Error handling request /outcomes/?q=Ana+Vero&page=2", "Error handling request /outcomes/?…"),
        ("What now? Nothing.", "What now? Nothing."),
    ],
)
def test_personal_links_are_cut_from_a_line(line, logged):
    assert without_tokens(line) == logged


def test_every_address_with_a_token_is_cut():
    """Asked of the resolver, so that the next personal link is not forgotten."""
    found = [route for route in routes() if re.search(r"[<:](token|key)[>]", route)]
    assert len(found) >= 4
    for route in found:
        address = re.sub(r"<\w+:(?!token|key)\w+>", "x", route)
        address = re.sub(r"\(\?P<\w+>[^)]*\)|<[^>]*>", TOKEN, address).translate({ord("^"): None, ord("$"): None})
        assert TOKEN not in without_tokens(f"/{address}"), route


def routes(patterns=None, prefix=""):
    for pattern in patterns or get_resolver().url_patterns:
        here = prefix + str(pattern.pattern)
        yield from routes(pattern.url_patterns, here) if hasattr(pattern, "url_patterns") else [here]


def test_links_in_arguments_and_tracebacks_are_cut_too():
    try:
        raise ValueError(f"/invitations/{TOKEN}/")
    except ValueError as error:
        record = logging.LogRecord(
            "x", logging.ERROR, "x.py", 1, "at %s", (f"/invitations/{TOKEN}/",), (type(error), error, None)
        )
    assert TOKEN not in Line("%(message)s").format(record)


def test_every_handler_of_the_portal_cuts_links(settings):
    assert {handler["formatter"] for handler in settings.LOGGING["handlers"].values()} == {"line"}
    assert settings.LOGGING["formatters"]["line"]["()"] == "apmbc_portal.logs.Line"


def test_the_access_log_holds_no_query_referer_or_agent():
    assert {"%(q)s", "%(r)s", "%(f)s", "%(a)s"}.isdisjoint(gunicorn_conf.access_log_format.split())
    assert gunicorn_conf.preload_app is False
    assert gunicorn_conf.workers == 2
