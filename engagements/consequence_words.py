"""The table of consequences in plain words: what the confirmation page and the guides say."""

from django.utils.translation import gettext_lazy as _

from engagements.consequences import (
    CANCEL,
    CONSEQUENCES,
    DISCARD,
    DROP,
    END,
    HIDE,
    HOLD,
    KEEP,
    RELEASE,
    REMAKE,
    SHOW,
    SUBJECTS,
    TELL,
)

WORDS = {
    ("letters", DISCARD): _("Letters that wait to be sent are thrown away."),
    ("letters", HOLD): _("Letters that wait to be sent are held back."),
    ("letters", RELEASE): _("Letters that were held back are sent."),
    ("letters", KEEP): _("Letters that wait are sent as before."),
    ("calendar", HIDE): _("Planned meetings leave every calendar."),
    ("calendar", SHOW): _("Planned meetings return to the calendars they were in."),
    ("calendar", KEEP): _("Calendars stay as they are."),
    ("invitations", CANCEL): _("Invitations to planned meetings are cancelled."),
    ("invitations", HOLD): _("Invitations are held back: nobody new is invited."),
    ("invitations", RELEASE): _("Invitations that were held back go out again."),
    ("invitations", KEEP): _("Invitations stay as they are."),
    ("questions", CANCEL): _("Suggestions of the Committee that are still open are left aside."),
    ("questions", KEEP): _("Open suggestions stay open."),
    ("letters", TELL): _(
        "The host States and the ISU are written to; words of a report that name them are the State's to change."
    ),
    ("names", DROP): _("Lists of who was there count them without a name from the next request on."),
    ("names", KEEP): "",
    ("documents", REMAKE): _("Files of reports that list them are removed and made anew."),
    ("documents", CANCEL): _("Reports and lists that are being made are stopped."),
    ("documents", KEEP): _("Reports and lists that are being made are finished."),
    ("grants", HIDE): _(
        "Everything your State had opened to others is closed at once: its pages, files and search results answer as if they "
        "did not exist. What others have already received cannot be recalled."
    ),
    ("grants", KEEP): _("Who may see what stays as the State decided."),
    ("links", END): _("Personal links sent before no longer work."),
    ("links", HOLD): _("Personal links of those invited do not open meanwhile."),
    ("links", RELEASE): _("Personal links of those invited open again."),
    ("links", KEEP): "",
    ("sessions", END): _("The person is signed out everywhere at once."),
    ("sessions", KEEP): "",
}

# Where somebody leaves, not a file or a meeting, only what concerns the person is said.
OF_A_PERSON = {
    ("letters", DISCARD): _("Letters to this person about the State's files that wait to be sent are thrown away."),
    ("links", END): _("Personal links sent to this person no longer work."),
    ("sessions", END): _("This person is signed out everywhere at once."),
    ("grants", KEEP): _("What the State decided, and who may see what, stays as it is."),
}

CLOSING = {
    "pause": _("You can resume at any time. No reason is asked, now or then."),
    "withdraw": _("You can resume at any time. No reason is asked, now or then."),
    "resume": _("Nothing is published by resuming: what a withdrawal closed stays closed until your State opens it again."),
}


def in_words(verb):
    """One sentence for each part of the file that `verb` touches, then what stays as it is."""
    effects = CONSEQUENCES[verb].items()
    if SUBJECTS[verb] in ("nomination", "delegate"):
        return [OF_A_PERSON[one] for one in effects if one in OF_A_PERSON]
    if SUBJECTS[verb] in ("contact", "agreement"):
        return [WORDS[part, effect] for part, effect in effects if effect != KEEP]
    touched = [WORDS[part, effect] for part, effect in effects if effect != KEEP]
    kept = [WORDS[part, effect] for part, effect in effects if effect == KEEP]
    return touched + [sentence for sentence in kept if sentence]
