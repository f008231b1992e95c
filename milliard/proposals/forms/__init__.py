"""What people type about proposals."""

from milliard.proposals.forms.staff import (
    ClosingForm,
    DistanceForm,
    HidingForm,
    ProposalRulesForm,
    SendingForm,
)
from milliard.proposals.forms.taking_part import (
    IntegrationForm,
    ObjectionForm,
    RoundForm,
    RoundWordForm,
    StandAsideForm,
    VoteOfLastResortForm,
)
from milliard.proposals.forms.talking import (
    AmendmentForm,
    AmendmentRefusalForm,
    CommentEditForm,
    CommentForm,
    CommentReportForm,
)
from milliard.proposals.forms.writing import DraftForm, RewritingForm, WithdrawalForm

__all__ = [
    "AmendmentForm",
    "AmendmentRefusalForm",
    "ClosingForm",
    "CommentEditForm",
    "CommentForm",
    "CommentReportForm",
    "DistanceForm",
    "DraftForm",
    "HidingForm",
    "IntegrationForm",
    "ObjectionForm",
    "ProposalRulesForm",
    "RewritingForm",
    "RoundForm",
    "RoundWordForm",
    "SendingForm",
    "StandAsideForm",
    "VoteOfLastResortForm",
    "WithdrawalForm",
]
