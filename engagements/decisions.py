"""A State's decisions about who may see what: the only code that writes `audience`."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apmbc_portal.audit.models import Publication
from apmbc_portal.audit.record import record, record_decision
from apmbc_portal.visibility import LETS_IN, Audience, common_audience, widens
from apmbc_portal.workflow import FROZEN, Capacity, Refused, Right, citing_refusal, lacking
from engagements import letters
from engagements.models import Engagement, NamedGrant, ProposedDecision, Release, State

SEATS_OF_THE_DAY = [Audience.COMMITTEE, Audience.BOTH]  # who opens to all partners lets in every seat, today's and later ones


def release_refusal(item, engagement, viewer, *, citing=None, widening=True):
    """Why `viewer` may not decide for `engagement`'s State who sees `item`; an empty string means they may."""
    held = engagement.capacities(viewer)
    if widening and engagement.state.frozen:
        return FROZEN
    if Capacity.FOCAL_POINT in held:
        enough = [Right.RELEASE] if widening else [Right.RELEASE, Right.WITHDRAW]
        if not any(viewer.has_right({engagement.state_id}, right) for right in enough):
            return lacking(viewer, {engagement.state_id}, Right.RELEASE)
    elif Capacity.ISU in held:
        if reason := citing_refusal(engagement, citing):
            return reason
    else:
        return _("This decision is the State's.")
    if engagement not in item.hosts():
        return _("This decision is the State's.")
    return item.release_objection() if widening else ""


@transaction.atomic
def decide(item, audience, *, engagement, by, citing=None, happened_on=None, note="", shown=(), confirms=None):
    """Open `item` to `audience` (or back to the State with Audience.STATE) for one host; return the audience in effect.

    Widens or narrows the row to what all its hosts have granted, appends to the State's ledger and raises the
    publication counter, all in one transaction. `shown` are the names in the text that the decider was shown and
    confirmed; the ledger keeps them. Where two people of the State decide, `confirms` is the ProposedDecision whose second word this
    is (`engagements.two_people`). Raises `Refused`.
    """
    audience = Audience(audience)
    _may(item, engagement, by, citing, widening=audience != Audience.STATE)
    if reason := item.audience_objection(audience):
        raise Refused(str(reason))
    now, before = timezone.now(), granted_by(engagement, item)
    _two_people(engagement, widens(before, audience), confirms)
    if not widens(before, audience):
        _overtake(engagement, item=item.release_id)
    Release.objects.update_or_create(
        item=item.release_id, engagement=engagement, defaults={"audience": audience, "since": now, "by": who(by)}
    )
    in_effect = agreed_audience(item)
    since = seats_since(item, in_effect, now)
    type(item)._base_manager.filter(pk=item.pk).update(audience=in_effect, audience_since=since)
    item.audience, item.audience_since = in_effect, since
    item.on_opened(in_effect, now)
    verb = "open" if audience != Audience.STATE else "keep" if before == Audience.STATE else "take_back"
    _write_down(by, verb, item, engagement, str(audience), citing, happened_on, note, shown, confirms)
    return in_effect


def needs_second(engagement, is_wider):
    """Whether this takes a second person of the State, as the State has asked for."""
    return is_wider and State.objects.filter(pk=engagement.state_id, two_people=True).exists()


def widens_for(engagement, item, audience):
    """Whether this host would let in more than it has granted so far."""
    return widens(granted_by(engagement, item), audience)


def _may(item, engagement, by, citing, *, widening):
    """Raise `Refused` unless this may be decided, of the row and the State as they are once everybody before has decided.

    What a page read before it waited for the lock may be over: files put at rest, an approval reversed, other words.
    """
    one_after_the_other(item)
    engagement.state = State.objects.select_for_update(no_key=True).get(pk=engagement.state_id)
    fresh = type(item)._base_manager.filter(pk=item.pk).first()
    if fresh is None:
        raise Refused(str(_("What you decide upon is no longer there.")))
    if reason := release_refusal(fresh, engagement, by, citing=citing, widening=widening):
        raise Refused(str(reason))
    if widening and str(fresh.release_text()) != str(item.release_text()):
        raise Refused(str(_("The text has changed since you opened this page. Please read it again; nothing was decided.")))


def _two_people(engagement, is_wider, confirms):
    if confirms is None and needs_second(engagement, is_wider):
        raise Refused(str(_("Your State lets two people decide this, one in the capital and one at the mission.")))


def _overtake(engagement, **about):
    """A narrower decision is the last word: what was proposed before it is not confirmed after it."""
    rows = ProposedDecision.objects.waiting().filter(engagement=engagement, **about)
    rows.update(status=ProposedDecision.Status.OVERTAKEN, answered_at=timezone.now())


def granted_by(engagement, item):
    """The audience this host has granted; a host that has said nothing has granted nothing."""
    rows = Release.objects.filter(item=item.release_id, engagement=engagement).values_list("audience", flat=True)
    return rows.first() or Audience.STATE


@transaction.atomic
def take_back(item, *, engagement, by, **said):
    """From everybody, whom this host named included; `said` is what `decide` takes beside it. Raises `Refused`."""
    parties = list(NamedGrant.objects.filter(item=item.release_id, engagement=engagement).values_list("party", flat=True))
    for party in parties:
        revoke_from(item, party, engagement=engagement, by=by, **said)
    if not parties or granted_by(engagement, item) != Audience.STATE:
        decide(item, Audience.STATE, engagement=engagement, by=by, **said)
    _overtake(engagement, item=item.release_id)  # also what would open it to others than the parties it was taken back from


def one_after_the_other(item):
    """Hold the lock that all hosts of a row share: each decides upon what the others have said, not beside it."""
    Engagement.objects.select_for_update().filter(pk__in=[host.pk for host in item.hosts()]).order_by("pk").first()


def who(by):
    """Name and capacity, as shown to the State and the ISU alone, beside its decision."""
    return ", ".join(part for part in (by.signatory or by.name, by.label) if part)[:200]


def agreed_audience(item):
    """The audience all hosts of `item` have granted; a host that has said nothing has granted nothing."""
    granted = dict(Release.objects.filter(item=item.release_id).values_list("engagement_id", "audience"))
    return common_audience([granted.get(host.pk, Audience.STATE) for host in item.hosts()])


def seats_since(item, in_effect, now):
    """Since when the row is open: to the Committee, as long as the first host meant the seats of its own decision's day."""
    if "committee" not in LETS_IN[in_effect] or "partners" in LETS_IN[in_effect]:
        return now
    words = Release.objects.filter(item=item.release_id, engagement__in=item.hosts(), audience__in=SEATS_OF_THE_DAY)
    return min(words.values_list("since", flat=True), default=now)


@transaction.atomic
def grant_to(item, party_id, party_name, *, engagement, by, citing=None, happened_on=None, note="", shown=(), confirms=None):
    """Open `item` to one State or organisation by name, for one host. Raises `Refused`."""
    _may(item, engagement, by, citing, widening=True)
    if reason := item.party_objection(party_id):
        raise Refused(str(reason))
    _two_people(engagement, True, confirms)
    NamedGrant.objects.update_or_create(
        item=item.release_id, engagement=engagement, party=party_id, defaults={"party_name": party_name, "since": timezone.now()}
    )
    _settle_named(item, party_id)
    _write_down(by, "open_to", item, engagement, party_name, citing, happened_on, note, shown, confirms)


@transaction.atomic
def revoke_from(item, party_id, *, engagement, by, citing=None, happened_on=None, note=""):
    """Take back from one State or organisation what was opened to it by name. Raises `Refused`."""
    _may(item, engagement, by, citing, widening=False)
    rows = NamedGrant.objects.filter(item=item.release_id, engagement=engagement, party=party_id)
    party_name = rows.values_list("party_name", flat=True).first()
    if party_name is None:
        return
    rows.delete()
    _overtake(engagement, item=item.release_id, party=party_id)
    _settle_named(item, party_id)
    _write_down(by, "take_back_from", item, engagement, party_name, citing, happened_on, note)


def is_open(item):
    """Whether anybody beside the hosts and the ISU was let in; a host's word counts before the others have given theirs."""
    said = Release.objects.filter(item=item.release_id).exclude(audience=Audience.STATE)
    return item.audience != Audience.STATE or said.exists() or NamedGrant.objects.filter(item=item.release_id).exists()


@transaction.atomic
def lapse(item, *, by):
    """The words of a row were changed at the desk: what was granted, was granted of other words, and ends. True where it was open.

    To be called in the transaction that changes them, which has taken the lock of `one_after_the_other` before.
    """
    was_open = is_open(item)
    for model in (Release, NamedGrant):
        model.objects.filter(item=item.release_id).delete()
    for host in item.hosts():
        _overtake(host, item=item.release_id)
    if not was_open:
        return False
    now = timezone.now()
    type(item)._base_manager.filter(pk=item.pk).update(audience=Audience.STATE, audience_since=now)
    item.audience, item.audience_since = Audience.STATE, now
    title = str(item.release_title())
    for host in item.hosts():
        record(by, "lapse", title, about=host.reference or "")
        record_decision(
            host.state.iso3, by, "lapse", Subject(title, host.reference or ""), text=str(item.release_text()),
            item=str(item.release_id), to=str(Audience.STATE),
        )  # fmt: skip
        letters.ledger_grew(host.state)
    return True


@transaction.atomic
def reworded(item, write, *, by):
    """Let `write()` change `item` while nobody decides upon it; the row, open no more, where it was open in other words, else None."""
    one_after_the_other(item)
    rows = type(item)._base_manager.filter(pk=item.pk)
    before = rows.get()
    was_open, words = is_open(before), str(before.release_text())
    write()
    after = rows.get()
    if not was_open or str(after.release_text()) == words:
        return None
    lapse(after, by=by)
    return after


@transaction.atomic
def withhold(engagement, withheld, *, by, citing=None, happened_on=None, note="", confirms=None):
    """Close the whole file to everybody but the State and the ISU, or open it again as it was granted. Raises `Refused`."""
    before = Engagement.objects.select_for_update().get(pk=engagement.pk).withheld
    _may(engagement, engagement, by, citing, widening=not withheld)
    _two_people(engagement, before and not withheld, confirms)
    if withheld:
        _overtake(engagement)
    Engagement.objects.filter(pk=engagement.pk).update(withheld=withheld)
    engagement.withheld = withheld
    _write_down(
        by, "close_to_all" if withheld else "open_again", engagement, engagement, "", citing, happened_on, note, (), confirms
    )


def _settle_named(item, party_id):
    rows = NamedGrant.objects.filter(item=item.release_id, party=party_id)
    hosts = {host.pk for host in item.hosts()}
    rows.update(effective=set(rows.values_list("engagement_id", flat=True)) >= hosts)


def _write_down(by, verb, item, engagement, to, citing, happened_on, note, shown=(), confirms=None):
    Publication.bump()
    title = str(item.release_title())
    record(by, verb, title, about=engagement.reference or "", to=to, cites=str(citing or ""), note=note)
    entry = record_decision(
        engagement.state.iso3,
        by,
        verb,
        Subject(title, engagement.reference or ""),
        text=str(item.release_text()),
        evidence=citing,
        happened_on=happened_on,
        item=str(item.release_id),
        to=to,
        **({"note": note} if note else {}),
        **({"names_shown": list(shown)} if shown else {}),
        **({"confirms": confirms.entry} if confirms else {}),
    )
    letters.decided(engagement, entry)


class Subject(str):
    """A title with the file it belongs to, as the record wants its subjects."""

    def __new__(cls, title, reference):
        subject = super().__new__(cls, title)
        subject.reference = reference
        return subject

    def about(self):
        return self.reference
