"""What a draw shows in public, and who sits: read from its reports, which hold numbers and no name."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engines import sortition
from french import format_percent
from milliard.society.enums import EntryState, RoundState
from milliard.society.models import Draw
from milliard.ui.component_records import Column

#: Bars of the histogram of chances.
_BARS = 10


@dataclass(frozen=True, slots=True)
class StandingPanel:
    """Who sits now, by number. ``absent``: of the panel, those to replace; ``gone``: others who cannot."""

    members: tuple[str, ...]
    absent: tuple[str, ...]
    gone: tuple[str, ...]


def standing_panel(draw: Draw) -> StandingPanel:
    """The panel after every round drawn: a person erased since has a number and no row, and is absent."""
    states = dict(draw.entries.exclude(number="").values_list("number", "state"))
    members: list[str] = []
    left: set[str] = set()
    rounds = draw.rounds.filter(state=RoundState.DRAWN).order_by("number")
    for report in map(json.loads, rounds.values_list("report", flat=True)):
        out = set(report.get("replacing", {}).get("declined", ()))
        left |= out
        members = [number for number in members if number not in out] + report["panel"]
    absent = tuple(number for number in members if states.get(number) in (None, EntryState.DECLINED))
    pool = json.loads(draw.rounds.get(number=0).lottery)["people"] if members else []
    missing = {row[0] for row in pool if row[0] not in states}
    return StandingPanel(tuple(members), absent, tuple(sorted((left | missing) - set(members))))


@dataclass(frozen=True, slots=True)
class QuotaReached:
    """One target of the panel drawn."""

    feature: str
    value: str
    low: int
    high: int
    #: None before the draw.
    reached: int | None


@dataclass(frozen=True, slots=True)
class ChanceBar:
    """How many volunteers have a chance within these bounds."""

    low: float
    high: float
    people: int


@dataclass(frozen=True, slots=True)
class ShownLottery:
    """A round as its page tells it: no identifier of anybody, not even a number."""

    volunteers: int
    panels: int
    smallest: float
    largest: float
    bars: tuple[ChanceBar, ...]
    quotas: tuple[QuotaReached, ...]

    @property
    def is_even(self) -> bool:
        """Whether everybody's chance is written the same."""
        return round(self.smallest, 3) == round(self.largest, 3)

    @property
    def quota_rows(self) -> list[list[str | int | None]]:
        return [[one.feature, one.value, one.low, one.high, one.reached] for one in self.quotas]

    @property
    def bar_rows(self) -> list[list[str | int | None]]:
        return [
            [f"de {format_percent(bar.low)} à {format_percent(bar.high)}", bar.people] for bar in self.bars
        ]

    @property
    def bar_columns(self) -> list[Column]:
        return [Column("Chance"), Column("Volontaires", is_number=True)]


def shown_lottery(text: str) -> ShownLottery | None:
    """What is told of a lottery or of a report; None before the lottery is made."""
    found: Mapping[str, Any] = json.loads(text)
    if not found["panels"]:
        return None
    chances = sorted(found["probabilities"].values())
    drawn = found.get("quotas")
    quotas = (
        [QuotaReached(one["feature"], one["value"], one["min"], one["max"], one["reached"]) for one in drawn]
        if drawn
        else [QuotaReached(feature, value, low, high, None) for feature, value, low, high in found["targets"]]
    )
    return ShownLottery(
        volunteers=len(chances),
        panels=len(found["panels"]),
        smallest=chances[0],
        largest=chances[-1],
        bars=_bars(chances),
        quotas=tuple(quotas),
    )


def _bars(chances: Sequence[float]) -> tuple[ChanceBar, ...]:
    """Equal steps from 0 to 100 %, those without anybody at both ends left out."""
    counts = [0] * _BARS
    for chance in chances:
        counts[min(int(chance * _BARS), _BARS - 1)] += 1
    first = next(place for place, count in enumerate(counts) if count)
    last = next(place for place in range(_BARS - 1, -1, -1) if counts[place])
    return tuple(
        ChanceBar(place / _BARS, (place + 1) / _BARS, counts[place]) for place in range(first, last + 1)
    )


def replayed(text: str) -> tuple[str, ...]:
    """What does not stand in a report; nothing when it does."""
    return sortition.verify(json.loads(text))
