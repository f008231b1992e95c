"""How long it takes to come, as far as two positions can tell: an estimate, no route is known.

The distance as the crow flies is lengthened as roads lengthen it, and driven at the speed of small roads.
Both are assumptions, written on each page that shows minutes.
"""

from collections import defaultdict
from collections.abc import Iterable
from math import asin, cos, radians, sin, sqrt

#: Kilometres of road for one as the crow flies, and kilometres driven in an hour.
DETOUR, SPEED_KMH = 1.3, 50
#: Beyond, a place is not «near home».
MINUTES = 30

_EARTH_KM = 6_371.0
KM_PER_DEGREE = _EARTH_KM * radians(1)

Position = tuple[float, float]


def reach_km(minutes: int = MINUTES) -> float:
    """How far as the crow flies one comes in so many minutes."""
    return minutes / 60 * SPEED_KMH / DETOUR


def distance_km(one: Position, other: Position) -> float:
    """Between two positions (latitude, longitude in degrees), on a sphere.

    >>> round(distance_km((48.853, 2.349), (45.764, 4.836)))  # Paris, Lyon
    392
    """
    up, across = radians(other[0] - one[0]), radians(other[1] - one[1])
    half = sin(up / 2) ** 2 + cos(radians(one[0])) * cos(radians(other[0])) * sin(across / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(min(1.0, half)))


class Reach:
    """Positions, asked whether one of them is within some kilometres; each question looks at few of them."""

    def __init__(self, positions: Iterable[Position], km: float) -> None:
        self._km = km
        self._side = km / KM_PER_DEGREE
        self._cells: dict[tuple[int, int], list[Position]] = defaultdict(list)
        for one in set(positions):
            self._cells[self._cell(one)].append(one)

    def holds(self, position: Position) -> bool:
        """Whether one of the positions is near enough."""
        row, _ = self._cell(position)
        # A degree of longitude is shorter to the north: more cells are as many kilometres.
        width = self._side / max(0.2, cos(radians(position[0]) + radians(self._side)))
        first = int((position[1] - width) // self._side)
        last = int((position[1] + width) // self._side)
        return any(
            distance_km(position, other) <= self._km
            for near in (row - 1, row, row + 1)
            for column in range(first, last + 1)
            for other in self._cells.get((near, column), ())
        )

    def _cell(self, position: Position) -> tuple[int, int]:
        return int(position[0] // self._side), int(position[1] // self._side)
