"""Networks and partners: their agreement, whom to write to, their organisations."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.organisations.models import Affiliation, Network, Partner, PartnershipContact
from milliard.organisations.services.networks import NoSuchOrganisation, add_network, affiliate_organisation
from milliard.organisations.tests.factories import make_network, make_organisation

pytestmark = pytest.mark.django_db


def test_the_team_writes_down_a_network_its_contact_and_its_organisations(client: Client) -> None:
    organiser = signed_in(Role.ORGANISER)
    typed = {
        "name": "Réseau des mains",
        "agreed_on": "2026-01-15",
        "website": "mains.invalid",
        "is_public": "on",
    }
    organiser.post(reverse("organisations_staff:network_add"), typed)
    network = Network.objects.get()
    assert network.website == "https://mains.invalid"
    key = [network.public_id]
    contact = {"name": "Ada Exemple", "role": "déléguée", "email": "ada@exemple.invalid"}
    organiser.post(reverse("organisations_staff:network_contact", args=key), contact)
    assert (
        "ada@exemple.invalid"
        in organiser.get(reverse("organisations_staff:network", args=key)).content.decode()
    )
    make_organisation(siren="552008443")
    organiser.post(reverse("organisations_staff:network_affiliate", args=key), {"number": "552 008 443"})
    assert Affiliation.objects.get().network == network
    page = client.get("/organisations/reseaux/").content.decode()
    assert "Réseau des mains" in page
    assert "ada@exemple.invalid" not in page


def test_a_number_nobody_has_and_an_agreement_that_ends_before_it_begins() -> None:
    with pytest.raises(NoSuchOrganisation):
        affiliate_organisation(network=make_network(), number="552008443", by=None)
    with pytest.raises(ValidationError, match="finit avant"):
        add_network(name="A", agreed_on="2026-02-01", agreed_until="2026-01-01", by=None)


def test_a_contact_is_of_one_network_or_of_one_partner() -> None:
    partner = Partner.objects.create(name="Banque", kind="bank")
    with pytest.raises(IntegrityError):
        PartnershipContact.objects.create(
            name="A", email="a@b.invalid", network=make_network(), partner=partner
        )
