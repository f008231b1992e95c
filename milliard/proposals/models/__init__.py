"""Rows of proposals: rules, texts and supports, discussion, amendments, consent rounds."""

from milliard.proposals.models.amendments import AmendmentSupport, TextAmendment
from milliard.proposals.models.consent import (
    ConsentMinutes,
    ConsentRound,
    FallbackVote,
    RoundObjection,
    RoundSeat,
    RoundStep,
    RoundWord,
)
from milliard.proposals.models.discussion import CommentReport, ProposalComment
from milliard.proposals.models.proposals import MemberProposal, ProposalVersion, Support
from milliard.proposals.models.rules import ProposalRules

__all__ = [
    "AmendmentSupport",
    "CommentReport",
    "ConsentMinutes",
    "ConsentRound",
    "FallbackVote",
    "MemberProposal",
    "ProposalComment",
    "ProposalRules",
    "ProposalVersion",
    "RoundObjection",
    "RoundSeat",
    "RoundStep",
    "RoundWord",
    "Support",
    "TextAmendment",
]
