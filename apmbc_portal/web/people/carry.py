"""Typed text outlives the sign-in it was typed under: it travels inside the sign-in form and is posted once more.

A post by somebody who is signed out, or whose form token is stale, answers with a page that holds what was typed. After
signing in, a button sends it where it was meant to go, with a fresh token. Passwords and files never travel, and only to
an address of this very portal.
"""

import copy
from dataclasses import dataclass

from allauth.account import views as allauth_views
from django.conf import settings
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from apmbc_portal.web.addresses import parts_of

PREFIX = "carried."
TARGET = "carried-to"
SENT = "carried"  # the field by which the post that follows says that it is the carried one
SESSION = "carried"
LIMIT = 2 * 1024 * 1024  # characters kept in a session; a form of the portal is far below
ARRIVED = {200, 302, 409, 422}  # answers by which the text was taken, or is shown on the page
NOT_TYPED = {"csrfmiddlewaretoken", SENT, TARGET, "next"}
SECRETS = ("password", "secret", "token", "code", "otp")


@dataclass(frozen=True)
class Carried:
    """What somebody typed, and where it was going."""

    to: str
    fields: tuple = ()  # (name, value) pairs in their order
    files: tuple = ()  # names of files that have to be chosen again

    @property
    def hidden(self):
        """(name, value) of the hidden inputs in the sign-in form."""
        return [(PREFIX + name, value) for name, value in self.fields]

    @property
    def preview(self):
        """What is worth reading again: text, not the ticks and marks of the form."""
        return [value for name, value in self.fields if len(value.strip()) > 2 and name not in ("revision", "seen", "go")]

    def as_session(self):
        return {"to": self.to, "fields": [list(pair) for pair in self.fields], "files": list(self.files)}


def same_site(path, request):
    """Whether `path` is an address of this portal, without a host, that somebody can post to."""
    if not path.startswith("/") or path.startswith("//") or "\\" in path:
        return False
    if not url_has_allowed_host_and_scheme(path, allowed_hosts=None, require_https=request.is_secure()):
        return False
    try:
        resolve(parts_of(path).path)
    except Resolver404:
        return False
    return not path.startswith(reverse("account_login").removesuffix("login/"))


def from_post(request):
    """What this post was about to bring, or None where nothing was typed."""
    if not same_site(request.get_full_path(), request):
        return None
    fields = tuple(pair for pair in _pairs(request.POST) if pair[0] not in NOT_TYPED and not _is_secret(pair[0]))
    files = tuple(upload.name for name, upload in request.FILES.items())
    if not any(value.strip() for _name, value in fields) and not files:
        return None
    return Carried(request.get_full_path(), fields, files)


def from_sign_in(request):
    """What travels inside the sign-in form that was posted, or None."""
    to = request.POST.get(TARGET, "")
    if not to or not same_site(to, request):
        return None
    fields = tuple(
        (name.removeprefix(PREFIX), value)
        for name, value in _pairs(request.POST)
        if name.startswith(PREFIX) and not _is_secret(name.removeprefix(PREFIX))
    )
    return Carried(to, fields, tuple(request.POST.getlist("carried-file")))


def from_session(request):
    kept = request.session.get(SESSION)
    return Carried(kept["to"], tuple(tuple(pair) for pair in kept["fields"]), tuple(kept["files"])) if kept else None


def keep(request, carried):
    """Put it aside in the session of somebody whose password was right, until it is sent on."""
    if sum(len(value) for _name, value in carried.fields) <= LIMIT:
        request.session[SESSION] = carried.as_session()


def _pairs(data):
    return [(name, value) for name, values in data.lists() for value in values]


def _is_secret(name):
    return any(word in name.lower() for word in SECRETS)


class LoginView(allauth_views.LoginView):
    """allauth's sign-in, which takes along what was typed."""

    def dispatch(self, request, *args, **kwargs):
        self.carried = getattr(request, "carried", None) or (from_sign_in(request) if request.method == "POST" else None)
        if self.carried and request.user.is_authenticated:  # signed in meanwhile in another window
            keep(request, self.carried)
            return redirect("carried")
        return super().dispatch(request, *args, **kwargs)

    def get_success_url(self):
        return reverse("carried") if self.carried else super().get_success_url()

    def form_valid(self, form):
        if self.carried:
            keep(self.request, self.carried)
        return super().form_valid(form)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"carried": self.carried}


class RequestCodeView(allauth_views.RequestLoginCodeView):
    """allauth's code by letter, asked for on its own page or by the button of the sign-in form, which takes along what was typed."""

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        if "login" in self.request.POST:
            kwargs["data"] = {"email": self.request.POST["login"]}
        return kwargs

    def form_valid(self, form):
        if carried := from_sign_in(self.request):
            keep(self.request, carried)
        return super().form_valid(form)


def sign_in_page(request, carried, status=200):
    """The sign-in page with the typed text in it, as the answer to the post that brought the text."""
    asked = copy.copy(request)
    asked.method, asked.carried = "GET", carried
    response = LoginView.as_view()(asked)
    response.status_code = status
    return response.render() if hasattr(response, "render") and not response.is_rendered else response


def carry_middleware(get_response):
    """Answer a post that only led to the sign-in page with a sign-in page that keeps what was typed."""

    def middleware(request):
        response = get_response(request)
        if request.method != "POST":
            return response
        if SENT in request.POST and request.user.is_authenticated and response.status_code in ARRIVED:
            request.session.pop(SESSION, None)
        if response.status_code == 302 and not request.user.is_authenticated and _leads_to_sign_in(response):
            carried = from_post(request)
            if carried:
                return sign_in_page(request, carried)
            if request.path != reverse("account_login"):
                return _sign_in_and_look(request)
        return response

    return middleware


def _leads_to_sign_in(response):
    return parts_of(response["Location"]).path in {resolve_url(settings.LOGIN_URL), reverse("admin:login")}


def _sign_in_and_look(request):
    """A plain button was pressed: after signing in the person stands before the button again."""
    came_from = parts_of(request.headers.get("Referer", ""))
    login = resolve_url(settings.LOGIN_URL)
    if came_from.netloc == request.get_host() and same_site(came_from.path, request):
        return HttpResponseRedirect(f"{login}?next={came_from.path}")
    return HttpResponseRedirect(login)


@never_cache
def carried_page(request):
    """After signing in: what was typed, and the button that sends it on."""
    if not request.user.is_authenticated:
        return redirect(settings.LOGIN_URL)
    carried = from_session(request)
    if carried is None:
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "people/carried.html", {"carried": carried})


@never_cache
def csrf_failure(request, reason=""):
    """A stale form token: nothing was done with the post, and nothing of it is lost.

    A post that another site sent is not offered to be sent again.
    """
    if _comes_from_elsewhere(request):
        return render(request, "people/foreign_post.html", status=403)
    if request.path == reverse("account_login"):
        return sign_in_page(request, from_sign_in(request), status=403)
    carried = from_post(request)
    if request.user.is_authenticated:
        return render(request, "people/carried.html", {"carried": carried, "stale": True}, status=403)
    return sign_in_page(request, carried, status=403)


def _comes_from_elsewhere(request):
    """Whether the browser says that the post began on another site; a browser that says nothing is believed."""
    origin = request.headers.get("Origin") or request.headers.get("Referer")
    if not origin:
        return False
    host = parts_of(origin).netloc
    return host not in {request.get_host(), parts_of(settings.SITE_URL).netloc}
