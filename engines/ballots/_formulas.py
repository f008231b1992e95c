"""All that depends on the version of the protocol: what is hashed into each challenge, and how codes derive.

Version 1 as Belenios 2.0 to 3.3.0 speak it, from the Belenios specification. A version 2 is another subclass
of `Formulas`; nothing else of the engine changes.
"""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Sequence

from engines.ballots._errors import RefusalCode, RefusedError
from engines.ballots._groups import CyclicGroup, Element

VERSIONS = (1,)
"""Versions of the protocol that can be read and written."""


class Formulas(ABC):
    """The challenges of one version; ``context`` strings come from `ballot_context` and `answer_context`."""

    version: int

    @abstractmethod
    def secret_of_code(self, group: CyclicGroup, uuid: str, code: str) -> int:
        """The secret exponent of a voter's private code in one election."""

    @abstractmethod
    def ballot_context(self, group: CyclicGroup, fingerprint: str, credential: Element) -> str: ...

    @abstractmethod
    def answer_context(self, context: str, choices: Sequence[str]) -> str:
        """The context of an answer's own proofs; ``choices`` are its ciphertexts as «alpha,beta»."""

    @abstractmethod
    def membership(self, group: CyclicGroup, context: str, cipher: str, seen: Sequence[Element]) -> int:
        """Challenge of a proof that a ciphertext holds one of several numbers."""

    @abstractmethod
    def blank(self, group: CyclicGroup, context: str, seen: Sequence[Element]) -> int:
        """Challenge of «not blank, or nothing chosen»."""

    @abstractmethod
    def blank_overall(self, group: CyclicGroup, context: str, seen: Sequence[Element]) -> int:
        """Challenge of «blank, or as many chosen as allowed»."""

    @abstractmethod
    def signature(self, group: CyclicGroup, digest: str, seen: Element) -> int: ...

    @abstractmethod
    def trustee_key(self, group: CyclicGroup, key: Element, seen: Element) -> int: ...

    @abstractmethod
    def signed_message(self, group: CyclicGroup, message: str, seen: Element) -> int: ...

    @abstractmethod
    def decryption(
        self, group: CyclicGroup, fingerprint: str, key: Element, seen: Sequence[Element]
    ) -> int: ...


class _VersionOne(Formulas):
    version = 1

    def secret_of_code(self, group: CyclicGroup, uuid: str, code: str) -> int:
        halves = (f"derive_credential|{uuid}|{index}|{code}" for index in (0, 1))
        digest = b"".join(hashlib.sha256(half.encode()).digest() for half in halves)
        return int.from_bytes(digest) % group.order

    def ballot_context(self, group: CyclicGroup, fingerprint: str, credential: Element) -> str:
        return f"{fingerprint}|{group.text(credential)}"

    def answer_context(self, context: str, choices: Sequence[str]) -> str:
        return f"{context}|{','.join(choices)}"

    def membership(self, group: CyclicGroup, context: str, cipher: str, seen: Sequence[Element]) -> int:
        return group.challenge(f"prove|{context}|{cipher}|", seen)

    def blank(self, group: CyclicGroup, context: str, seen: Sequence[Element]) -> int:
        return group.challenge(f"bproof0|{context}|", seen)

    def blank_overall(self, group: CyclicGroup, context: str, seen: Sequence[Element]) -> int:
        return group.challenge(f"bproof1|{context}|", seen)

    def signature(self, group: CyclicGroup, digest: str, seen: Element) -> int:
        return group.challenge(f"sig|{digest}|", (seen,))

    def trustee_key(self, group: CyclicGroup, key: Element, seen: Element) -> int:
        return group.challenge(f"pok|{group.name}|{group.text(key)}|", (seen,))

    def signed_message(self, group: CyclicGroup, message: str, seen: Element) -> int:
        return group.challenge(f"sigmsg|{message}|", (seen,))

    def decryption(self, group: CyclicGroup, fingerprint: str, key: Element, seen: Sequence[Element]) -> int:
        return group.challenge(f"decrypt|{fingerprint}|{group.text(key)}|", seen)


_KNOWN: dict[int, Formulas] = {1: _VersionOne()}


def formulas_of(version: int) -> Formulas:
    """The formulas of one version of the protocol.

    Raises
    ------
    RefusedError
        `UNKNOWN_VERSION`.
    """
    if version not in _KNOWN:
        raise RefusedError(RefusalCode.UNKNOWN_VERSION, detail=str(version)[:20])
    return _KNOWN[version]
