"""The group in which everything happens: one interface, one door for what comes from outside.

`CyclicGroup.element` and `CyclicGroup.scalar` are the only ways from text to numbers: canonical encoding and
membership of the subgroup of prime order are checked there, and nowhere else need be.
"""

from __future__ import annotations

import hashlib
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from typing import NewType

from engines.ballots._errors import RefusalCode, RefusedError

Element = NewType("Element", bytes)
"""A member of the subgroup of prime order, in its group's own bytes: made by a group, never by hand."""

Randomness = Callable[[int], int]
"""Given n, a uniform integer in [0, n), as `secrets.randbelow`: engines hold no chance of their own."""

_DECIMAL = re.compile(r"0|[1-9][0-9]*", re.ASCII)


class CyclicGroup(ABC):
    """A group of prime order, written multiplicatively.

    Attributes
    ----------
    name : str
        As the protocol writes it in an election.
    order : int
        The prime order q; exponents are taken modulo q.
    generator, neutral : Element
        g, and the element 1.
    element_digits : int
        Longest text of an element, in characters.
    """

    name: str
    order: int
    generator: Element
    neutral: Element
    element_digits: int

    def __repr__(self) -> str:
        return f"<group {self.name}>"

    @abstractmethod
    def element(self, text: str) -> Element:
        """The element written ``text``.

        Raises
        ------
        RefusedError
            `BAD_ELEMENT`: not the canonical text, or not in the subgroup of prime order.
        """

    @abstractmethod
    def text(self, element: Element) -> str:
        """How an element is written in messages and in what is hashed."""

    @abstractmethod
    def multiply(self, one: Element, other: Element) -> Element: ...

    @abstractmethod
    def divide(self, one: Element, other: Element) -> Element: ...

    @abstractmethod
    def power(self, element: Element, exponent: int) -> Element:
        """``element`` to any integer power, negative or zero too."""

    @abstractmethod
    def base_power(self, exponent: int) -> Element:
        """The generator to any integer power."""

    @abstractmethod
    def powers_of(self, element: Element) -> Callable[[int], Element]:
        """A function that raises ``element`` to a power, for an element raised many times."""

    def product(self, elements: Iterable[Element]) -> Element:
        found = self.neutral
        for element in elements:
            found = self.multiply(found, element)
        return found

    def key(self, text: str) -> Element:
        """An element that can be somebody's public key: the neutral element is nobody's."""
        found = self.element(text)
        if found == self.neutral:
            raise RefusedError(RefusalCode.BAD_ELEMENT, detail="neutral element as a key")
        return found

    def scalar(self, text: str) -> int:
        """The exponent written ``text`` in base 10, without leading zeros and below q."""
        if isinstance(text, str) and len(text) <= self.scalar_digits and _DECIMAL.fullmatch(text):
            found = int(text)
            if found < self.order:
                return found
        raise RefusedError(RefusalCode.BAD_SCALAR)

    @property
    def scalar_digits(self) -> int:
        return len(str(self.order))

    def challenge(self, prefix: str, elements: Sequence[Element]) -> int:
        """SHA-256 of ``prefix`` and the elements, as a big-endian number modulo q."""
        hashed = prefix + ",".join(map(self.text, elements))
        return int.from_bytes(hashlib.sha256(hashed.encode()).digest()) % self.order

    def commitment(self, response: int, element: Element, challenge: int) -> Element:
        """g^response · element^challenge: what every proof of this protocol is checked with."""
        return self.multiply(self.base_power(response), self.power(element, challenge))
