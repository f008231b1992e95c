"""The encrypted answer to one question: its ciphertexts and what proves that they follow the rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from engines.ballots._elections import BallotQuestion, Election
from engines.ballots._encoding import Json, fields, items
from engines.ballots._errors import RefusalCode, RefusedError
from engines.ballots._groups import CyclicGroup, Randomness
from engines.ballots._proofs import (
    Ciphertext,
    Opening,
    SigmaProof,
    combine,
    holds_one_of,
    prove_one_of,
    read_ciphertext,
    read_proofs,
)


@dataclass(frozen=True, slots=True)
class EncryptedAnswer:
    """One ciphertext of 0 or 1 an answer (blank first), one proof for each, proofs on their sum."""

    choices: tuple[Ciphertext, ...]
    individual_proofs: tuple[tuple[SigmaProof, ...], ...]
    overall_proof: tuple[SigmaProof, ...]
    blank_proof: tuple[SigmaProof, ...] | None = None

    def to_json(self, group: CyclicGroup) -> Json:
        found = {
            "choices": [each.to_json(group) for each in self.choices],
            "individual_proofs": [[proof.to_json() for proof in each] for each in self.individual_proofs],
            "overall_proof": [proof.to_json() for proof in self.overall_proof],
        }
        if self.blank_proof is not None:
            found["blank_proof"] = [proof.to_json() for proof in self.blank_proof]
        return found


def read_answer(group: CyclicGroup, question: BallotQuestion, value: Json) -> EncryptedAnswer:
    """The answer of a message; lengths are checked before anything is computed.

    Raises
    ------
    RefusedError
        `BAD_SHAPE`, `BAD_ELEMENT`, `BAD_SCALAR`; `ANSWER_SHAPE`: not as many ciphertexts or proofs as the
        question asks for.
    """
    found = fields(value, "choices", "individual_proofs", "overall_proof", "blank_proof?")
    lengths = (len(items(found["choices"])), len(items(found["individual_proofs"])))
    if lengths != (question.length, question.length) or ("blank_proof" in found) != bool(question.blank):
        raise RefusedError(RefusalCode.ANSWER_SHAPE)
    answer = EncryptedAnswer(
        choices=tuple(read_ciphertext(group, each) for each in found["choices"]),
        individual_proofs=tuple(read_proofs(group, each) for each in found["individual_proofs"]),
        overall_proof=read_proofs(group, found["overall_proof"]),
        blank_proof=read_proofs(group, found["blank_proof"]) if question.blank else None,
    )
    branches = question.at_most - question.at_least + (2 if question.blank else 1)
    two_each = all(len(proofs) == 2 for proofs in answer.individual_proofs)
    blank_too = answer.blank_proof is None or len(answer.blank_proof) == 2
    if not two_each or not blank_too or len(answer.overall_proof) != branches:
        raise RefusedError(RefusalCode.ANSWER_SHAPE)
    return answer


def make_answer(
    election: Election,
    question: BallotQuestion,
    choice: Sequence[int],
    context: str,
    randomness: Randomness,
) -> EncryptedAnswer:
    """Encrypt one choice and prove that it is allowed.

    Parameters
    ----------
    choice : sequence of 0 or 1
        As `choice_of` gives it.
    context : str
        That of the ballot: fingerprint and credential.
    """
    question.check_choice(choice)
    key, formulas = election.encryption, election.formulas
    group = key.group
    openings = [Opening(randomness(group.order), number) for number in choice]
    choices = tuple(key.encrypt(opening) for opening in openings)
    texts = [cipher.text(group) for cipher in choices]
    individual = tuple(
        prove_one_of(
            key,
            [(opening, 0), (opening, 1)],
            opening.number,
            partial(formulas.membership, group, context, text),
            randomness,
        )
        for opening, text in zip(openings, texts, strict=True)
    )
    inner = formulas.answer_context(context, texts)
    counted = openings[1:] if question.blank else openings
    total = Opening(sum(each.exponent for each in counted), sum(each.number for each in counted))
    allowed = [(total, number) for number in range(question.at_least, question.at_most + 1)]
    if not question.blank:
        summed = combine(group, choices)
        challenge = partial(formulas.membership, group, inner, summed.text(group))
        overall = prove_one_of(key, allowed, total.number - question.at_least, challenge, randomness)
        return EncryptedAnswer(choices, individual, overall)
    is_blank = openings[0].number == 1
    overall = prove_one_of(
        key,
        [(openings[0], 1), *allowed],
        0 if is_blank else 1 + total.number - question.at_least,
        partial(formulas.blank_overall, group, inner),
        randomness,
    )
    blank = prove_one_of(
        key,
        [(openings[0], 0), (total, 0)],
        1 if is_blank else 0,
        partial(formulas.blank, group, inner),
        randomness,
    )
    return EncryptedAnswer(choices, individual, overall, blank)


def check_answer(election: Election, question: BallotQuestion, answer: EncryptedAnswer, context: str) -> None:
    """Check every proof of an answer.

    Raises
    ------
    RefusedError
        `INDIVIDUAL_PROOF` with the position of the choice, `BLANK_PROOF` or `OVERALL_PROOF`.
    """
    key, formulas = election.encryption, election.formulas
    group = key.group
    texts = [cipher.text(group) for cipher in answer.choices]
    for index, cipher in enumerate(answer.choices):
        challenge = partial(formulas.membership, group, context, texts[index])
        if not holds_one_of(key, [(cipher, 0), (cipher, 1)], answer.individual_proofs[index], challenge):
            raise RefusedError(RefusalCode.INDIVIDUAL_PROOF, f"choice {index}")
    inner = formulas.answer_context(context, texts)
    total = combine(group, answer.choices[1:] if question.blank else answer.choices)
    allowed = [(total, number) for number in range(question.at_least, question.at_most + 1)]
    if answer.blank_proof is None:
        challenge = partial(formulas.membership, group, inner, total.text(group))
    else:
        challenge = partial(formulas.blank, group, inner)
        if not holds_one_of(key, [(answer.choices[0], 0), (total, 0)], answer.blank_proof, challenge):
            raise RefusedError(RefusalCode.BLANK_PROOF)
        allowed = [(answer.choices[0], 1), *allowed]
        challenge = partial(formulas.blank_overall, group, inner)
    if not holds_one_of(key, allowed, answer.overall_proof, challenge):
        raise RefusedError(RefusalCode.OVERALL_PROOF)
