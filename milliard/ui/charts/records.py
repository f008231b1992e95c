"""The input of a chart function, and the chart it returns."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

#: «wide» and «narrow» for a page, «paper» for a whole line of the PDF.
Width = Literal["wide", "narrow", "paper"]


@dataclass(frozen=True)
class Bar:
    """One bar."""

    label: str
    #: A share (0 to 1) or an amount, as the chart says; None when withheld.
    value: float | None
    #: The ends of the uncertainty interval, in the unit of `value`.
    low: float | None = None
    high: float | None = None
    #: Written instead of the value («n. c.» for a withheld one).
    text: str = ""
    is_highlighted: bool = False
    #: Everybody together: written under the others, with a line across them at its value; never a bar.
    is_overall: bool = False


@dataclass(frozen=True)
class BarGroup:
    """The bars of one row of a crosstab: one per series, in the order of the series."""

    label: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Chart:
    """A chart ready to be drawn. Its colours are the stand-ins of `palette`."""

    #: The accessible name, and the description that reads every number.
    title: str
    description: str
    #: All that the drawing depends on: the key of the cache (a chart drawn once costs no specification).
    content: tuple[Any, ...]
    specify: Callable[[Width], dict[str, Any]] = field(compare=False, repr=False)
