"""The proofs of the protocol: knowledge of a secret, and «one of these», which says what a ciphertext holds.

Every statement about a ciphertext is a disjunction of branches «this ciphertext holds this number»:

- an individual proof: the choice holds 0, or it holds 1;
- an overall proof: the sum of the choices holds at_least, …, or at_most;
- a blank proof: «blank» holds 0, or the sum holds 0; and its overall proof: «blank» holds 1, or the sum
  holds at_least, …, or at_most.

One prover and one checker serve all four. Formulas: Belenios specification, sections «Encrypted answers»,
«Proofs of interval membership» and «Proofs of possibly-blank votes»; responses are w − x·c.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from engines.ballots._encoding import Json, fields, items
from engines.ballots._groups import CyclicGroup, Element, Randomness

Challenge = Callable[[Sequence[Element]], int]
"""Hashes the commitments of a proof into its challenge: one of `Formulas`, with its context."""


@dataclass(frozen=True, slots=True)
class SigmaProof:
    """A challenge and a response, both modulo q; commitments are computed again from them."""

    challenge: int
    response: int

    def to_json(self) -> Json:
        return {"challenge": str(self.challenge), "response": str(self.response)}


def read_proof(group: CyclicGroup, value: Json) -> SigmaProof:
    found = fields(value, "challenge", "response")
    return SigmaProof(group.scalar(found["challenge"]), group.scalar(found["response"]))


def read_proofs(group: CyclicGroup, value: Json) -> tuple[SigmaProof, ...]:
    return tuple(read_proof(group, each) for each in items(value))


@dataclass(frozen=True, slots=True)
class Ciphertext:
    """(g^r, y^r · g^m)."""

    alpha: Element
    beta: Element

    def to_json(self, group: CyclicGroup) -> Json:
        return {"alpha": group.text(self.alpha), "beta": group.text(self.beta)}

    def text(self, group: CyclicGroup) -> str:
        return f"{group.text(self.alpha)},{group.text(self.beta)}"


def read_ciphertext(group: CyclicGroup, value: Json) -> Ciphertext:
    found = fields(value, "alpha", "beta")
    return Ciphertext(group.element(found["alpha"]), group.element(found["beta"]))


def neutral_ciphertext(group: CyclicGroup) -> Ciphertext:
    return Ciphertext(group.neutral, group.neutral)


def combine(group: CyclicGroup, ciphertexts: Sequence[Ciphertext]) -> Ciphertext:
    """The ciphertext of the sum of what these hold."""
    alpha = group.product(each.alpha for each in ciphertexts)
    return Ciphertext(alpha, group.product(each.beta for each in ciphertexts))


@dataclass(frozen=True, slots=True)
class Opening:
    """What whoever made a ciphertext knows: its exponent r and the number m it holds."""

    exponent: int
    number: int


class EncryptionKey:
    """An election's public key y, made ready to be raised many times."""

    def __init__(self, group: CyclicGroup, element: Element) -> None:
        self.group = group
        self.element = element
        self._small: dict[int, Element] = {}

    @cached_property
    def power(self) -> Callable[[int], Element]:
        return self.group.powers_of(self.element)

    def small(self, number: int) -> Element:
        """g to a small number, kept."""
        if number not in self._small:
            self._small[number] = self.group.base_power(number)
        return self._small[number]

    def encrypt(self, opening: Opening) -> Ciphertext:
        masked = self.power(opening.exponent)
        if opening.number:
            masked = self.group.multiply(masked, self.small(opening.number))
        return Ciphertext(self.group.base_power(opening.exponent), masked)

    def commitments(self, cipher: Ciphertext, number: int, proof: SigmaProof) -> tuple[Element, Element]:
        """What the prover of the branch «``cipher`` holds ``number``» committed to, if it holds."""
        group = self.group
        beta = group.divide(cipher.beta, self.small(number)) if number else cipher.beta
        masked = group.multiply(self.power(proof.response), group.power(beta, proof.challenge))
        return group.commitment(proof.response, cipher.alpha, proof.challenge), masked

    def own_commitments(self, opening: Opening, number: int, proof: SigmaProof) -> tuple[Element, Element]:
        """The same from the opening: one power of each base instead of two, hence twice as fast."""
        exponent = proof.response + opening.exponent * proof.challenge
        masked = self.power(exponent)
        excess = (opening.number - number) * proof.challenge
        if excess:
            masked = self.group.multiply(masked, self.group.base_power(excess))
        return self.group.base_power(exponent), masked


def prove_one_of(
    key: EncryptionKey,
    branches: Sequence[tuple[Opening, int]],
    true: int,
    challenge: Challenge,
    randomness: Randomness,
) -> tuple[SigmaProof, ...]:
    """Prove that one of the branches holds without telling which; ``true`` is the one that does."""
    order = key.group.order
    proofs = [
        SigmaProof(0, randomness(order))
        if index == true
        else SigmaProof(randomness(order), randomness(order))
        for index in range(len(branches))
    ]
    seen: list[Element] = []
    for (opening, number), proof in zip(branches, proofs, strict=True):
        seen += key.own_commitments(opening, number, proof)
    # So far the true branch's response is the secret w it committed to, with a null challenge.
    own = (challenge(seen) - sum(proof.challenge for proof in proofs)) % order
    response = (proofs[true].response - branches[true][0].exponent * own) % order
    proofs[true] = SigmaProof(own, response)
    return tuple(proofs)


def holds_one_of(
    key: EncryptionKey,
    branches: Sequence[tuple[Ciphertext, int]],
    proofs: Sequence[SigmaProof],
    challenge: Challenge,
) -> bool:
    """Whether the proofs show that one of the branches holds."""
    if len(proofs) != len(branches):
        return False
    seen: list[Element] = []
    for (cipher, number), proof in zip(branches, proofs, strict=True):
        seen += key.commitments(cipher, number, proof)
    return challenge(seen) == sum(proof.challenge for proof in proofs) % key.group.order


def prove_secret(
    group: CyclicGroup, secret: int, challenge: Callable[[Element], int], randomness: Randomness
) -> SigmaProof:
    """Prove knowledge of ``secret``, or sign what ``challenge`` hashes with it (Schnorr)."""
    nonce = randomness(group.order)
    found = challenge(group.base_power(nonce))
    return SigmaProof(found, (nonce - secret * found) % group.order)


def knows_secret(
    group: CyclicGroup, public: Element, proof: SigmaProof, challenge: Callable[[Element], int]
) -> bool:
    """Whether ``proof`` shows knowledge of the secret of ``public``."""
    return challenge(group.commitment(proof.response, public, proof.challenge)) == proof.challenge
