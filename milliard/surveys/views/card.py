"""The picture of a questionnaire for messages and social networks: people come by what others pass on."""

import hashlib

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from french import format_date
from milliard.core.access import public
from milliard.surveys.duration import duration_of
from milliard.surveys.models import Collection
from milliard.surveys.views.visits import find_collection
from milliard.ui import charts

_KEPT_S = 24 * 3600
_MAX_AGE_S = 300


@public
@require_safe
def card(request: HttpRequest, slug: str) -> HttpResponse:
    """The picture, 1200 by 630: its title, who runs it, how long it takes."""
    svg = card_svg(find_collection(slug))
    key = f"surveys-card-{hashlib.sha256(svg.encode()).hexdigest()}"
    picture: bytes | None = caches["process"].get(key)
    if picture is None:
        picture = charts.to_png(svg, scale=1.0)
        caches["process"].set(key, picture, _KEPT_S)
    response = HttpResponse(picture, content_type="image/png")
    response.headers["Content-Disposition"] = f'inline; filename="{slug}.png"'
    patch_cache_control(response, public=True, max_age=_MAX_AGE_S)
    return response


def card_svg(collection: Collection) -> str:
    """Said as its first page says it; of one that has ended, only its title and who ran it."""
    ended = collection.has_ended()
    end = collection.closes_at
    until = f", jusqu’au {format_date(timezone.localdate(end))}" if end is not None and not ended else ""
    time = duration_of(collection.version)
    return charts.share_card_svg(
        value="Terminé" if ended else "À vous",
        finding=collection.title,
        base=f"Par {collection.run_by}",
        source="" if ended else f"{time[0].upper()}{time[1:]}{until}",
        is_simulated=collection.is_simulated,
    )
