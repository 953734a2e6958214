from allauth.account.adapter import DefaultAccountAdapter

from apmbc_portal.accounts import letters
from apmbc_portal.notices.outbox import queue


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """Accounts come from the ISU's invitation letters alone; everything sent is a letter of ours, never SMTP in a request."""

    def is_open_for_signup(self, request):
        return False

    def send_password_reset_mail(self, user, email, context):
        letters.new_password(user)

    def send_mail(self, template_prefix, email, context):
        message = self.render_mail(template_prefix, email, {"request": self.request, "email": email, **context})
        queue(email, message.subject, message.body, kind=template_prefix.rpartition("/")[2])
