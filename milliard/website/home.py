"""What the home page shows besides its own words: open questionnaires, the study on the front page."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.utils import timezone

import french
from milliard.figures.display import Source
from milliard.surveys.models import Collection
from milliard.website.enums import AmountStatus
from milliard.website.links import collection_list_url, collection_url
from milliard.website.models import Edition, HomePage, PublishedFigure, StudyPage
from milliard.website.models.home import TARGET_CENTS
from milliard.website.studies import FigureView, view_of
from milliard.website.study_figures import source_of

OPEN_COLLECTIONS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Way:
    """The declared amounts, ready for the component."""

    intended_cents: int
    committed_cents: int
    disbursed_cents: int
    date: str
    source: str
    source_url: str
    status: str
    organisations: int | None
    target_cents: int = TARGET_CENTS


@dataclass(frozen=True, slots=True)
class OpenCollection:
    """A questionnaire one can answer now."""

    title: str
    introduction: str
    closes: str
    url: str
    is_simulated: bool


@dataclass(frozen=True, slots=True)
class Teaser:
    """The study on the front page, with its bars when it has some."""

    study: StudyPage
    url: str
    figure: FigureView | None


def home_context(page: HomePage) -> dict[str, Any]:
    """Variables of ``website/home_page.html``."""
    way, teaser = way_of(page), teaser_of(page)
    simulated = bool(
        settings.IS_DEMONSTRATION
        or (teaser and teaser.figure and teaser.figure.status == "simulated")
        or (way and way.status == AmountStatus.SIMULATED)
    )
    return {
        "way": way,
        "teaser": teaser,
        "collections": open_collections(),
        "collections_url": collection_list_url(),
        "simulated": simulated,
    }


def way_of(page: HomePage) -> Way | None:
    """The amounts, or None when the movement has declared none yet."""
    if page.intended_cents is None or page.amounts_on is None:
        return None
    return Way(
        intended_cents=page.intended_cents,
        committed_cents=page.committed_cents or 0,
        disbursed_cents=page.disbursed_cents or 0,
        date=f"au {french.format_date(page.amounts_on)}",
        source=page.amounts_source,
        source_url=page.amounts_source_url,
        status=page.amounts_status,
        organisations=page.organisations_financed,
    )


def open_collections() -> list[OpenCollection]:
    """Open to everyone, those that close first before the others."""
    rows = Collection.objects.open().filter(invitation_only=False).order_by("closes_at", "-opens_at")
    return [
        OpenCollection(
            title=row.title,
            introduction=row.introduction,
            closes=french.format_date(timezone.localdate(row.closes_at)) if row.closes_at else "",
            url=collection_url(row),
            is_simulated=row.is_simulated,
        )
        for row in rows[:OPEN_COLLECTIONS_SHOWN]
    ]


def teaser_of(page: HomePage) -> Teaser | None:
    """The study chosen by the editor if it is public, else the last one published."""
    studies = StudyPage.objects.live().public()
    study = studies.filter(pk=page.featured_study_id).first() if page.featured_study_id else None
    study = study or studies.order_by("-last_published_at").first()
    if study is None:
        return None
    source = _home_figure(study)
    return Teaser(study, study.url or "", view_of(source, study) if source else None)


def _home_figure(study: StudyPage) -> Source | None:
    figures = PublishedFigure.objects.order_by("-is_for_home", "position")
    edition = (
        Edition.objects.without_files()
        .filter(study=study)
        .order_by("-number")
        .prefetch_related(Prefetch("figures", queryset=figures))
        .first()
    )
    if edition is None:
        return None
    drawn = [figure for figure in edition.figures.all() if figure.is_for_home]
    return source_of(drawn[0]) if drawn else None
