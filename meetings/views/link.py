"""The personal link: an invited organisation reads its invitation and answers, without an account or a session.

The address itself is the key. Looking never changes anything: mail programs and scanners open links before people do.
"""

import uuid

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from apmbc_portal.links import read_token
from apmbc_portal.workflow import Refused
from meetings.actions import AnsweredMeanwhile, answer_invitation, answer_objection
from meetings.forms import AnswerForm, PeopleFormSet, person_initial
from meetings.forms.answer import MAX_PEOPLE
from meetings.models import Invitation, Participant
from meetings.times import clocks
from meetings.wording import in_an_answer

ANSWERS_AN_HOUR = 30
ROWS_AT_MOST = PeopleFormSet.absolute_max


# Whoever posts here knows the address, which no other site can: there is nothing ambient for it to misuse. A CSRF cookie
# would turn away readers without cookies, and `no-referrer` makes browsers send an Origin of null, which Django refuses.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request, token):
    row, version = find(token)
    if row is None:
        return sealed(ended(request))
    if request.method == "POST":
        return sealed(answer(request, row, version))
    if row.answered_at and "change" not in request.GET:
        return sealed(render(request, "meetings/invitation_answered.html", about(row)))
    return sealed(form_page(request, row, AnswerForm(initial=initial(row)), people_forms(row)))


def find(token):
    """(invitation, version) of a link that still opens it; (None, 0) otherwise, whatever the reason."""
    subject, version = read_token("invitation", token) or (None, 0)
    try:
        key = uuid.UUID(str(subject))
    except ValueError:
        return None, 0
    rows = (
        Invitation.objects.saying_who_is_named()
        .select_related("meeting", "organisation")
        .prefetch_related("meeting__host_engagements__state")
    )
    row = rows.filter(pk=key, link_version=version).first() if isinstance(version, int) else None
    if row is None or answer_objection(row):
        return None, 0
    return row, version


def answer(request, row, version):
    if too_many(row):
        return render(request, "meetings/invitation_busy.html", {"ISU_EMAIL": settings.ISU_EMAIL}, status=429)
    form, people = AnswerForm(request.POST, initial=initial(row)), people_forms(row, request.POST)
    # What is typed about people does not matter to somebody who declines.
    coming = request.POST.get("answer") != "declined"
    if not (form.is_valid() and (people.is_valid() or not coming)):
        return form_page(request, row, form, people, status=422)
    try:
        answer_invitation(
            row,
            version=version,
            seen=form.cleaned_data["seen"],
            accepted=coming,
            words=form.cleaned_data["words"],
            people=people.people() if coming else [],
            given=in_an_answer(),
            named=form.agrees(),
        )
    except AnsweredMeanwhile:
        return colleague_was_quicker(request, row, form)
    except Refused:
        return ended(request)
    return HttpResponseRedirect(request.path)


def colleague_was_quicker(request, row, form):
    """Show what was typed beside what is recorded now; sending again replaces it."""
    row.refresh_from_db(fields=["status", "answered_at", "answer"])
    data = request.POST.copy()
    data["seen"] = initial(row)["seen"]
    form = AnswerForm(data)
    form.is_valid()
    form.add_error(
        None,
        _(
            "Somebody else in your organisation answered meanwhile (%(status)s). Your entries are kept below: send them to replace that answer."
        )
        % {"status": row.get_status_display()},
    )
    return form_page(request, row, form, people_forms(row, data), status=409)


def people_forms(row, data=None):
    named = row.participants.known().exclude(reply=Participant.Reply.DECLINED).select_related("contact")
    if data is None:
        return PeopleFormSet(prefix="people", initial=[person_initial(one) for one in named])
    # A page that comes back is read against the people it showed, whoever else was named meanwhile.
    by_key = {str(one.pk): person_initial(one) for one in named}
    shown = [by_key.get(data.get(f"people-{number}-participant", ""), {}) for number in range(ROWS_AT_MOST)]
    return PeopleFormSet(data, prefix="people", initial=shown)


def initial(row):
    answered = row.answered_at is not None
    return {
        "answer": row.status if answered else None,
        "words": row.answer,
        "named": row.agrees_to_be_named,
        "named_before": "1" if row.agrees_to_be_named else "",
        "seen": row.answered_at.isoformat() if answered else "",
    }


def about(row):
    named = row.participants.known().filter(reply=Participant.Reply.ACCEPTED).select_related("contact")
    return {
        "ISU_EMAIL": settings.ISU_EMAIL,
        "invitation": row,
        "meeting": row.meeting,
        "hosts": row.hosts(),
        "touches_demo": row.organisation.is_demo or any(host.state.is_demo for host in row.hosts()),
        "clocks": clocks(row.meeting),
        "people": named,
    }


def form_page(request, row, form, people, status=200):
    context = about(row) | {"form": form, "people_forms": people, "most": MAX_PEOPLE}
    return render(request, "meetings/invitation.html", context, status=status)


def ended(request):
    """One page for every link that opens nothing: it does not say whether there was ever something behind it."""
    return render(request, "meetings/link_ended.html", {"ISU_EMAIL": settings.ISU_EMAIL}, status=404)


def too_many(row):
    key = f"answers:{row.pk}"
    cache.add(key, 0, 3600)
    try:
        return cache.incr(key) > ANSWERS_AN_HOUR
    except ValueError:  # the count ran out between the two lines
        return False


def sealed(response):
    """No copy, no trace in another site's log, no search engine."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Cache-Control"] = "private, no-store"
    return response
