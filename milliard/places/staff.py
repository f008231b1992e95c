"""The team's screens of places: who proposes what, what is answered, what the movement has."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest

from milliard.core.staff import Act, StaffViewSet
from milliard.places import policies
from milliard.places.enums import WELCOMING, PlaceStage
from milliard.places.filters import TeamFilters
from milliard.places.models import Place
from milliard.places.services.places import (
    accept_place,
    close_place,
    decline_place,
    name_referent,
    reopen_place,
)
from milliard.ui.component_records import Column


class AcceptPlaceForm(forms.Form):
    """A few words for the host of an accepted place."""

    note = forms.CharField(
        label="Quelques mots pour la personne qui propose",
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class DeclinePlaceForm(forms.Form):
    """Why not: the host reads it."""

    note = forms.CharField(
        label="Pourquoi",
        max_length=1_000,
        help_text="La personne qui propose lira ces mots, elle seule.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Dites pourquoi\u00a0: la personne a droit à une raison."},
    )


def _may_decide(person: Any, place: Place) -> bool:
    return policies.can_decide_places(person)


def _hosts(request: HttpRequest, place: Place) -> Mapping[str, Any]:
    rows = place.hosts.select_related("member").order_by("until", "since", "pk")
    return {"hosts": rows, "host_columns": _HOSTS}


_HOSTS = [
    Column("Membre", lambda host: host.member.number, note=lambda host: host.member.given_name),
    Column("Rôle", "get_role_display"),
    Column("Depuis", "since", "date_longue"),
    Column("Jusqu’au", lambda host: host.until or "", "date_longue"),
    Column("Prénom affiché", lambda host: "oui" if host.is_named else "non"),
]


def _rural(place: Place) -> str:
    if place.is_rural is None:
        return "densité inconnue"
    return "oui" if place.is_rural else "non"


place_screens = StaffViewSet(
    model=Place,
    title="Lieux",
    name="places",
    policy=policies.can_decide_places,
    key="<slug:slug>",
    found=lambda: Place.objects.select_related("commune__department", "applied_by"),
    order=["name"],
    filters=TeamFilters,
    is_exported=True,
    columns=[
        Column("Lieu", "name", note="summary"),
        Column("Sorte", "get_kind_display"),
        Column("Commune", "commune.label"),
        Column("Étape", "get_stage_display"),
        Column("Proposé le", "charter_accepted_at", "date_longue"),
    ],
    file_columns=[
        Column("Adresse", "address_line"),
        Column("Rural", _rural),
        Column("Quartier prioritaire", lambda place: "oui" if place.is_in_priority_district else "non"),
        Column("Accès", lambda place: ", ".join(place.access_words)),
    ],
    facts=[
        Column("Étape", "get_stage_display"),
        Column("Sorte", "get_kind_display"),
        Column("En une phrase", "summary"),
        Column("Présentation", "description"),
        Column("Adresse", "address_line"),
        Column("Commune", "commune.label"),
        Column("Horaires", "hours"),
        Column("Accès", lambda place: ", ".join(place.access_words)),
        Column("Précisions sur l’accès", "access_note"),
        Column("Site", "website"),
        Column("Adresse e-mail publique", "public_email"),
        Column("Commune rurale", _rural),
        Column("Quartier prioritaire", lambda place: "oui" * place.is_in_priority_district),
        Column("Proposé par", "applied_by.name", note="applied_by.number"),
        Column("Charte acceptée le", "charter_accepted_at", "date_longue"),
        Column("Décidé le", lambda place: place.decided_on or "", "date_longue"),
        Column("Réponse", "decision_note"),
        Column("Fermé le", lambda place: place.closed_on or "", "date_longue"),
    ],
    template="places/staff/place.html",
    context=_hosts,
    empty="Aucun lieu n’est encore proposé.",
    acts=[
        Act(
            "accept",
            "accepter",
            "Accepter ce lieu",
            effects=[
                "Le lieu devient un lieu pilote, sa page est publique.",
                "La personne qui propose reçoit un e-mail, avec vos mots.",
            ],
            done="Lieu accepté.",
            form=AcceptPlaceForm,
            service=accept_place,
            policy=_may_decide,
            is_offered=lambda place: place.stage == PlaceStage.APPLIED,
            is_primary=True,
        ),
        Act(
            "decline",
            "refuser",
            "Refuser ce lieu",
            effects=["La personne qui propose reçoit un e-mail, avec votre raison.", "La page reste privée."],
            done="Lieu refusé.",
            form=DeclinePlaceForm,
            service=decline_place,
            policy=_may_decide,
            is_offered=lambda place: place.stage == PlaceStage.APPLIED,
        ),
        Act(
            "name_referent",
            "nommer-referent",
            "Nommer lieu référent",
            effects=["Sa page et la liste disent qu’il est référent\u00a0: d’autres apprennent de lui."],
            done="Lieu nommé référent.",
            service=name_referent,
            policy=_may_decide,
            is_offered=lambda place: place.stage == PlaceStage.PILOT,
        ),
        Act(
            "close",
            "fermer",
            "Fermer ce lieu",
            effects=["Le lieu quitte la liste.", "Sa page reste, et dit qu’il est fermé."],
            done="Lieu fermé.",
            service=close_place,
            policy=_may_decide,
            is_offered=lambda place: place.stage in WELCOMING,
        ),
        Act(
            "reopen",
            "rouvrir",
            "Rouvrir ce lieu",
            effects=["Le lieu revient dans la liste, comme lieu pilote."],
            done="Lieu rouvert.",
            service=reopen_place,
            policy=_may_decide,
            is_offered=lambda place: place.stage == PlaceStage.CLOSED,
        ),
    ],
    icon="home",
    menu_order=350,
)
