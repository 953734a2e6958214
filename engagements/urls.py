"""Addresses of this app; see apmbc_portal/web/urls.py."""

from django.urls import path, register_converter

from engagements.models import Theme
from engagements.views import drafting, engagement, moves, reading, signed, suggestions
from engagements.workflow import ENGAGEMENT_MOVES, REQUEST_MOVES, SUGGESTION_MOVES


class OneOf:
    """A part of an address that is one of a few words; anything else is another address."""

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


def register(name, words):
    register_converter(type(name, (OneOf,), {"regex": "|".join(words)}), name)


register("request_verb", [verb for verb, move in REQUEST_MOVES.items() if not move.consequence])
register("engagement_verb", ENGAGEMENT_MOVES)
register("suggestion_verb", SUGGESTION_MOVES)
register("theme", Theme.values)

urlpatterns = [
    path("requests/new/", drafting.request_new, name="request_new"),
    path("requests/<uuid:pk>/", reading.request_page, name="request"),
    path("requests/<uuid:pk>/edit/<slug:step>/", drafting.request_step, name="request_step"),
    path("requests/<uuid:pk>/edit/needs/<theme:theme>/", drafting.request_theme, name="request_theme"),
    path("requests/<uuid:pk>/print/", reading.request_print, name="request_print"),
    path("requests/<uuid:pk>/request.docx", reading.request_word, name="request_word"),
    path("requests/<uuid:pk>/signed/", signed.request_signed, name="request_signed"),
    path("requests/<uuid:pk>/receipt/", reading.receipt, name="receipt"),
    path("requests/<uuid:pk>/suggestions/new/", suggestions.suggestion_new, name="suggestion_new"),
    path("requests/<uuid:pk>/<request_verb:verb>/", moves.request_move, name="request_move"),
    path("correspondence/<uuid:pk>/file/", signed.correspondence_file, name="correspondence_file"),
    path("suggestions/<uuid:pk>/<suggestion_verb:verb>/", moves.suggestion_move, name="suggestion_move"),
    path("engagements/<str:reference>/", engagement.engagement, name="engagement"),
    path("engagements/<str:reference>/requests/new/", drafting.request_new_version, name="request_new_version"),
    path("engagements/<str:reference>/messages/", moves.engagement_say, name="engagement_say"),
    path("engagements/<str:reference>/<engagement_verb:verb>/", moves.engagement_move, name="engagement_move"),
]
