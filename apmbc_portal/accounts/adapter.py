from allauth.account.adapter import DefaultAccountAdapter


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """Accounts come from the ISU's invitation letters alone."""

    def is_open_for_signup(self, request):
        return False
