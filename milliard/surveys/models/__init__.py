"""Rows of the questionnaires app, one module per subject."""

from milliard.surveys.models.collections import Collection, ConsentText, Quota
from milliard.surveys.models.invitations import Invitation, InvitationWords, UnwantedAddress
from milliard.surveys.models.questionnaires import Questionnaire, Version
from milliard.surveys.models.responses import (
    COMPLETE,
    SENT_UNSEEN,
    Attachment,
    Consent,
    Contributor,
    ReplacedAnswer,
    Response,
)

__all__ = [
    "COMPLETE",
    "SENT_UNSEEN",
    "Attachment",
    "Collection",
    "Consent",
    "ConsentText",
    "Contributor",
    "Invitation",
    "InvitationWords",
    "Questionnaire",
    "Quota",
    "ReplacedAnswer",
    "Response",
    "UnwantedAddress",
    "Version",
]
