"""What places and territories show of events and groups."""

import pytest
from django.test import Client

from milliard.participation.models import WorkingGroup
from milliard.participation.tests.factories import make_event
from milliard.places.tests.factories import make_place
from milliard.territories.tests.factories import make_department, make_epci

pytestmark = pytest.mark.django_db


def test_a_place_shows_its_events_and_groups_and_its_territories_do_too(client: Client) -> None:
    place = make_place()
    make_epci(place.commune)
    WorkingGroup.objects.create(slug="du-lieu", name="Groupe du lieu", summary="Nous.", place=place)
    WorkingGroup.objects.create(
        slug="de-la-loire", name="Groupe de la Loire", summary="Nous.", department=make_department()
    )
    event = make_event(title="Chantier d’automne", place=place)

    def shown(url: str) -> list[bool]:
        page = client.get(url).content.decode()
        return [name in page for name in (event.title, "Groupe du lieu", "Groupe de la Loire")]

    assert shown(f"/lieux/{place.slug}/") == [True, True, False]
    assert shown("/territoires/departement/42/") == [True, True, True]
    assert shown("/territoires/region/84/") == [True, True, True]
    assert shown("/territoires/intercommunalite/200000001/") == [True, True, False]
