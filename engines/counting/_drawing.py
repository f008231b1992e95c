"""Ties: the order in which equal candidates stand, as the by-laws name it.

A draw orders names by SHA-256(seed, line feed, name), smallest first, in UTF-8: anyone can do it again. The
seed is published with the result; who chose it must not have known the count.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from engines.counting._errors import refuse


class CountTie(StrEnum):
    """What parts candidates with as many votes."""

    UNBROKEN = "unbroken"
    """Nothing: a tie that matters is told, and left to another vote."""
    DECLARED_ORDER = "declared-order"
    """The order in which they are given: seniority, age, or whatever the by-laws say."""
    DRAWN = "drawn"


@dataclass(frozen=True, slots=True)
class TieRecord:
    """A tie that was parted."""

    names: tuple[str, ...]
    chosen: str
    #: ``stage N`` is written as N: the last stage at which they differed; None when it took the tie rule.
    by_stage: int | None = None


def draw_order(names: Iterable[str], seed: str) -> list[str]:
    """The names as this seed draws them.

    >>> draw_order(["Cy", "Ana", "Bo"], "12 27 31 40 48")
    ['Ana', 'Bo', 'Cy']
    """
    if not seed or "\n" in seed:
        refuse(["un tirage demande une graine, sur une ligne"])
    return sorted(names, key=lambda name: hashlib.sha256(f"{seed}\n{name}".encode()).digest())


def tie_order(names: Sequence[str], tie: CountTie, seed: str) -> list[str]:
    """By tie-break, first served first; the declared order where a tie stays unbroken."""
    return draw_order(names, seed) if tie is CountTie.DRAWN else list(names)
