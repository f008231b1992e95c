"""The sharing picture of a study: its title, the number that matters, its source."""

from django.core.cache import caches

from milliard.figures.display import Source, pictures
from milliard.figures.enums import ShownKind
from milliard.ui import charts
from milliard.website.models import Edition
from milliard.website.study_figures import pinned_sources

CACHE_SECONDS = 7 * 24 * 3600


def study_card_png(edition: Edition) -> bytes:
    """PNG, 1200 by 630; drawn once per edition and process."""
    key = f"website-card-{edition.public_id.hex}"
    picture: bytes | None = caches["process"].get(key)
    if picture is None:
        picture = charts.to_png(study_card_svg(edition), scale=1.0)
        caches["process"].set(key, picture, CACHE_SECONDS)
    return picture


def study_card_svg(edition: Edition) -> str:
    """The picture as SVG. A study without figures shows its title alone."""
    source = _leading(pinned_sources(edition))
    if source is None:
        return charts.share_card_svg(
            value="Étude",
            finding=edition.study.title,
            base="",
            source="",
            is_simulated=edition.is_simulated,
        )
    return pictures.card_svg(source)


def _leading(sources: list[Source]) -> Source | None:
    """The figure chosen for the home page, else the first with bars, else the first."""
    for wanted in (
        [source for source in sources if source.is_for_home],
        [source for source in sources if source.kind != ShownKind.NUMBERS],
        sources,
    ):
        if wanted:
            return wanted[0]
    return None
