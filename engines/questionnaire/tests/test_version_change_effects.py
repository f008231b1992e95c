"""What is announced of the answers is what `map_answers` then does."""

import itertools
from dataclasses import replace
from typing import Any

import pytest

from engines.questionnaire import serialisation
from engines.questionnaire.files.reader import read_questionnaire
from engines.questionnaire.files.xlsform.writer import write_xlsform
from engines.questionnaire.model import CHOICE_KINDS, Choice, Group, Kind, Question, Questionnaire, Section
from engines.questionnaire.version_change import FateKind, compare, fates_of, map_answers

#: Values of each kind, the last ones being those that may fit no other.
GIVEN: dict[Kind, list[Any]] = {
    Kind.ONE: ["a"],
    Kind.MANY: [["a"], ["a", "b"]],
    Kind.RANK: [["a"], ["b", "a"]],
    Kind.INTEGER: [3],
    Kind.DECIMAL: ["3"],
    Kind.AMOUNT: [300],
    Kind.PERCENTAGE: [30],
    Kind.DATE: ["2026-11-23"],
    Kind.TEXT: ["mot"],
    Kind.LONG_TEXT: ["mot", "deux\nlignes"],
    Kind.EMAIL: ["a@exemple.org"],
}


def holding(*items: Question | Group, codes: str = "ab") -> Questionnaire:
    choices = tuple(Choice(code, code.upper()) for code in codes)
    return Questionnaire(title="T", sections=(Section("s", "S", items),), choice_lists={"l": choices})


def asked(key: str, kind: Kind = Kind.TEXT, uid: str = "") -> Question:
    return Question(key=key, kind=kind, label=key, uid=uid, choice_list="l" if kind in CHOICE_KINDS else "")


@pytest.mark.parametrize(("before", "after"), list(itertools.product(GIVEN, GIVEN)))
def test_the_fate_of_a_kind_is_what_happens_to_its_answers(before: Kind, after: Kind) -> None:
    changes = compare(holding(asked("q", before)), holding(asked("q", after)))
    (fate,) = fates_of(changes)
    kept_apart = [bool(map_answers(changes, {"q": value})[1]) for value in GIVEN[before]]
    expected = {
        FateKind.SAME: not any(kept_apart),
        FateKind.APART: all(kept_apart),
        FateKind.DEPENDS: any(kept_apart) and not all(kept_apart),
    }
    assert expected[fate.kind]


def test_renamed_removed_moved_and_dropped_choices() -> None:
    old = holding(
        asked("name"),
        asked("gone"),
        asked("status", Kind.ONE),
        Group("rows", "R", (asked("x"),), repeats=True),
        codes="abc",
    )
    new = holding(asked("label", uid="name"), asked("status", Kind.ONE), asked("x"))
    changes = compare(old, new)
    fates = {(*fate.path, fate.code): fate for fate in fates_of(changes)}
    assert {path: fate.kind.value for path, fate in fates.items()} == {
        ("name", ""): "carried",
        ("gone", ""): "apart",
        ("status", ""): "same",
        ("status", "c"): "apart",
        ("rows", "x", ""): "apart",
    }
    answers = {"name": "n", "gone": "g", "status": "c", "rows": [{"_id": "1", "x": "y"}]}
    carried, unmapped = map_answers(changes, answers)
    assert carried == {"label": "n"}
    announced = {fate.reason for fate in fates.values() if fate.reason}
    assert {item.reason for item in unmapped} == announced


def test_a_choice_that_says_what_it_was_keeps_its_answers() -> None:
    question = asked("q", Kind.MANY)
    old = Questionnaire(
        title="T",
        sections=(Section("s", "S", (question,)),),
        choice_lists={"l": (Choice("scic", "SCIC"), Choice("scop", "SCOP"), Choice("gie", "GIE"))},
    )
    coop = Choice("coop", "Coopérative", was="scic scop")
    new = replace(old, choice_lists={"l": (coop, Choice("asso", "Association", was="coop"))})
    changes = compare(old, new)
    answers, unmapped = map_answers(changes, {"q": ["scop", "gie", "scic"]})
    assert answers == {"q": ["coop"]}
    assert [item.value for item in unmapped] == [["gie"]]
    told = {fate.code: (fate.kind.value, fate.after) for fate in fates_of(changes) if fate.code}
    assert told == {
        "scic": ("carried", "Coopérative"),
        "scop": ("carried", "Coopérative"),
        "gie": ("apart", ""),
    }
    again = serialisation.from_json(serialisation.to_json(new))
    assert again.choice_lists["l"][0].was == "scic scop"
    sheet = read_questionnaire(write_xlsform(new), "essai.xlsx").questionnaire
    assert sheet is not None
    assert [choice.was for choice in sheet.choice_lists["l"]] == ["scic scop", "coop"]


def test_a_code_still_offered_stays_itself() -> None:
    old = holding(asked("q", Kind.ONE))
    new = replace(old, choice_lists={"l": (Choice("a", "A"), Choice("c", "C", was="a b"))})
    changes = compare(old, new)
    assert map_answers(changes, {"q": "a"})[0] == {"q": "a"}
    assert map_answers(changes, {"q": "b"})[0] == {"q": "c"}
