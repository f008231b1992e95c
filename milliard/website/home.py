"""What the home page shows besides its own words: open questionnaires, the study on the front page."""

from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.http import HttpRequest

from milliard.figures.display import ShownFigure
from milliard.surveys.models import Collection
from milliard.website.enums import AmountStatus
from milliard.website.models import Edition, HomePage, PublishedFigure, StudyPage
from milliard.website.studies import view_of

OPEN_COLLECTIONS_SHOWN = 3


def home_context(page: HomePage, request: HttpRequest) -> dict[str, Any]:
    """Variables of ``website/home_page.html``."""
    study = _study_of(page)
    shown = _figure_of(study) if study else None
    simulated = bool(
        settings.IS_DEMONSTRATION
        or (shown and shown.status == "simulated")
        or (page.has_amounts and page.amounts_status == AmountStatus.SIMULATED)
    )
    return {
        "study": study,
        "view": view_of(shown, study) if shown and study else None,
        "collections": open_collections()[:OPEN_COLLECTIONS_SHOWN],
        "simulated": simulated,
    }


def open_collections() -> list[Collection]:
    """Open to everyone, those that close first before the others."""
    return list(Collection.objects.open().filter(invitation_only=False).order_by("closes_at", "-opens_at"))


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
