"""How a releasable row stands today: what each host has granted, to whom by name, and what is in effect."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.urls import reverse

from apmbc_portal.visibility import Audience
from apmbc_portal.web.releasables import KINDS
from engagements.models import NamedGrant, ProposedDecision, Release


@dataclass
class Word:
    """One host's word on a row."""

    state: str
    audience: str
    mine: bool
    since: object = None
    by: str = ""
    named: list = field(default_factory=list)  # (party id, name, effective)

    @property
    def audience_label(self):
        return Audience(self.audience).label


@dataclass
class Standing:
    """A row as a decision card shows it."""

    item: object
    kind: str
    words: list
    objection: str = ""
    proposals: list = field(default_factory=list)  # of this viewer's State, that wait for a second person

    @property
    def title(self):
        title = str(self.item.release_title())
        return title[:1].upper() + title[1:]

    @property
    def url(self):
        return reverse("decision", args=[self.item.release_id])

    @property
    def audience(self):
        """What is in effect: the label of the audience all hosts agree on."""
        return self.item.get_audience_display()

    @property
    def named(self):
        """Names to which the row is open in effect."""
        return sorted({name for word in self.words for _party, name, effective in word.named if effective})

    @property
    def is_open(self):
        return self.item.audience != Audience.STATE or bool(self.named)

    @property
    def has_been_granted(self):
        """Whether this viewer's State has granted anything, in effect or not."""
        return any(word.mine and (word.audience != Audience.STATE or word.named) for word in self.words)

    @property
    def waits_for(self):
        """Host States that have not granted what another has: until they do, the narrower holds."""
        granted = {word.audience for word in self.words}
        return [word.state for word in self.words if word.audience == Audience.STATE] if len(granted) > 1 else []

    @property
    def last(self):
        """The latest word of this viewer's State."""
        mine = [word for word in self.words if word.mine and word.since]
        return max(mine, key=lambda word: word.since, default=None)

    @property
    def is_joint(self):
        return len(self.words) > 1


def standings(items, viewer):
    """`Standing` of each row in `items`, in three queries however many they are."""
    ids = [item.release_id for item in items]
    releases = {(row.item, row.engagement_id): row for row in Release.objects.filter(item__in=ids)}
    named = defaultdict(list)
    for row in NamedGrant.objects.filter(item__in=ids).order_by("party_name"):
        named[row.item, row.engagement_id].append((row.party, row.party_name, row.effective))
    proposed = defaultdict(list)
    for row in ProposedDecision.objects.visible_to(viewer).waiting().filter(item__in=ids):
        proposed[row.item].append(row)
    return [_standing(item, viewer, releases, named, proposed) for item in items]


def _standing(item, viewer, releases, named, proposed):
    words = []
    for host in item.hosts():
        release = releases.get((item.release_id, host.pk))
        words.append(
            Word(
                state=str(host.state),
                audience=release.audience if release else Audience.STATE,
                mine=viewer.isu or host.state_id in viewer.states,
                since=release.since if release else None,
                by=release.by if release else "",
                named=named[item.release_id, host.pk],
            )
        )
    return Standing(item, str(KINDS[type(item)]), words, str(item.release_objection()), proposed[item.release_id])
