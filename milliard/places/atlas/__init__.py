"""The map of the movement: what the public lists hold, by commune, as tiles and by department.

No position of a person or of an address exists: everything stands in the middle of its commune. Tiles and
the page ask the same rows, those of the public lists with their filters.
"""

from milliard.places.atlas.counts import MapPoint, counted, counts_by_department
from milliard.places.atlas.layers import layer_of, layers
from milliard.places.atlas.tiles import outlines_tile, points_tile

__all__ = [
    "MapPoint",
    "counted",
    "counts_by_department",
    "layer_of",
    "layers",
    "outlines_tile",
    "points_tile",
]
