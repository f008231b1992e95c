"""What the site's search finds here: events to come, open missions, groups, «Agir avec vous»."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone

from milliard.core.declarations import SearchDocument, SearchSource
from milliard.participation.models import Event, Mission, WorkingGroup
from milliard.places.models import Place

_PAGES = (
    (
        "Agir avec vous",
        "participation:agir",
        "Agir, participer, bénévolat\u00a0: missions, évènements et groupes près de chez vous.",
    ),
    ("Évènements", "participation:events", "Les rencontres à venir, par territoire, sur place ou en ligne."),
    ("Missions", "participation:missions", "Ce que l’on peut faire, seul·e ou à plusieurs, selon son temps."),
    ("Groupes", "participation:groups", "Les groupes de travail du mouvement, et comment y entrer."),
)


def _fronts(_: Any) -> Iterator[SearchDocument]:
    for title, address, text in _PAGES:
        yield SearchDocument(title, reverse(address), text, "", text)


def _event(row: Event) -> Iterator[SearchDocument]:
    where = [row.place.name if row.place else "", row.commune.name if row.commune else "en ligne"]
    text = " · ".join(filter(None, (row.summary, row.description, *where)))
    url = reverse("participation:event", args=[row.public_id])
    yield SearchDocument(row.title, url, row.summary, "Évènement", text)


def _mission(row: Mission) -> Iterator[SearchDocument]:
    where = row.commune.name if row.commune else ""
    text = " · ".join(filter(None, (row.summary, row.description, where)))
    url = reverse("participation:mission", args=[row.public_id])
    yield SearchDocument(row.title, url, row.summary, "Mission", text)


def _group(row: WorkingGroup) -> Iterator[SearchDocument]:
    where = row.department.name if row.department else ""
    text = " · ".join(filter(None, (row.summary, row.description, where)))
    url = reverse("participation:group", args=[row.slug])
    yield SearchDocument(row.name, url, row.summary, "Groupe", text)


def _events_of(place: Place) -> Any:
    """An event says the name of its place."""
    return Event.objects.to_come().filter(place=place).values_list("pk", flat=True)


SOURCES = (
    SearchSource(
        "participation.event",
        "Évènements",
        _event,
        public=lambda: Event.objects.to_come().select_related("place", "commune"),
        also={"places.Place": _events_of},
    ),
    SearchSource(
        "participation.mission",
        "Missions",
        _mission,
        public=lambda: Mission.objects.open_on(timezone.localdate()).select_related("commune"),
    ),
    SearchSource(
        "participation.workinggroup",
        "Groupes",
        _group,
        public=lambda: WorkingGroup.objects.alive().select_related("department"),
    ),
    SearchSource("participation.pages", "Pages", _fronts, weight=2),
)
