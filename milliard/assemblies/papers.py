"""What a ballot may say, by method: from what was typed to canonical content, and back to words.

Canonical content, as stored and counted:

- motion: ``{"choice": "for" | "against" | "abstain" | "blank"}``
- choose, budget: ``{"chosen": [numbers, ascending]}``; nobody: ``{"blank": true}``
- judgment: ``{"grades": {"number": 0…5}}``, each choice graded; or blank
- rankings: ``{"ranks": {"number": 1…}}``, equal ranks and unranked choices allowed in Schulze's; or blank
"""

from collections.abc import Mapping, Sequence
from typing import Any

from milliard.assemblies.enums import VotingMethod
from milliard.assemblies.models import Resolution
from milliard.core.refusals import Refused

#: Choice of a motion -> its word on the ballot.
MOTION_WORDS = {"for": "Pour", "against": "Contre", "abstain": "Abstention", "blank": "Blanc"}
#: The six grades, the best first; a grade is stored as its rank, 5 for the best.
GRADES = ("Excellent", "Très bien", "Bien", "Assez bien", "Passable", "À rejeter")
BLANK = {"blank": True}


class BallotUnclear(Refused):
    """What was typed is not a ballot of this vote; nothing is in the box."""

    message = "Ce bulletin n’est pas complet."


def grade_words(grade: int) -> str:
    """«Excellent» of 5."""
    return GRADES[len(GRADES) - 1 - grade]


def read_ballot(resolution: Resolution, numbers: Sequence[int], typed: Mapping[str, Any]) -> dict[str, Any]:
    """Canonical content of what a form or a client sent; ``numbers`` are those of the choices.

    ``typed`` has the shape of the content, numbers and grades as texts or not. Raises `BallotUnclear`.
    """
    method = VotingMethod(resolution.method)
    if method is not VotingMethod.MOTION and typed.get("blank"):
        return dict(BLANK)
    if method is VotingMethod.MOTION:
        choice = typed.get("choice")
        if choice not in MOTION_WORDS:
            raise BallotUnclear("Choisissez pour, contre, abstention ou blanc.")
        return {"choice": choice}
    if method in (VotingMethod.CHOOSE, VotingMethod.BUDGET):
        return _read_chosen(resolution, numbers, typed.get("chosen", ()))
    if method is VotingMethod.JUDGMENT:
        return _read_grades(numbers, typed.get("grades", {}))
    return _read_ranks(method, numbers, typed.get("ranks", {}))


def _read_chosen(resolution: Resolution, numbers: Sequence[int], typed: Any) -> dict[str, Any]:
    chosen = sorted({_number(value) for value in _list(typed)})
    if not set(chosen) <= set(numbers):
        raise BallotUnclear("Un des choix n’est pas de ce vote.")
    if not chosen:
        raise BallotUnclear("Cochez au moins un choix, ou votez blanc.")
    most = resolution.max_chosen or len(numbers)
    if len(chosen) > most:
        raise BallotUnclear(f"Cochez au plus {most} choix\u00a0: il y en a {len(chosen)}.")
    return {"chosen": chosen}


def _read_grades(numbers: Sequence[int], typed: Any) -> dict[str, Any]:
    found = {_number(key): _number(value) for key, value in _pairs(typed)}
    if set(found) != set(numbers) or not all(0 <= grade < len(GRADES) for grade in found.values()):
        raise BallotUnclear("Donnez une mention à chaque proposition, ou votez blanc.")
    return {"grades": {str(number): found[number] for number in sorted(found)}}


def _read_ranks(method: VotingMethod, numbers: Sequence[int], typed: Any) -> dict[str, Any]:
    found = {_number(key): _number(value) for key, value in _pairs(typed) if str(value).strip()}
    if not set(found) <= set(numbers) or not all(1 <= rank <= len(numbers) for rank in found.values()):
        raise BallotUnclear(f"Un rang va de 1 à {len(numbers)}.")
    if not found:
        raise BallotUnclear("Classez au moins un choix, ou votez blanc.")
    if method is VotingMethod.STV and sorted(found.values()) != list(range(1, len(found) + 1)):
        raise BallotUnclear("Classez sans trou ni égalité\u00a0: 1, 2, 3…")
    return {"ranks": {str(number): found[number] for number in sorted(found)}}


def _list(typed: Any) -> Sequence[Any]:
    if not isinstance(typed, list | tuple):
        raise BallotUnclear
    return typed


def _pairs(typed: Any) -> list[tuple[Any, Any]]:
    if not isinstance(typed, Mapping):
        raise BallotUnclear
    return list(typed.items())


def _number(value: Any) -> int:
    """A whole number, typed or not; never a boolean, never «1.0»."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    text = str(value)
    if not (text.isascii() and text.isdecimal() and len(text) < 6):
        raise BallotUnclear("Écrivez des nombres entiers.")
    return int(text)


def in_words(resolution: Resolution, labels: Mapping[int, str], content: Mapping[str, Any]) -> str:
    """The ballot as its voter reads it back: «Pour», «A, B», «A\u00a0: Bien\u00a0; B\u00a0: Passable»."""
    if content.get("blank"):
        return "Blanc"
    if "choice" in content:
        return MOTION_WORDS[content["choice"]]
    if "chosen" in content:
        return ", ".join(labels[number] for number in content["chosen"])
    if "grades" in content:
        pairs = content["grades"].items()
        return "\u00a0; ".join(f"{labels[int(key)]}\u00a0: {grade_words(value)}" for key, value in pairs)
    ranked = sorted(content["ranks"].items(), key=lambda pair: (pair[1], int(pair[0])))
    return ", ".join(f"{rank}. {labels[int(key)]}" for key, rank in ranked)
