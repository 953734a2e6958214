"""A decision from a mailbox that several people read says who takes it.

Pages that decide carry the two fields where they can. Any other decision meets `Unsigned` in the record, which undoes
it; the answer is a page that asks for name and function and sends on all that was typed.
"""

from django.shortcuts import render

from apmbc_portal.audit.record import Unsigned
from apmbc_portal.web.middleware import SIGNED
from apmbc_portal.web.people.carry import NOT_TYPED


def signing_middleware(get_response):
    def middleware(request):
        return get_response(request)

    def process_exception(request, exception):
        return who_decides(request) if isinstance(exception, Unsigned) else None

    middleware.process_exception = process_exception
    return middleware


def is_missing(request):
    """Whether a decision of this post would not say who takes it."""
    return request.viewer.shared and not request.viewer.signatory


def who_decides(request):
    """Ask who takes this decision; the fields of the post go along, files have to be chosen again."""
    kept = [
        (name, value) for name, values in request.POST.lists() if name not in NOT_TYPED and name not in SIGNED for value in values
    ]
    context = {
        "to": request.get_full_path(), "fields": kept, "files": [upload.name for upload in request.FILES.values()],
        "asked_again": any(name in request.POST for name in SIGNED),
        "signed_name": request.POST.get(SIGNED[0], ""), "signed_function": request.POST.get(SIGNED[1], ""),
    }  # fmt: skip
    return render(request, "people/who_decides.html", context, status=422)
