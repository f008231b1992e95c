"""What was voted on and how, as its line of the minutes tells it; who was there; the ballots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from engines.counting import MotionBase

#: Base, as statutes name it -> as the count does.
BASES = {
    "cast": MotionBase.CAST,
    "expressed": MotionBase.WITH_BLANKS,
    "present": MotionBase.ATTENDING,
    "all": MotionBase.MEMBERS,
}


@dataclass(frozen=True, slots=True)
class VotedChoice:
    """One of what is chosen, graded, ranked or funded."""

    number: int
    label: str
    gender: str = ""
    region: str = ""
    cost_cents: int | None = None


@dataclass(frozen=True, slots=True)
class VotedQuestion:
    """The frozen question of one vote."""

    method: str
    #: Statutes' majority, of motions: base, share, whether it must be exceeded, tie rule («fails», «chair»).
    base: MotionBase
    share: Fraction
    is_exceeded: bool
    tie: str
    choices: tuple[VotedChoice, ...]
    seats: int
    rules: Mapping[str, Any]
    budget_cents: int | None
    #: Digest of the text as it was frozen: breaks ties that a method leaves to chance.
    digest: str

    @property
    def numbers(self) -> tuple[str, ...]:
        return tuple(str(choice.number) for choice in self.choices)


def read_question(text: Mapping[str, Any], digest: str) -> VotedQuestion:
    """The question of a frozen text.

    Raises ``KeyError``, ``ValueError`` for one that nobody could have frozen.
    """
    majority = text["majority"]
    return VotedQuestion(
        method=text["method"],
        base=BASES[majority["base"]],
        share=Fraction(majority["share"]),
        is_exceeded=majority["comparison"] == "more_than",
        tie=majority["tie"],
        choices=tuple(
            VotedChoice(
                one["number"],
                one["label"],
                one.get("gender", ""),
                one.get("region", ""),
                one.get("cost_cents"),
            )
            for one in text["choices"]
        ),
        seats=text["seats"],
        rules=text["rules"],
        budget_cents=text["budget_cents"],
        digest=digest,
    )


@dataclass(frozen=True, slots=True)
class VotedBallots:
    """The ballots of one vote.

    ``named``: number on the roll -> content, of an open vote. ``boxed``: (content, how many), of papers
    counted
    by hand and of confidential ballots. Contents are those of ballots, see `milliard.assemblies.papers`.
    """

    named: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    boxed: Sequence[tuple[Mapping[str, Any], int]] = ()

    @property
    def count(self) -> int:
        return len(self.named) + sum(count for _, count in self.boxed)

    def contents(self) -> list[tuple[Mapping[str, Any], int]]:
        """(content, how many), of all of them."""
        return [(content, 1) for content in self.named.values()] + list(self.boxed)

    def as_json(self) -> dict[str, Any]:
        """What is published, in one order whatever the order they came in."""
        return {
            "named": [[number, dict(self.named[number])] for number in sorted(self.named)],
            "boxed": sorted(([dict(content), count] for content, count in self.boxed), key=_order),
        }


def _order(pair: list[Any]) -> str:
    from engines.minutes._chain import canonical

    return canonical(pair)


def read_ballots(told: Mapping[str, Any]) -> VotedBallots:
    """The ballots of a document.

    Raises ``KeyError``, ``ValueError``, ``TypeError`` when they are not ballots.
    """
    return VotedBallots(
        {int(number): content for number, content in told["named"]},
        tuple((content, int(count)) for content, count in told["boxed"]),
    )


@dataclass(frozen=True, slots=True)
class Attending:
    """Mandates of a vote, and members of the roll."""

    mandates: int
    members: int
