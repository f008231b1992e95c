"""What goes into a chart and what comes out of a chart function."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

Width = Literal["wide", "narrow"]


@dataclass(frozen=True)
class Bar:
    """One bar. ``value`` is a share (0 to 1) or an amount, as the chart says; ``text`` is what is written
    for it.

    ``low`` and ``high`` are the ends of the uncertainty interval, in the unit of ``value``.
    ``text`` is used as given when present («n. c.» for a withheld value, whose ``value`` is then None).
    """

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    text: str = ""
    is_highlighted: bool = False


@dataclass(frozen=True)
class BarGroup:
    """The bars of one row of a crosstab: one per series, in the order of the series."""

    label: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Chart:
    """A chart ready to be drawn: accessible name and description, and how to make its specification.

    ``content`` holds everything the drawing depends on: its text is the key of the cache, so that a chart
    already drawn costs no specification. Colours are names of tokens in disguise; see ``palette``.
    """

    title: str
    description: str
    content: tuple[Any, ...]
    specify: Callable[[Width], dict[str, Any]] = field(compare=False, repr=False)
