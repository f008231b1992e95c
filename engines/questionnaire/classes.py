"""Choices that are classes of a quantity: «Moins d’un mois», «De 3 à 6 mois», «50 000 € et plus».

Read from their French labels, to see that they follow one another and that none holds another: a person
who has two months of cash would tick either «Moins de 3 mois» or «De 1 à 6 mois».
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from french import Unclear, read_number

_TO_TWELVE = "zéro|un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze"
_WORDS = {word: number for number, word in enumerate(_TO_TWELVE.split("|"))}
_WORDS |= {"une": 1, "quinze": 15, "vingt": 20, "trente": 30, "cent": 100, "mille": 1000}
_MULTIPLES = {"mille": 1_000, "k": 1_000, "million": 1_000_000, "millions": 1_000_000, "m": 1_000_000}
#: Units of time in days, so that «un an» and «12 mois» are one limit.
_DAYS = {"jour": 1.0, "semaine": 7.0, "mois": 365 / 12, "an": 365.0, "année": 365.0}

_NUMBER = rf"(?:\d[\d\s]*(?:[.,]\d+)?|\b(?:{'|'.join(_WORDS)})\b)(?:\s*(?:mille|millions?|k|m)\b)?"
_FROM, _TO = rf"(?P<low>{_NUMBER})", rf"(?P<high>{_NUMBER})"
_OF = r"\s*(?:d['’]|de\s)?"
_UNIT = rf"{_OF}(?P<unit>[^\W\d]+|[€%])?"
_LOW_UNIT = rf"{_OF}(?P<low_unit>[^\W\d]+|[€%])?"
_FORMS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^(?:de\s|d['’]|entre\s)?\s*{_FROM}{_LOW_UNIT}\s*(?:à|et|-|–)\s*(?:moins\s(?:de\s|d['’]))?{_TO}{_UNIT}",
        rf"^(?:moins\s(?:de\s|d['’])|jusqu['’]à\s|au plus\s|inférieure?s?\sà\s){_TO}{_UNIT}",
        rf"^(?:plus\s(?:de\s|d['’])|au moins\s|à partir (?:de\s|d['’])|supérieure?s?\sà\s){_FROM}{_UNIT}",
        rf"^{_TO}{_UNIT}\s(?:ou|et|au)\s(?:moins|maximum)\b",
        rf"^{_FROM}{_UNIT}\s(?:ou|et)\s(?:plus|davantage)\b",
    )
)


@dataclass(frozen=True, slots=True)
class QuantityClass:
    """One class: its limits in a common unit, and as they are written."""

    label: str
    low: float
    high: float
    unit: str
    low_text: str = ""
    high_text: str = ""
    unit_text: str = ""


def read_class(label: str) -> QuantityClass | None:
    """The class a label says, or None."""
    text = " ".join(label.split())
    for form in _FORMS:
        if found := form.match(text):
            return _class(label, {name: value or "" for name, value in found.groupdict().items()})
    return None


def are_classes(labels: Sequence[str]) -> bool:
    """Whether choices are classes of one quantity: their order has a meaning. One may be something else."""
    read = [found for label in labels if (found := read_class(label))]
    return len(read) >= max(2, len(labels) - 1) and len({found.unit for found in read}) == 1


def overlaps(labels: Iterable[str]) -> Iterator[tuple[QuantityClass, QuantityClass]]:
    """Two classes of one quantity that hold common values, the narrower first."""
    read = [found for label in labels if (found := read_class(label))]
    for first, second in combinations(read, 2):
        if first.unit == second.unit and max(first.low, second.low) < min(first.high, second.high):
            is_inside = first.low >= second.low and first.high <= second.high
            yield (first, second) if is_inside else (second, first)


def without(inner: QuantityClass, outer: QuantityClass) -> str:
    """How to write ``outer`` once ``inner`` is a choice of its own; "" when that is not one class."""
    if inner.low == outer.low and inner.high < outer.high and outer.high_text:
        start, end = inner.high_text, outer.high_text
    elif inner.high == outer.high and outer.low < inner.low and outer.low_text:
        start, end = outer.low_text, inner.low_text
    else:
        return ""
    of = "D’" if start.lower().startswith(("un", "onze")) else "De "
    return f"{of}{start} à {end} {outer.unit_text or inner.unit_text}".strip()


def _class(label: str, found: dict[str, str]) -> QuantityClass | None:
    low, high = _number(found.get("low", "")), _number(found.get("high", ""))
    if low is not None and high is not None and low[1] == 1:
        low = low[0], high[1]  # «entre 1 et 2 millions»
    unit = _unit(found.get("unit", ""))
    low_unit = _unit(found.get("low_unit", "")) or unit
    low_end = -math.inf if low is None else math.prod(low) * _DAYS.get(low_unit, 1.0)
    high_end = math.inf if high is None else math.prod(high) * _DAYS.get(unit, 1.0)
    if (low is None and high is None) or low_end >= high_end:
        return None
    texts = (found.get(name, "").strip() for name in ("low", "high", "unit"))
    return QuantityClass(label, low_end, high_end, "time" if unit in _DAYS else unit, *texts)


def _unit(text: str) -> str:
    """One word for a unit, however it is written."""
    unit = text.lower()
    unit = unit if unit in _DAYS else unit.removesuffix("s")
    return "euro" if unit == "€" else unit


def _number(text: str) -> tuple[float, int] | None:
    """«3», «50 000», «un», «2 millions»: the number, and what it is multiplied by."""
    words = text.lower().split()
    times = _MULTIPLES[words.pop()] if len(words) > 1 and words[-1] in _MULTIPLES else 1
    whole = " ".join(words)
    if whole in _WORDS:
        return float(_WORDS[whole]), times
    try:
        return float(read_number(whole)), times
    except Unclear:
        return None
