"""Letters about who speaks for a State: proposed, nominated, ending, ended."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from engagements.letters import focal_points, isu_mailboxes, to_focal_points, to_the_mission, to_the_state, write


def _as_reader(user):
    return (user.email, user.name, user.language)


def _others(state, *users):
    """Whoever speaks for the State beside these people."""
    return list(focal_points(state).exclude(pk__in=[user.pk for user in users if user]).values_list("email", "name", "language"))


def proposal_made(proposal, by):
    """Word to those who may confirm it: the other focal points, and the ISU."""
    readers = _others(proposal.state, proposal.proposed_by) + isu_mailboxes()
    subject = lambda: _("A focal point of %(state)s is proposed") % {"state": proposal.state}  # noqa: E731
    write(readers, "proposal_made", subject, about="", kind="proposal_made", proposal=proposal, by=by)


def proposal_closed(proposal, verb, by):
    """Word to the State and the ISU that a proposal was not confirmed, or was taken back."""
    readers = to_focal_points(proposal.state) + isu_mailboxes()
    subject = lambda: _("A proposal of a focal point of %(state)s is closed") % {"state": proposal.state}  # noqa: E731
    write(
        readers,
        "proposal_closed",
        subject,
        about="",
        kind="proposal_closed",
        proposal=proposal,
        retracted=verb == "retract",
        by=by,
    )


def nominated(nomination):
    """Word to the person, to whoever else speaks for the State, and to the ISU that a nomination counts."""
    person, state = nomination.user, nomination.state
    subject = lambda: _("Focal point of %(state)s") % {"state": state}  # noqa: E731
    write([_as_reader(person)], "nominated", subject, about="", kind="nominated", nomination=nomination)
    for readers, at_desk in [(_others(state, person), False), (isu_mailboxes(), True)]:
        facts = {"nomination": nomination, "at_desk": at_desk}
        write(readers, "nominated_colleague", subject, about="", kind="nominated_colleague", **facts)


def nomination_ended(nomination):
    """Word to the person, to the State (its Mission where nobody is left) and to the ISU that somebody speaks for it no more."""
    is_last = not type(nomination).objects.able_to_withdraw().filter(state=nomination.state).exists()
    subject = lambda: _("A nomination of a focal point of %(state)s has ended") % {"state": nomination.state}  # noqa: E731
    person = _as_reader(nomination.user)
    state = dict.fromkeys([*to_the_state(nomination.state), *(to_the_mission(nomination.state) if is_last else [])])
    readers = [person, *(one for one in state if one[0] != person[0]), *isu_mailboxes()]
    write(readers, "nomination_ended", subject, about="", kind="nomination_ended", nomination=nomination, is_last=is_last)


def nomination_ends_soon(nomination):
    """Word in time to the person, to the other focal points and to the ISU."""
    day = nomination.ends
    subject = lambda: _("A nomination ends on %(day)s: focal point of %(state)s") % {  # noqa: E731
        "day": date_format(day), "state": nomination.state,
    }  # fmt: skip
    readers = [_as_reader(nomination.user), *_others(nomination.state, nomination.user), *isu_mailboxes()]
    last = not type(nomination).objects.able_to_withdraw(day).filter(state=nomination.state).exclude(pk=nomination.pk).exists()
    write(readers, "nomination_ends_soon", subject, about="", kind="nomination_ends_soon", nomination=nomination, last=last)


def frozen(state):
    """The same words to everybody who speaks for the State, and to the ISU: its files are at rest."""
    subject = lambda: _("The files of %(state)s are at rest") % {"state": state}  # noqa: E731
    write(to_the_state(state) + isu_mailboxes(), "frozen", subject, about="", kind="frozen", state=state)


def unfrozen(state):
    subject = lambda: _("The files of %(state)s go on") % {"state": state}  # noqa: E731
    write(to_the_state(state) + isu_mailboxes(), "unfrozen", subject, about="", kind="unfrozen", state=state)
