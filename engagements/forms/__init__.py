from engagements.forms.base import Marked, fingerprint
from engagements.forms.message import MessageForm
from engagements.forms.needs import MOST, NeedForm, NeedFormSet, need_formset, stored_row, without_row
from engagements.forms.proposal import ProposalForm
from engagements.forms.signed import SignedPageForm
from engagements.forms.steps import AimsForm, OrganisationForm, ParticipantsForm, SupportForm, ThemesForm

__all__ = [
    "MOST", "AimsForm", "Marked", "MessageForm", "NeedForm", "NeedFormSet", "OrganisationForm", "ParticipantsForm",
    "ProposalForm", "SignedPageForm", "SupportForm", "ThemesForm", "fingerprint", "need_formset", "stored_row", "without_row",
]  # fmt: skip
