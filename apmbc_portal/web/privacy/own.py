"""Somebody's own page: what is held about them, to correct, to take along, to end, to confirm. Looking changes nothing.

It is reached by a personal link, for which no account is needed, and from the account of whoever has one.
"""

import datetime
import json

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from apmbc_portal import history
from apmbc_portal.accounts.history import row_of
from apmbc_portal.accounts.models import User
from apmbc_portal.audit.record import record
from apmbc_portal.links import read_token
from apmbc_portal.web.privacy import erasing
from apmbc_portal.web.privacy.forms import AccountForm, CorrectForm
from apmbc_portal.web.privacy.held import as_participant, by_matter, held
from apmbc_portal.web.privacy.person import by_key, of_user
from apmbc_portal.workflow import Refused
from engagements.consequence_words import in_words
from meetings import consents
from meetings.actions import set_agreement
from meetings.models import Consent, Contact, Meeting, Participant
from meetings.views.link import sealed
from meetings.wording import on_their_page
from meetings.workflow import MeetingStatus

LINK_WORKS = datetime.timedelta(days=60)
DONE = {
    "corrected": _("Your details are corrected."),
    "ended": _("It is ended. Lists made before are handed out to nobody any more."),
    "ended-naming": _(
        "It is ended. Reports count you without your name from now on; where their words name you, the host State and the "
        "Implementation Support Unit are asked to look."
    ),
    "ended-already": _("It had ended already."),
    "confirmed": _("Thank you. Your details are confirmed."),
    "agreed": _("Thank you. What you agreed to is recorded, and can be ended here at any time."),
    "agreed-to-nothing": _("Nothing was recorded: tick the meetings you mean."),
}


# Whoever posts here knows the address, which no other site can (as for an invitation).
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request, token, step=""):
    subject, version = read_token("person", token, max_age=LINK_WORKS) or ("", 0)
    person = by_key(subject, version) if isinstance(version, int) and not str(subject).startswith("user:") else None
    if person is None:
        return sealed(render(request, "privacy/link_ended.html", {"ISU_EMAIL": settings.ISU_EMAIL}, status=404))
    return sealed(answer(request, person, step, Place("person", [token], by_link=True)))


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def signed_in(request, step=""):
    return answer(request, of_user(request.user), step, Place("own_data", []))


class Place:
    """Where a page of somebody's own stands: below their personal link, or below their account."""

    def __init__(self, name, args, *, by_link=False):
        self.name, self.args, self.by_link = name, args, by_link

    @property
    def page(self):
        return reverse(self.name, args=self.args)

    def step(self, step):
        return reverse(f"{self.name}_step", args=[*self.args, step])

    def done(self, what):
        return HttpResponseRedirect(f"{self.page}?done={what}")


def answer(request, person, step, place):
    if step not in STEPS:
        raise Http404
    view, only_post = STEPS[step]
    if only_post and request.method != "POST":
        return redirect(place.page)
    return view(request, person, place)


def shown(request, template, person, place, status=200, **context):
    context |= {"person": person, "place": place, "by_link": place.by_link, "touches_demo": person.is_demo}
    context |= {"isu_email": settings.ISU_EMAIL, "steps": {name: place.step(name) for name in STEPS if name}}
    return render(request, f"privacy/{template}.html", context, status=status)


def page(request, person, place):
    data = held(person)
    for contact in data["contacts"]:
        contact["may_confirm"] = any(one["in_force"] for one in contact["consents"])
        for one in contact["consents"]:
            one["ending"] = in_words("end_naming") if one["purpose"] == consents.NAMING else []
        contact["may_agree"] = may_agree(contact["number"], as_participant(person))
    data["letters"] = by_matter(data["letters"])
    return shown(request, "person", person, place, data=data, done=DONE.get(request.GET.get("done", ""), ""))


def correct(request, person, place):
    if not place.by_link and "account" in request.GET:
        return correct_account(request, person, place)
    contact = one_of(person, request.GET.get("contact") or request.POST.get("contact"))
    keeps_name = place.by_link and person.user is not None  # a link can be passed on, an account has a password
    typed = request.POST if request.method == "POST" else None
    form = CorrectForm(typed, instance=contact, person=person, keeps_name=keeps_name)
    if request.method == "POST" and form.is_valid():
        write_corrections(person, contact, form)
        return place.done("corrected")
    return shown(
        request, "correct", person, place, status=422 if form.is_bound else 200, form=form, contact=contact, keeps_name=keeps_name
    )


def correct_account(request, person, place):
    form = AccountForm(request.POST if request.method == "POST" else None, instance=person.user, person=person)
    if request.method == "POST" and form.is_valid():
        if form.changed_data:
            with transaction.atomic():
                person.user.save(update_fields=form.changed_data)
                record(person.acting(), "correct_details", person.subject, row=row_of(person.user), fields=form.changed_data)
        return place.done("corrected")
    return shown(request, "correct", person, place, status=422 if form.is_bound else 200, form=form, contact=None)


@transaction.atomic
def write_corrections(person, contact, form):
    """Save what was changed, of the account too where it is the name; history knows which fields, not their words."""
    changed = form.changed_data
    if not changed:
        return
    contact.save(update_fields=changed)
    if "name" in changed and person.user:
        history.update(User.objects.filter(pk=person.user.pk), name=contact.name)
    record(person.acting(), "correct_details", person.subject, row=consents.row_of(contact), fields=changed)


def export(request, person, place):
    return as_file(person, held(person), by=person.acting())


def as_file(person, data, *, by):
    """All that is held as a file for other programs (docs/privacy.md); that it was taken, and by whom, is in the record."""
    counts = {"count": len(person.rows), "letters": len(data["letters"]), "documents": len(data["documents"])}
    record(by, "export_person", person.subject, bump=False, format="json", **counts)
    text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    response = HttpResponse(text, content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="held-about-me.json"'
    return response


def withdraw(request, person, place):
    contact, purpose = one_of(person, request.POST.get("contact")), request.POST.get("purpose")
    if purpose not in Consent.Purpose.values:
        raise Http404
    if not consents.withdraw(contact, purpose, by=person.acting()):
        return place.done("ended-already")
    return place.done("ended-naming" if purpose == consents.NAMING else "ended")


def may_agree(contact, viewer):
    """What they could still agree to, for which of their meetings: [(purpose, its sentence, participations)]."""
    known = Meeting.objects.visible_to(viewer).exclude(status=MeetingStatus.CANCELLED)
    rows = Participant.objects.filter(contact=contact, meeting__in=known).exclude(reply=Participant.Reply.DECLINED)
    rows = list(rows.select_related("meeting").order_by("-meeting__starts_at", "pk"))
    words = on_their_page().wordings
    offers = [
        (purpose, words[purpose], [row for row in rows if not getattr(row, tick)]) for purpose, tick in Participant.TICKS.items()
    ]
    return [offer for offer in offers if offer[2]]


def agree(request, person, place):
    """The person themselves agrees to a purpose for the meetings they tick, in the words the page shows."""
    contact, purpose = one_of(person, request.POST.get("contact")), request.POST.get("purpose")
    offered = {offer[0]: offer[2] for offer in may_agree(contact.pk, as_participant(person))}
    if purpose not in Participant.TICKS:
        raise Http404
    ticked = [row for row in offered.get(purpose, []) if str(row.pk) in request.POST.getlist("participation")]
    with transaction.atomic():
        for row in ticked:
            set_agreement(row, Consent.Purpose(purpose), True, by=person.acting(), given=on_their_page())
    return place.done("agreed" if ticked else "agreed-to-nothing")


def confirm(request, person, place):
    """Details are right, and the ticked consents go on; a box left empty is no withdrawal, that consent ends on its day."""
    contact = one_of(person, request.POST.get("contact"))
    ticked = [purpose for purpose in request.POST.getlist("purpose") if purpose in Consent.Purpose.values]
    consents.confirm(contact, ticked, by=person.acting())
    return place.done("confirmed")


def erase(request, person, place):
    """What goes and what must stay, before anything is done; then the deed, after which this page is no more."""
    reason = erasing.refusal(person, person.acting(), by_link=place.by_link)
    understood = request.POST.get("understood") == "yes"
    if request.method == "POST" and understood and not reason:
        try:
            erasing.erase(person, by=person.acting(), by_link=place.by_link)
        except Refused as late:
            reason = str(late)
        else:
            if not place.by_link:
                logout(request)
            return render(request, "privacy/erased.html", {"isu_email": settings.ISU_EMAIL})
    asked = request.method == "POST"
    return shown(
        request, "erase", person, place, status=(409 if reason else 422) if asked else 200, reason=reason,
        goes=erasing.goes(person, person.acting()), stays=erasing.stays(person, person.acting()), not_ticked=asked and not understood,
    )  # fmt: skip


def one_of(person, number):
    """The contact that a page names, if it is one of theirs."""
    own = [contact.pk for contact in person.contacts]
    if str(number or "").isdecimal() and int(number) in own:
        return get_object_or_404(Contact.objects.select_related("organisation"), pk=int(number), erased_on=None)
    raise Http404


# step of the address: (view, whether it is only posted to)
STEPS = {
    "": (page, False),
    "correct": (correct, False),
    "export": (export, True),
    "withdraw": (withdraw, True),
    "agree": (agree, True),
    "confirm": (confirm, True),
    "erase": (erase, False),
}
