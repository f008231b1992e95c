"""What the site's search finds in the directory."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from milliard.core.declarations import SearchDocument, SearchSource
from milliard.organisations.models import ImportBatch, Organisation


def document_of(one: Organisation) -> SearchDocument:
    """What search shows of an organisation."""
    said = [one.place, one.get_sector_display(), *one.theme_labels]
    summary = one.description or " · ".join(filter(None, said))
    address = reverse("organisations:organisation", args=[one.public_id])
    return SearchDocument(
        one.name, address, summary, "Organisation", f"{one.description} · {' · '.join(filter(None, said))}"
    )


def _documents(one: Organisation) -> Iterator[SearchDocument]:
    yield document_of(one)


def _fronts(_: Any) -> Iterator[SearchDocument]:
    text = (
        "L’annuaire des organisations de la transition juste\u00a0: par territoire, par domaine, par thème."
    )
    yield SearchDocument("Annuaire des organisations", reverse("organisations:organisations"), text, "", text)
    text = "Les réseaux et partenaires du mouvement, et ce sur quoi nous nous sommes mis d’accord."
    yield SearchDocument("Réseaux et partenaires", reverse("organisations:networks"), text, "", text)


def _of_an_import(batch: ImportBatch) -> Any:
    """Rows written many at once send no signal: the import that wrote them does."""
    return batch.rows.filter(organisation__isnull=False).values_list("organisation", flat=True)


SOURCES = (
    SearchSource(
        "organisations.organisation",
        "Organisations",
        _documents,
        public=lambda: Organisation.objects.published().with_place(),
        also={"organisations.ImportBatch": _of_an_import},
    ),
    SearchSource("organisations.pages", "Pages", _fronts, weight=2),
)
