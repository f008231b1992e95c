"""Voting codes: the private code a voter types, the secret it derives, the public key on the roll."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from engines.ballots._encoding import LARGEST_INTEGER, items, read_json, string, write_json
from engines.ballots._errors import RefusalCode, RefusedError
from engines.ballots._formulas import formulas_of
from engines.ballots._groups import CyclicGroup, Randomness

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

_CODE_PARTS = (5, 6, 5, 6)
_CODE = re.compile("-".join(f"[{BASE58}]{{{size}}}" for size in _CODE_PARTS), re.ASCII)
_WEIGHT = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)
_UUID = re.compile(f"[{BASE58}]{{14,64}}", re.ASCII)


def base58_text(length: int, randomness: Randomness) -> str:
    return "".join(BASE58[randomness(58)] for _ in range(length))


def new_uuid(randomness: Randomness) -> str:
    """A name for a new election: 14 characters of base 58, that is 82 bits."""
    return base58_text(14, randomness)


def is_uuid(text: str) -> bool:
    return _UUID.fullmatch(text) is not None


def new_code(randomness: Randomness) -> str:
    """A private code of 22 characters of base 58, written 5-6-5-6: 128 bits."""
    return "-".join(base58_text(size, randomness) for size in _CODE_PARTS)


def is_code(text: str) -> bool:
    """Whether a text has the form of a private code.

    There is no checksum: a wrong character gives another well-formed code, which the roll does not know.

    Examples
    --------
    >>> is_code("HyQ6r-bx17xV-PHsTf-Ec4vbJ"), is_code("HyQ6r-bx17xV-PHsTf-Ec4vb0")
    (True, False)
    """
    return _CODE.fullmatch(text) is not None


def secret_of_code(group: CyclicGroup, uuid: str, code: str, *, version: int = 1) -> int:
    """The secret exponent that a private code gives in the election ``uuid``.

    Raises
    ------
    RefusedError
        `BAD_CODE`: not of the form 5-6-5-6 in base 58.
    """
    if not is_code(code):
        raise RefusedError(RefusalCode.BAD_CODE)
    return formulas_of(version).secret_of_code(group, uuid, code)


def credential_of_code(group: CyclicGroup, uuid: str, code: str, *, version: int = 1) -> str:
    """The public credential of a private code, as the roll writes it.

    Independent from one election to another: one code may serve a whole assembly.
    """
    return group.text(group.base_power(secret_of_code(group, uuid, code, version=version)))


@dataclass(frozen=True)
class Roll:
    """Who may vote: public credentials with their weights, in the order they are published.

    Attributes
    ----------
    entries : tuple[str, ...]
        ``"<public credential>"`` or ``"<public credential>,<weight>"``.
    """

    entries: tuple[str, ...]

    @cached_property
    def weights(self) -> dict[str, int]:
        """Weight by public credential.

        Raises
        ------
        RefusedError
            `BAD_CREDENTIAL`: a weight that is no integer from 1 to 999,999,999, more than 2³¹ − 1 in all.
            `CREDENTIAL_TWICE`.
        """
        found: dict[str, int] = {}
        for index, entry in enumerate(self.entries):
            key, comma, weight = entry.partition(",")
            if comma and not _WEIGHT.fullmatch(weight):
                raise RefusedError(RefusalCode.BAD_CREDENTIAL, f"credential {index}", "weight")
            if key in found:
                raise RefusedError(RefusalCode.CREDENTIAL_TWICE, f"credential {index}")
            found[key] = int(weight) if comma else 1
        if sum(found.values()) > LARGEST_INTEGER:
            raise RefusedError(RefusalCode.BAD_CREDENTIAL, "credentials", "sum of weights")
        return found

    def check(self, group: CyclicGroup) -> None:
        """Check that every credential is somebody's key, once.

        Raises
        ------
        RefusedError
            `BAD_ELEMENT`, `BAD_CREDENTIAL` or `CREDENTIAL_TWICE`.
        """
        for index, key in enumerate(self.weights):
            try:
                group.key(key)
            except RefusedError as error:
                raise error.within(f"credential {index}") from None

    def to_bytes(self) -> bytes:
        return write_json(list(self.entries))


def make_roll(credentials: Iterable[tuple[str, int]]) -> Roll:
    """The roll of public credentials and weights, in an order that says nothing: that of their text."""
    ordered = sorted(credentials)
    return Roll(tuple(key if weight == 1 else f"{key},{weight}" for key, weight in ordered))


def read_roll(raw: bytes, *, limit: int) -> Roll:
    """The roll of a published list; `Roll.check` tells whether its credentials are keys."""
    roll = Roll(tuple(string(entry) for entry in items(read_json(raw, limit=limit))))
    _ = roll.weights
    return roll
