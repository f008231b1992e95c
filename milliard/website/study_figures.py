"""From a study to the figures it shows: pinned ones for the public, computed ones for a preview."""

from collections.abc import Iterator
from uuid import UUID

from milliard.figures.display import Source
from milliard.figures.display.answers import DatasetFacts, compute_question
from milliard.figures.display.parts import is_ready, question_of
from milliard.figures.enums import ShownKind
from milliard.figures.reports import InvalidFigure, StoredFigure
from milliard.website.models import Edition, PublishedFigure, StudyPage


def pinned_sources(edition: Edition) -> list[Source]:
    """The figures of an edition, in order, as they were published."""
    return [source_of(figure) for figure in edition.figures.all()]


def source_of(figure: PublishedFigure) -> Source:
    return Source(
        block_id=figure.block_id,
        kind=ShownKind(figure.kind),
        title=figure.title,
        display=figure.display,
        highlight=figure.highlight,
        note=figure.note,
        answers=figure.read_answers(),
        facts=figure.read_facts(),
        is_for_home=figure.is_for_home,
    )


def computed_sources(study: StudyPage) -> list[Source]:
    """The figures of a study as its draft has them now: for a preview, which nobody but the team sees.

    Raises
    ------
    milliard.figures.reports.InvalidFigure
        A block does not suit its dataset; the editor's form refuses it before publication.
    """
    sources = []
    for block in study.body:
        if block.block_type not in ShownKind.values:
            continue
        if not is_ready(block.block_type, block.value):
            raise InvalidFigure("variable", _unfinished(block.value.get("title") or ""))
        question = question_of(block.block_type, block.value)
        if question is None:
            continue
        dataset = block.value["dataset"]
        sources.append(
            Source(
                block_id=UUID(str(block.id)),
                kind=question.kind,
                title=question.title,
                display=question.display,
                highlight=question.highlight,
                note=question.note,
                answers=compute_question(dataset, question),
                facts=DatasetFacts.of(dataset),
                is_for_home=question.is_for_home,
            )
        )
    return sources


def _unfinished(title: str) -> str:
    called = f" «\u00a0{title}\u00a0»" if title else ""
    missing = "un jeu de données, un calcul, une variable, des réponses, des limites ou une comparaison"
    return f"Le chiffre{called} n’est pas fini\u00a0: il lui manque {missing}."


def stored_figures() -> Iterator[StoredFigure]:
    """Every figure ever published, for `manage.py replay`."""
    rows = PublishedFigure.objects.select_related("edition__study").order_by("pk")
    for row in rows.defer("edition__pdf").iterator(chunk_size=200):
        where = f"/etudes/{row.edition.study.slug}/, édition {row.edition.number}, «\u00a0{row.title}\u00a0»"
        for answer in row.read_answers():
            if answer.figure is not None:
                yield StoredFigure(where, answer.figure)
