"""What the site's search finds here: events to come, open missions, groups."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from milliard.core.declarations import SearchDocument
from milliard.core.search import find_among
from milliard.participation.models import Event, Mission, WorkingGroup

#: Of each kind, read for one search; older ones are found by their list.
_MOST = 500


def search_taking_part(query: str) -> Iterator[SearchDocument]:
    """The best first; «Agir avec vous» when its own words match."""
    if not query:
        return
    documents = [_front(), *_events(), *_missions(), *_groups()]
    for place in find_among(query, [(one.title, one.text) for one in documents]):
        yield documents[place]


def _front() -> SearchDocument:
    text = "Agir, participer, bénévolat\u00a0: missions, évènements et groupes près de chez vous."
    return SearchDocument("Agir avec vous", reverse("participation:agir"), text, "", text)


def _events() -> Iterator[SearchDocument]:
    rows = Event.objects.to_come().select_related("place", "commune").soonest()[:_MOST]
    for row in rows:
        where = [row.place.name if row.place else "", row.commune.name if row.commune else "en ligne"]
        text = " · ".join(filter(None, (row.summary, row.description, *where)))
        url = reverse("participation:event", args=[row.public_id])
        yield SearchDocument(row.title, url, row.summary, "Évènement", text)


def _missions() -> Iterator[SearchDocument]:
    rows = Mission.objects.open_on(timezone.localdate()).select_related("commune").soonest()[:_MOST]
    for row in rows:
        where = row.commune.name if row.commune else ""
        text = " · ".join(filter(None, (row.summary, row.description, where)))
        url = reverse("participation:mission", args=[row.public_id])
        yield SearchDocument(row.title, url, row.summary, "Mission", text)


def _groups() -> Iterator[SearchDocument]:
    rows = WorkingGroup.objects.alive().select_related("department").order_by("name", "pk")[:_MOST]
    for row in rows:
        where = row.department.name if row.department else ""
        text = " · ".join(filter(None, (row.summary, row.description, where)))
        yield SearchDocument(
            row.name, reverse("participation:group", args=[row.slug]), row.summary, "Groupe", text
        )
