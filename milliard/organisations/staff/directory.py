"""The directory, as the team keeps it."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django_filters import CharFilter, ChoiceFilter, FilterSet

from milliard.core.staff import Act, StaffViewSet
from milliard.organisations.enums import OrganisationState, Sector
from milliard.organisations.forms import OrganisationForm
from milliard.organisations.models import Organisation
from milliard.organisations.page import facts_of
from milliard.organisations.policies import can_keep_directory
from milliard.organisations.services.directory import (
    add_organisation,
    change_organisation,
    publish_organisation,
    withdraw_organisation,
)
from milliard.organisations.staff.menu import organisations_menu
from milliard.ui.component_records import Column


class OrganisationFilters(FilterSet):  # type: ignore[misc]
    q = CharFilter(label="Nom, activité, numéro", max_length=200, method="searched", widget=forms.SearchInput)
    etat = ChoiceFilter(
        label="État", field_name="state", choices=OrganisationState.choices, empty_label="Tous"
    )
    domaine = ChoiceFilter(label="Domaine", field_name="sector", choices=Sector.choices, empty_label="Tous")

    def searched(self, found: Any, name: str, value: str) -> Any:
        return found.matching(value)


def may_keep(person: Any, _: object) -> bool:
    """`can_keep_directory`, of one object."""
    return can_keep_directory(person)


def _found() -> Any:
    return Organisation.objects.with_place().defer("vector", "words", "name_words")


def _context(request: HttpRequest, item: Organisation) -> dict[str, Any]:
    return {"known": facts_of(item)}


organisation_screens = StaffViewSet(
    model=Organisation,
    title="Annuaire",
    url_prefix="organisations/annuaire",
    policy=can_keep_directory,
    key="<uuid:public_id>",
    found=_found,
    order=["search_name"],
    filters=OrganisationFilters,
    columns=[
        Column("Nom", "name", note="place"),
        Column("Domaine", "get_sector_display"),
        Column("Numéro", "identifier"),
        Column("État", "get_state_display"),
    ],
    facts=[
        Column("État", "get_state_display"),
        Column("Présentation", "description"),
        Column("Adresse e-mail", "contact_email"),
        Column("Montrée à tout le monde", lambda one: "oui" if one.is_contact_public else "non"),
    ],
    template="organisations/staff/organisation.html",
    context=_context,
    empty="L’annuaire est vide.",
    empty_hint="Ajoutez une organisation, ou importez le fichier d’un réseau.",
    create=Act(
        "add",
        "ajouter",
        "Ajouter une organisation",
        lead="Elle paraît aussitôt dans l’annuaire.",
        done="Organisation ajoutée.",
        form=OrganisationForm,
        service=add_organisation,
        policy=can_keep_directory,
    ),
    acts=[
        Act(
            "publish",
            "publier",
            "Publier la fiche",
            effects=["Tout le monde voit cette fiche dans l’annuaire et par la recherche."],
            done="Fiche publiée.",
            service=publish_organisation,
            policy=may_keep,
            is_offered=lambda one: not one.is_published,
            is_primary=True,
        ),
        Act(
            "change",
            "modifier",
            "Modifier la fiche",
            submit="Enregistrer",
            lead="Ce que vous changez sera dit par l’équipe du mouvement\u00a0: aucun import ne l’écrasera.",
            done="Fiche modifiée.",
            form=OrganisationForm,
            service=change_organisation,
            policy=may_keep,
        ),
        Act(
            "withdraw",
            "retirer",
            "Retirer la fiche",
            effects=[
                "Plus personne ne voit cette fiche\u00a0; elle reste ici, et peut être publiée à nouveau."
            ],
            done="Fiche retirée.",
            service=withdraw_organisation,
            policy=may_keep,
            is_offered=lambda one: one.state != OrganisationState.WITHDRAWN,
        ),
    ],
    icon="site",
    menu_order=10,
    menu_hook=organisations_menu.register_hook_name,
)
