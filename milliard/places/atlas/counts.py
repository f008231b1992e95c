"""Rows of a public list, counted where they are by PostgreSQL alone: no PostGIS, no position kept in a row.

Rows are first counted by commune, so that what comes after never handles more than the 35,000 communes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, F, QuerySet

_POINTS = """
SELECT min(c.code), min(c.name), count(*), sum(g.n)::integer,
       sum(g.n * c.latitude) / sum(g.n), sum(g.n * c.longitude) / sum(g.n)
FROM ({rows}) g JOIN territories_commune c ON c.code = g.at
WHERE c.latitude >= %s AND c.latitude < %s AND c.longitude >= %s AND c.longitude < %s
GROUP BY {cells}
ORDER BY 4 DESC, 1
"""
_CELLS = "floor((c.latitude - %s) / %s), floor((c.longitude - %s) / %s)"
_DEPARTMENTS = """
SELECT c.department_id, sum(g.n)::integer
FROM ({rows}) g JOIN territories_commune c ON c.code = g.at
WHERE c.department_id IS NOT NULL GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the map, in degrees; its north and east edges belong to the next ones."""

    south: float
    west: float
    north: float
    east: float

    def holds(self, latitude: float, longitude: float) -> bool:
        return self.south <= latitude < self.north and self.west <= longitude < self.east


@dataclass(frozen=True, slots=True)
class MapPoint:
    """Rows in one place of the map; ``communes`` is how many it holds, ``code`` and ``name`` of the first."""

    code: str
    name: str
    communes: int
    rows: int
    latitude: float
    longitude: float


def counted(rows: "QuerySet[Any]", commune: str, box: Box, *, cells: int | None) -> Iterator[MapPoint]:
    """The rows of ``box``, those of one commune together; of one of ``cells`` x ``cells`` cells, when given.

    The largest first. ``commune`` is the path from a row to its commune.
    """
    inner, values = _by_commune(rows, commune)
    grid: tuple[float, ...] = ()
    if cells:
        grid = (box.south, (box.north - box.south) / cells, box.west, (box.east - box.west) / cells)
    # The rows' own query is Django's; the words added hold no value.
    statement = _POINTS.format(rows=inner, cells=_CELLS if cells else "c.code")
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, box.south, box.north, box.west, box.east, *grid])
        for row in cursor.fetchall():
            yield MapPoint(*row)


def counts_by_department(rows: "QuerySet[Any]", commune: str) -> dict[str, int]:
    """Code of a department -> the rows in it; without those that have none."""
    inner, values = _by_commune(rows, commune)
    with connection.cursor() as cursor:
        cursor.execute(_DEPARTMENTS.format(rows=inner), values)
        return dict(cursor.fetchall())


def _by_commune(rows: "QuerySet[Any]", commune: str) -> tuple[str, tuple[Any, ...]]:
    found = (
        rows.exclude(**{commune: None}).order_by().values(at=F(commune)).annotate(n=Count("*"))
    )  # "*": an index of communes is enough
    statement, values = found.values("at", "n").query.sql_with_params()
    return statement, values
