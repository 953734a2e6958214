"""The way in without an account: a row in the desk's queue and a letter to the ISU. Nothing typed is lost on a refusal."""

import hashlib
import time

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from apmbc_portal.freshness import fresh_page
from apmbc_portal.web.public.forms import EnquiryForm
from engagements.letters import isu_mailboxes, write
from engagements.models import Enquiry

SALT = "portal.contact"
SOONEST, LATEST = 3, 24 * 3600  # seconds between opening the form and sending it
PER_HOUR = 6  # from one address; an embassy shares one, so not fewer


@csrf_exempt  # nobody is signed in here and nothing is done in anybody's name: a cookie would only be one more trace
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request):
    if request.method != "POST":
        kind = request.GET.get("kind")
        form = EnquiryForm(initial={"kind": kind if kind in Enquiry.Kind.values else Enquiry.Kind.QUESTION})
        return page(request, form, new_token())
    token = request.POST.get("token", "")
    form = EnquiryForm(request.POST)
    if not form.is_valid():
        if "website" in form.errors:
            form.data = form.data.copy()
            form.data["website"] = ""
        return page(request, form, token if opened_at(token) else new_token())
    key = "enquiry:" + hashlib.sha256(repr((token, sorted(form.cleaned_data.items()))).encode()).hexdigest()
    if cache.get(key):  # the button was pressed twice: it has arrived
        return redirect("contact_thanks")
    if reason := refusal(request, token):
        form.add_error(None, reason)
        return page(request, form, token if opened_at(token) else new_token(), status=429 if opened_at(token) else 200)
    if cache.add(key, True, LATEST):
        try:
            receive(form)
        except DatabaseError:
            cache.delete(key)  # sending again has to work
            raise
    return redirect("contact_thanks")


@transaction.atomic
def receive(form):
    """Write the enquiry down and tell the desk."""
    enquiry = form.save(commit=False)
    enquiry.save(force_insert=True)
    interest = enquiry.kind == Enquiry.Kind.INTEREST
    subject = _("A State is interested in the individualised approach") if interest else _("A question through the contact page")
    write(isu_mailboxes(), "enquiry", subject, about="", kind="enquiry", enquiry=enquiry)
    return enquiry


def new_token():
    return signing.dumps(int(time.time()), salt=SALT)


def opened_at(token):
    """When the form was opened, or None for a token that is not ours or too old."""
    try:
        return signing.loads(token, salt=SALT, max_age=LATEST)
    except signing.BadSignature:
        return None


def refusal(request, token):
    """Why this cannot be taken now, in words that say what to do; empty when it can."""
    opened = opened_at(token)
    if opened is None:
        return _("This form was open for more than a day. Your text is still here: please send it again.")
    if time.time() - opened < SOONEST:
        return _("That was very quick, as programs are. Your text is still here: please send it again.")
    counter = f"enquiries:{get_adapter().get_client_ip(request)}:{int(time.time() // 3600)}"
    cache.add(counter, 0, 3700)
    if cache.incr(counter) > PER_HOUR:
        return _(
            "Several messages came from your network within an hour. Your text is still here: send it later, or write to %(email)s."
        ) % {"email": settings.ISU_EMAIL}
    return ""


def page(request, form, token, status=200):
    context = {"form": form, "token": token, "isu_email": settings.ISU_EMAIL, "canonical": settings.SITE_URL + reverse("contact")}
    return render(request, "public/contact.html", context, status=status)


@fresh_page
@require_safe
def thanks(request):
    return render(request, "public/thanks.html", {"isu_email": settings.ISU_EMAIL, "section": "contact"})
