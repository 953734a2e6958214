from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apmbc_portal.visibility import Releasable
from engagements.languages import InALanguage
from engagements.models.engagement import Engagement, HostedByState
from engagements.models.need import Theme
from engagements.querysets import LessonQuerySet


class Lesson(InALanguage, HostedByState, Releasable):
    """What others can learn from one State's experience, written by the ISU and read by them once that State has cleared it."""

    class Attribution(models.TextChoices):
        HOST_ONLY = "host_only", _("names the host State and nobody else")
        NOBODY = "nobody", _("names nobody, not even the host State")

    # What a State clears: another wording is cleared anew.
    WORDS = ("title", "text", "theme", "language", "attribution")

    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="lessons", verbose_name=_("engagement"))
    title = models.CharField(_("in one line"), max_length=200)
    text = models.TextField(_("what was learned"))
    theme = models.CharField(_("theme"), max_length=1, choices=Theme, blank=True)
    language = models.CharField(_("language"), max_length=12, default="en")
    attribution = models.CharField(_("attribution"), max_length=10, choices=Attribution, default=Attribution.HOST_ONLY)
    dated = models.DateField(_("written on"), default=timezone.localdate)

    objects = LessonQuerySet.as_manager()

    class Meta:
        ordering = ["-dated", "-pk"]
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("lesson", args=[self.release_id])

    def host(self):
        return self.engagement

    @property
    def names_host(self):
        return self.attribution != self.Attribution.NOBODY

    def release_title(self):
        return _("Lesson: %(title)s") % {"title": self.title}

    def release_text(self):
        said = [
            self.get_theme_display(),
            str(self.name_of_language),
            _("It %(names)s.") % {"names": self.get_attribution_display()},
        ]
        return f"{self.title}\n\n{self.text}\n\n" + " · ".join(str(one) for one in said if one)
