"""Sums of ballots without opening any, their joint decryption, and the numbers at the end.

Formulas: Belenios specification, sections «Tally» and «Election result».
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isqrt

from engines.ballots._ballots import Ballot
from engines.ballots._elections import Election
from engines.ballots._encoding import Json, fields, integer, items, read_json, write_json
from engines.ballots._errors import RefusalCode, RefusedError
from engines.ballots._groups import CyclicGroup, Element, Randomness
from engines.ballots._proofs import (
    Ciphertext,
    SigmaProof,
    neutral_ciphertext,
    read_ciphertext,
    read_proof,
)
from engines.ballots._trustees import ThresholdKeys, Trustees, owners

Sums = tuple[tuple[Ciphertext, ...], ...]
"""For each question, one ciphertext an answer."""

TallyResult = tuple[tuple[int, ...], ...]
"""For each question, how many votes (or how much weight) each answer got, blank first where offered."""


@dataclass(frozen=True, slots=True)
class EncryptedCount:
    """Ballots added up: how many, with what weight, and the encrypted sums."""

    ballots: int
    weight: int
    sums: Sums


def empty_count(election: Election) -> EncryptedCount:
    neutral = neutral_ciphertext(election.group)
    return EncryptedCount(0, 0, tuple((neutral,) * each.length for each in election.questions))


def add_ballots(election: Election, ballots: Iterable[tuple[Ballot, int]]) -> EncryptedCount:
    """The count of checked ballots, each with its weight."""
    group = election.group
    sums = [list(row) for row in empty_count(election).sums]
    number = total = 0
    for ballot, weight in ballots:
        for row, answer in zip(sums, ballot.answers, strict=True):
            for index, cipher in enumerate(answer.choices):
                row[index] = _add(group, row[index], _weighted(group, cipher, weight))
        number, total = number + 1, total + weight
    return EncryptedCount(number, total, tuple(map(tuple, sums)))


def merge_counts(election: Election, counts: Iterable[EncryptedCount]) -> EncryptedCount:
    """The count of several sets of ballots that have no ballot in common."""
    found = empty_count(election)
    for count in counts:
        sums = tuple(
            tuple(_add(election.group, *pair) for pair in zip(*rows, strict=True))
            for rows in zip(found.sums, count.sums, strict=True)
        )
        found = EncryptedCount(found.ballots + count.ballots, found.weight + count.weight, sums)
    return found


def _weighted(group: CyclicGroup, cipher: Ciphertext, weight: int) -> Ciphertext:
    if weight == 1:
        return cipher
    return Ciphertext(group.power(cipher.alpha, weight), group.power(cipher.beta, weight))


def _add(group: CyclicGroup, one: Ciphertext, other: Ciphertext) -> Ciphertext:
    return Ciphertext(group.multiply(one.alpha, other.alpha), group.multiply(one.beta, other.beta))


def sums_bytes(election: Election, sums: Sums) -> bytes:
    return write_json([[each.to_json(election.group) for each in row] for row in sums])


def read_sums(election: Election, raw: bytes) -> Sums:
    rows = _rows(election, read_json(raw, limit=election.largest_member))
    return tuple(tuple(read_ciphertext(election.group, each) for each in row) for row in rows)


@dataclass(frozen=True, slots=True)
class DecryptionShare:
    """What one trustee computes of the sums: factors alpha^x, and the proof that x is their secret."""

    factors: tuple[tuple[Element, ...], ...]
    proofs: tuple[tuple[SigmaProof, ...], ...]

    def to_bytes(self, group: CyclicGroup) -> bytes:
        return write_json(
            {
                "decryption_factors": [[group.text(each) for each in row] for row in self.factors],
                "decryption_proofs": [[each.to_json() for each in row] for row in self.proofs],
            }
        )


def read_share(election: Election, raw: bytes) -> DecryptionShare:
    group = election.group
    value = read_json(raw, limit=election.largest_member)
    found = fields(value, "decryption_factors", "decryption_proofs")
    return DecryptionShare(
        factors=tuple(
            tuple(group.element(each) for each in row) for row in _rows(election, found["decryption_factors"])
        ),
        proofs=tuple(
            tuple(read_proof(group, each) for each in row)
            for row in _rows(election, found["decryption_proofs"])
        ),
    )


def decrypt_sums(election: Election, sums: Sums, secret: int, *, randomness: Randomness) -> DecryptionShare:
    """One trustee's share. Sums come from ballots the trustee checked: see `share_of_archive`."""
    group, formulas = election.group, election.formulas
    public = group.base_power(secret)
    factors, proofs = [], []
    for row in sums:
        factors.append(tuple(group.power(cipher.alpha, secret) for cipher in row))
        own = []
        for cipher in row:
            nonce = randomness(group.order)
            seen = (group.base_power(nonce), group.power(cipher.alpha, nonce))
            challenge = formulas.decryption(group, election.fingerprint, public, seen)
            own.append(SigmaProof(challenge, (nonce - secret * challenge) % group.order))
        proofs.append(tuple(own))
    return DecryptionShare(tuple(factors), tuple(proofs))


def check_share(election: Election, sums: Sums, public: Element, share: DecryptionShare) -> None:
    """Raise `SHARE_PROOF` unless every factor is proved with the key ``public``."""
    group = election.group
    for question, (row, factors, proofs) in enumerate(zip(sums, share.factors, share.proofs, strict=True)):
        for answer, (cipher, factor, proof) in enumerate(zip(row, factors, proofs, strict=True)):
            masked = group.multiply(
                group.power(cipher.alpha, proof.response), group.power(factor, proof.challenge)
            )
            seen = (group.commitment(proof.response, public, proof.challenge), masked)
            found = election.formulas.decryption(group, election.fingerprint, public, seen)
            if found != proof.challenge:
                raise RefusedError(RefusalCode.SHARE_PROOF, f"question {question} answer {answer}")


def open_sums(
    election: Election, sums: Sums, trustees: Trustees, shares: Mapping[int, DecryptionShare]
) -> tuple[tuple[Element, ...], ...]:
    """g to each sum, from checked shares by owner (numbered from 1, as `owners` does).

    Raises
    ------
    RefusedError
        `SHARE_MISSING`: a single trustee's share, or some of a threshold's.
    """
    group = election.group
    exponents = _exponents(group, trustees, set(shares))
    opened = []
    for question, row in enumerate(sums):
        found = []
        for answer, cipher in enumerate(row):
            factor = group.product(
                group.power(shares[owner].factors[question][answer], exponent)
                for owner, exponent in exponents.items()
            )
            found.append(group.divide(cipher.beta, factor))
        opened.append(tuple(found))
    return tuple(opened)


def _exponents(group: CyclicGroup, trustees: Trustees, present: set[int]) -> dict[int, int]:
    """To what power each used share enters: 1, or Lagrange's coefficient at zero."""
    found: dict[int, int] = {}
    by_position: dict[int, dict[int, int]] = {}
    for owner, (position, share, _) in enumerate(owners(trustees), start=1):
        by_position.setdefault(position, {})[share] = owner
    for position, trustee in enumerate(trustees):
        own = {share: owner for share, owner in by_position[position].items() if owner in present}
        needed = trustee.threshold if isinstance(trustee, ThresholdKeys) else 1
        if len(own) < needed:
            raise RefusedError(RefusalCode.SHARE_MISSING, f"trustee {position}", f"{len(own)} of {needed}")
        used = sorted(own)[:needed]
        for share in used:
            found[own[share]] = lagrange(group.order, used, share) if share else 1
    return found


def lagrange(order: int, used: Sequence[int], index: int) -> int:
    """Coefficient of the value at ``index`` in the value at 0 of the polynomial through ``used``."""
    found = 1
    for other in used:
        if other != index:
            found = found * other * pow(other - index, -1, order) % order
    return found


def find_result(
    election: Election, count: EncryptedCount, trustees: Trustees, shares: Mapping[int, DecryptionShare]
) -> TallyResult:
    """The result: the small exponents of the opened sums.

    Raises
    ------
    RefusedError
        `SHARE_MISSING`; `RESULT_DIFFERS`: a sum is none of 0 to the total weight, hence a share is false.
    """
    opened = open_sums(election, count.sums, trustees, shares)
    wanted = {element for row in opened for element in row}
    logarithms = _logarithms(election.group, wanted, count.weight)
    if len(logarithms) < len(wanted):
        raise RefusedError(RefusalCode.RESULT_DIFFERS, detail="no small exponent")
    return tuple(tuple(logarithms[element] for element in row) for row in opened)


def _logarithms(group: CyclicGroup, wanted: set[Element], highest: int) -> dict[Element, int]:
    """Exponents from 0 to ``highest``, by baby steps common to all and giant steps of each (Shanks)."""
    width = isqrt(highest * max(1, len(wanted))) + 1
    small: dict[Element, int] = {}
    element = group.neutral
    for exponent in range(width):
        small[element] = exponent
        element = group.multiply(element, group.generator)
    giant = element
    found = {}
    for target in wanted:
        current = target
        for step in range(highest // width + 1):
            if current in small:
                exponent = step * width + small[current]
                if exponent <= highest:
                    found[target] = exponent
                break
            current = group.divide(current, giant)
    return found


def check_result(
    election: Election,
    count: EncryptedCount,
    trustees: Trustees,
    shares: Mapping[int, DecryptionShare],
    result: TallyResult,
) -> None:
    """Raise `RESULT_DIFFERS` unless the opened sums are those of ``result``; `SHARE_MISSING`."""
    opened = open_sums(election, count.sums, trustees, shares)
    for question, (row, values) in enumerate(zip(opened, result, strict=True)):
        for answer, (element, value) in enumerate(zip(row, values, strict=True)):
            if value > count.weight or election.group.base_power(value) != element:
                raise RefusedError(RefusalCode.RESULT_DIFFERS, f"question {question} answer {answer}")


def result_bytes(result: TallyResult) -> bytes:
    return write_json({"result": [list(row) for row in result]})


def read_result(election: Election, raw: bytes) -> TallyResult:
    rows = _rows(election, fields(read_json(raw, limit=election.largest_member), "result")["result"])
    return tuple(tuple(integer(each) for each in row) for row in rows)


def _rows(election: Election, value: Json) -> list[list[Json]]:
    """One list a question, as long as its ciphertexts."""
    rows = items(value, count=len(election.questions))
    return [items(row, count=question.length) for row, question in zip(rows, election.questions, strict=True)]
