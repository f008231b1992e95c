"""What is voted on: questions, the election's public description, its fingerprint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from engines.ballots._credentials import is_uuid
from engines.ballots._encoding import (
    MESSAGE_BYTES,
    Json,
    digest_base64,
    fields,
    integer,
    items,
    read_json,
    string,
    write_json,
)
from engines.ballots._errors import RefusalCode, RefusedError
from engines.ballots._formulas import Formulas, formulas_of
from engines.ballots._groups import CyclicGroup, Element
from engines.ballots._known_groups import group_of
from engines.ballots._proofs import EncryptionKey

MOST_CHOICES = 1000
"""Most ciphertexts of one ballot, all questions together: half a second of checking, 0.8 MB."""


@dataclass(frozen=True, slots=True)
class BallotQuestion:
    """A question tallied by sums: each answer gets 0 or 1, and how many get 1 is bounded.

    Attributes
    ----------
    text : str
    answers : tuple[str, ...]
    at_least, at_most : int
        How many answers may be chosen.
    blank : bool or None
        Whether a blank vote, which chooses nothing whatever ``at_least`` says, is offered. ``None`` and
        ``False`` mean the same and are written differently.
    """

    text: str
    answers: tuple[str, ...]
    at_least: int
    at_most: int
    blank: bool | None = None

    @property
    def length(self) -> int:
        """How many ciphertexts answer it: one an answer, and one before them for blank."""
        return len(self.answers) + (1 if self.blank else 0)

    def check(self) -> None:
        """Raise `BAD_QUESTION` when the bounds make no sense."""
        if not 1 <= len(self.answers) < MOST_CHOICES:
            raise RefusedError(RefusalCode.BAD_QUESTION, detail="number of answers")
        if not 0 <= self.at_least <= self.at_most <= len(self.answers) or not self.at_most:
            raise RefusedError(RefusalCode.BAD_QUESTION, detail="bounds")

    def check_choice(self, choice: Sequence[int]) -> None:
        """Raise `BAD_CHOICE` when ``choice`` (0 or 1 an answer, blank first) is not allowed."""
        chosen = sum(choice[1:] if self.blank else choice)
        is_blank = bool(self.blank and choice and choice[0])
        allowed = chosen == 0 if is_blank else self.at_least <= chosen <= self.at_most
        if len(choice) != self.length or any(each not in (0, 1) for each in choice) or not allowed:
            raise RefusedError(RefusalCode.BAD_CHOICE)

    def to_json(self) -> Json:
        found: dict[str, Any] = {"answers": list(self.answers)}
        if self.blank is not None:
            found["blank"] = self.blank
        return {**found, "min": self.at_least, "max": self.at_most, "question": self.text}


@dataclass(frozen=True)
class Election:
    """The public description of one vote; its fingerprint enters every ballot.

    Attributes
    ----------
    uuid : str
        14 characters of base 58 or more.
    group : CyclicGroup
    public_key : Element
        The product of the trustees' keys.
    administrator, credential_authority : str or None
        Names shown to voters.
    """

    uuid: str
    name: str
    description: str
    group: CyclicGroup
    public_key: Element
    questions: tuple[BallotQuestion, ...]
    administrator: str | None = None
    credential_authority: str | None = None
    version: int = 1

    @property
    def formulas(self) -> Formulas:
        return formulas_of(self.version)

    @cached_property
    def encryption(self) -> EncryptionKey:
        return EncryptionKey(self.group, self.public_key)

    @cached_property
    def raw(self) -> bytes:
        """The exact bytes published and hashed."""
        found: dict[str, Any] = {
            "version": self.version,
            "description": self.description,
            "name": self.name,
            "group": self.group.name,
            "public_key": self.group.text(self.public_key),
            "questions": [question.to_json() for question in self.questions],
            "uuid": self.uuid,
        }
        for key in ("administrator", "credential_authority"):
            if getattr(self, key) is not None:
                found[key] = getattr(self, key)
        return write_json(found)

    @cached_property
    def fingerprint(self) -> str:
        """Base64 of the SHA-256 of `raw`: what voters and trustees compare."""
        return digest_base64(self.raw)

    @cached_property
    def largest_ballot(self) -> int:
        """The length in bytes that no ballot of this election exceeds."""
        element, scalar = self.group.element_digits, self.group.scalar_digits
        proof = len('{"challenge":"","response":""},') + 2 * scalar
        total = 400 + 2 * proof + element + len(self.uuid)
        for question in self.questions:
            overall = question.at_most - question.at_least + 2
            a_choice = len('{"alpha":"","beta":""},[],') + 2 * element + 2 * proof
            total += 100 + question.length * a_choice + (overall + 2) * proof
        return total

    @property
    def largest_member(self) -> int:
        """The length that nothing in the archive exceeds after the set-up: sums and shares are shorter."""
        return max(self.largest_ballot, 1 << 16)

    def check(self) -> None:
        """Raise `BAD_QUESTION`, `BAD_SHAPE`, `UNKNOWN_VERSION` when no vote can be held on it."""
        formulas_of(self.version)
        if not is_uuid(self.uuid):
            raise RefusedError(RefusalCode.BAD_SHAPE, "election", "uuid")
        for index, question in enumerate(self.questions):
            try:
                question.check()
            except RefusedError as error:
                raise error.within(f"question {index}") from None
        if not 1 <= sum(question.length for question in self.questions) <= MOST_CHOICES:
            raise RefusedError(RefusalCode.BAD_QUESTION, "election", "number of answers")


def read_election(raw: bytes) -> Election:
    """The election of a published description.

    Raises
    ------
    RefusedError
        `NOT_CANONICAL`, `BAD_SHAPE`, `UNKNOWN_VERSION`, `UNKNOWN_GROUP`, `UNSUPPORTED_QUESTION` (a question
        that is counted by shuffling, or of lists), `BAD_QUESTION`, `BAD_ELEMENT`.
    """
    value = read_json(raw, limit=MESSAGE_BYTES)
    names = ("version", "description", "name", "group", "public_key", "questions", "uuid")
    found = fields(value, *names, "administrator?", "credential_authority?")
    version = integer(found["version"])
    formulas_of(version)
    group = group_of(string(found["group"]))
    optional = {key: string(found[key]) for key in ("administrator", "credential_authority") if key in found}
    election = Election(
        uuid=string(found["uuid"]),
        name=string(found["name"]),
        description=string(found["description"]),
        group=group,
        public_key=group.key(string(found["public_key"])),
        questions=tuple(map(_read_question, items(found["questions"]))),
        version=version,
        **optional,
    )
    election.check()
    return election


def _read_question(value: Json) -> BallotQuestion:
    if isinstance(value, dict) and "type" in value:
        raise RefusedError(RefusalCode.UNSUPPORTED_QUESTION, detail=str(value["type"])[:40])
    found = fields(value, "answers", "blank?", "min", "max", "question")
    blank = found.get("blank")
    if "blank" in found and not isinstance(blank, bool):
        raise RefusedError(RefusalCode.BAD_SHAPE, detail="blank")
    return BallotQuestion(
        text=string(found["question"]),
        answers=tuple(string(answer) for answer in items(found["answers"])),
        at_least=integer(found["min"]),
        at_most=integer(found["max"]),
        blank=blank,
    )
