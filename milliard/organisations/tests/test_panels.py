"""What pages of places and territories show of the directory."""

from types import SimpleNamespace

import pytest
from django.test import Client, RequestFactory

from milliard.organisations.enums import OrganisationState
from milliard.organisations.models import Organisation
from milliard.organisations.panels import place_panel
from milliard.organisations.tests.factories import make_organisation
from milliard.territories.models import Commune
from milliard.territories.tests.factories import make_commune, make_department, make_epci, make_region

pytestmark = pytest.mark.django_db


def add(count: int, commune: Commune) -> None:
    for number in range(count):
        make_organisation(f"Atelier {number}", commune=commune)
    Organisation.objects.update(state=OrganisationState.PUBLISHED)


def test_a_territory_shows_those_that_are_published_there(client: Client) -> None:
    far = make_department(code="29", name="Finistère", region=make_region(code="53", name="Bretagne"))
    commune, elsewhere = make_commune(), make_commune(name="Brest", code="29019", department=far)
    make_epci(commune)
    make_organisation("Loin d’ici", commune=elsewhere)
    add(7, commune)
    make_organisation("Brouillon", commune=commune)
    Organisation.objects.filter(name="Brouillon").update(state=OrganisationState.DRAFT)

    def shown(url: str) -> list[bool]:
        page = client.get(url).content.decode()
        names = ("Atelier 0", "Atelier 6", "Loin d’ici", "Brouillon", "Dans l’annuaire&nbsp;: 7")
        return [name in page for name in names]

    assert shown("/territoires/departement/42/") == [True, False, False, False, True]
    assert shown("/territoires/region/84/") == [True, False, False, False, True]
    assert shown("/territoires/intercommunalite/200000001/") == [True, False, False, False, False]
    page = client.get("/territoires/departement/42/").content.decode()
    assert 'href="/organisations/?territoire=d42"' in page


def test_a_place_shows_those_of_its_commune() -> None:
    commune = make_commune()
    add(2, commune)
    panel = place_panel(RequestFactory().get("/"), SimpleNamespace(commune=commune))
    assert panel is not None
    assert ([one.name for one in panel.part["organisations"]], panel.part["count"]) == (
        ["Atelier 0", "Atelier 1"],
        2,
    )
    assert place_panel(RequestFactory().get("/"), SimpleNamespace(commune=make_commune(code="29019"))) is None
