"""One query for all the dated rows that say where a person stands on a day.

Every signed-in request asks this, and building a union of five querysets costs more than running it: it is compiled
once for each language and then run with the person and the day of the request.
"""

import datetime
import uuid
from functools import lru_cache

from django.db import connection
from django.db.models import BigIntegerField, BooleanField, CharField, DateField, F, UUIDField, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils.translation import get_language

from apmbc_portal.accounts.models import StaffAppointment
from apmbc_portal.dated import in_force
from engagements.models import Delegate, NamedGrant, Nomination
from meetings.models import Participant, Representation

# Every branch of the union gives these columns; PostgreSQL wants a type even where there is nothing.
COLUMNS = {
    "source": CharField, "order": BigIntegerField, "ident": BigIntegerField, "name": CharField, "starts": DateField,
    "ends": DateField, "draft": BooleanField, "submit": BooleanField, "release": BooleanField, "frozen": BooleanField,
    "seat_starts": DateField, "seat_ends": DateField, "chair_from": DateField, "chair_until": DateField,
    "party": UUIDField, "party_state": UUIDField, "place": CharField, "other": BigIntegerField, "engagement": BigIntegerField, "item": UUIDField,
}  # fmt: skip
ORDER = ["staff", "nomination", "last word", "seat", "representation", "meeting", "grant"]


SOMEBODY, SOME_DAY = uuid.UUID(int=0), datetime.date(1900, 1, 1)  # stand in the compiled query for those of a request


def standing_of(user, day):
    """Rows (dicts) of everything `user` is on `day`, in the order of `ORDER`."""
    sql, params, query, converters = _compiled((get_language() or "en")[:2], connection.vendor)
    given = dict(zip(_prepared(SOMEBODY, SOME_DAY), _prepared(user.pk, day), strict=True))
    with connection.cursor() as cursor:
        cursor.execute(sql, [given.get(param, param) for param in params])
        rows = cursor.fetchall()
    rows = query.get_compiler(connection=connection).apply_converters(rows, converters)
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


def _prepared(person, day):
    return UUIDField().get_db_prep_value(person, connection), DateField().get_db_prep_value(day, connection)


@lru_cache(maxsize=16)
def _compiled(language, vendor):
    query = _union(SOMEBODY, SOME_DAY, language).query
    compiler = query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    return sql, params, query, compiler.get_converters([column[0] for column in compiler.select])


def _union(user, day, language):
    staff = StaffAppointment.objects.on(day).filter(user=user)
    nominations = Nomination.objects.on(day).filter(user=user)
    last_words = Nomination.objects.last_word(day).filter(user=user)
    seats = Delegate.objects.on(day).filter(in_force(day, "seat__"), user=user)
    representations = Representation.objects.on(day).filter(user=user)
    parties = [  # a branch each: joined by OR they would not use the index
        nominations.order_by().values("state__party_id"),
        seats.order_by().values("seat__state__party_id"),
        representations.order_by().values("organisation__party_id"),
        representations.order_by().filter(organisation__state__isnull=False).values("organisation__state__party_id"),
    ]
    branches = [
        _branch("staff", staff, ident=F("pk")),
        _branch(
            "nomination", nominations, ident=F("state_id"), name=_name("state", language), party=F("state__party_id"),
            draft=F("may_draft"), submit=F("may_submit"), release=F("may_release"), place=F("place"), frozen=F("state__frozen"),
        ),
        _branch(
            "last word", last_words, ident=F("state_id"), name=_name("state", language), party=F("state__party_id"), frozen=F("state__frozen"),
        ),
        _branch(
            "seat", seats, ident=F("seat_id"), name=_name("seat__state", language), party=F("seat__state__party_id"),
            seat_starts=F("seat__starts"), seat_ends=F("seat__ends"), chair_from=F("seat__chair_from"), chair_until=F("seat__chair_until"),
        ),
        _branch(
            "representation", representations, ident=F("organisation_id"), name=F("organisation__name"),
            party=F("organisation__party_id"), party_state=F("organisation__state__party_id"),
        ),
        _branch(
            "meeting", Participant.objects.taking_part().filter(contact__user=user), dated=False,
            ident=F("meeting_id"), other=F("contact__organisation_id"), engagement=F("meeting__host_engagements"),
        ),
        *(
            _branch("grant", NamedGrant.objects.filter(party__in=mine, effective=True), dated=False, party=F("party"), item=F("item"))
            for mine in parties
        ),
    ]  # fmt: skip
    return branches[0].union(*branches[1:], all=True).order_by("s_order", "s_name", "s_ident")


def _branch(source, rows, *, dated=True, **values):
    given = {"source": Value(source), "order": Value(ORDER.index(source))} | values
    if dated:
        given |= {"starts": F("starts"), "ends": F("ends")}
    typed = {name: Cast(given.get(name, Value(None)), kind()) for name, kind in COLUMNS.items()}
    # Names with a prefix: an annotation may not be called like a field of the model.
    return (
        rows.order_by()
        .annotate(**{f"s_{name}": value for name, value in typed.items()})
        .values_list(*(f"s_{name}" for name in COLUMNS))
    )


def _name(path, language):
    """A State's UN name in the page's language, in English where it is not recorded."""
    return Coalesce(NullIf(F(f"{path}__name_{language}"), Value("")), F(f"{path}__name_en"))
