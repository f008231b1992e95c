"""What the site's search finds here: assemblies, with their agenda and the texts they vote."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from milliard.assemblies.models import AgendaItem, Assembly, Resolution
from milliard.core.declarations import SearchDocument, SearchSource


def _assembly(row: Assembly) -> Iterator[SearchDocument]:
    agenda = [" ".join((item.title, item.text)) for item in row.agenda.all()]
    yield SearchDocument(
        row.title, row.get_absolute_url(), "", "Assemblée générale", " · ".join([row.title, *agenda])
    )
    for one in row.resolutions.all():
        url = reverse("assemblies:vote", args=[row.public_id, one.position])
        kind = "Amendement" if one.is_amendment else "Résolution"
        yield SearchDocument(one.title, url, one.text[:200], kind, one.text, part=str(one.position))


def _fronts(_: Any) -> Iterator[SearchDocument]:
    words = "Assemblées générales du mouvement\u00a0: ordre du jour, votes, résultats, procès-verbaux."
    yield SearchDocument("Assemblées", reverse("assemblies:assemblies"), words, "", words)


def _of(row: AgendaItem | Resolution) -> list[int]:
    return [row.assembly_id]


SOURCES = (
    SearchSource(
        "assemblies.assembly",
        "Assemblées",
        _assembly,
        public=lambda: Assembly.objects.public().prefetch_related("agenda", "resolutions"),
        also={"assemblies.AgendaItem": _of, "assemblies.Resolution": _of},
    ),
    SearchSource("assemblies.pages", "Pages", _fronts, weight=2),
)
