"""Ballots: made by a voter's own machine, checked by everybody."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from engines.ballots._answers import EncryptedAnswer, check_answer, make_answer, read_answer
from engines.ballots._elections import Election
from engines.ballots._encoding import Json, digest_base64, fields, items, read_json, string, write_json
from engines.ballots._errors import RefusalCode, RefusedError
from engines.ballots._groups import CyclicGroup, Element, Randomness
from engines.ballots._proofs import SigmaProof, knows_secret, prove_secret, read_proof


@dataclass(frozen=True)
class Ballot:
    """One encrypted ballot, signed with the voter's credential.

    Attributes
    ----------
    election_uuid, election_hash : str
        The election and its fingerprint.
    credential : Element
        Public credential of the voter.
    answers : tuple[EncryptedAnswer, ...]
        One a question.
    signed_hash : str
        Base64 of the SHA-256 of the ballot without its signature.
    """

    group: CyclicGroup
    election_uuid: str
    election_hash: str
    credential: Element
    answers: tuple[EncryptedAnswer, ...]
    signed_hash: str
    signature: SigmaProof

    @cached_property
    def raw(self) -> bytes:
        """The bytes to publish."""
        unsigned = _unsigned_json(
            self.group, self.election_uuid, self.election_hash, self.credential, self.answers
        )
        return write_json({**unsigned, "signature": _signature_json(self.signed_hash, self.signature)})

    @property
    def tracker(self) -> str:
        return tracker_of(self.raw)

    @property
    def credential_text(self) -> str:
        """The credential as the roll writes it."""
        return self.group.text(self.credential)


def tracker_of(raw: bytes) -> str:
    """What a voter keeps to find their ballot in the public list: base64 of the SHA-256 of its bytes."""
    return digest_base64(raw)


def make_ballot(
    election: Election, secret: int, choices: Sequence[Sequence[int]], *, randomness: Randomness
) -> Ballot:
    """Encrypt, prove and sign.

    Parameters
    ----------
    secret : int
        From `secret_of_code`.
    choices : sequence of sequences of 0 or 1
        One a question, as `choice_of` gives it.
    randomness : callable
        Cryptographic: `secrets.randbelow`. Two ballots made with the same draws would show what they hold.

    Raises
    ------
    RefusedError
        `BAD_CHOICE`, at the place of the question.
    """
    group, formulas = election.group, election.formulas
    if len(choices) != len(election.questions):
        raise RefusedError(RefusalCode.BAD_CHOICE, detail="number of questions")
    credential = group.base_power(secret)
    context = formulas.ballot_context(group, election.fingerprint, credential)
    answers = []
    for index, (question, choice) in enumerate(zip(election.questions, choices, strict=True)):
        try:
            answers.append(make_answer(election, question, choice, context, randomness))
        except RefusedError as error:
            raise error.within(f"question {index}") from None
    unsigned = _unsigned_json(group, election.uuid, election.fingerprint, credential, answers)
    signed_hash = digest_base64(write_json(unsigned))
    challenge = partial(formulas.signature, group, signed_hash)
    return Ballot(
        group=group,
        election_uuid=election.uuid,
        election_hash=election.fingerprint,
        credential=credential,
        answers=tuple(answers),
        signed_hash=signed_hash,
        signature=prove_secret(group, secret, challenge, randomness),
    )


def read_ballot(election: Election, raw: bytes) -> Ballot:
    """The ballot of a message: its form is checked, its proofs are not.

    Raises
    ------
    RefusedError
        `TOO_LARGE`, `NOT_CANONICAL`, `BAD_SHAPE`, `OTHER_ELECTION`, `ANSWER_SHAPE`, `BAD_ELEMENT`,
        `BAD_SCALAR`.
    """
    group = election.group
    found = fields(
        read_json(raw, limit=election.largest_ballot),
        *("election_uuid", "election_hash", "credential", "answers", "signature"),
    )
    uuid, fingerprint = string(found["election_uuid"]), string(found["election_hash"])
    if (uuid, fingerprint) != (election.uuid, election.fingerprint):
        raise RefusedError(RefusalCode.OTHER_ELECTION)
    credential = group.key(found["credential"])
    values = items(found["answers"])
    if len(values) != len(election.questions):
        raise RefusedError(RefusalCode.ANSWER_SHAPE, detail="number of answers")
    answers = []
    for index, (question, value) in enumerate(zip(election.questions, values, strict=True)):
        try:
            answers.append(read_answer(group, question, value))
        except RefusedError as error:
            raise error.within(f"answer {index}") from None
    signature = fields(found["signature"], "hash", "proof")
    proof = read_proof(group, signature["proof"])
    ballot = Ballot(group, uuid, fingerprint, credential, tuple(answers), string(signature["hash"]), proof)
    # Canonical and of one shape: these are the bytes that would be written again.
    ballot.__dict__["raw"] = raw
    return ballot


def check_ballot(election: Election, raw: bytes, *, roll: Container[str] | None) -> Ballot:
    """Check everything that one ballot alone can show: its form, its voter, its signature, its proofs.

    Parameters
    ----------
    roll : container of str or None
        Public credentials that may vote (`Roll.weights`); `None` when the caller looks the credential up.

    Returns
    -------
    Ballot

    Raises
    ------
    RefusedError
        As `read_ballot`, and `UNREGISTERED`, `SIGNATURE`, `INDIVIDUAL_PROOF`, `BLANK_PROOF`, `OVERALL_PROOF`.
    """
    ballot = read_ballot(election, raw)
    group, formulas = election.group, election.formulas
    if roll is not None and ballot.credential_text not in roll:
        raise RefusedError(RefusalCode.UNREGISTERED, detail=ballot.credential_text)
    signature = write_json({"signature": _signature_json(ballot.signed_hash, ballot.signature)})
    unsigned = raw[: len(raw) - len(signature)] + b"}"
    challenge = partial(formulas.signature, group, ballot.signed_hash)
    signed = knows_secret(group, ballot.credential, ballot.signature, challenge)
    if ballot.signed_hash != digest_base64(unsigned) or not signed:
        raise RefusedError(RefusalCode.SIGNATURE)
    context = formulas.ballot_context(group, election.fingerprint, ballot.credential)
    for index, (question, answer) in enumerate(zip(election.questions, ballot.answers, strict=True)):
        try:
            check_answer(election, question, answer, context)
        except RefusedError as error:
            raise error.within(f"answer {index}") from None
    return ballot


def _unsigned_json(
    group: CyclicGroup,
    uuid: str,
    fingerprint: str,
    credential: Element,
    answers: Sequence[EncryptedAnswer],
) -> dict[str, Any]:
    return {
        "election_uuid": uuid,
        "election_hash": fingerprint,
        "credential": group.text(credential),
        "answers": [answer.to_json(group) for answer in answers],
    }


def _signature_json(signed_hash: str, proof: SigmaProof) -> Json:
    return {"hash": signed_hash, "proof": proof.to_json()}
