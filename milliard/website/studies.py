"""What a study's page shows: its figures with words, tables, pictures, files, and how they were made."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db.models import Max, OuterRef, Subquery
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

import french
from milliard.figures import display
from milliard.figures.display import DatasetFacts, Method, ShownFigure, pictures
from milliard.figures.enums import ShownKind
from milliard.figures.reports import InvalidFigure
from milliard.surveys.models import Collection
from milliard.surveys.reports.outcomes import Results
from milliard.ui.component_records import Cell, Column, Download, KeyFigure, NavLink
from milliard.website.blocks.streams import is_headless
from milliard.website.blocks.text import anchor_of
from milliard.website.models import Edition, PublishedFigure, StudyIndexPage, StudyPage
from milliard.website.study_figures import computed_figures

#: A figure drawn for the page is kept this long by a process that is not asked for it.
FIGURE_CACHE_S = 24 * 3600
_BLANKS = re.compile(r"\s*\n\s*")
FORMATS = (("csv", "CSV"), ("xlsx", "XLSX"), ("json", "JSON"), ("svg", "SVG"), ("png", "PNG"))


@dataclass(frozen=True, slots=True)
class FigureView:
    """One figure as the template places it. Every text is ready; nothing is left to decide."""

    figure: ShownFigure
    #: SVG, or empty when nothing may be drawn.
    picture: SafeString | str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    table_note: str
    #: The order of the bars, which one is red and why; empty without bars to compare.
    legend: str
    #: How to read the intervals; empty when there is none.
    reading: str
    #: Large numbers, when these are what is shown.
    numbers: Sequence[KeyFigure]
    methods: Sequence[Method]
    permalink: str
    downloads: Sequence[Download]

    @property
    def has_one_method(self) -> bool:
        return len(self.methods) == 1


def figure_url(study: StudyPage, shown: ShownFigure) -> str:
    return reverse("website:figure", kwargs={"slug": study.slug, "block_id": shown.block_id})


def download_url(study: StudyPage, shown: ShownFigure, extension: str) -> str:
    kwargs = {"slug": study.slug, "block_id": shown.block_id, "extension": extension}
    return reverse("website:figure_download", kwargs=kwargs)


def edition_url(edition: Edition) -> str:
    """Where an edition stays to be read, also once another replaced it."""
    kwargs = {"slug": edition.study.slug, "number": edition.number}
    return reverse("website:study_edition", kwargs=kwargs)


def archive_url(edition: Edition) -> str:
    """Its figures in one file."""
    kwargs = {"slug": edition.study.slug, "number": edition.number}
    return reverse("website:study_archive", kwargs=kwargs)


def edition_pdf_url(edition: Edition) -> str:
    kwargs = {"slug": edition.study.slug, "number": edition.number}
    return reverse("website:study_edition_pdf", kwargs=kwargs)


def replaced_text(last: Edition) -> str:
    """What is said, on the page and on paper, of an edition that ``last`` replaced."""
    day = french.format_date(timezone.localdate(last.published_at))
    return f"Cette édition a été remplacée par l’édition {last.number}, publiée le {day}."


def view_of(shown: ShownFigure, study: StudyPage, *, is_replaced: bool = False) -> FigureView:
    """Prepare everything the page writes and draws of one figure.

    ``is_replaced``: of a former edition. The address and files of a figure are those of the last one.
    """
    permalink = "" if is_replaced else figure_url(study, shown)
    files = () if is_replaced else FORMATS
    columns, rows = display.table_of(shown)
    return FigureView(
        figure=shown,
        picture=pictures.svg(shown) if display.has_picture(shown) else "",
        columns=columns,
        rows=rows,
        table_note=display.table_note(shown),
        legend=display.legend_of(shown) if display.has_picture(shown) else "",
        reading=display.reading_of(shown),
        numbers=display.numbers_of(shown) if shown.is_strip else (),
        methods=display.methods_of(shown),
        permalink=permalink,
        downloads=[Download(label, download_url(study, shown, name)) for name, label in files],
    )


def study_context(study: StudyPage, request: HttpRequest) -> dict[str, Any]:
    """Variables of ``website/study_page.html``: pinned figures for the public, computed for a preview."""
    is_preview = getattr(request, "is_preview", False)
    editions = [] if is_preview else list(Edition.objects.of_study(study.pk))
    if not editions:
        figures, facts, problem = _computed(study)
        return _context(study, None, figures, facts) | {"problem": problem}
    return edition_context(study, editions[0], editions)


def edition_context(study: StudyPage, edition: Edition, editions: Sequence[Edition]) -> dict[str, Any]:
    """The same for one of the ``editions`` of a study, the last first. ``study``: with its words."""
    replaced = replaced_text(editions[0]) if edition != editions[0] else ""
    figures, facts = _pinned(study, edition, is_replaced=bool(replaced))
    for item in editions:
        item.study = study
    listed = [(item, edition_url(item), edition_pdf_url(item)) for item in editions]
    context = _context(study, edition, figures, facts)
    pdf_url = edition_pdf_url(edition) if replaced else context["pdf_url"]
    return context | {
        "editions": listed if len(editions) > 1 else [],
        "replaced_text": replaced,
        "pdf_url": pdf_url,
    }


def _context(
    study: StudyPage,
    edition: Edition | None,
    figures: Mapping[str, SafeString],
    facts: Sequence[DatasetFacts],
) -> dict[str, Any]:
    simulated = settings.IS_DEMONSTRATION or any(item.is_simulated for item in facts)
    return {
        "edition": edition,
        "parts": _body(study, figures),
        "contents": contents_of(study),
        "is_headless": is_headless(study.body.raw_data),
        "datasets": [(item.title, dataset_text(item)) for item in facts],
        "simulated": simulated,
        "problem": "",
        "editions": [],
        "replaced_text": "",
        "pdf_url": _study_url("study_pdf", study) if edition else "",
        "has_rows": bool(edition and edition.given_rows()),
        "archive_url": archive_url(edition) if edition else "",
        "archive_command": f"python3 {study.slug}-edition-{edition.number}.zip" if edition else "",
        "dictionary_url": _study_url("study_dictionary", study) if edition else "",
        "card_url": _study_url("study_card", study) if edition else "",
        "site_url": settings.SITE_URL,
        "absolute_url": f"{settings.SITE_URL}{study.url}",
        "card_alternative": card_alternative(study, is_simulated=simulated),
    }


def _study_url(name: str, study: StudyPage) -> str:
    return reverse(f"website:{name}", kwargs={"slug": study.slug})


def render_figure(view: FigureView) -> SafeString:
    """The figure's part of the page. Depends on nothing of the request, so it can be remembered."""
    drawn = render_to_string("website/_figure.html", {"view": view, "is_alone": False})
    return SafeString(_BLANKS.sub("\n", drawn))  # a sixth of the page, which a slow link would carry


def draw_figures(edition: Edition) -> None:
    """Draw every figure of an edition, so that no reader waits: pictures are shared by all processes."""
    _pinned(edition.study, edition)


def _pinned(
    study: StudyPage, edition: Edition, *, is_replaced: bool = False
) -> tuple[dict[str, SafeString], list[DatasetFacts]]:
    """Each figure of an edition as HTML, drawn once per process: what was published never changes.

    The heavy column (``answers``) is only read for the figures this process has not drawn yet.
    """
    store = caches["process"]
    rows = list(edition.figures.defer("answers"))
    drawn_as = f"{study.slug}-{edition.public_id.hex}{'-replaced' if is_replaced else ''}"
    keys = {row.block_id: f"website-figure-{drawn_as}-{row.block_id.hex}" for row in rows}
    known = store.get_many(keys.values())
    missing = [row.pk for row in rows if keys[row.block_id] not in known]
    if missing:
        drawn = {
            keys[row.block_id]: render_figure(view_of(row.shown(), study, is_replaced=is_replaced))
            for row in PublishedFigure.objects.filter(pk__in=missing)
        }
        store.set_many(drawn, FIGURE_CACHE_S)
        known |= drawn
    facts = {row.facts["slug"]: row.read_facts() for row in rows}
    return {str(row.block_id): known[keys[row.block_id]] for row in rows}, list(facts.values())


def _computed(study: StudyPage) -> tuple[dict[str, SafeString], list[DatasetFacts], str]:
    """The same for a draft, computed now; the reason in French when a block does not suit its dataset."""
    try:
        shown_figures = computed_figures(study)
    except InvalidFigure as error:
        return {}, [], str(error)
    facts = {shown.facts.slug: shown.facts for shown in shown_figures}
    figures = {str(shown.block_id): render_figure(view_of(shown, study)) for shown in shown_figures}
    return figures, list(facts.values()), ""


def card_alternative(study: StudyPage, *, is_simulated: bool) -> str:
    """The sharing picture in words."""
    label = "Données simulées. " if is_simulated else ""
    end = "" if study.title.endswith(("?", "!", "…", ".")) else "."
    return f"{label}{study.title}{end} {study.standfirst}"


def _body(study: StudyPage, figures: Mapping[str, SafeString]) -> list[SafeString]:
    """The body as HTML: words draw themselves, figures are those given, by block.

    Blocks bound to a dataset are never opened here, so that no dataset is read to show a page. A figure
    that could not be computed leaves its place empty.
    """
    empty = SafeString("")
    return [
        figures.get(raw["id"], empty) if raw["type"] in ShownKind.values else study.body[index].render()
        for index, raw in enumerate(study.body.raw_data)
    ]


def contents_of(study: StudyPage) -> list[NavLink]:
    """A link for each part, then to the method."""
    links = [
        NavLink(raw["value"]["text"], f"#{anchor_of(raw['value']['text'])}")
        for raw in study.body.raw_data
        if raw["type"] == "heading"
    ]
    if study.method:
        links.append(NavLink("Méthode", "#methode"))
    return links


def dataset_text(facts: DatasetFacts) -> str:
    """How many responses, as far as it may be shown, and since when they are frozen."""
    begun, complete = (None if count is None else french.format_number(count) for count in facts.sayable)
    frozen = f"figées le {french.format_date(timezone.localdate(facts.frozen_at))}."
    if begun is not None and complete is not None:
        return f"{begun} réponses commencées, dont {complete} complètes\u202f; {frozen}"
    if begun is None and complete is None:
        return f"Moins de {settings.DISCLOSURE_THRESHOLD} réponses\u202f; {frozen}"
    said = f"{complete} réponses complètes" if begun is None else f"{begun} réponses commencées"
    return f"{said}\u202f; {frozen}"


def studies_of(collection: Collection) -> list[Results]:
    """The public studies whose last edition shows figures of a collection, the latest first."""
    latest = Edition.objects.filter(study=OuterRef("pk")).order_by("-number").values("pk")[:1]
    studies = (
        StudyPage.objects.live()
        .public()
        .annotate(edition=Subquery(latest))
        .filter(edition__in=PublishedFigure.objects.filter(dataset__collection=collection).values("edition"))
        .order_by("-first_published_at")
    )
    return [Results(study.title, study.url) for study in studies if study.url]


def index_context(page: StudyIndexPage, request: HttpRequest) -> dict[str, Any]:
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
