"""Subgroups of prime order of the integers modulo p: for old elections, and for a second opinion.

Five to a hundred times slower than Ed25519 with Python's own `pow`: no election of ours uses them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from engines.ballots._errors import RefusalCode, RefusedError
from engines.ballots._groups import CyclicGroup, Element

_WINDOW = 6


class FiniteField(CyclicGroup):
    """Elements are big-endian bytes as long as p; their text is the number in base 10."""

    def __init__(self, name: str, *, modulus: int, order: int, generator: int) -> None:
        self.name = name
        self.order = order
        self.modulus = modulus
        self.generator = self._element(generator)
        self.neutral = self._element(1)
        self.element_digits = len(str(modulus))

    def __reduce__(self) -> tuple[Callable[[str], CyclicGroup], tuple[str]]:
        from engines.ballots._known_groups import group_of

        return (group_of, (self.name,))

    def _element(self, number: int) -> Element:
        return Element(number.to_bytes((self.modulus.bit_length() + 7) // 8))

    def element(self, text: str) -> Element:
        known = isinstance(text, str) and 0 < len(text) <= self.element_digits and text[0] != "0"
        if known and text.isascii() and text.isdecimal():
            number = int(text)
            if number < self.modulus and self._is_member(number):
                return self._element(number)
        raise RefusedError(RefusalCode.BAD_ELEMENT)

    def _is_member(self, number: int) -> bool:
        # With p = 2q + 1 the subgroup is the squares, which Jacobi's symbol tells without a power.
        if self.modulus == 2 * self.order + 1:
            return _jacobi(number, self.modulus) == 1
        return pow(number, self.order, self.modulus) == 1

    def text(self, element: Element) -> str:
        return str(int.from_bytes(element))

    def multiply(self, one: Element, other: Element) -> Element:
        return self._element(int.from_bytes(one) * int.from_bytes(other) % self.modulus)

    def divide(self, one: Element, other: Element) -> Element:
        inverse = pow(int.from_bytes(other), -1, self.modulus)
        return self._element(int.from_bytes(one) * inverse % self.modulus)

    def power(self, element: Element, exponent: int) -> Element:
        return self._element(pow(int.from_bytes(element), exponent % self.order, self.modulus))

    def base_power(self, exponent: int) -> Element:
        return self._base_powers(exponent)

    @cached_property
    def _base_powers(self) -> Callable[[int], Element]:
        return self.powers_of(self.generator)

    def powers_of(self, element: Element) -> Callable[[int], Element]:
        rows = self._windows(int.from_bytes(element))
        modulus, order, mask = self.modulus, self.order, (1 << _WINDOW) - 1

        def power(exponent: int) -> Element:
            left = exponent % order
            found, row = 1, 0
            while left:
                digit = left & mask
                if digit:
                    found = found * rows[row][digit] % modulus
                left >>= _WINDOW
                row += 1
            return self._element(found)

        return power

    def _windows(self, base: int) -> list[list[int]]:
        """``rows[i][d]`` is base to the power d·2^(6i): a power is then a product, without squarings."""
        rows = []
        for _ in range(-(-self.order.bit_length() // _WINDOW)):
            row = [1]
            for _ in range((1 << _WINDOW) - 1):
                row.append(row[-1] * base % self.modulus)
            rows.append(row)
            base = row[-1] * base % self.modulus
        return rows


def _jacobi(number: int, modulus: int) -> int:
    """Jacobi's symbol of ``number`` over an odd ``modulus``, by quadratic reciprocity."""
    number %= modulus
    sign = 1
    while number:
        twos = (number & -number).bit_length() - 1
        number >>= twos
        if twos % 2 and modulus % 8 in (3, 5):
            sign = -sign
        if number % 4 == 3 and modulus % 4 == 3:
            sign = -sign
        number, modulus = modulus % number, number
    return sign if modulus == 1 else 0
