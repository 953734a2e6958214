from django.conf import settings


def portal(request):
    """What every page needs beside its own content."""
    return {
        "viewer": getattr(request, "viewer", None),
        "OFFICIAL_SITE": settings.OFFICIAL_SITE,
        "DEMO": settings.DEMO,
        "LANGUAGES": settings.LANGUAGES,
    }
