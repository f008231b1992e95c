"""Networks and partners: agreements, people to write to. They are in no register and no roll."""

from typing import Any

from django.http import HttpRequest

from milliard.core.staff import Act, StaffViewSet
from milliard.organisations.models import Affiliation, Network, Partner, Partnership
from milliard.organisations.policies import can_keep_directory
from milliard.organisations.services.networks import (
    add_network,
    add_network_contact,
    add_partner,
    add_partner_contact,
    affiliate_organisation,
    change_network,
    change_partner,
)
from milliard.organisations.staff.directory import may_keep
from milliard.organisations.staff.forms import AffiliationForm, ContactForm, NetworkForm, PartnerForm
from milliard.organisations.staff.menu import organisations_menu
from milliard.ui.component_records import Column

_AGREEMENT = [
    Column("Convention signée le", "agreed_on", "date_longue"),
    Column("Valable jusqu’au", "agreed_until", "date_longue"),
]
_FACTS = [
    Column("Présentation", "description"),
    Column("Site", "website", url="website"),
    Column("Ce que couvre la convention", "scope"),
    *_AGREEMENT,
    Column("Montré à tout le monde", lambda one: "oui" if one.is_public else "non"),
]
_CONTACTS = [Column("Nom", "name", note="role"), Column("Adresse e-mail", "email")]
_LEAD = "Un réseau ou un partenaire travaille avec le mouvement\u00a0: il n’en est pas membre et ne vote pas."


def _contacts(request: HttpRequest, item: Partnership) -> dict[str, Any]:
    return {"contacts": item.contacts.all(), "contact_columns": _CONTACTS, "affiliated": None}  # type: ignore[attr-defined]


def _network(request: HttpRequest, item: Network) -> dict[str, Any]:
    count = Affiliation.objects.filter(network=item).count()
    return {**_contacts(request, item), "affiliated": count}


def _contact_act(service: Any) -> Act:
    return Act(
        "contact",
        "contact",
        "Ajouter un contact",
        lead="Ces coordonnées ne sont vues que par l’équipe.",
        done="Contact ajouté.",
        form=ContactForm,
        service=service,
        policy=may_keep,
    )


network_screens = StaffViewSet(
    model=Network,
    title="Réseaux",
    url_prefix="organisations/reseaux",
    policy=can_keep_directory,
    key="<uuid:public_id>",
    order=["name"],
    search=["name"],
    columns=[Column("Nom", "name"), *_AGREEMENT],
    facts=_FACTS,
    template="organisations/staff/partnership.html",
    context=_network,
    empty="Aucun réseau n’est noté.",
    create=Act(
        "add",
        "ajouter",
        "Ajouter un réseau",
        lead=_LEAD,
        done="Réseau ajouté.",
        form=NetworkForm,
        service=add_network,
        policy=can_keep_directory,
    ),
    acts=[
        Act(
            "change",
            "modifier",
            "Modifier le réseau",
            submit="Enregistrer",
            done="Réseau modifié.",
            form=NetworkForm,
            service=change_network,
            policy=may_keep,
        ),
        _contact_act(add_network_contact),
        Act(
            "affiliate",
            "rattacher",
            "Rattacher une organisation",
            done="Organisation rattachée.",
            form=AffiliationForm,
            service=affiliate_organisation,
            policy=may_keep,
        ),
    ],
    icon="group",
    menu_order=40,
    menu_hook=organisations_menu.register_hook_name,
)

partner_screens = StaffViewSet(
    model=Partner,
    title="Partenaires",
    url_prefix="organisations/partenaires",
    policy=can_keep_directory,
    key="<uuid:public_id>",
    order=["name"],
    search=["name"],
    columns=[Column("Nom", "name"), Column("Nature", "get_kind_display"), *_AGREEMENT],
    facts=[Column("Nature", "get_kind_display"), *_FACTS],
    template="organisations/staff/partnership.html",
    context=_contacts,
    empty="Aucun partenaire n’est noté.",
    create=Act(
        "add",
        "ajouter",
        "Ajouter un partenaire",
        lead=_LEAD,
        done="Partenaire ajouté.",
        form=PartnerForm,
        service=add_partner,
        policy=can_keep_directory,
    ),
    acts=[
        Act(
            "change",
            "modifier",
            "Modifier le partenaire",
            submit="Enregistrer",
            done="Partenaire modifié.",
            form=PartnerForm,
            service=change_partner,
            policy=may_keep,
        ),
        _contact_act(add_partner_contact),
    ],
    icon="group",
    menu_order=50,
    menu_hook=organisations_menu.register_hook_name,
)
