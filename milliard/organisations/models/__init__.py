"""Rows of the directory, of what waits to be decided, of imports, of networks and partners."""

from milliard.organisations.models.directory import (
    FIELDS,
    IDENTITY,
    FieldProvenance,
    Organisation,
    OrganisationNeed,
    OrganisationQuerySet,
    label_of,
)
from milliard.organisations.models.imports import ROWS_KEPT_FOR, ImportBatch, ImportRow
from milliard.organisations.models.moderation import ChangeProposal, Claim
from milliard.organisations.models.networks import (
    Affiliation,
    Network,
    Partner,
    Partnership,
    PartnershipContact,
)

__all__ = [
    "FIELDS",
    "IDENTITY",
    "ROWS_KEPT_FOR",
    "Affiliation",
    "ChangeProposal",
    "Claim",
    "FieldProvenance",
    "ImportBatch",
    "ImportRow",
    "Network",
    "Organisation",
    "OrganisationNeed",
    "OrganisationQuerySet",
    "Partner",
    "Partnership",
    "PartnershipContact",
    "label_of",
]
