"""What a study's page shows: its figures with words, tables, pictures, files, and how they were made."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Max, OuterRef, Subquery
from django.urls import reverse
from django.utils.safestring import SafeString

from milliard.surveys.reports import InvalidFigure
from milliard.ui import options, typography
from milliard.ui.options import Cell, Column, Download, NavLink
from milliard.website.enums import Display, ShownKind
from milliard.website.figures import pictures, shown
from milliard.website.figures.computing import DatasetFacts
from milliard.website.figures.shown import Method, Source
from milliard.website.figures.sources import computed_sources, pinned_sources
from milliard.website.models import Edition, StudyPage

FORMATS = (("csv", "CSV"), ("xlsx", "XLSX"), ("json", "JSON"))
PICTURE_FORMATS = (("svg", "SVG"), ("png", "PNG"))


@dataclass(frozen=True, slots=True)
class FigureView:
    """One figure as the template places it. Every text is ready; nothing is left to decide."""

    anchor: str
    title: str
    kind: str
    display: str
    base: str
    line: str
    source: str
    status: str
    note: str
    permalink: str
    picture: SafeString | str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    table_note: str
    numbers: Sequence[options.Figure]
    methods: Sequence[Method]
    downloads: Sequence[Download]
    replay: str
    reading: str = ""
    interval: str = ""

    @property
    def has_intervals(self) -> bool:
        return bool(self.reading)

    @property
    def has_one_method(self) -> bool:
        return len(self.methods) == 1


def figure_url(study: StudyPage, source: Source) -> str:
    return reverse("website:figure", kwargs={"slug": study.slug, "block_id": source.block_id})


def download_url(study: StudyPage, source: Source, extension: str) -> str:
    kwargs = {"slug": study.slug, "block_id": source.block_id, "extension": extension}
    return reverse("website:figure_download", kwargs=kwargs)


def view_of(source: Source, study: StudyPage) -> FigureView:
    """Everything the page says and draws of one figure."""
    permalink = figure_url(study, source)
    columns, rows = shown.table_of(source)
    has_picture = shown.has_picture(source)
    formats = FORMATS + (PICTURE_FORMATS if has_picture else ())
    is_strip = source.kind == ShownKind.NUMBERS or source.display == Display.NUMBER
    return FigureView(
        anchor=source.anchor,
        title=source.title,
        kind=source.kind,
        display=source.display,
        base=shown.base_of(source),
        line=shown.line_of(source),
        source=source.figures[0].source_label if source.figures else source.facts.source,
        status=shown.status_of(source),
        note=source.note,
        permalink=permalink,
        picture=pictures.svg(source) if has_picture else "",
        columns=columns,
        rows=rows,
        table_note=shown.table_note(source),
        numbers=shown.numbers_of(source, url=permalink) if is_strip else (),
        methods=shown.methods_of(source),
        downloads=[Download(label, download_url(study, source, name)) for name, label in formats],
        replay=f"manage.py replay_study {study.slug}",
        reading=shown.reading_of(source),
        interval=shown.interval_of(source),
    )


def study_context(study: StudyPage, *, is_preview: bool) -> dict[str, Any]:
    """Variables of ``website/study_page.html``: pinned figures for the public, computed for a preview."""
    edition = None if is_preview else Edition.objects.latest_of(study.pk)
    problem = ""
    try:
        sources = pinned_sources(edition) if edition else computed_sources(study)
    except InvalidFigure as error:
        sources, problem = [], str(error)
    figures = {str(source.block_id): view_of(source, study) for source in sources}
    simulated = settings.IS_DEMONSTRATION or any(source.is_simulated for source in sources)
    return {
        "edition": edition,
        "figures": figures,
        "contents": contents_of(study),
        "datasets": datasets_of(sources),
        "simulated": simulated,
        "problem": problem,
        "pdf_url": reverse("website:study_pdf", kwargs={"slug": study.slug}) if edition else "",
        "dictionary_url": reverse("website:study_dictionary", kwargs={"slug": study.slug}) if edition else "",
        "card_url": reverse("website:study_card", kwargs={"slug": study.slug}) if edition else "",
        "site_url": settings.SITE_URL,
        "absolute_url": f"{settings.SITE_URL}{study.url}",
        "card_alternative": card_alternative(study, is_simulated=simulated),
    }


def card_alternative(study: StudyPage, *, is_simulated: bool) -> str:
    """The sharing picture in words."""
    label = "Données simulées. " if is_simulated else ""
    return f"{label}{study.title}. {study.standfirst}"


def contents_of(study: StudyPage) -> list[NavLink]:
    """A link for each part, then to the method."""
    links = [
        NavLink(block.value["text"], f"#{block.value.anchor}")
        for block in study.body
        if block.block_type == "heading"
    ]
    if study.method:
        links.append(NavLink("Méthode", "#methode"))
    return links


@dataclass(frozen=True, slots=True)
class DatasetLine:
    """One dataset of the study, under «D’où viennent ces chiffres»."""

    title: str
    text: str


def datasets_of(sources: Sequence[Source]) -> list[DatasetLine]:
    """Each dataset once, with its size, dates and digest."""
    facts: dict[str, DatasetFacts] = {source.facts.slug: source.facts for source in sources}
    return [DatasetLine(item.title, dataset_text(item)) for item in facts.values()]


def dataset_text(facts: DatasetFacts) -> str:
    begun = typography.format_number(facts.row_count)
    complete = typography.format_number(facts.complete_count)
    frozen = typography.format_date(facts.frozen_at.date())
    return f"{begun} réponses commencées, dont {complete} complètes ; figées le {frozen}."


def index_context() -> dict[str, Any]:
    """Variables of ``website/study_index_page.html``."""
    latest = Edition.objects.filter(study=OuterRef("pk")).order_by("-number")
    studies = (
        StudyPage.objects.live()
        .public()
        .annotate(
            edition_at=Max("editions__published_at"),
            edition_is_simulated=Subquery(latest.values("is_simulated")[:1]),
        )
        .order_by("-first_published_at")
    )
    rows = list(studies)
    return {
        "studies": rows,
        "simulated": settings.IS_DEMONSTRATION or any(row.edition_is_simulated for row in rows),
    }
