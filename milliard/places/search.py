"""What the site's search finds here: places that welcome people, pages of regions and departments."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from milliard.core.declarations import SearchDocument, SearchSource
from milliard.places.models import Place
from milliard.territories.models import Department, Region


def _place(place: Place) -> Iterator[SearchDocument]:
    text = " · ".join(filter(None, (place.summary, place.commune.label, place.description)))
    yield SearchDocument(place.name, place.get_absolute_url(), place.summary, "Lieu", text)


def _region(region: Region) -> Iterator[SearchDocument]:
    said = f"Lieux, groupes, évènements et organisations en région {region.name}."
    yield SearchDocument(region.name, reverse("areas:region", args=[region.code]), said, "Région", said)


def _department(department: Department) -> Iterator[SearchDocument]:
    said = (
        f"Lieux, groupes, évènements et organisations du département {department.name} ({department.code})."
    )
    address = reverse("areas:department", args=[department.code])
    yield SearchDocument(department.name, address, said, "Département", said)


def _fronts(_: Any) -> Iterator[SearchDocument]:
    lists = "Les lieux du mouvement\u00a0: fermes, tiers-lieux, cafés associatifs, MJC, près de chez vous."
    yield SearchDocument("Les lieux", reverse("places:places"), lists, "", lists)
    areas = "Régions, départements\u00a0: ce qu’il y a près de chez vous, et ce qui y manque."
    yield SearchDocument("Près de chez vous", reverse("areas:areas"), areas, "", areas)


SOURCES = (
    SearchSource("places.pages", "Pages", _fronts, weight=2),
    SearchSource(
        "places.place",
        "Lieux",
        _place,
        public=lambda: Place.objects.welcoming().select_related("commune__department"),
    ),
    SearchSource("territories.region", "Territoires", _region, public=lambda: Region.objects.all()),
    SearchSource(
        "territories.department", "Territoires", _department, public=lambda: Department.objects.all()
    ),
)
