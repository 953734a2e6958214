"""From which dated rows focal points and Committee members take their capacity."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from apmbc_portal.dated import Dated, DatedQuerySet
from apmbc_portal.workflow import Right
from engagements.models.state import State


class NominationQuerySet(DatedQuerySet):
    def able_to_withdraw(self, day=None):
        """Those in force on `day` whose holder can take a State's file back from everybody, and can sign in to do so."""
        return self.on(day).filter(may_submit=True, user__is_active=True)

    def last_word(self, day=None):
        """Nominations that have run out and still let their holder read, take back and withdraw (decision 16).

        Running out never leaves a State without anybody who can: the last such right to end stays until somebody else
        has one. A nomination that was ended by a person does not stay.
        """
        day = day or timezone.localdate()
        lapsed = Nomination.objects.filter(may_submit=True, user__is_active=True, ended_at__isnull=True, ends__lt=day)
        # While two authorities claim to speak for it, time alone decides for neither.
        claimed = Q(ended_at__isnull=True, ends__lt=day, user__is_active=True, state__frozen=True) & Q(
            state__freezes__ended_at__isnull=True, state__freezes__began_at__date__lte=F("ends")
        )
        successor = Nomination.objects.able_to_withdraw(day).filter(state=OuterRef("state"))
        later = lapsed.filter(state=OuterRef("state"), ends__gt=OuterRef("ends"))
        last = Q(may_submit=True, user__is_active=True, ended_at__isnull=True, ends__lt=day) & ~Exists(successor) & ~Exists(later)
        return self.filter(last | claimed)

    def speaking(self, day=None):
        """Those by which somebody speaks for a State on `day`, the last word included."""
        return self.filter(Q(pk__in=self.on(day).values("pk")) | Q(pk__in=self.last_word(day).values("pk")))


class Terms(Dated):
    """What a State says of a focal point: where and as what, for how long, and with which rights. Reading comes with it."""

    class Place(models.TextChoices):
        CAPITAL = "capital", _("in the capital")
        MISSION = "mission", _("at the Permanent Mission")

    function = models.CharField(_("function"), max_length=200, blank=True)
    place = models.CharField(
        _("place"),
        max_length=7,
        choices=Place,
        blank=True,
        help_text=_("Where a State lets two people decide, one of them is in the capital and one at the Permanent Mission."),
    )
    may_draft = models.BooleanField(_("may draft"), default=True)
    may_submit = models.BooleanField(_("may submit, pause and withdraw"), default=False)
    may_release = models.BooleanField(_("may approve and release"), default=False)

    class Meta(Dated.Meta):
        abstract = True

    def rights(self):
        """The rights given, as `Right` values."""
        held = {Right.READ}
        for right in (Right.DRAFT, Right.SUBMIT, Right.RELEASE):
            if getattr(self, f"may_{right}"):
                held.add(right)
        return frozenset(held)

    def terms(self):
        """The terms as columns, for the row that takes them over."""
        return {name: getattr(self, name) for name in TERMS}

    def terms_in_words(self):
        """One line for pages, letters and the ledger; it names nobody."""
        rights = ", ".join(str(right.label) for right in Right if right in self.rights())
        dates = {"starts": date_format(self.starts), "ends": date_format(self.ends) if self.ends else ""}
        period = (_("from %(starts)s until %(ends)s") if self.ends else _("from %(starts)s, without an end")) % dates
        parts = [self.function, self.get_place_display(), period, _("may %(rights)s") % {"rights": rights}]
        return "; ".join(str(part) for part in parts if part)


TERMS = ["function", "place", "may_draft", "may_submit", "may_release", "starts", "ends"]


class Nomination(Terms):
    """A State names a focal point, by a document, for a period, with rights."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="nominations", verbose_name=_("person"))
    state = models.ForeignKey(State, models.PROTECT, related_name="nominations", verbose_name=_("State"))
    document = models.ForeignKey(
        "engagements.Correspondence",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("nominated by"),
        help_text=_("The note verbale or letter by which the State made the nomination."),
    )

    objects = NominationQuerySet.as_manager()

    class Meta(Terms.Meta):
        ordering = ["state__name_en", "-starts"]
        verbose_name = _("nomination of a focal point")
        verbose_name_plural = _("nominations of focal points")

    def __str__(self):
        return f"{self.user}, {self.state}"

    def is_cited_by(self, correspondence):
        return correspondence.state_id == self.state_id

    def subject(self):
        """How history and the ledger call it: the person by an opaque id, so that erasing them leaves the record standing."""
        return _("nomination by %(state)s of person %(person)s") % {"state": self.state, "person": self.user_id}


class CommitteeSeat(Dated):
    """A State Party's seat on the Committee on the Enhancement of Cooperation and Assistance."""

    state = models.ForeignKey(State, models.PROTECT, related_name="committee_seats", verbose_name=_("State"))
    chair_from = models.DateField(_("chair from"), null=True, blank=True)
    chair_until = models.DateField(_("chair until"), null=True, blank=True)

    class Meta(Dated.Meta):
        ordering = ["-starts", "state__name_en"]
        verbose_name = _("Committee seat")
        verbose_name_plural = _("Committee seats")

    def __str__(self):
        return str(self.state)


class Delegate(Dated):
    """Who sits in a Committee seat, for a period."""

    seat = models.ForeignKey(CommitteeSeat, models.CASCADE, related_name="delegates", verbose_name=_("seat"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="delegations", verbose_name=_("person"))

    class Meta(Dated.Meta):
        ordering = ["-starts"]
        verbose_name = _("Committee delegate")
        verbose_name_plural = _("Committee delegates")

    def __str__(self):
        return f"{self.user}, {self.seat}"
