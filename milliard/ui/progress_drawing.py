"""The way to the billion as geometry: where on a winding path each amount ends. No colour, no HTML.

The path is drawn with ``pathLength=1000`` so that a dash of n units covers n thousandths of its true length;
only the marks need coordinates, found here by walking along the curve.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from itertools import pairwise
from math import hypot
from typing import Any

Point = tuple[float, float]
Curve = tuple[Point, Point, Point, Point]

PATH_LENGTH = 1000
SAMPLES = 60

#: Stones along the road, the ends left out: with ten parts, one stone every hundred million of the billion.
PARTS = 10

#: Wide: one wave. Narrow: a road going down a phone's screen.
WIDE_CURVES: tuple[Curve, ...] = (
    ((16, 138), (112, 138), (132, 34), (236, 34)),
    ((236, 34), (346, 34), (356, 158), (470, 158)),
    ((470, 158), (588, 158), (592, 30), (708, 30)),
    ((708, 30), (812, 30), (846, 104), (972, 82)),
)
NARROW_CURVES: tuple[Curve, ...] = (
    ((20, 28), (150, 10), (320, 16), (316, 66)),
    ((316, 66), (312, 118), (30, 78), (24, 130)),
    ((24, 130), (18, 182), (160, 186), (300, 176)),
)


@dataclass(frozen=True)
class Milestone:
    """One amount on the way, in integer cents, counted from the start of the path.

    ``share``: its part of the target, which `draw_way` works out; past the target it is more than 1.
    """

    code: str
    label: str
    cents: int
    #: What the word means, for whoever reads it for the first time.
    meaning: str = ""
    share: Decimal = Decimal(0)


def curve_point(curve: Curve, t: float) -> Point:
    """The point of a cubic Bézier curve at ``t`` in [0, 1]."""
    a, b, c, d = curve
    u = 1 - t
    weights = (u**3, 3 * u * u * t, 3 * u * t * t, t**3)
    return (
        sum(w * p[0] for w, p in zip(weights, (a, b, c, d), strict=True)),
        sum(w * p[1] for w, p in zip(weights, (a, b, c, d), strict=True)),
    )


@cache
def _walk(curves: tuple[Curve, ...]) -> tuple[list[Point], list[float]]:
    """Points close to one another along the curves, and the distances between them."""
    points = [curve_point(curve, step / SAMPLES) for curve in curves for step in range(SAMPLES + 1)]
    return points, [hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points)]


def point_along(curves: tuple[Curve, ...], share: float) -> Point:
    """The point at ``share`` (0 to 1) of the whole length of the curves."""
    points, lengths = _walk(curves)
    left = max(0.0, min(1.0, share)) * sum(lengths)
    for (start, end), length in zip(pairwise(points), lengths, strict=True):
        if length and left <= length:
            ratio = left / length
            return (start[0] + (end[0] - start[0]) * ratio, start[1] + (end[1] - start[1]) * ratio)
        left -= length
    return points[-1]


def path_data(curves: tuple[Curve, ...]) -> str:
    """The ``d`` attribute of an SVG path through the curves."""
    start = f"M{curves[0][0][0]:g} {curves[0][0][1]:g}"
    return start + "".join(f"C{b[0]:g} {b[1]:g} {c[0]:g} {c[1]:g} {d[0]:g} {d[1]:g}" for _, b, c, d in curves)


def share_of(cents: int, target_cents: int) -> float:
    """The part of the way gone, between 0 and 1."""
    if target_cents <= 0:
        raise ValueError("The target must be positive")
    return max(0.0, min(1.0, cents / target_cents))


def draw_way(*, milestones: tuple[Milestone, ...], target_cents: int) -> dict[str, Any]:
    """Compute what the template draws: two pictures (wide, narrow) and the list of amounts.

    Longest milestone first, so that the shorter ones are painted over it. Amounts past the target stop at
    its end; the written number stays true. Dash lengths are text with a dot: they go into SVG, not to a
    reader. Stones are at equal parts of the path's true length; the one half-way is marked.
    """
    ordered = sorted(milestones, key=lambda item: -item.cents)
    pictures = []
    for code, curves, size in (("wide", WIDE_CURVES, (1000, 186)), ("narrow", NARROW_CURVES, (340, 212))):
        marks = []
        for item in ordered:
            share = share_of(item.cents, target_cents)
            x, y = point_along(curves, share)
            marks.append(
                {
                    "code": item.code,
                    "dash": f"{share * PATH_LENGTH:.1f}",
                    "x": f"{x:.1f}",
                    "y": f"{y:.1f}",
                    "is_drawn": share > 0,
                }
            )
        stones = [point_along(curves, part / PARTS) for part in range(1, PARTS)]
        end = point_along(curves, 1)
        pictures.append(
            {
                "code": code,
                "width": size[0],
                "height": size[1],
                "d": path_data(curves),
                "marks": marks,
                "stones": [
                    {"x": f"{x:.1f}", "y": f"{y:.1f}", "is_half": 2 * part == PARTS}
                    for part, (x, y) in enumerate(stones, start=1)
                ],
                "end_x": f"{end[0]:.1f}",
                "end_y": f"{end[1]:.1f}",
            }
        )
    return {
        "pictures": pictures,
        "milestones": [replace(item, share=Decimal(item.cents) / target_cents) for item in milestones],
        "target_cents": target_cents,
        "part_cents": target_cents // PARTS,
        "path_length": PATH_LENGTH,
    }
