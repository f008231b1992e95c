"""Colleges: the same motion counted apart in each, then combined by declared fractions, or needed in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from engines.counting._errors import refuse
from engines.counting._motions import MotionCount, MotionResult, MotionRule, decide_motion
from engines.counting._thresholds import ShareComparison


class EmptyCollege(StrEnum):
    """What becomes of the share of a college whose base is empty."""

    COUNTS_AGAINST = "counts-against"
    """It brings nothing in favour, and stays in the whole."""
    SPREAD = "spread"
    """It is taken out: the other shares are taken of what they make together."""


@dataclass(frozen=True, slots=True)
class CollegeCount:
    """What one college decided, and its part of the whole."""

    college: str
    count: MotionCount
    share: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class CollegePart:
    """What a college brings: ``share x in favour / base``."""

    college: str
    in_favour: int
    base: int
    share: Fraction
    brings: Fraction


@dataclass(frozen=True, slots=True)
class CollegesResult:
    parts: tuple[CollegePart, ...]
    #: Of 1: what all colleges bring in favour.
    in_favour: Fraction
    comparison: ShareComparison
    is_adopted: bool


@dataclass(frozen=True, slots=True)
class EachCollegeResult:
    results: tuple[tuple[str, MotionResult], ...]
    against: tuple[str, ...]
    is_adopted: bool


def combine_colleges(
    colleges: Sequence[CollegeCount],
    rule: MotionRule,
    *,
    empty: EmptyCollege = EmptyCollege.COUNTS_AGAINST,
) -> CollegesResult:
    """Add what each college brings, its share times its part in favour, and compare the sum.

    Parameters
    ----------
    colleges : sequence of CollegeCount
        Shares are exact fractions that make 1.
    rule : MotionRule
        Its base is that of each college, its threshold that of the sum. A sum exactly at a threshold that
        must be exceeded is not adopted, unless the rule says so.

    Examples
    --------
    >>> parts = [(Fraction(5, 10), 60, 40), (Fraction(3, 10), 20, 30), (Fraction(2, 10), 5, 5)]
    >>> counts = [CollegeCount(str(n), MotionCount(yes, no), part) for n, (part, yes, no) in enumerate(parts)]
    >>> combine_colleges(counts, MotionRule()).in_favour
    Fraction(13, 25)
    """
    _check(colleges)
    if sum(college.share for college in colleges) != 1 or any(college.share < 0 for college in colleges):
        refuse(["les parts des collèges doivent faire 1 exactement"])
    bases = [college.count.of(rule.base) for college in colleges]
    present = sum(college.share for college, base in zip(colleges, bases, strict=True) if base)
    whole = present if empty is EmptyCollege.SPREAD and present else Fraction(1)
    parts = []
    for college, base in zip(colleges, bases, strict=True):
        share = college.share / whole if base or whole == 1 else Fraction(0)
        brings = share * Fraction(college.count.in_favour, base) if base else Fraction(0)
        parts.append(CollegePart(college.college, college.count.in_favour, base, share, brings))
    total = sum((part.brings for part in parts), Fraction(0))
    comparison = rule.threshold.compare(total.numerator, total.denominator)
    is_adopted = present > 0 and (
        comparison.is_reached or (comparison.is_level and rule.level.value == "adopted")
    )
    return CollegesResult(tuple(parts), total, comparison, is_adopted)


def require_each_college(colleges: Sequence[CollegeCount], rule: MotionRule) -> EachCollegeResult:
    """Adopted where every college adopts it; shares are not read."""
    _check(colleges)
    results = tuple((college.college, decide_motion(college.count, rule)) for college in colleges)
    against = tuple(name for name, result in results if not result.is_adopted)
    return EachCollegeResult(results, against, not against)


def _check(colleges: Sequence[CollegeCount]) -> None:
    names = [college.college for college in colleges]
    if not names or len(set(names)) != len(names):
        refuse(["il faut au moins un collège, et chacun une fois"])
