"""Frozen datasets: the list, and the codebook of each."""

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET

from french import format_date
from milliard.core import exports
from milliard.core.access import authorize
from milliard.core.staff import journal_of, listing, show
from milliard.figures import policies
from milliard.figures.datasets import codebook as codebooks
from milliard.figures.filters import DatasetFilters
from milliard.figures.models import Dataset
from milliard.figures.staff import crumbs

_CODEBOOK_COLUMNS = ("nom", "libelle", "type", "reponses", "question", "section", "unite", "note")


@require_GET
def datasets(request: HttpRequest) -> HttpResponse:
    """The datasets, the last frozen first."""
    authorize(request.user, policies.can_read_datasets)
    found = Dataset.objects.select_related("collection").defer(
        "parquet", "codebook", "collection__introduction"
    )
    return show(
        request,
        "figures/staff/datasets.html",
        title="Jeux de données",
        icon="table",
        can_import=policies.can_import_dataset(request.user),
        **listing(request, DatasetFilters(request.GET, found), order=["-frozen_at"]),
    )


@require_GET
def dataset(request: HttpRequest, slug: str) -> HttpResponse:
    """One dataset: what it is and what its columns hold. No row of it is shown."""
    authorize(request.user, policies.can_read_datasets)
    item = get_object_or_404(Dataset.objects.select_related("collection", "frozen_by"), slug=slug)
    book = codebooks.from_json(item.codebook)
    return show(
        request,
        "figures/staff/dataset.html",
        title=item.title,
        crumbs=[crumbs.datasets()],
        icon="table",
        dataset=item,
        codebook=book,
        variables=[(variable, codebooks.KIND_LABELS[variable.kind]) for variable in book],
        journal=journal_of(item),
    )


@require_GET
def codebook(request: HttpRequest, slug: str, format: str) -> HttpResponseBase:  # noqa: A002
    """The codebook as a file."""
    authorize(request.user, policies.can_read_datasets)
    if format not in exports.CONTENT_TYPES:
        raise Http404
    item = get_object_or_404(Dataset, slug=slug)
    about = exports.About(
        title=f"Dictionnaire des variables\u00a0: {item.title}",
        is_simulated=item.is_simulated,
        notes=(
            ("Figé le", format_date(timezone.localdate(item.frozen_at))),
            ("Empreinte", item.digest),
            ("Lignes", f"{item.row_count}, dont {item.complete_count} complètes"),
            ("Source", item.source_note or "collecte de la plateforme"),
        ),
    )
    table = exports.Table(_CODEBOOK_COLUMNS, _codebook_rows(codebooks.from_json(item.codebook)), about)
    return exports.respond(table, format=format, name=f"dictionnaire-{item.slug}")


def _codebook_rows(book: codebooks.Codebook) -> Iterator[tuple[exports.Value, ...]]:
    for variable in book:
        answers = " | ".join(f"{answer.code}={answer.label}" for answer in variable.categories)
        yield (
            variable.name,
            variable.label,
            codebooks.KIND_LABELS[variable.kind],
            answers,
            variable.question_text,
            variable.section,
            variable.unit,
            variable.note,
        )
