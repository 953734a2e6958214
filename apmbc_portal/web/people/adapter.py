from apmbc_portal.accounts.adapter import InvitationOnlyAdapter
from apmbc_portal.web.people import gate


class PortalAdapter(InvitationOnlyAdapter):
    """allauth's adapter with the roof's part: a session knows as what it began."""

    def login(self, request, user):
        super().login(request, user)
        gate.remember(request)
