"""Sharing pictures: of a study (its title, the number that matters, its source), of any other public page."""

import hashlib

from django.conf import settings
from django.core.cache import caches

from milliard.core.declarations import SearchDocument
from milliard.figures.display import ShownFigure, pictures
from milliard.figures.enums import ShownKind
from milliard.ui import charts
from milliard.website.models import Edition, HomePage

CACHE_SECONDS = 7 * 24 * 3600


def study_card_png(edition: Edition) -> bytes:
    """PNG, 1200 by 630; drawn once per edition and process."""
    key = f"website-card-{edition.public_id.hex}"
    picture: bytes | None = caches["process"].get(key)
    if picture is None:
        picture = charts.to_png(study_card_svg(edition), scale=1.0)
        caches["process"].set(key, picture, CACHE_SECONDS)
    return picture


def home_card_png(page: HomePage | None) -> tuple[bytes, str]:
    """PNG of the site's great sentence, 1200 by 630, and the digest of what it says."""
    said = f"{page.hero_title} {page.hero_emphasis}".strip() if page else ""
    svg = charts.share_card_svg(
        value="Un milliard",
        finding=said,
        base="pour la transition juste, décidé par des citoyen·nes",
        source=settings.SITE_URL.partition("://")[2],
        is_simulated=settings.IS_DEMONSTRATION,
    )
    return _drawn(svg)


def page_card_png(document: SearchDocument) -> tuple[bytes, str]:
    """PNG of a public page as search knows it (kind, title, first words), and the digest of what it says."""
    svg = charts.title_card_svg(
        kind=document.kind,
        title=document.title,
        summary=" ".join(document.summary.split()),
        source=settings.SITE_URL.partition("://")[2],
        is_simulated=settings.IS_DEMONSTRATION,
    )
    return _drawn(svg)


def _drawn(svg: str) -> tuple[bytes, str]:
    """The picture of an SVG, drawn once per process, and the digest of what it says."""
    digest = hashlib.sha256(svg.encode()).hexdigest()[:32]
    key = f"website-card-{digest}"
    picture: bytes | None = caches["process"].get(key)
    if picture is None:
        picture = charts.to_png(svg, scale=1.0)
        caches["process"].set(key, picture, CACHE_SECONDS)
    return picture, digest


def study_card_svg(edition: Edition) -> str:
    """The picture as SVG. A study without figures shows its title alone."""
    figure = _leading(edition.shown_figures())
    if figure is None:
        return charts.share_card_svg(
            value="Étude",
            finding=edition.study.title,
            base="",
            source="",
            is_simulated=edition.is_simulated,
        )
    return pictures.card_svg(figure)


def _leading(figures: list[ShownFigure]) -> ShownFigure | None:
    """The figure chosen for the home page, else the first with bars, else the first."""
    for wanted in (
        [figure for figure in figures if figure.is_for_home],
        [figure for figure in figures if figure.kind != ShownKind.NUMBERS],
        figures,
    ):
        if wanted:
            return wanted[0]
    return None
