"""A group compared with the population, trait by trait: shares, differences, intervals, and what is hidden.

Counts are those of everybody in the group who said so, and the population's share counts as exact: the
interval (Wilson's, at 95 %) says how far chance alone could carry as many people. A count under the threshold
is hidden, and others with it, until nothing hidden follows from what is shown (`statistics.hide_in_line`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from django.conf import settings

from engines import statistics
from french import format_percent
from milliard.core.declarations import SocietyGroup
from milliard.members.enums import Gender, Trait
from milliard.society.margins import Margin, margin_of
from milliard.society.words import TITLES, UNKNOWN, ValueWords, words_of

METHOD = (
    "Part de celles et ceux qui l’ont dit, moins leur part dans la population, en points. Intervalle"
    " de Wilson "
    "à 95\u00a0%, la part de la population étant tenue pour exacte."
)


@dataclass(frozen=True, slots=True)
class ComparedValue:
    """One value of a trait; every number but the population's is None where it is hidden.

    ``population`` is None where INSEE's table does not have the value, and no difference is then known.
    """

    code: str
    label: str
    count: int | None
    share: float | None
    low: float | None
    high: float | None
    population: float | None
    difference: float | None
    difference_low: float | None
    difference_high: float | None

    @property
    def is_hidden(self) -> bool:
        return self.count is None

    @property
    def is_apart(self) -> bool:
        """Whether the interval of the difference leaves zero out."""
        low, high = self.difference_low, self.difference_high
        return low is not None and high is not None and (low > 0 or high < 0)


@dataclass(frozen=True, slots=True)
class ComparedTrait:
    """A trait of a group. ``base``: those of whom it is known, None when they are too few to be counted."""

    code: str
    title: str
    base: int | None
    unknown: int | None
    unknown_words: str
    sentence: str
    population_base: str
    population_source: str
    values: tuple[ComparedValue, ...]

    @property
    def is_comparable(self) -> bool:
        """Whether the population's share of any value is known."""
        return any(value.population is not None for value in self.values)

    @property
    def has_numbers(self) -> bool:
        return any(not value.is_hidden for value in self.values)


def compare(group: SocietyGroup) -> tuple[ComparedTrait, ...]:
    """The traits of a group that is large enough to be described; else none."""
    if group.size < 2 * settings.DISCLOSURE_THRESHOLD:
        return ()
    return tuple(_compared(group, Trait(code)) for code in Trait.values if code in group.counts)


def to_json(traits: tuple[ComparedTrait, ...]) -> list[dict[str, Any]]:
    return [asdict(trait) for trait in traits]


def from_json(stored: list[dict[str, Any]]) -> tuple[ComparedTrait, ...]:
    return tuple(
        ComparedTrait(**{**one, "values": tuple(ComparedValue(**value) for value in one["values"])})
        for one in stored
    )


def _compared(group: SocietyGroup, trait: Trait) -> ComparedTrait:
    margin, words = margin_of(trait), words_of(trait)
    counts = _shown_counts(group.counts[trait.value], margin, words)
    known, threshold = sum(counts.values()), settings.DISCLOSURE_THRESHOLD
    hidden = _hidden(counts, threshold)
    values = tuple(
        _value(code, words[code], None if hidden[code] else count, known, margin)
        for code, count in counts.items()
    )
    is_said = known == 0 or known >= threshold
    merges_other = trait is Trait.GENDER and Gender.OTHER.value not in counts
    return ComparedTrait(
        code=trait.value,
        title=TITLES[trait],
        base=known if is_said else None,
        unknown=group.size - known if is_said else None,
        unknown_words=UNKNOWN[trait] + (", ou ont donné une autre réponse" if merges_other else ""),
        sentence=_sentence(values, words, group.label, TITLES[trait], is_comparable=bool(margin.people)),
        population_base=margin.base,
        population_source=margin.source,
        values=values,
    )


def _shown_counts(
    counts: Mapping[str, int], margin: Margin, words: Mapping[str, ValueWords]
) -> dict[str, int]:
    """The values of the population's table, and another one only when it is large enough to be shown.

    The rest joins those of whom nothing is known: a row of two people would hide its neighbours for nothing.
    """
    least = settings.DISCLOSURE_THRESHOLD
    return {
        code: counts.get(code, 0) for code in words if code in margin.people or counts.get(code, 0) >= least
    }


def _hidden(counts: Mapping[str, int], threshold: int) -> dict[str, bool]:
    if sum(counts.values()) < 2 * threshold:
        return dict.fromkeys(counts, True)
    try:
        line = statistics.hide_in_line(np.array(list(counts.values())), threshold)
    except statistics.CannotProtectError:
        return dict.fromkeys(counts, True)
    return dict(zip(counts, line.tolist(), strict=True))


def _value(code: str, words: ValueWords, count: int | None, known: int, margin: Margin) -> ComparedValue:
    population = margin.share(code) if code in margin.people else None
    share = low = high = difference = difference_low = difference_high = None
    if count is not None:
        share = count / known
        low, high = statistics.wilson(share, known)
        if population is not None:
            difference, difference_low, difference_high = statistics.against_known(share, known, population)
    return ComparedValue(
        code, words.label, count, share, low, high, population, difference, difference_low, difference_high
    )


def _sentence(
    values: tuple[ComparedValue, ...],
    words: Mapping[str, ValueWords],
    who: str,
    title: str,
    *,
    is_comparable: bool,
) -> str:
    """The largest difference that chance alone does not explain, in words."""
    apart = sorted(
        (value for value in values if value.is_apart), key=lambda value: -round(abs(value.difference or 0), 9)
    )
    if apart:
        return _difference(apart[0], words[apart[0].code], who)
    if all(value.is_hidden for value in values):
        return f"Trop peu de personnes l’ont dit parmi {who} pour que rien n’en soit publié."
    if not is_comparable:
        return f"{title}\u00a0: la part dans la population n’est pas connue ici, rien n’est comparé."
    if any(value.is_hidden for value in values):
        return f"{title}\u00a0: aucun écart net dans ce qui peut être publié."
    return f"{title}\u00a0: aucun écart net avec la population, le hasard suffit à expliquer ceux qu’on voit."


def _difference(value: ComparedValue, words: ValueWords, who: str) -> str:
    share, population = value.share or 0.0, value.population or 0.0
    more = "plus" if share > population else "moins"
    many = "nombreux" if words.is_masculine else "nombreuses"
    here, there = _told_apart(share, population)
    subject = words.subject[0].upper() + words.subject[1:]
    return f"{subject} sont {more} {many} parmi {who} ({here}) que dans la population ({there})."


def _told_apart(*shares: float) -> Iterator[str]:
    """Whole percentages, with a decimal where they would read the same."""
    whole = [format_percent(share) for share in shares]
    return iter(whole if len(set(whole)) > 1 else [format_percent(share, 1) for share in shares])
