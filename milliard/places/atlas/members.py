"""Members on the map: by department, then by commune, and only where a number tells nothing of anybody."""

from collections.abc import Iterator

from django.db.models import Avg

from milliard.places.atlas.counts import Box, MapPoint
from milliard.places.atlas.tiles import box_of, encoded_points
from milliard.places.disclosure import member_counts
from milliard.territories.models import Commune

CODE = "membres"
#: Before, one point a department.
COMMUNES_FROM = 8


def members_tile(zoom: int, x: int, y: int) -> bytes:
    """Members in one tile: a point by department or by commune, where the number may be told."""
    box = box_of(zoom, x, y)
    found = _communes(box) if zoom >= COMMUNES_FROM else _departments(box)
    return encoded_points(found, zoom, x, y)


def _communes(box: Box) -> Iterator[MapPoint]:
    counts = member_counts().communes
    there = Commune.objects.filter(pk__in=counts)
    for code, name, latitude, longitude in there.values_list("code", "name", "latitude", "longitude"):
        if latitude is not None and longitude is not None and box.holds(latitude, longitude):
            yield MapPoint(code, name, 1, counts[code], latitude, longitude)


def _departments(box: Box) -> Iterator[MapPoint]:
    counts = member_counts().departments
    middles = Commune.objects.counted_once().exclude(latitude=None).order_by().values("department")
    rows = middles.annotate(latitude=Avg("latitude"), longitude=Avg("longitude"))
    for code, name, latitude, longitude in rows.values_list(
        "department", "department__name", "latitude", "longitude"
    ):
        count = counts.get(code or "")
        if count and latitude is not None and longitude is not None and box.holds(latitude, longitude):
            yield MapPoint("", name or "", 1, count, latitude, longitude)
