"""Who gets what from the addresses of places."""

from typing import Any

from django.utils import timezone

from milliard.members.tests.factories import make_joined
from milliard.places.enums import PlaceKind, PlaceStage
from milliard.places.models import Place
from milliard.places.tests.factories import make_place
from milliard.territories.tests.factories import make_commune
from tests.harness.addresses import Budget, Page, Walk, everyone


def place() -> dict[str, Any]:
    return {"slug": make_place().slug}


def add_places(count: int) -> None:
    host, commune, first = make_joined(), make_commune(), Place.objects.count()
    Place.objects.bulk_create(
        Place(
            slug=f"lieu-{first + number}",
            name=f"Lieu {first + number}",
            kind=PlaceKind.FARM,
            stage=PlaceStage.PILOT,
            summary="Un lieu.",
            address_line="1 chemin inventé",
            commune=commune,
            applied_by=host,
            charter_accepted_at=timezone.now(),
            decided_on=timezone.localdate(),
        )
        for number in range(count)
    )


PAGES = [
    Page("places:places", everyone(200), budget=Budget(add_places, queries=8), axe=[Walk("/lieux/")]),
    Page("places:place", everyone(200), arguments=place),
]
