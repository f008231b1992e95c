"""Vector tiles (Mapbox Vector Tile 2.1, Web Mercator): points of a list, and the outlines of departments."""

import json
from functools import cache
from math import atan, degrees, log, pi, radians, sinh, tan
from pathlib import Path
from typing import TYPE_CHECKING, Any

from milliard.places.atlas.counts import Box, MapPoint, counted
from milliard.territories.models import Department

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

#: Beyond, the map enlarges the tiles of this zoom.
DEEPEST = 11
#: From this zoom on, each commune has its own point.
EACH_COMMUNE_FROM = 9
_EXTENT = 4096
#: A point for each 64 pixels of a tile of 512.
_CELLS = 8
_OUTLINES = Path(__file__).parents[2] / "territories" / "data" / "departments.json"


def is_tile(zoom: int, x: int, y: int) -> bool:
    """Whether there is such a tile."""
    return 0 <= zoom <= DEEPEST and 0 <= x < 2**zoom and 0 <= y < 2**zoom


def box_of(zoom: int, x: int, y: int) -> Box:
    """The rectangle of a tile, in degrees.

    >>> box_of(0, 0, 0).west, round(box_of(0, 0, 0).north, 2)
    (-180.0, 85.05)
    """
    side = 2**zoom

    def latitude(row: int) -> float:
        return degrees(atan(sinh(pi * (1 - 2 * row / side))))

    return Box(latitude(y + 1), x / side * 360 - 180, latitude(y), (x + 1) / side * 360 - 180)


def points_tile(rows: Any, commune: str, zoom: int, x: int, y: int) -> bytes:
    """The rows of a list in one tile: a point by commune, or by cell where communes would touch."""
    cells = _CELLS if zoom < EACH_COMMUNE_FROM else None
    return encoded_points(counted(rows, commune, box_of(zoom, x, y), cells=cells), zoom, x, y)


def encoded_points(found: Any, zoom: int, x: int, y: int) -> bytes:
    """A tile of these `MapPoint`."""
    import shapely  # few requests need it: see `config.server`

    features = [
        {
            "geometry": shapely.Point(_in_tile(one.longitude, one.latitude, zoom, x, y)),
            "properties": _said(one),
        }
        for one in found
    ]
    return _encoded("points", features)


def _said(one: MapPoint) -> dict[str, Any]:
    """A point of one commune leads to its list; one of several, nearer."""
    if one.communes == 1:
        return {"n": one.rows, "code": one.code, "name": one.name}
    return {"n": one.rows, "communes": one.communes, "name": one.name}


def outlines_tile(zoom: int, x: int, y: int) -> bytes:
    """The outlines of departments that cross one tile, no finer than it shows."""
    import shapely

    margin = 64
    frame = shapely.box(-margin, -margin, _EXTENT + margin, _EXTENT + margin)
    names = dict(Department.objects.values_list("code", "name"))
    features = []
    for code, outline in _mercator_outlines().items():
        placed = shapely.transform(outline, lambda points: (points * 2**zoom - (x, y)) * _EXTENT)
        if placed.intersects(frame):
            shown = placed.simplify(4).intersection(frame)
            features.append({"geometry": shown, "properties": {"code": code, "name": names.get(code, code)}})
    return _encoded("departments", features)


@cache
def _mercator_outlines() -> "dict[str, BaseGeometry]":
    """Code of a department -> its outline, on a map whose side is 1, from the north-west corner."""
    import shapely

    outlines: dict[str, list[list[list[tuple[float, float]]]]] = json.loads(_OUTLINES.read_text())
    return {
        code: shapely.MultiPolygon(
            [
                shapely.Polygon(*_rings([[_on_map(*point) for point in ring] for ring in polygon]))
                for polygon in polygons
            ]
        )
        for code, polygons in outlines.items()
    }


def _rings(rings: list[list[tuple[float, float]]]) -> tuple[Any, Any]:
    return rings[0], rings[1:]


def _on_map(longitude: float, latitude: float) -> tuple[float, float]:
    height = log(tan(pi / 4 + radians(latitude) / 2))
    return longitude / 360 + 0.5, 0.5 - height / (2 * pi)


def _in_tile(longitude: float, latitude: float, zoom: int, x: int, y: int) -> tuple[float, float]:
    across, down = _on_map(longitude, latitude)
    return (across * 2**zoom - x) * _EXTENT, (down * 2**zoom - y) * _EXTENT


def _encoded(layer: str, features: list[dict[str, Any]]) -> bytes:
    import mapbox_vector_tile
    import shapely  # noqa: F401 (its root first: see `config.server`)

    # Positions go down from the corner, as the format has them.
    tile: bytes = mapbox_vector_tile.encode(
        [{"name": layer, "features": features}], default_options={"y_coord_down": True, "extents": _EXTENT}
    )
    return tile
