import uuid

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from apmbc_portal.dated import Dated
from apmbc_portal.history import keep

ERASED = "@erased.invalid"  # the address of a row from which a person was erased ends so


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        """A person with e-mail sign-in; without a password until the invitation letter is answered."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(force_insert=True)
        return user

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """A person who signs in. What they may see or do comes from dated rows elsewhere, never from this one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    title = models.CharField(_("title or function"), max_length=200, blank=True)
    language = models.CharField(_("language of letters"), max_length=12, default="en")
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/Zurich")
    is_active = models.BooleanField(_("may sign in"), default=True)
    # Several people read it: whoever decides from it says who they are (apmbc_portal/audit/record.py).
    is_shared = models.BooleanField(_("a mailbox that several people read"), default=False)
    is_demo = models.BooleanField(_("invented, for demonstration"), default=False)
    date_joined = models.DateTimeField(_("created"), auto_now_add=True)
    session_number = models.PositiveIntegerField(default=0, editable=False)  # raised to end every session at once

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self):
        return self.name or self.email

    def get_full_name(self):
        return self.name

    def get_session_auth_hash(self):
        """The seal every session of theirs carries: another password or a raised number makes it worthless."""
        return self._session_seal()

    def get_session_auth_fallback_hash(self):
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._session_seal(secret)

    def _session_seal(self, secret=None):
        sealed = f"{self.password} {self.session_number}"
        return salted_hmac("portal.session", sealed, secret=secret, algorithm="sha256").hexdigest()

    @property
    def link_version(self):
        """The version in links to choose a password: another address, a password set since or sessions ended make them worthless."""
        facts = f"{self.password} {self.email} {self.session_number}"
        digest = salted_hmac("portal.choose-password", facts, algorithm="sha256").hexdigest()
        return int(digest[:7], 16)


class StaffAppointment(Dated):
    """Somebody's time on the ISU's staff. Only these rows open the desk."""

    user = models.ForeignKey(User, models.CASCADE, related_name="staff_appointments", verbose_name=_("person"))
    function = models.CharField(_("function"), max_length=200, blank=True)

    class Meta(Dated.Meta):
        ordering = ["-starts"]
        verbose_name = _("ISU staff appointment")
        verbose_name_plural = _("ISU staff appointments")

    def __str__(self):
        return f"{self.user}, ISU"


keep(User, "password", "last_login", "session_number", of_people=True)
keep(StaffAppointment, of_people=True)
