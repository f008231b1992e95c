"""What waits for the team: claims, corrections. What was decided stays in the list of its state."""

from typing import Any

from django_filters import ChoiceFilter, FilterSet

from milliard.core.staff import Act, StaffViewSet
from milliard.organisations.enums import ChangeState, ClaimState
from milliard.organisations.fields import shown
from milliard.organisations.models import ChangeProposal, Claim
from milliard.organisations.policies import can_keep_directory
from milliard.organisations.services.changes import accept_change, refuse_change
from milliard.organisations.services.claims import accept_claim, refuse_claim
from milliard.organisations.staff.directory import may_keep
from milliard.organisations.staff.menu import organisations_menu
from milliard.ui.component_records import Column


class ClaimFilters(FilterSet):  # type: ignore[misc]
    etat = ChoiceFilter(label="État", field_name="state", choices=ClaimState.choices, empty_label="Toutes")


class ChangeFilters(FilterSet):  # type: ignore[misc]
    etat = ChoiceFilter(label="État", field_name="state", choices=ChangeState.choices, empty_label="Toutes")


def _claims() -> Any:
    return Claim.objects.exclude(state=ClaimState.ASKED).select_related("organisation", "person")


def _changes() -> Any:
    return ChangeProposal.objects.select_related("organisation", "person")


def _is_waiting(item: Claim | ChangeProposal) -> bool:
    return item.state in (ClaimState.PROVED, ChangeState.WAITING)


def _who(proposal: ChangeProposal) -> str:
    if proposal.is_own:
        return "l’organisation elle-même"
    return "une personne qui a un compte" if proposal.person_id else "un compte effacé"


claim_screens = StaffViewSet(
    model=Claim,
    title="Demandes sur des fiches",
    url_prefix="organisations/demandes",
    policy=can_keep_directory,
    key="<uuid:public_id>",
    found=_claims,
    order=["-proved_at"],
    filters=ClaimFilters,
    columns=[
        Column("Organisation", "organisation.name", note="organisation.website"),
        Column("Adresse prouvée", "email", note="role"),
        Column("Le", "proved_at", "moment"),
        Column("État", "get_state_display"),
    ],
    facts=[
        Column("Organisation", "organisation.name"),
        Column("Son site", "organisation.website"),
        Column("Adresse prouvée par un code", "email"),
        Column("Fonction", "role"),
        Column("Adresse prouvée le", "proved_at", "moment"),
        Column("État", "get_state_display"),
    ],
    empty="Personne n’a demandé à tenir une fiche.",
    acts=[
        Act(
            "accept",
            "confier",
            "Confier la fiche",
            effects=[
                "Cette personne corrige la fiche et y dit des besoins. Le nom et les numéros restent"
                " relus par l’équipe.",
                "Un message lui est envoyé.",
            ],
            done="Fiche confiée.",
            service=accept_claim,
            policy=may_keep,
            is_offered=_is_waiting,
            is_primary=True,
        ),
        Act(
            "refuse",
            "refuser",
            "Refuser la demande",
            effects=["La fiche ne change pas.", "Un message lui est envoyé, qui propose de répondre."],
            done="Demande refusée.",
            service=refuse_claim,
            policy=may_keep,
            is_offered=_is_waiting,
        ),
    ],
    icon="key",
    menu_order=20,
    menu_hook=organisations_menu.register_hook_name,
)

change_screens = StaffViewSet(
    model=ChangeProposal,
    title="Corrections proposées",
    one="proposal",
    name="proposals",
    url_prefix="organisations/corrections",
    policy=can_keep_directory,
    key="<uuid:public_id>",
    found=_changes,
    order=["-created_at"],
    filters=ChangeFilters,
    columns=[
        Column("Organisation", "organisation.name", note="field_label"),
        Column("Proposé", lambda one: shown(one.field, one.value)[:120]),
        Column("Par", _who),
        Column("Le", "created_at", "moment"),
        Column("État", "get_state_display"),
    ],
    facts=[
        Column("Organisation", "organisation.name"),
        Column("Champ", "field_label"),
        Column("La fiche disait", lambda one: shown(one.field, one.before)),
        Column("Proposé", lambda one: shown(one.field, one.value)),
        Column("Par", _who),
        Column("État", "get_state_display"),
    ],
    empty="Aucune correction n’a été proposée.",
    acts=[
        Act(
            "accept",
            "accepter",
            "Accepter la correction",
            effects=lambda one: [
                f"La fiche dira «\u00a0{shown(one.field, one.value)}\u00a0», avec la date et d’où cela vient."
            ],
            done="Correction acceptée.",
            service=accept_change,
            policy=may_keep,
            is_offered=_is_waiting,
            is_primary=True,
        ),
        Act(
            "refuse",
            "refuser",
            "Refuser la correction",
            effects=["La fiche ne change pas."],
            done="Correction refusée.",
            service=refuse_change,
            policy=may_keep,
            is_offered=_is_waiting,
        ),
    ],
    icon="edit",
    menu_order=30,
    menu_hook=organisations_menu.register_hook_name,
)
