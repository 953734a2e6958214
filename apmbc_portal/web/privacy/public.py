from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apmbc_portal.freshness import fresh_page
from apmbc_portal.web.privacy.retention import RETENTION


@fresh_page
@require_safe
def privacy(request):
    """What is held about people, why, how long, who sees it, and what they can do."""
    context = {"isu_email": settings.ISU_EMAIL, "rules": RETENTION.values(), "canonical": settings.SITE_URL + reverse("privacy")}
    return render(request, "privacy/privacy.html", context)
