"""A ballot as somebody types it from a paper: «pour», «1 4», «TB B P», «3 > 1=2», «blanc»."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from milliard.assemblies.enums import VotingMethod
from milliard.assemblies.papers import GRADES, MOTION_WORDS

MOTION_CHOICES = list(MOTION_WORDS.items())
#: Letters of the six grades, the best first.
GRADE_LETTERS = ("E", "TB", "B", "AB", "P", "R")
_GRADES = {letters: len(GRADES) - 1 - place for place, letters in enumerate(GRADE_LETTERS)}
_CHOSEN = "Les numéros cochés\u00a0: «\u00a01 4\u00a0»\u00a0; ou «\u00a0blanc\u00a0»."
_RANKS = "Les numéros, du préféré au dernier\u00a0: «\u00a03 > 1 > 2\u00a0»"
HELP: Mapping[VotingMethod, str] = {
    VotingMethod.MOTION: "",
    VotingMethod.CHOOSE: _CHOSEN,
    VotingMethod.BUDGET: _CHOSEN,
    VotingMethod.JUDGMENT: "Une mention par proposition, dans l’ordre\u00a0: E, TB, B, AB, P ou R"
    " («\u00a0TB B R\u00a0»)\u00a0; ou «\u00a0blanc\u00a0».",
    VotingMethod.SCHULZE: f"{_RANKS}, «\u00a0=\u00a0» entre deux égaux\u00a0; ou «\u00a0blanc\u00a0».",
    VotingMethod.STV: f"{_RANKS}\u00a0; ou «\u00a0blanc\u00a0».",
}


def typed_ballot(method: VotingMethod, numbers: Sequence[int], text: str) -> dict[str, Any]:
    """What `papers.read_ballot` reads. What is not understood is left for it to refuse.

    >>> typed_ballot(VotingMethod.SCHULZE, [1, 2, 3], "3 > 1=2")
    {'ranks': {'3': 1, '1': 2, '2': 2}}
    >>> typed_ballot(VotingMethod.JUDGMENT, [1, 2], "tb r")
    {'grades': {'1': 4, '2': 0}}
    """
    text = text.strip().casefold()
    if method is VotingMethod.MOTION:
        return {"choice": text}
    if text in ("blanc", "b") and (text == "blanc" or method is not VotingMethod.JUDGMENT):
        return {"blank": True}
    if method in (VotingMethod.CHOOSE, VotingMethod.BUDGET):
        return {"chosen": _parts(text)}
    if method is VotingMethod.JUDGMENT:
        marks = [_GRADES.get(part.upper(), part) for part in _parts(text)]
        # One mention too many is not left out in silence: it is of no choice.
        places = [str(number) for number in numbers] + ["0"] * len(marks)
        return {"grades": dict(zip(places, marks, strict=False))}
    ranks: dict[str, int] = {}
    for rank, group in enumerate(re.split(r"[>,;\s]+", re.sub(r"\s*=\s*", "=", text.strip(" >,;"))), 1):
        for number in group.split("="):
            ranks[number if number not in ranks else f"{number} deux fois"] = rank
    return {"ranks": ranks}


def _parts(text: str) -> list[str]:
    return [part for part in re.split(r"[\s,;]+", text) if part]


def written_ballot(method: VotingMethod, content: Mapping[str, Any]) -> str:
    """The same ballot, from the box, as it would be typed.

    >>> written_ballot(VotingMethod.SCHULZE, {"ranks": {"1": 2, "2": 2, "3": 1}})
    '3 > 1=2'
    """
    if content.get("blank"):
        return "blanc"
    if method is VotingMethod.MOTION:
        return str(content["choice"])
    if method in (VotingMethod.CHOOSE, VotingMethod.BUDGET):
        return " ".join(map(str, content["chosen"]))
    if method is VotingMethod.JUDGMENT:
        grades = sorted(content["grades"].items(), key=lambda pair: int(pair[0]))
        return " ".join(GRADE_LETTERS[len(GRADES) - 1 - grade] for _, grade in grades)
    groups: dict[int, list[str]] = {}
    for number, rank in sorted(content["ranks"].items(), key=lambda pair: (pair[1], int(pair[0]))):
        groups.setdefault(rank, []).append(number)
    return " > ".join("=".join(group) for group in groups.values())
