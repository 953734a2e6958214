"""Pages of the second factor: why one is needed, setting it up, showing it, giving it up."""

from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from apmbc_portal.accounts import second_factor
from apmbc_portal.web.demo import hint
from apmbc_portal.web.middleware import must_show_second_factor
from apmbc_portal.web.people import carry

never_kept = method_decorator([never_cache, sensitive_post_parameters("code", "secret")], name="dispatch")


@login_required
@never_cache
def needed(request):
    """Why nothing opens yet, and what to do."""
    if not must_show_second_factor(request):
        return redirect("mfa_index")
    has_one = second_factor.of(request.user) is not None
    return render(request, "people/second_factor.html", {"has_one": has_one, "carried": carry.from_session(request)})


@never_kept
class Activate(totp.ActivateTOTPView):
    """Setting up the app. This session has shown it then, and every other one ends."""

    def form_valid(self, form):
        with transaction.atomic():
            response = super().form_valid(form)
            second_factor.activated(self.request, second_factor.of(self.request.user), form.cleaned_data["code"])
        return response

    def get_success_url(self):
        return reverse("mfa_view_recovery_codes") + "?new=1"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"demo_code": hint.for_secret(self.request.user, context["form"].secret)}


@never_kept
class Authenticate(base.AuthenticateView):
    """Showing the code while signing in."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"demo_code": hint.for_user(self.stage.login.user)}


@never_kept
class Reauthenticate(base.ReauthenticateView):
    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"demo_code": hint.for_user(self.request.user)}


@never_kept
class Deactivate(totp.DeactivateTOTPView):
    def form_valid(self, form):
        with transaction.atomic():
            response = super().form_valid(form)
            second_factor.deactivated(self.request)
        return response


@never_kept
class ShowRecoveryCodes(recovery.ViewRecoveryCodesView):
    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"is_new": "new" in self.request.GET}


@never_kept
class RenewRecoveryCodes(recovery.GenerateRecoveryCodesView):
    def form_valid(self, form):
        with transaction.atomic():
            response = super().form_valid(form)
            second_factor.recovery_codes_renewed(self.request.user)
        return response
