"""Ed25519 over libsodium: no arithmetic on points is ours.

libsodium checks on its own, at each multiplication, that the point is canonical and of the subgroup of prime
order, and refuses the neutral element and null exponents: these have their branch here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from nacl.bindings import (
    crypto_core_ed25519_add,
    crypto_core_ed25519_is_valid_point,
    crypto_core_ed25519_sub,
    crypto_scalarmult_ed25519_base_noclamp,
    crypto_scalarmult_ed25519_noclamp,
)

from engines.ballots._errors import RefusalCode, RefusedError
from engines.ballots._groups import CyclicGroup, Element

_HEXADECIMAL = re.compile(r"[0-9a-f]{64}", re.ASCII)


class Edwards25519(CyclicGroup):
    """The curve edwards25519. An element is its RFC 8032 encoding; its text, these bytes reversed, in hex."""

    name = "Ed25519"
    order = 2**252 + 27742317777372353535851937790883648493
    neutral = Element(b"\x01" + bytes(31))
    element_digits = 64

    def __init__(self) -> None:
        self.generator = self.base_power(1)

    def __reduce__(self) -> tuple[Callable[[str], CyclicGroup], tuple[str]]:
        from engines.ballots._known_groups import group_of

        return (group_of, (self.name,))

    def element(self, text: str) -> Element:
        if isinstance(text, str) and _HEXADECIMAL.fullmatch(text):
            found = bytes.fromhex(text)[::-1]
            if found == self.neutral or crypto_core_ed25519_is_valid_point(found):
                return Element(found)
        raise RefusedError(RefusalCode.BAD_ELEMENT)

    def text(self, element: Element) -> str:
        return element[::-1].hex()

    def multiply(self, one: Element, other: Element) -> Element:
        return Element(crypto_core_ed25519_add(one, other))

    def divide(self, one: Element, other: Element) -> Element:
        return Element(crypto_core_ed25519_sub(one, other))

    def power(self, element: Element, exponent: int) -> Element:
        reduced = exponent % self.order
        if reduced == 0 or element == self.neutral:
            return self.neutral
        return Element(crypto_scalarmult_ed25519_noclamp(reduced.to_bytes(32, "little"), element))

    def base_power(self, exponent: int) -> Element:
        reduced = exponent % self.order
        if reduced == 0:
            return self.neutral
        return Element(crypto_scalarmult_ed25519_base_noclamp(reduced.to_bytes(32, "little")))

    def powers_of(self, element: Element) -> Callable[[int], Element]:
        return partial(self.power, element)
