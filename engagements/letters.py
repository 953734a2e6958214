"""One function per letter of this app."""

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from apmbc_portal.accounts.models import User
from apmbc_portal.audit.models import LedgerHead
from apmbc_portal.notices.outbox import queue
from engagements.models import Nomination


def focal_points(state):
    """The people who speak for `state` today, whoever has the last word included."""
    speaking = Nomination.objects.speaking().filter(state=state)
    return User.objects.filter(pk__in=speaking.values("user"), is_active=True).order_by("email")


def isu_mailboxes():
    """(address, name, language) of the desk."""
    return [(settings.ISU_EMAIL, "ISU", "en")]


def write(people, template, subject, *, about, kind, **context):
    """Queue one letter a person, each in their language."""
    for email, name, language in people:
        with override(language):
            body = render_to_string(f"letters/{template}.txt", {"name": name, "site": settings.SITE_URL, **context})
            queue(email, subject() if callable(subject) else subject, body, to_name=name, about=about, kind=kind)


def to_focal_points(state):
    return list(focal_points(state).values_list("email", "name", "language"))


def to_the_state(state):
    """Whoever speaks for `state`; where nobody does, its Permanent Mission."""
    return to_focal_points(state) or to_the_mission(state)


def to_the_mission(state):
    """The Permanent Mission, where the desk keeps its address."""
    return [(state.mission_email, _("Permanent Mission of %(state)s") % {"state": state}, "en")] if state.mission_email else []


def end_of_ledger(state):
    """The last entry and its seal, which a letter carries out of the portal: what a State holds in its hands cannot be rewritten."""
    head = LedgerHead.objects.filter(chain=state.iso3).first()
    if head and to_the_state(state):
        carried_out(state, head.number)
    return head


def carried_out(state, number):
    """Remember that a letter told the State the seal of this entry. After the commit: a step locks one State's ledger, never two."""
    rows = LedgerHead.objects.filter(chain=state.iso3, told__lt=number)
    transaction.on_commit(lambda: rows.update(told=number), robust=True)


def ledger_grew(state):
    """Word to the State how its ledger ends, where no letter about a step has said so."""
    write(
        to_the_state(state),
        "ledger_grew",
        lambda: _("The ledger of %(state)s") % {"state": state},
        about="",
        kind="ledger_grew",
        state=state,
        head=end_of_ledger(state),
    )


def receipt(request):
    """The State's receipt for a submitted request."""
    reference = request.engagement.reference
    write(
        to_focal_points(request.engagement.state),
        "receipt",
        lambda: _("Receipt: request %(reference)s, version %(version)s") % {"reference": reference, "version": request.version},
        about=reference,
        kind="receipt",
        request=request,
        head=end_of_ledger(request.engagement.state),
    )


def request_arrived(request):
    """Word to the desk that a request came in."""
    reference = request.engagement.reference
    write(
        isu_mailboxes(),
        "request_arrived",
        lambda: _("A request has arrived: %(reference)s") % {"reference": reference},
        about=reference,
        kind="request_arrived",
        request=request,
    )


def request_moved(request, note):
    """Word to the State that the ISU took a step."""
    reference = request.engagement.reference
    write(
        to_focal_points(request.engagement.state),
        "request_moved",
        lambda: _("%(reference)s: %(status)s") % {"reference": reference, "status": request.get_status_display()},
        about=reference,
        kind="request_moved",
        request=request,
        note=note,
    )


def request_ended(request):
    """Word to both sides that the State ended a request."""
    reference = request.engagement.reference
    write(
        to_focal_points(request.engagement.state) + isu_mailboxes(),
        "request_ended",
        lambda: _("%(reference)s: the request was ended by the State") % {"reference": reference},
        about=reference,
        kind="request_ended",
        request=request,
        head=end_of_ledger(request.engagement.state),
    )


def decided(engagement, entry):
    """Word to every focal point of a State that a decision was recorded in its name, with the seal of the entry.

    What it was about stays in the portal. The seal in the mailbox lets the State prove what its ledger said that day.
    """
    people = to_the_state(engagement.state)
    if people:
        carried_out(engagement.state, entry.number)
    write(
        people,
        "decided",
        lambda: (
            _("%(reference)s: a decision of your State is recorded") % {"reference": engagement.reference or engagement.state}
        ),
        about=engagement.reference or "",
        kind="decided",
        engagement=engagement,
        entry=entry,
    )


def decision_proposed(proposal, entry, people):
    """Word to whoever may confirm it that a decision of their State waits for a second person; about what stays in the portal."""
    write(
        people,
        "decision_proposed",
        lambda: _("A decision of your State waits for you as the second person"),
        about=proposal.about(),
        kind="decision_proposed",
        proposal=proposal,
        entry=entry,
    )


def decision_not_confirmed(proposal, note):
    """Word to whoever proposed it, and to the desk where it was proposed by letter, that it was not confirmed."""
    proposer = proposal.proposed_by
    people = [(proposer.email, proposer.name, proposer.language)] if proposer and proposer.is_active else []
    write(
        isu_mailboxes() if proposal.cites_id else people,
        "decision_not_confirmed",
        lambda: _("Not decided: what you proposed for your State"),
        about=proposal.about(),
        kind="decision_not_confirmed",
        proposal=proposal,
        note=note,
    )


def rule_changed(state, entry):
    """Word to every focal point, and to the desk, how many people of the State decide from now on."""
    write(
        to_focal_points(state) + isu_mailboxes(),
        "rule_changed",
        lambda: _("%(state)s: how many people decide") % {"state": state},
        about="",
        kind="rule_changed",
        state=state,
        entry=entry,
    )


def recorded_on_behalf(state, entry):
    """Word, at once, to whoever speaks for a State that the ISU recorded a step in its name; where nobody does, to its Mission."""
    write(
        to_the_state(state),
        "recorded_on_behalf",
        lambda: _("%(about)s: recorded in your State's name") % {"about": entry.about or state},
        about=entry.about,
        kind="recorded_on_behalf",
        state=state,
        entry=entry,
    )


def reversed_by_the_state(state, entry):
    """Word to both sides that the State reversed what was recorded in its name."""
    write(
        to_the_state(state) + isu_mailboxes(),
        "reversed_by_the_state",
        lambda: _("%(about)s: the State reversed what was recorded") % {"about": entry.about or state},
        about=entry.about,
        kind="reversed_by_the_state",
        state=state,
        entry=entry,
    )


def engagement_moved(engagement, verb):
    """Word to both sides that the State paused, resumed or withdrew."""
    if not engagement.reference:
        return
    write(
        to_focal_points(engagement.state) + isu_mailboxes(),
        "engagement_moved",
        lambda: _("%(reference)s: %(status)s") % {"reference": engagement.reference, "status": engagement.get_status_display()},
        about=engagement.reference,
        kind=verb,
        engagement=engagement,
        head=end_of_ledger(engagement.state),
    )


def message(comment, *, to_state):
    """A message between the State and the ISU: the letter only says that there is one; the words stay in the portal."""
    engagement = comment.engagement
    write(
        to_focal_points(engagement.state) if to_state else isu_mailboxes(),
        "message",
        lambda: _("%(reference)s: a message for you") % {"reference": engagement.reference or engagement.state},
        about=engagement.reference or "",
        kind="message",
        engagement=engagement,
    )


def suggestion_made(suggestion):
    """Word to the State, and to the desk, that the Chair suggests something."""
    engagement = suggestion.request.engagement
    write(
        to_focal_points(engagement.state) + isu_mailboxes(),
        "suggestion",
        lambda: _("%(reference)s: a suggestion of the Committee") % {"reference": engagement.reference},
        about=engagement.reference,
        kind="suggestion",
        suggestion=suggestion,
    )


def lesson_waits(lesson):
    """Word to the State that the ISU wrote down a lesson, which waits for its decision; its words stay in the portal."""
    engagement = lesson.engagement
    write(
        to_focal_points(engagement.state),
        "lesson_waits",
        lambda: _("%(reference)s: a lesson waits for your decision") % {"reference": engagement.reference},
        about=engagement.reference,
        kind="lesson_waits",
        lesson=lesson,
    )


def file_refused(people, row, title):
    """Word to whoever handed in a file that the check, which took longer than a page waits, did not take."""
    about = row.about() if hasattr(row, "about") else getattr(row.engagement, "reference", "") or ""
    write(
        people,
        "file_refused",
        lambda: _("A file could not be taken: %(name)s") % {"name": row.file_name},
        about=about,
        kind="file_refused",
        row=row,
        title=title,
    )
