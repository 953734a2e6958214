"""What is said around a file: notes inside the ISU, messages between State and ISU, suggestions of the Chair, questions."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from engagements.models.engagement import Engagement, HostedByState
from engagements.models.request import EngagementRequest
from engagements.querysets import CommentQuerySet, SuggestionQuerySet
from engagements.workflow import SUGGESTION_MOVES, SuggestionStatus


class Comment(models.Model):
    """A message between the State and the ISU, or a note the ISU keeps to itself."""

    class Kind(models.TextChoices):
        MESSAGE = "message", _("message to the State or from it")
        INTERNAL = "internal", _("internal note of the ISU")

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="comments", verbose_name=_("engagement"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.MESSAGE)
    # What it speaks of, where that is one text (the release id of a report text, say) and one part of it.
    subject = models.UUIDField(null=True, blank=True, editable=False, db_index=True)
    section = models.CharField(_("section"), max_length=120, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+")
    acting_as = models.CharField(_("acting as"), max_length=200, editable=False)
    text = models.TextField(_("text"))
    at = models.DateTimeField(_("when"), auto_now_add=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["at"]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")

    def __str__(self):
        return self.text[:60]


class Suggestion(HostedByState, models.Model):
    """What the Chair of the Committee suggests; the State takes it or leaves it."""

    MOVES = SUGGESTION_MOVES

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(EngagementRequest, models.CASCADE, related_name="suggestions", verbose_name=_("request"))
    text = models.TextField(_("suggestion"))
    status = models.CharField(_("status"), max_length=8, choices=SuggestionStatus, default=SuggestionStatus.OPEN, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+")
    acting_as = models.CharField(_("acting as"), max_length=200, editable=False)
    at = models.DateTimeField(_("when"), auto_now_add=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["at"]
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")

    def __str__(self):
        return self.text[:60]

    def host(self):
        return self.request.engagement


class Enquiry(models.Model):
    """What reached the contact page: a State that is interested, or a question to the Committee c/o the ISU."""

    class Kind(models.TextChoices):
        INTEREST = "interest", _("We represent a State that is interested")
        QUESTION = "question", _("I have a question to the Committee")

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        ANSWERED = "answered", _("answered")
        CLOSED = "closed", _("closed")
        SPAM = "spam", _("spam")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail"))
    organisation = models.CharField(_("State or organisation"), max_length=200, blank=True)
    text = models.TextField(_("text"))
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.OPEN, db_index=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("assignee")
    )
    engagement = models.ForeignKey(
        Engagement, models.SET_NULL, null=True, blank=True, related_name="enquiries", verbose_name=_("engagement")
    )
    at = models.DateTimeField(_("received"), auto_now_add=True)

    class Meta:
        ordering = ["-at"]
        verbose_name = _("enquiry")
        verbose_name_plural = _("enquiries")

    def __str__(self):
        return f"{self.get_kind_display()}: {self.name}"
