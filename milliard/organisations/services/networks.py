"""Networks and partners: their agreement, the people to write to, the organisations of a network."""

from typing import Any, TypeVar

from django.db import transaction

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.organisations.models import Affiliation, Network, Organisation, Partner, PartnershipContact
from milliard.organisations.policies import can_keep_directory

Kind = TypeVar("Kind", Network, Partner)


class NoSuchOrganisation(Refused):
    """No organisation of the directory has this number."""

    message = "Aucune fiche de l’annuaire n’a ce numéro\u00a0: un SIREN, un SIRET ou un numéro RNA."


@transaction.atomic
def add_network(*, by: User | None, **values: Any) -> Network:
    """Write down a network. Raises ``ValidationError``."""
    authorize(by, can_keep_directory)
    return _save(Network(**values), "organisations.network.added", by)


@transaction.atomic
def change_network(*, network: Network, by: User | None, **values: Any) -> Network:
    """Change what is said of a network. Raises ``ValidationError``."""
    authorize(by, can_keep_directory)
    return _change(Network.objects.select_for_update().get(pk=network.pk), values, by)


@transaction.atomic
def add_partner(*, by: User | None, **values: Any) -> Partner:
    """Write down a partner. Raises ``ValidationError``."""
    authorize(by, can_keep_directory)
    return _save(Partner(**values), "organisations.partner.added", by)


@transaction.atomic
def change_partner(*, partner: Partner, by: User | None, **values: Any) -> Partner:
    """Change what is said of a partner. Raises ``ValidationError``."""
    authorize(by, can_keep_directory)
    return _change(Partner.objects.select_for_update().get(pk=partner.pk), values, by)


@transaction.atomic
def add_network_contact(
    *, network: Network, name: str, role: str, email: str, by: User | None
) -> PartnershipContact:
    """Write down somebody to write to in a network. Raises ``ValidationError``."""
    authorize(by, can_keep_directory)
    return _add_contact(PartnershipContact(network=network, name=name, role=role, email=email), by)


@transaction.atomic
def add_partner_contact(
    *, partner: Partner, name: str, role: str, email: str, by: User | None
) -> PartnershipContact:
    """Write down somebody to write to at a partner. Raises ``ValidationError``."""
    authorize(by, can_keep_directory)
    return _add_contact(PartnershipContact(partner=partner, name=name, role=role, email=email), by)


@transaction.atomic
def affiliate_organisation(*, network: Network, number: str, by: User | None) -> Affiliation:
    """Say that an organisation belongs to a network; said twice, once. Raises `NoSuchOrganisation`."""
    authorize(by, can_keep_directory)
    packed = "".join(number.split()).upper()
    found = Organisation.objects.published().matching(packed).first() if packed[-8:].isdigit() else None
    if found is None:
        raise NoSuchOrganisation
    affiliation, is_new = Affiliation.objects.get_or_create(network=network, organisation=found)
    if is_new:
        journal.record("organisations.network.affiliated", network, by=by)
    return affiliation


def _save(made: Kind, code: str, by: User | None) -> Kind:
    made.full_clean()
    made.save()
    journal.record(code, made, by=by)
    return made


def _change(found: Kind, values: dict[str, Any], by: User | None) -> Kind:
    for name, value in values.items():
        setattr(found, name, value)
    return _save(found, f"organisations.{found._meta.model_name}.changed", by)


def _add_contact(contact: PartnershipContact, by: User | None) -> PartnershipContact:
    contact.full_clean()
    contact.save()
    of = contact.network or contact.partner
    assert of is not None
    journal.record(f"organisations.{of._meta.model_name}.changed", of, by=by)
    return contact
