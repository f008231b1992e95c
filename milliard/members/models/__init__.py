"""Persons who joined, what they owe and paid, the register, imported files, and what they agreed to."""

from milliard.members.models.counts import DeskCount, MemberCount
from milliard.members.models.dues import DuesRates, DuesRequest, MembershipPeriod, Reminder
from milliard.members.models.duplicates import Merge, PossibleDuplicate
from milliard.members.models.imports import ImportedRow, MemberImport
from milliard.members.models.people import Member, MemberConsent, MemberProfile
from milliard.members.models.register import Departure, Exclusion, RegisterEntry

__all__ = [
    "Departure",
    "DeskCount",
    "DuesRates",
    "DuesRequest",
    "Exclusion",
    "ImportedRow",
    "Member",
    "MemberConsent",
    "MemberCount",
    "MemberImport",
    "MemberProfile",
    "MembershipPeriod",
    "Merge",
    "PossibleDuplicate",
    "RegisterEntry",
    "Reminder",
]
