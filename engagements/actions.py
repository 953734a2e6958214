"""What happens when a step is taken: the step itself, then other rows, then letters."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apmbc_portal.audit.record import record
from apmbc_portal.workflow import Refused, take
from engagements import consequences, letters
from engagements.models import Comment, Correspondence, Engagement, EngagementRequest, Need, ReferenceCounter, State, Suggestion
from engagements.workflow import EngagementStatus, drafting_refusal, suggesting_refusal, writing_refusal


@transaction.atomic
def begin_request(state, *, by, on_behalf=False, engagement=None, cites=None):
    """A new empty draft for `state`, in a new engagement or in `engagement`; where a draft is open, that one.

    The caller has checked that `by` may draft for this State.
    """
    if engagement is None and not on_behalf:
        # Two clicks give one file: a draft in which nobody has written yet is given again. The State's row is the lock.
        State.objects.select_for_update().get(pk=state.pk)
        untouched = EngagementRequest.objects.open_drafts().filter(
            engagement__state=state, engagement__reference=None, on_behalf=False, revision=0, aims="", needs=None
        )
        if draft := untouched.first():
            return draft
    if engagement is None:
        engagement = Engagement.objects.create(state=state, opened_on=timezone.localdate())
        record(by, "begin", engagement)
    # Whoever begins a draft locks the file: two clicks give one draft.
    engagement = Engagement.objects.select_for_update().get(pk=engagement.pk)
    if draft := engagement.requests.open_drafts().first():
        return draft
    last = engagement.requests.order_by("-version").first()
    in_force = engagement.requests.in_force().order_by("-version").first()
    draft = EngagementRequest.objects.create(
        engagement=engagement, version=last.version + 1 if last else 1, instead_of=in_force, on_behalf=on_behalf, cites=cites
    )
    if in_force:
        copy_content(in_force, draft)
    record(by, "begin_draft", draft, about=engagement.reference or "")
    return draft


CONTENT = [
    "title", "aims", "themes", "format", "setting", "occasion", "place", "dates_open", "date_from", "date_until", "languages",
    "interpretation", "participants", "participant_kinds", "support", "support_details",
]  # fmt: skip


def copy_content(source, draft):
    """A change of mind begins from the words of the version before."""
    for name in CONTENT:
        setattr(draft, name, getattr(source, name))
    draft.save(update_fields=CONTENT)
    for need in source.needs.all():
        need.pk, need.request = None, draft
        need._state.adding = True
        need.save(force_insert=True)


@transaction.atomic
def submit(request, *, by, verb="submit", revision=None):
    """Submit a draft (or record it on the State's behalf); give the file its reference; write the receipt.

    A second submit of the same draft is refused by the step itself, so one request comes of it. With `revision`, what
    is submitted is the text the person read: a later change by somebody else refuses.
    """
    if revision is not None:
        fresh = EngagementRequest.objects.select_for_update().get(pk=request.pk)
        if fresh.is_editable and fresh.revision != revision:
            raise Refused(
                _("%(name)s changed the draft after you opened it. Please read it again before you submit.")
                % {"name": fresh.edited_by}
            )
    # The reference comes first, so that the record of the submission carries it; a refusal takes both back.
    engagement = Engagement.objects.select_for_update().get(pk=request.engagement_id)
    if not engagement.reference:
        engagement.reference = next_reference(engagement.state, timezone.localdate().year)
        engagement.save(update_fields=["reference"])
    happened_on = request.cites.dated if verb == "record" and request.cites else None
    request = take(request, verb, by=by, citing=request.cites, text=request.as_text(), happened_on=happened_on)
    request.submitted_at = timezone.now()
    request.submitted_by = by.who[:200]
    request.content_hash = request.compute_hash()
    request.save(update_fields=["submitted_at", "submitted_by", "content_hash"])
    if request.title and not engagement.title:
        # The file is called as its first request is; later ones leave the name alone, which may be open to others by then.
        engagement.title = request.title
        engagement.save(update_fields=["title"])
    if engagement.status == EngagementStatus.EXPLORING:
        engagement.status = EngagementStatus.ACTIVE
        engagement.save(update_fields=["status"])
    request.engagement = engagement
    if request.instead_of_id:
        before = EngagementRequest.objects.get(pk=request.instead_of_id)
        if before.status in before.MOVES["replace"].sources:
            take(before, "replace", by=by)
    letters.receipt(request)
    letters.request_arrived(request)
    return request


def next_reference(state, year):
    """The next reference of a State's engagements in `year`, such as IA-2026-XAA-01; the counter row is locked."""
    ReferenceCounter.objects.get_or_create(state=state, year=year)
    counter = ReferenceCounter.objects.select_for_update().get(state=state, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"IA-{year}-{state.iso3}-{counter.last:02d}"


@transaction.atomic
def open_file(engagement, *, by):
    """Give a file its reference before any request exists: an engagement can begin with a first mail."""
    engagement = Engagement.objects.select_for_update().get(pk=engagement.pk)
    if not engagement.reference:
        engagement.reference = next_reference(engagement.state, engagement.opened_on.year)
        engagement.save(update_fields=["reference"])
        record(by, "open_file", engagement)
    return engagement


@transaction.atomic
def begin_file(state, *, by, title=""):
    """A file that begins with a first letter, mail or call, before any focal point exists; it has its reference at once.

    Two clicks give one file: where one is in hand, that one is returned. The State's row is the lock.
    """
    State.objects.select_for_update().get(pk=state.pk)
    in_hand = Engagement.objects.in_hand().filter(state=state).exclude(reference=None)
    if existing := in_hand.order_by("opened_on").first():
        return existing
    origin = Engagement.Origin.CORRESPONDENCE
    engagement = Engagement.objects.create(state=state, title=title, origin=origin, opened_on=timezone.localdate())
    return open_file(engagement, by=by)


@transaction.atomic
def move_request(request, verb, *, by, note="", citing=None, happened_on=None, revision=None):
    """Take a step on a request, with its letters."""
    if verb in ("submit", "record"):
        return submit(request, by=by, verb=verb, revision=revision)
    request = take(request, verb, by=by, note=note, citing=citing, happened_on=happened_on)
    if verb in ("acknowledge", "enter_dialogue", "get_under_way"):
        letters.request_moved(request, note)
    elif verb == "end":
        letters.request_ended(request)
    elif verb == "restore":
        letters.request_arrived(request)
    return request


@transaction.atomic
def move_engagement(engagement, verb, *, by, note="", citing=None, happened_on=None):
    """Take a step on an engagement and bring about what the table of consequences says."""
    engagement = take(engagement, verb, by=by, note=note, citing=citing, happened_on=happened_on)
    if verb in consequences.CONSEQUENCES:
        consequences.apply(verb, engagement)
        engagement.refresh_from_db(fields=["withheld"])
    if verb in ("pause", "resume", "withdraw"):
        letters.engagement_moved(engagement, verb)
    return engagement


@transaction.atomic
def save_draft(request, fields, values, *, by, revision, needs=None):
    """Write a step of the form into the draft if nobody else wrote since `revision`.

    `needs` replaces the needs of the themes it names: {theme: [unsaved Need, …]}. Returns True, or False where another
    focal point was quicker; then nothing is written. Raises `Refused` where the draft is no draft any more, or not theirs.
    """
    if request.is_editable and (reason := drafting_refusal(request, by)):
        raise Refused(str(reason))
    now = timezone.now()
    won = EngagementRequest.objects.filter(pk=request.pk, revision=revision, status__in=["draft", "in_clearance"]).update(
        revision=revision + 1, edited_by=by.who, edited_at=now
    )
    if not won:
        fresh = EngagementRequest.objects.get(pk=request.pk)
        if not fresh.is_editable:
            raise Refused(_("This request was submitted meanwhile and cannot be changed. Your text is kept below to copy."))
        return False
    for name in fields:
        setattr(request, name, values[name])
    if fields:
        request.save(update_fields=list(fields))
    for theme, rows in (needs or {}).items():
        request.needs.filter(theme=theme).delete()
        for position, need in enumerate(rows):
            need.pk, need.request, need.theme, need.position = None, request, theme, position
            need._state.adding = True
        Need.objects.bulk_create(rows)
    request.revision, request.edited_by, request.edited_at = revision + 1, by.who, now
    return True


@transaction.atomic
def say(engagement, text, *, by, author, kind=Comment.Kind.MESSAGE, subject=None, section="", letter=True):
    """Write a message between State and ISU, or an internal note; a message to the other side goes out as a letter too.

    `letter=False` is for one of several remarks that are said together: one letter announces them all.
    """
    comment = Comment.objects.create(
        engagement=engagement, kind=kind, subject=subject, section=section, author=author, acting_as=by.label, text=text
    )
    if kind == Comment.Kind.MESSAGE and letter:
        letters.message(comment, to_state=by.isu)
    return comment


def keep_signed_page(request, upload, *, dated, by, number=""):
    """Seal the page somebody signed at home; a draft cites it, so that the submission names it as evidence. Returns the row."""
    page = Correspondence(
        state=request.engagement.state, engagement=request.engagement, request=request, kind=Correspondence.Kind.SIGNED_PAGE,
        dated=dated, number=number,
        subject=_("Signed page, request version %(version)s") % {"version": request.version},
        summary=_("For the text with the mark %(mark)s") % {"mark": request.text_mark}, recorded_by=by.who,
    )  # fmt: skip
    if reason := writing_refusal(request.engagement.state_id, by):
        raise Refused(str(reason))
    page.take(upload)  # the store is never waited for inside a transaction
    with transaction.atomic():
        page.save(force_insert=True)
        page.ask_check()
        record(by, "keep_signed_page", request, sha256=page.sha256)
        if request.is_editable:
            request.cites = page
            request.save(update_fields=["cites"])
    return page


@transaction.atomic
def suggest(request, text, *, by, author):
    """The Chair's suggestion on a request. Raises `Refused`."""
    request = EngagementRequest.objects.select_for_update().get(pk=request.pk)
    if reason := suggesting_refusal(request, by):
        raise Refused(str(reason))
    suggestion = Suggestion.objects.create(request=request, text=text, author=author, acting_as=by.label)
    record(by, "suggest", request)
    letters.suggestion_made(suggestion)
    return suggestion
