"""A State in brief, for whoever considers to support it: sourced facts, and what the State has shared with everybody."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from apmbc_portal.visibility import PUBLIC
from engagements import reading
from engagements.models import Engagement, EngagementRequest, Need
from meetings.models import Meeting
from meetings.times import clocks
from meetings.workflow import MeetingStatus
from reports import catalogue
from reports.kinds.base import Kind
from reports.kinds.words import DAY, where
from reports.models import Document

SHOWN = [MeetingStatus.PLANNED, MeetingStatus.HELD, MeetingStatus.CLOSED]
MOST = 12  # outcomes, and meetings: the newest; the State's page lists the others


class BriefKind(Kind):
    """It holds what is public on the day it is made, and is handed to nobody once a part of that is public no more."""

    name = Document.Kind.BRIEF

    def content(self, state):
        return brief_content(state)

    def identity(self, content):
        """The day on which it was made makes no other brief: while nothing changes, everybody gets the same file."""
        return {key: value for key, value in content.items() if key != "made_on"}

    def title(self, content):
        return _("Brief: %(state)s") % {"state": content["title"]}

    def ask_refusal(self, state, viewer):
        return "" if viewer.capacity else _("A brief is made for who acts in a capacity in the portal. Everybody may read it.")

    def hand_out_refusal(self, document):
        return (
            "" if still_public(document.state, document.content["made_of"]) else _("Something in this brief is public no more.")
        )

    def is_public(self, state):
        return True

    def about(self, state):
        return ""

    def state_ids(self, state):
        return {state.pk}

    def is_inside(self, state, viewer):
        """Who takes an interest in a State is not told to that State."""
        return viewer.isu

    def place(self, document, viewer):
        return reverse("state_brief", args=[document.state.iso3]), document.state.name

    def desk_place(self, document):
        return self.place(document, PUBLIC)


def shared_rows(state):
    """What the State has opened to everybody, as querysets by the name under which a brief keeps their release ids."""
    return {
        "engagements": Engagement.objects.visible_to(PUBLIC).for_state(state).exclude(reference=None),
        "requests": EngagementRequest.objects.visible_to(PUBLIC).in_force().filter(engagement__state=state),
        "meetings": Meeting.objects.visible_to(PUBLIC).filter(host_engagements__state=state, status__in=SHOWN).distinct(),
        "texts": catalogue.approved(PUBLIC).filter(catalogue.of_hosts(engagement__state=state)),
    }


def still_public(state, made_of):
    """Whether all that a brief was made of can be read by everybody today, and every fact still has its source."""
    for name, rows in shared_rows(state).items():
        if set(made_of[name]) - {
            str(key) for key in rows.filter(release_id__in=made_of[name]).values_list("release_id", flat=True)
        }:
            return False
    sourced = set(state.obligations.sourced().values_list("pk", flat=True))
    return set(made_of["obligations"]) <= sourced and (state.is_sourced or not made_of["membership"])


def brief_content(state, language=settings.LANGUAGE_CODE):
    """What a brief prints. `made_of` says from which rows, so that each hand-out can ask whether they are public still."""
    rows = shared_rows(state)
    requests = list(rows["requests"])
    needs = list(Need.objects.filter(request__in=requests))
    engagements = list(rows["engagements"].order_by("-opened_on", "-pk"))
    meetings = list(rows["meetings"].select_related("occasion").order_by("-starts_at", "reference")[:MOST])
    listed = catalogue.listed(PUBLIC).filter(catalogue.of_hosts(engagement__state=state)).select_related("report")
    texts = list(listed.defer(*catalogue.HEAVY)[:MOST])
    obligations = list(state.obligations.sourced().prefetch_related("steps"))
    with override(language):
        return {
            "language": language,
            "labels_language": language,
            "rtl": False,
            "demo": state.is_demo,
            "title": state.name,
            "reference": state.iso3,
            "made_on": date_format(timezone.localdate(), DAY),
            "address": settings.SITE_URL + state.get_absolute_url(),
            "region": state.subregion or state.region,
            "membership": membership(state),
            "obligations": [obligation_content(obligation) for obligation in obligations],
            "needs": [need_content(need) for need in needs if need.direction == Need.Direction.NEEDS],
            "offers": [need_content(need) for need in needs if need.direction == Need.Direction.OFFERS],
            "engagements": [{"title": row.title, "reference": row.reference, "year": row.opened_on.year} for row in engagements],
            "meetings": [meeting_content(meeting) for meeting in meetings],
            "texts": [text_content(text) for text in texts],
            "made_of": {
                "engagements": ids(engagements),
                "requests": ids({need.request_id: need.request for need in needs_with(requests, needs)}.values()),
                "meetings": ids(meetings),
                "texts": ids(texts),
                "obligations": sorted(obligation.pk for obligation in obligations),
                "membership": state.is_sourced,
            },
        }


def needs_with(requests, needs):
    """The needs, each with the request that was read already."""
    by_key = {request.pk: request for request in requests}
    for need in needs:
        need.request = by_key[need.request_id]
    return needs


def ids(rows):
    return sorted(str(row.release_id) for row in rows)


def membership(state):
    """The Convention and this State: dated facts, none without an official source."""
    if not state.is_sourced:
        return {}
    instrument = f" ({state.instrument})" if state.deposited and state.instrument else ""
    facts = [
        (_("Signed"), day(state.signed)),
        (_("Deposit"), day(state.deposited) + instrument),
        (_("In force from"), day(state.entry_into_force)),
        (_("Withdrawal in effect from"), day(state.withdrawal_effective)),
    ]
    return {
        "since": day(state.entry_into_force) if state.is_party_on(timezone.localdate()) else "",
        "facts": [{"label": label, "text": text} for label, text in facts if text],
        "source": state.source,
        "as_of": state.as_of,
    }


def obligation_content(obligation):
    return {
        "article": str(obligation.get_article_display()),
        "status": str(obligation.get_status_display()),
        "deadline": day(obligation.deadline),
        "steps": [step.text for step in obligation.steps.all()],
        "source": obligation.source,
        "as_of": obligation.as_of,
    }


def need_content(need):
    said = [str(need.get_kind_display()) if need.kind else "", reading.amount(need), str(need.year or "")]
    return {
        "letter": need.theme,
        "theme": str(need.get_theme_display()),
        "title": need.title,
        "terms": ", ".join(filter(None, said)),
    }


def meeting_content(meeting):
    clock = next(iter(clocks(meeting)), None)
    return {
        "title": meeting.title,
        "when": f"{clock.text} ({clock.zone})" if clock else _("The date is not fixed yet."),
        "where": where(meeting),
    }


def text_content(text):
    return {
        "title": text.title,
        "language": text.language,
        "kind": str(text.get_kind_display()),
        "shared": day(timezone.localtime(text.published_at or text.opened).date()),
        "address": settings.SITE_URL + text.get_absolute_url(),
    }


def day(date):
    return date_format(date, DAY) if date else ""
