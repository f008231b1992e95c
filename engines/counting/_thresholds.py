"""Shares compared exactly: whole numbers on both sides, and what is missing.

count / base  >=  numerator / denominator   is   denominator x count  >=  numerator x base
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from engines.counting._errors import refuse


@dataclass(frozen=True, slots=True)
class Threshold:
    """A share to reach («at least»), or to exceed («more than»)."""

    share: Fraction
    is_exceeded: bool = False
    """True for «more than»."""

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1:
            refuse(["un seuil est une fraction, de 0 à 1"])

    def least(self, base: int) -> int:
        """The smallest count of ``base`` that reaches the threshold: a quarter of 10 is 3."""
        whole, rest = divmod(self.share.numerator * base, self.share.denominator)
        return whole + 1 if self.is_exceeded or rest else whole

    def compare(self, count: int, base: int) -> ShareComparison:
        """Whether ``count`` of ``base`` reaches the threshold; of nothing, nothing does.

        >>> found = Threshold(Fraction(2, 3)).compare(199, 300)
        >>> found.left, found.right, found.is_reached, found.missing
        (597, 600, False, 1)
        """
        left, right = self.share.denominator * count, self.share.numerator * base
        is_reached = base > 0 and (left > right if self.is_exceeded else left >= right)
        return ShareComparison(
            count=count,
            base=base,
            threshold=self,
            left=left,
            right=right,
            is_reached=is_reached,
            missing=0 if is_reached or not base else self.least(base) - count,
        )


@dataclass(frozen=True, slots=True)
class ShareComparison:
    """The arithmetic of a threshold, to show."""

    count: int
    base: int
    threshold: Threshold
    #: ``denominator x count`` and ``numerator x base``: what is compared.
    left: int
    right: int
    is_reached: bool
    #: How many more would reach it, of the same base.
    missing: int

    @property
    def is_level(self) -> bool:
        """Exactly at the threshold: a tie where it must be exceeded."""
        return self.base > 0 and self.left == self.right


MAJORITY = Threshold(Fraction(1, 2), is_exceeded=True)
"""More than half."""
