"""The desk's first page: the engagements in hand, those that need action first."""

from django import forms
from django.core.paginator import Paginator
from django.db.models import Case, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apmbc_portal.accounts.models import StaffAppointment, User
from apmbc_portal.audit.models import Event
from apmbc_portal.desk.registry import attentions, what_waits
from engagements.models import Engagement, EngagementRequest, State
from engagements.workflow import EngagementStatus, RequestStatus

NAMES = ["name_en", "name_fr", "name_es", "name_ru", "name_ar", "name_zh"]
HAND = "in_hand"
PER_PAGE = 25


class QueueForm(forms.Form):
    """The queue's filters, all in the address."""

    q = forms.CharField(required=False, max_length=100, label=gettext_lazy("State or reference"), widget=forms.SearchInput)
    who = forms.ChoiceField(required=False, label=gettext_lazy("Assignee"))
    status = forms.ChoiceField(required=False, label=gettext_lazy("Status"))
    region = forms.ChoiceField(required=False, label=gettext_lazy("Region"))
    needs = forms.ChoiceField(required=False, label=gettext_lazy("Needs"))

    def __init__(self, data, *, reasons):
        super().__init__(data)
        staff = User.objects.filter(pk__in=StaffAppointment.objects.on().values("user")).order_by("name")
        regions = State.objects.exclude(region="").order_by("region").values_list("region", flat=True).distinct()
        self.fields["who"].choices = [
            ("", _("everybody")),
            ("mine", _("me")),
            ("nobody", _("nobody yet")),
            *((str(user.pk), user.name) for user in staff),
        ]
        self.fields["status"].choices = [("", _("in hand")), *EngagementStatus.choices, ("all", _("all"))]
        self.fields["region"].choices = [("", _("all")), *((region, region) for region in regions)]
        self.fields["needs"].choices = [
            ("", _("anything")),
            ("late", _("what is late")),
            *((key, text) for key, text, _ids in reasons),
        ]
        for field in self.fields.values():
            field.label_suffix = ""

    def apply(self, rows, *, user, today):
        """Those of `rows` the form asks for; a value that is no choice asks for nothing."""
        self.is_valid()
        asked = self.cleaned_data
        if typed := asked.get("q", "").strip():
            found = Q(reference__icontains=typed) | Q(state__iso3__iexact=typed)
            for name in NAMES:
                found |= Q(**{f"state__{name}__icontains": typed})
            rows = rows.filter(found)
        if who := asked.get("who"):
            rows = rows.filter(assignee={"mine": user.pk, "nobody": None}.get(who, who))
        if (status := asked.get("status")) != "all":
            rows = rows.filter(status=status) if status else rows.in_hand()
        if region := asked.get("region"):
            rows = rows.filter(state__region=region)
        if needs := asked.get("needs"):
            rows = rows.filter(due__lt=today) if needs == "late" else rows.filter(**{f"needs_{needs}": 1})
        return rows


def annotated(viewer, reasons, today):
    """Engagements with all the queue shows about them, in one query."""
    last = (
        Event.objects.filter(about=OuterRef("reference"))
        .exclude(verb__in=["add", "change"])
        .order_by("-at", "-pk")
        .values("at")[:1]
    )
    asked = EngagementRequest.objects.submitted().filter(engagement=OuterRef("pk")).order_by("-version").values("status")[:1]
    flags = {
        f"needs_{key}": Case(When(pk__in=ids, then=1), default=0, output_field=IntegerField()) for key, _text, ids in reasons
    }
    total = sum((F(flag) for flag in flags), Value(0))
    rows = Engagement.objects.visible_to(viewer).select_related("state", "assignee").defer("desk_note")
    rows = rows.annotate(last_step=Subquery(last), request_status=Subquery(asked), **flags)
    return rows.annotate(urgency=total + Case(When(due__lt=today, then=2), default=0, output_field=IntegerField()))


def queue(site, request):
    """Filters, counters of what waits, and one page of files."""
    today = timezone.localdate()
    reasons = attentions()
    form = QueueForm(request.GET, reasons=reasons)
    rows = form.apply(annotated(request.viewer, reasons, today), user=request.user, today=today)
    rows = rows.order_by(F("urgency").desc(), F("due").asc(nulls_last=True), F("last_step").asc(nulls_first=True), "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    for file in page.object_list:
        file.reasons = [text for key, text, _ids in reasons if getattr(file, f"needs_{key}")]
        file.late = file.due is not None and file.due < today
        file.age = (today - timezone.localdate(file.last_step or file.created_at)).days
        file.request_says = RequestStatus(file.request_status).label if file.request_status else ""
        file.address = reverse("admin:engagements_engagement_file", args=[file.pk])
    keep = request.GET.copy()
    keep.pop("page", None)
    context = {
        **site.each_context(request),
        "title": site.index_title,
        "form": form,
        "page": page,
        "waiting": what_waits(),
        "filtered": any(form.cleaned_data.values()),
        "query": keep.urlencode(),
    }
    return TemplateResponse(request, "admin/index.html", context)
