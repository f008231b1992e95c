"""What the home page shows besides its own words: the figures apps offer it, the open questionnaires."""

from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.http import HttpRequest

from milliard.core.declarations import HomeFigure, declared
from milliard.figures.display import ShownFigure
from milliard.surveys.duration import with_duration
from milliard.surveys.models import Collection
from milliard.website.enums import AmountStatus
from milliard.website.models import Edition, HomePage, PublishedFigure, StudyPage
from milliard.website.studies import view_of

OPEN_COLLECTIONS_SHOWN = 3


def home_context(page: HomePage, request: HttpRequest) -> dict[str, Any]:
    """Variables of ``website/home_page.html``."""
    offers = (offer(page) for offer in declared("home_figure"))
    figures = [figure for figure in offers if figure is not None]
    simulated = (
        settings.IS_DEMONSTRATION
        or any(figure.is_simulated for figure in figures)
        or (page.has_amounts and page.amounts_status == AmountStatus.SIMULATED)
    )
    return {
        "figures": figures,
        "collections": open_collections(),
        "simulated": simulated,
    }


def front_study(page: HomePage) -> HomeFigure | None:
    """The study on the front page, with its bars when it has some: what the site itself declares."""
    study = _study_of(page)
    if study is None:
        return None
    shown = _figure_of(study)
    part = {"study": study, "view": view_of(shown, study) if shown else None}
    is_simulated = shown is not None and shown.status == "simulated"
    return HomeFigure("website/_front_study.html", part, is_simulated)


def open_collections() -> list[tuple[Collection, str]]:
    """Open to everyone, those that close first before the others, each with its duration."""
    found = Collection.objects.open().filter(invitation_only=False).order_by("closes_at", "-opens_at")
    return with_duration(found[:OPEN_COLLECTIONS_SHOWN])


def _study_of(page: HomePage) -> StudyPage | None:
    """The study chosen by the editor if it is public, else the last one published."""
    studies = StudyPage.objects.live().public()
    chosen: StudyPage | None = studies.filter(pk=page.featured_study_id).first()
    return chosen or studies.order_by("-last_published_at").first()


def _figure_of(study: StudyPage) -> ShownFigure | None:
    figures = PublishedFigure.objects.order_by("-is_for_home", "position")
    edition = (
        Edition.objects.without_files()
        .filter(study=study)
        .order_by("-number")
        .prefetch_related(Prefetch("figures", queryset=figures))
        .first()
    )
    drawn = [figure for figure in edition.figures.all() if figure.is_for_home] if edition else []
    return drawn[0].shown() if drawn else None
