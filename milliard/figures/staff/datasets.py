"""Frozen datasets: the list, and the codebook of each."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from french import format_date
from milliard.core import exports
from milliard.core.access import authorize
from milliard.core.staff import Crumb, StaffViewSet
from milliard.fieldwork.staff.collections import collection_screens
from milliard.fieldwork.staff.menu import collecting_menu
from milliard.fieldwork.staff.presentation import words_of_moment
from milliard.figures import policies
from milliard.figures.datasets.codebook import KIND_LABELS, Codebook, CodebookVariable
from milliard.figures.datasets.codebook_table import COLUMNS, codebook_rows
from milliard.figures.filters import DatasetFilters
from milliard.figures.models import Dataset
from milliard.figures.staff import removal, rows
from milliard.ui.component_records import Column

_FEW_ANSWERS = 20


@require_GET
def codebook(request: HttpRequest, slug: str, format: str) -> HttpResponseBase:  # noqa: A002
    """The codebook as a file."""
    authorize(request.user, policies.can_read_datasets)
    if format not in exports.CONTENT_TYPES:
        raise Http404
    item = get_object_or_404(Dataset, slug=slug)
    about = exports.About(
        title=f"Dictionnaire des variables\u00a0: {item.title}",
        # A column «donnees» would be one too many for whoever reads the dictionary back.
        is_simulated=item.is_simulated and format != "csv",
        notes=(
            ("Figé le", format_date(timezone.localdate(item.frozen_at))),
            ("Lignes", f"{item.row_count}, dont {item.complete_count} complètes"),
            ("Source", item.source_note or "collecte de la plateforme"),
        ),
    )
    table = exports.Table(COLUMNS, codebook_rows(Codebook.from_json(item.codebook)), about)
    mark = "-donnees-simulees" if item.is_simulated else ""
    return exports.respond(table, format=format, name=f"dictionnaire-{item.slug}{mark}")


def _listed() -> QuerySet[Dataset]:
    """The datasets, the last frozen first."""
    return Dataset.objects.select_related("collection").defer(
        "parquet", "codebook", "collection__introduction"
    )


def get_dataset(slug: str) -> Dataset:
    """One dataset, with who froze it. Raises ``Http404``."""
    return get_object_or_404(
        Dataset.objects.select_related("collection", "frozen_by", "rows_allowed_by"), slug=slug
    )


def _context(request: HttpRequest, item: Dataset) -> dict[str, Any]:
    """One dataset: what it is and what its columns hold. No row of it is shown."""
    book = Codebook.from_json(item.codebook)
    return {
        "codebook": book,
        "variables": list(book),
        "columns": _VARIABLES,
        "files": list(exports.CONTENT_TYPES),
    }


def _buttons(request: HttpRequest) -> list[Crumb]:
    if not policies.can_import_dataset(request.user):
        return []
    return [("Importer des réponses", reverse("figures_staff:import_answers"))]


def _origin(item: Dataset) -> str:
    return item.collection.title if item.collection else item.get_source_display()


def _origin_url(item: Dataset) -> str:
    return collection_screens.url_of(item.collection) if item.collection else ""


def _collected(item: Dataset) -> str:
    if not item.collected_from:
        return ""
    end = f" au {format_date(item.collected_to)}" if item.collected_to else ""
    return f"du {format_date(item.collected_from)}{end}"


def _frozen(item: Dataset) -> str:
    by = f", par {item.frozen_by}" if item.frozen_by else ""
    return f"{words_of_moment(item.frozen_at).removeprefix('le ')}{by}"


def _rows(item: Dataset) -> str:
    if item.rows_allowed_at is None:
        return "rien"
    columns = ", ".join(item.row_variables)
    return f"{columns}, permis {words_of_moment(item.rows_allowed_at)}, par {item.rows_allowed_by}"


def _name_of_variable(variable: CodebookVariable) -> str:
    parts = (variable.name, variable.unit, "sensible" if variable.is_sensitive else "")
    return " · ".join(part for part in parts if part)


def _possible_answers(variable: CodebookVariable) -> str:
    if len(variable.categories) > _FEW_ANSWERS:
        return f"{len(variable.categories)} réponses"
    return " · ".join(f"{answer.value} = {answer.label}" for answer in variable.categories)


def _label(item: Dataset) -> str:
    words = ("données simulées" if item.is_simulated else "", "archivé" if item.archived_at else "")
    return " · ".join(filter(None, words))


_ORIGIN = Column("Provenance", _origin, url=_origin_url)
_VARIABLES = [
    Column("Variable", "label", note=_name_of_variable),
    Column("Type", lambda variable: KIND_LABELS[variable.kind]),
    Column("Réponses possibles", _possible_answers, note="note"),
]
dataset_screens = StaffViewSet(
    title="Jeux de données",
    icon="table",
    model=Dataset,
    policy=policies.can_read_datasets,
    found=_listed,
    filters=DatasetFilters,
    order=["-frozen_at"],
    columns=[
        Column("Jeu de données", "title", note=_label),
        _ORIGIN,
        Column("Figé le", "frozen_at", "moment"),
        Column("Lignes", "row_count", "entier"),
        Column("Complètes", "complete_count", "entier"),
    ],
    buttons=_buttons,
    empty="Aucun jeu de données. Figez une collecte, ou importez des réponses recueillies ailleurs.",
    key="<slug:slug>",
    get=get_dataset,
    template="figures/staff/dataset.html",
    context=_context,
    acts=[rows.ALLOW, rows.WITHDRAW, removal.ARCHIVE, removal.RESTORE, removal.DELETE],
    facts=[
        _ORIGIN,
        Column("Source", "source_note", "linebreaksbr"),
        Column("Recueilli", _collected),
        Column("Figé le", _frozen),
        Column("Pondération", lambda item: item.weight_column or "aucune"),
        Column("Publié réponse par réponse", _rows),
        Column("Taille", "byte_size", "filesizeformat"),
    ],
    menu_hook=collecting_menu.register_hook_name,
    menu_order=2,
)
