"""The map of the movement: a page that says it in words and drawn shapes, and the tiles that enhance it."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from milliard.core.access import public
from milliard.core.rate_limit import Limit, limited
from milliard.places.atlas import layer_of, outlines_tile, points_tile
from milliard.places.atlas.members import CODE, members_tile
from milliard.places.atlas.page import Atlas, AtlasForm, atlas_of, narrowed_by
from milliard.places.atlas.tiles import DEEPEST, is_tile

#: A village hall behind one address looks around: a view of the map is some twelve tiles.
TILE_LIMIT = Limit("places.tiles", hits=6_000)
_TYPE = "application/vnd.mapbox-vector-tile"


@public
@require_safe
def atlas(request: HttpRequest) -> HttpResponse:
    """What there is, department by department; drawn, and in words."""
    form = AtlasForm(request.GET)
    found, narrowed = atlas_of(request, form), narrowed_by(request)
    context = {
        "form": form,
        "atlas": found,
        "settings": json.dumps(_settings(found)),
        "narrowed_by": [(name, value) for name, values in narrowed.lists() for value in values],
        "unfiltered_url": "?" + urlencode([("couche", code) for code in form.codes]),
        "threshold": settings.DISCLOSURE_THRESHOLD,
    }
    return render(request, "places/atlas.html", context)


@public
@require_safe
@limited(TILE_LIMIT)
@cache_control(public=True, max_age=300)
def points(request: HttpRequest, code: str, zoom: int, x: int, y: int) -> HttpResponse:
    """One tile of a layer, narrowed by the filters of its list."""
    layer = layer_of(code)
    if layer is not None:
        found, commune = layer.found(request), layer.commune
        return _tile(lambda: points_tile(found, commune, zoom, x, y), zoom, x, y)
    if code == CODE:
        return _tile(lambda: members_tile(zoom, x, y), zoom, x, y)
    raise Http404


@public
@require_safe
@limited(TILE_LIMIT)
@cache_control(public=True, max_age=86_400)
def outlines(request: HttpRequest, zoom: int, x: int, y: int) -> HttpResponse:
    """One tile of the outlines of departments."""
    return _tile(lambda: outlines_tile(zoom, x, y), zoom, x, y)


def _tile(make: Callable[[], bytes], zoom: int, x: int, y: int) -> HttpResponse:
    if not is_tile(zoom, x, y):
        raise Http404
    return HttpResponse(make(), content_type=_TYPE)


def _settings(shown: Atlas) -> dict[str, Any]:
    """What the script of the map needs: addresses with `{z}/{x}/{y}`, and the layers asked for."""
    points_url = reverse("atlas:points", args=["code", 0, 0, 0]).replace("code/0/0/0", "{code}/{z}/{x}/{y}")
    return {
        "css": static("maplibre/maplibre-gl.css"),
        "script": static("maplibre/maplibre-gl.js"),
        "worker": static("maplibre/maplibre-gl-worker.js"),
        "points": points_url,
        "outlines": reverse("atlas:outlines", args=[0, 0, 0]).replace("0/0/0", "{z}/{x}/{y}"),
        "query": f"?{shown.query}" if shown.query else "",
        "deepest": DEEPEST,
        "layers": [
            {
                "code": column.code,
                "one": column.one,
                "many": column.many,
                "list": f"{column.list_url}{'&' if shown.query else '?'}commune={{commune}}"
                if column.list_url
                else "",
            }
            for column in shown.columns
        ],
    }
