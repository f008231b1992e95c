"""What the length of a bar means: one scale for every percentage, and for amounts one that says its ends."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from milliard.ui.charts.records import Bar

#: An axis is cut at most into this many round steps: its ends stay near the longest bars.
_STEPS = 8


@dataclass(frozen=True)
class Scale:
    """The two ends of the bars, and what is written under the picture: (place, words)."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    #: Whether each bar lies on a track of the whole length: it is a part of something.
    has_track: bool = False


SHARES = Scale(0.0, 1.0, ((0.0, "0"), (1.0, "100\u00a0%")), has_track=True)


def scale_of_amounts(bars: Iterable[Bar], write: Callable[[float], str]) -> Scale:
    """From zero, or from the lowest negative value, to the highest one, both made round."""
    ends = [end for bar in bars for end in (bar.value, bar.low, bar.high) if end is not None]
    low, high = min(0.0, *ends, 0.0), max(0.0, *ends, 0.0)
    if low == high:
        return Scale(0.0, 1.0, ((0.0, write(0)),))
    step = _round_step(high - low)
    low, high = step * math.floor(low / step), step * math.ceil(high / step)
    places = sorted({low, 0.0, high})
    return Scale(low, high, tuple((place, write(place)) for place in places))


def _round_step(span: float) -> float:
    """The smallest of 1, 2, 5, 10, 20… (or of their fractions) that cuts ``span`` in few steps."""
    power = 10.0 ** (math.floor(math.log10(span)) - 1)
    return next(power * factor for factor in (1, 2, 5, 10, 20) if span / (power * factor) <= _STEPS)
