"""The figures of a study that are not read from one edition: those of its draft, and all ever published."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

from milliard.figures.display import DatasetFacts, ShownFigure
from milliard.figures.display.answers import answer_part
from milliard.figures.display.parts import is_ready, shown_figure
from milliard.figures.enums import ShownKind
from milliard.figures.reports import InvalidFigure, StoredFigure
from milliard.website.models import PublishedFigure, StudyPage


def computed_figures(study: StudyPage) -> list[ShownFigure]:
    """The figures of a study as its draft has them now: for a preview, which nobody but the team sees.

    Raises
    ------
    milliard.figures.reports.InvalidFigure
        A block does not suit its dataset; the editor's form refuses it before publication.
    """
    figures = []
    for block in study.body:
        if block.block_type not in ShownKind.values:
            continue
        if not is_ready(block.block_type, block.value):
            raise InvalidFigure("variable", _unfinished(block.value.get("title") or ""))
        dataset = block.value["dataset"]
        asked = shown_figure(UUID(str(block.id)), block.block_type, block.value, DatasetFacts.of(dataset))
        figures.append(replace(asked, parts=tuple(answer_part(dataset, part) for part in asked.parts)))
    return figures


def _unfinished(title: str) -> str:
    called = f" «\u00a0{title}\u00a0»" if title else ""
    missing = "un jeu de données, un calcul, une variable, des réponses, des limites ou une comparaison"
    return f"Le chiffre{called} n’est pas fini\u00a0: il lui manque {missing}."


def stored_figures() -> Iterator[StoredFigure]:
    """Every figure ever published, for `manage.py replay`."""
    rows = PublishedFigure.objects.select_related("edition__study", "dataset").order_by("pk")
    for row in rows.defer("edition__pdf", "dataset__parquet").iterator(chunk_size=200):
        where = f"/etudes/{row.edition.study.slug}/, édition {row.edition.number}, «\u00a0{row.title}\u00a0»"
        for figure in row.shown().figures:
            yield StoredFigure(where, figure, row.dataset)
