"""A request as people read it: sections of labelled lines, the same for the page, the paper and Word."""

from dataclasses import dataclass, field

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from apmbc_portal import sensitive
from engagements.choices import ParticipantKind, Support, labels
from engagements.languages import language_name
from engagements.models import EngagementRequest, Need, Theme


@dataclass(frozen=True)
class Line:
    """A label and what is said under it; an empty text means that nothing is said."""

    label: str
    text: str

    @property
    def notices(self):
        """What a person should check before others read it."""
        return sensitive.notices(self.text)


@dataclass(frozen=True)
class Entry:
    """One need or offer."""

    title: str
    direction: str
    lines: list


@dataclass(frozen=True)
class Section:
    """One step of the form as it reads afterwards; the entries of a theme stand below its name."""

    step: str
    title: str
    lines: list = field(default_factory=list)
    themes: list = field(default_factory=list)  # (Theme, [Entry, …])


def sections(request, needs=None):
    """The whole request in the order of the form. `needs` where the caller has them already."""
    needs = list(request.needs.all()) if needs is None else needs
    chosen = sorted(set(request.themes) | {need.theme for need in needs})
    return [
        Section("aims", _("Aims"), step_lines("aims", request)),
        Section("themes", _("Needs and offers"), [], [(Theme(t), [entry(n) for n in needs if n.theme == t]) for t in chosen]),
        Section("organisation", _("Organisation"), step_lines("organisation", request)),
        Section("participants", _("Who should take part"), step_lines("participants", request)),
        Section("support", _("Support asked of the Committee"), step_lines("support", request)),
    ]


def step_lines(step, request):
    """The lines of one step."""
    return [Line(str(label), str(text)) for label, text in READERS[step](request)]


def aims(request):
    return [(_("In one line"), request.title), (_("Aims"), request.aims)]


def themes(request):
    return [
        (_("Themes that apply"), "\n".join(f"{code}. {Theme(code).label}" for code in request.themes if code in Theme.values))
    ]


def organisation(request):
    where = request.get_setting_display()
    if request.setting == EngagementRequest.Setting.BESIDE and request.occasion:
        where = request.occasion.name
    return [
        (_("Format"), request.get_format_display()),
        (_("Where"), where),
        (_("Place"), request.place),
        (_("Dates"), dates(request)),
        (_("Languages"), ", ".join(str(language_name(code)) for code in request.languages)),
        (_("Interpretation and other needs of language"), request.interpretation),
    ]


def participants(request):
    kinds = "\n".join(str(label) for label in labels(ParticipantKind, request.participant_kinds))
    return [(_("Kinds of participants"), kinds), (_("In its own words"), request.participants)]


def support(request):
    return [
        (_("Support"), "\n".join(str(label) for label in labels(Support, request.support))),
        (_("In its own words"), request.support_details),
    ]


READERS = {"aims": aims, "themes": themes, "organisation": organisation, "participants": participants, "support": support}


def dates(request):
    """The dates in words, or that they are not decided."""
    if request.dates_open:
        return _("not decided yet")
    if not request.date_from:
        return ""
    if not request.date_until or request.date_until == request.date_from:
        return date_format(request.date_from)
    return _("%(start)s to %(end)s") % {"start": date_format(request.date_from), "end": date_format(request.date_until)}


def entry(need):
    """One need or offer, without the lines that are empty."""
    lines = [
        Line(_("Circumstances"), need.circumstances),
        Line(_("What is offered") if need.direction == Need.Direction.OFFERS else _("What is needed"), need.needs),
        Line(_("Challenges"), need.challenges),
        Line(_("Kind"), str(need.get_kind_display())),
        Line(_("Amount"), amount(need)),
        Line(_("Year"), str(need.year or "")),
    ]
    return Entry(need.title, str(need.get_direction_display()), [line for line in lines if line.text])


def amount(need):
    """The range of money in words."""
    low, high = (
        None if value is None else number_format(value, 0, force_grouping=True) for value in (need.amount_from, need.amount_to)
    )
    if low and high and low != high:
        return _("%(low)s to %(high)s %(currency)s") % {"low": low, "high": high, "currency": need.currency}
    if low and not high:
        return _("from %(low)s %(currency)s") % {"low": low, "currency": need.currency}
    if high and not low:
        return _("up to %(high)s %(currency)s") % {"high": high, "currency": need.currency}
    return f"{low} {need.currency}" if low else ""
