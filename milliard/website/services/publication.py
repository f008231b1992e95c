"""Pin what a study shows at the moment it is published."""

import hashlib

from django.db import transaction
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.refusals import Refused
from milliard.figures.display import ShownFigure
from milliard.figures.display.answers import engines_of
from milliard.figures.models import Dataset
from milliard.website.models import Edition, PublishedFigure, StudyPage
from milliard.website.services.release import refuse_what_tells_on_somebody
from milliard.website.study_figures import computed_figures


class CorrectionUnsaid(Refused):
    """The study says something else than when it was last published, and does not say what changed."""

    message = (
        "Cette étude était déjà publiée, et ses mots ou ses chiffres ont changé\u00a0: on a pu la citer. "
        "Écrivez au bas de l’étude ce qui a changé et pourquoi, puis publiez-la."
    )


class PdfAlreadyStored(Refused):
    """The edition already has its PDF: what was published is not replaced."""

    message = "Cette édition a déjà son PDF\u00a0: ce qui est publié ne se remplace pas."


@transaction.atomic
def pin_figures(*, study: StudyPage, by: User | None) -> Edition:
    """Compute each figure of ``study`` once and keep the results as a new edition, with a journal line.

    Called when Wagtail publishes the page, in the same transaction; Wagtail has asked whether ``by`` may
    publish. ``by`` is None for the platform itself.

    Raises
    ------
    milliard.figures.reports.InvalidFigure
        A block does not suit its dataset: nothing is published.
    FiguresTellTogether
        Read with all that was published of their datasets, they would give a small count.
    milliard.figures.datasets.errors.TooCloseToAnotherFreeze
        Another freeze of the same collection, a few people apart, was published before.
    CorrectionUnsaid
        Words or numbers changed since the last edition, and ``study.correction`` says nothing new.
    """
    locked = StudyPage.objects.select_for_update().only("pk").get(pk=study.pk)
    figures = computed_figures(study)
    refuse_what_tells_on_somebody(figures)
    last = Edition.objects.latest_of(locked.pk)
    words = study.words
    is_corrected = last is not None and (
        last.words != words or _numbers(last.shown_figures()) != _numbers(figures)
    )
    if is_corrected and study.correction.strip() in ("", last and last.erratum):
        raise CorrectionUnsaid
    edition = Edition(
        study=study,
        number=last.number + 1 if last else 1,
        published_at=timezone.now(),
        published_by=by,
        is_simulated=any(figure.is_simulated for figure in figures),
        words=words,
        erratum=study.correction.strip() if is_corrected else "",
    )
    edition.full_clean(exclude=["study"])
    edition.save()
    datasets = _datasets(figures)
    PublishedFigure.objects.bulk_create(
        _row(edition, position, figure, datasets[figure.facts.slug])
        for position, figure in enumerate(figures)
    )
    journal.record(
        "website.study.published",
        study,
        by=by,
        data={"edition": edition.number, "figures": len(figures)},
    )
    return edition


@transaction.atomic
def store_pdf(*, edition: Edition, content: bytes) -> Edition:
    """Keep the PDF of an edition, once. The same bytes again change nothing.

    Raises
    ------
    PdfAlreadyStored
        Another PDF is there already.
    """
    locked = Edition.objects.select_for_update().get(pk=edition.pk)
    digest = hashlib.sha256(content).hexdigest()
    if locked.pdf_digest and locked.pdf_digest != digest:
        raise PdfAlreadyStored
    if not locked.pdf_digest:
        locked.pdf, locked.pdf_digest = content, digest
        locked.save(update_fields=["pdf", "pdf_digest", "updated_at"])
        journal.record("website.study.pdf_stored", locked.study, by=None, data={"edition": locked.number})
    return locked


def _numbers(figures: list[ShownFigure]) -> list[tuple[object, ...]]:
    """Every number of a study, and what it is part of."""
    return [
        (figure.block_id, part.count_value, part.figure and (part.figure.base_label, part.figure.rows))
        for figure in figures
        for part in figure.parts
    ]


def _datasets(figures: list[ShownFigure]) -> dict[str, Dataset]:
    slugs = {figure.facts.slug for figure in figures}
    rows = Dataset.objects.defer("parquet", "codebook").filter(slug__in=slugs)
    return {dataset.slug: dataset for dataset in rows}


def _row(edition: Edition, position: int, figure: ShownFigure, dataset: Dataset) -> PublishedFigure:
    return PublishedFigure(
        edition=edition,
        block_id=figure.block_id,
        position=position,
        kind=figure.kind,
        title=figure.title,
        display=figure.display,
        highlight=figure.highlight,
        note=figure.note,
        is_for_home=figure.is_for_home,
        dataset=dataset,
        answers=[part.to_json() for part in figure.parts],
        facts=figure.facts.to_json(),
        engine=engines_of(figure),
    )
