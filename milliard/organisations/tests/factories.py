"""Smallest valid organisations, and thousands of them."""

from typing import Any

from django.utils import timezone

from milliard.accounts.models import User
from milliard.organisations.enums import ClaimState, FieldSource
from milliard.organisations.models import (
    ChangeProposal,
    Claim,
    FieldProvenance,
    ImportBatch,
    Network,
    Organisation,
    Partner,
)
from milliard.organisations.services.directory import add_organisation
from tests.harness.bulk import add_rows

_ORGANISATIONS = """
INSERT INTO organisations_organisation (
    public_id, created_at, updated_at, name, legal_form, siren, siret, rna, sector, themes, address_line,
    website, contact_email, is_contact_public, description, headcount, state, words, name_words
)
SELECT gen_random_uuid(), now(), now(), 'Les Amis ' || number, 'association', '', '', '', 'habitat', '{}', '',
    '', '', false, 'Un jardin partagé', '', 'published', 'jardin partage', 'les amis ' || number
FROM generate_series(%(first)s, %(last)s) AS number
"""


def make_organisation(name: str = "Les Mains vertes", **fields: Any) -> Organisation:
    """One of the directory, as the team adds it."""
    return add_organisation(name=name, by=None, **fields)


def make_network(name: str = "Réseau des mains", **fields: Any) -> Network:
    return Network.objects.create(name=name, **{"is_public": True, **fields})


def make_claim(person: User, organisation: Organisation, state: ClaimState = ClaimState.ACCEPTED) -> Claim:
    return Claim.objects.create(
        organisation=organisation,
        person=person,
        role="présidente",
        email="contact@exemple.invalid",
        state=state,
        proved_at=None if state == ClaimState.ASKED else timezone.now(),
    )


def add_organisations(count: int) -> None:
    add_rows(_ORGANISATIONS, count)


def add_networks(count: int) -> None:
    first = Network.objects.count()
    Network.objects.bulk_create(Network(name=f"Réseau {first + n}", is_public=True) for n in range(count))


def add_partners(count: int) -> None:
    first = Partner.objects.count()
    Partner.objects.bulk_create(Partner(name=f"Banque {first + n}", kind="bank") for n in range(count))


def add_batches(count: int) -> None:
    ImportBatch.objects.bulk_create(
        ImportBatch(file_name="réseau.csv", digest="0", headings=["Nom"], columns={"name": 0})
        for _ in range(count)
    )


def add_proposals(count: int) -> None:
    organisation = make_organisation(f"Corrigée {ChangeProposal.objects.count()}")
    ChangeProposal.objects.bulk_create(
        ChangeProposal(organisation=organisation, field="website", value="https://exemple.invalid", before="")
        for _ in range(count)
    )


def add_claims(count: int) -> None:
    first = Claim.objects.count()
    people = User.objects.bulk_create(
        User(email=f"demande{n}@exemple.invalid", password="!") for n in range(first, first + count)
    )
    organisation = make_organisation(f"Demandée {first}")
    Claim.objects.bulk_create(
        Claim(
            organisation=organisation,
            person=one,
            role="membre",
            email=one.email,
            state=ClaimState.PROVED,
            proved_at=timezone.now(),
        )
        for one in people
    )


def source(organisation: Organisation, field: str) -> FieldSource:
    return FieldSource(FieldProvenance.objects.get(organisation=organisation, field=field).source)


def rows_of_a_person(user: User) -> None:
    """Everything the directory may hold of somebody who has an account."""
    organisation = make_organisation(f"Les Mains vertes {user.pk}")
    make_claim(user, organisation)
    ChangeProposal.objects.create(organisation=organisation, field="description", value="Autre", person=user)
    ImportBatch.objects.create(
        file_name="reseau.csv", digest=f"{user.pk:064d}", headings=["Nom"], columns={"name": 0}, read_by=user
    )
