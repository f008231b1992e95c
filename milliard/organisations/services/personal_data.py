"""What the directory knows of a person who has an account, and what becomes of it."""

from typing import Any

from milliard.accounts.models import User
from milliard.core.declarations import PersonData
from milliard.organisations.models import ChangeProposal, Claim, FieldProvenance, ImportBatch


def _export(user: User) -> dict[str, Any]:
    claims = Claim.objects.filter(person=user).select_related("organisation").order_by("pk")
    proposals = ChangeProposal.objects.filter(person=user).select_related("organisation").order_by("pk")
    return {
        "demandes": [
            {
                "organisation": claim.organisation.name,
                "fonction": claim.role,
                "adresse": claim.email,
                "état": claim.get_state_display(),
            }
            for claim in claims
        ],
        "corrections": [
            {"organisation": one.organisation.name, "champ": one.field_label, "état": one.get_state_display()}
            for one in proposals
        ],
    }


def _erase(user: User) -> None:
    Claim.objects.filter(person=user).delete()
    ChangeProposal.objects.filter(person=user).update(person=None)
    FieldProvenance.objects.filter(by=user).update(by=None)
    ImportBatch.objects.filter(read_by=user).update(read_by=None)


PERSON_DATA = PersonData(
    label="annuaire des organisations",
    purpose="Les organisations dont vous tenez la fiche, et les corrections que vous avez proposées.",
    kept="",
    export=_export,
    erase=_erase,
)
