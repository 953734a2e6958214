"""Somebody no longer agrees to be named: what the portal lists of them goes at once, what a State approved in words is told to it.

Three of the effects of the table of consequences (engagements/consequences.py), for a person at all their meetings and for an
organisation at one. A name in words is the State's to change: it is found, the State and the ISU are written to, and both see it
on the page of the report.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from apmbc_portal.audit.record import record
from apmbc_portal.visibility import Audience, Viewer
from engagements.consequences import handler
from meetings.models import Contact, Participant
from reports import letters
from reports.endings import end
from reports.forgetting import made_anew, number_of, plain, without_person
from reports.frozen import BY_OFFICE, counted
from reports.kinds.words import labels_language
from reports.models import Document, Outcome, ReportText
from reports.naming import found_in_outcome, found_in_text
from reports.querysets import WITH_THE_STATE

PORTAL = Viewer(isu=True, label="the portal, without somebody who no longer agrees to be named")
REASON = gettext_noop("Somebody named in it no longer agrees to be named. The file and its words were removed.")


@dataclass(frozen=True)
class Leaver:
    """Who is named no longer: `without(groups)` of a frozen list, and by which argument their name is looked for in words."""

    number: str  # how the record calls them, without a name
    meetings: list
    without: object
    sought: dict

    def texts(self):
        """The texts of their meetings that their State has, with what names them: (text, whether its list does, passages)."""
        rows = ReportText.objects.filter(report__meeting__in=self.meetings, report__status__in=WITH_THE_STATE)
        for text in rows.select_related("report__meeting").prefetch_related("sections"):
            yield text, self.without(text.participants) != text.participants, found_in_text(text, **self.sought)


def leaver_of(subject):
    """The `Leaver` that a person, or an organisation's consent that has ended, is."""
    if isinstance(subject, Contact):
        meetings = list(subject.participations.values_list("meeting", flat=True))
        return Leaver(number_of(subject), meetings, lambda groups: without_person(groups, subject), {"people": [subject.pk]})
    called, meeting = names_ever(subject.organisation), subject.meeting
    office = Participant.objects.filter(meeting=meeting, contact__organisation=subject.organisation, part__in=BY_OFFICE).exists()
    houses = [] if office else [subject.organisation_id]  # whoever is there by office is told all the same
    return Leaver(
        f"organisation {subject.organisation_id}", [meeting.pk],
        lambda groups: groups if office else without_house(groups, called), {"houses": houses},
    )  # fmt: skip


def names_ever(organisation):
    """What an organisation is called, and was: a list that was frozen before it was renamed holds the name of then."""
    return {plain(name) for name in (organisation.name, *organisation.history.values_list("name", flat=True))}


def without_house(groups, called):
    """A frozen list in which people of the organisation so `called` stand by themselves; the list itself where it is not in it."""
    own = [group for group in groups if plain(group["organisation"]) in called and not group.get("alone")]
    if not own:
        return groups
    others = [group for group in groups if group not in own and not group.get("alone")]
    alone = [group for group in groups if group.get("alone")]
    people = sorted((one for group in (*own, *alone) for one in group["people"]), key=lambda one: one["name"])
    title = alone[0]["organisation"] if alone else _("Without their organisation")
    further = sum(group["further"] for group in own)
    return counted([*others, {"organisation": title, "kind": "", "people": people, "further": further, "alone": True}])


@handler("letters", "contact", "agreement")
def tell(_effect, subject):
    """Write to the States, once a meeting, and to the ISU, where a report that a State has names them: in its list or in words."""
    leaver, found = leaver_of(subject), {}
    for text, is_listed, passages in leaver.texts():
        if is_listed or passages:
            found[text.report] = found.get(text.report, False) or bool(passages)
    for outcome in Outcome.objects.filter(meeting__in=leaver.meetings).exclude(audience=Audience.STATE):
        report = outcome.meeting.reports.filter(status__in=WITH_THE_STATE).order_by("-version").first()
        if report and found_in_outcome(outcome, **leaver.sought):
            found[report] = True
    for report, in_words in found.items():
        letters.no_longer_named(report, in_words=in_words)


@handler("names", "contact", "agreement")
def names(_effect, subject):
    """Every frozen list that names them counts them from now on, whatever was decided about its text."""
    leaver = leaver_of(subject)
    rows = ReportText.objects.filter(report__meeting__in=leaver.meetings).exclude(participants=[])
    for text in rows.select_for_update():
        with override(labels_language(text.language)):
            kept = leaver.without(text.participants)
        if kept != text.participants:
            text.participants = kept
            text.save(update_fields=["participants"])
            record(PORTAL, "name_no_longer", text, about=text.about(), person=leaver.number)


@handler("documents", "contact", "agreement")
def documents(_effect, subject):
    """Files of reports that list them are removed, and made anew from the lists of now."""
    leaver = leaver_of(subject)
    rows = Document.objects.filter(kind=Document.Kind.REPORT, text__report__meeting__in=leaver.meetings)
    for document in rows.exclude(status=Document.Status.EXPIRED).order_by("-asked_at"):
        listed = document.content.get("participants", [])
        is_listed = leaver.without(listed) != listed
        if is_listed and end(document, REASON, by=PORTAL, verb="name_no_longer", person=leaver.number):
            made_anew(document, by=PORTAL)
