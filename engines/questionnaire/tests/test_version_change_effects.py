"""What is announced of the answers is what `convert_answers` then does."""

import itertools
from dataclasses import replace
from typing import Any

import pytest

from engines.questionnaire import serialisation
from engines.questionnaire.files.reader import read_questionnaire
from engines.questionnaire.files.xlsform.writer import write_xlsform
from engines.questionnaire.model import CHOICE_KINDS, Choice, Definition, Group, Kind, Question, Section
from engines.questionnaire.version_change import EffectKind, compare, convert_answers, effects_of

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


def holding(*items: Question | Group, codes: str = "ab") -> Definition:
    choices = tuple(Choice(code, code.upper()) for code in codes)
    return Definition(title="T", sections=(Section("s", "S", items),), choice_lists={"l": choices})


def asked(key: str, kind: Kind = Kind.TEXT, uid: str = "") -> Question:
    return Question(key=key, kind=kind, label=key, uid=uid, choice_list="l" if kind in CHOICE_KINDS else "")


@pytest.mark.parametrize(("before", "after"), list(itertools.product(GIVEN, GIVEN)))
def test_the_effect_of_a_kind_is_what_happens_to_its_answers(before: Kind, after: Kind) -> None:
    changes = compare(holding(asked("q", before)), holding(asked("q", after)))
    (effect,) = effects_of(changes)
    set_aside = [bool(convert_answers(changes, {"q": value})[1]) for value in GIVEN[before]]
    expected = {
        EffectKind.SAME: not any(set_aside),
        EffectKind.SET_ASIDE: all(set_aside),
        EffectKind.DEPENDS: any(set_aside) and not all(set_aside),
    }
    assert expected[effect.kind]


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
    effects = {(*effect.path, effect.code): effect for effect in effects_of(changes)}
    assert {path: effect.kind.value for path, effect in effects.items()} == {
        ("name", ""): "converted",
        ("gone", ""): "set_aside",
        ("status", ""): "same",
        ("status", "c"): "set_aside",
        ("rows", "x", ""): "set_aside",
    }
    answers = {"name": "n", "gone": "g", "status": "c", "rows": [{"_id": "1", "x": "y"}]}
    converted, set_aside = convert_answers(changes, answers)
    assert converted == {"label": "n"}
    announced = {effect.reason for effect in effects.values() if effect.reason}
    assert {item.reason for item in set_aside} == announced


def test_a_choice_that_says_what_it_was_keeps_its_answers() -> None:
    question = asked("q", Kind.MANY)
    old = Definition(
        title="T",
        sections=(Section("s", "S", (question,)),),
        choice_lists={"l": (Choice("scic", "SCIC"), Choice("scop", "SCOP"), Choice("gie", "GIE"))},
    )
    coop = Choice("coop", "Coopérative", was="scic scop")
    new = replace(old, choice_lists={"l": (coop, Choice("asso", "Association", was="coop"))})
    changes = compare(old, new)
    answers, set_aside = convert_answers(changes, {"q": ["scop", "gie", "scic"]})
    assert answers == {"q": ["coop"]}
    assert [item.value for item in set_aside] == [["gie"]]
    told = {effect.code: (effect.kind.value, effect.after) for effect in effects_of(changes) if effect.code}
    assert told == {
        "scic": ("converted", "Coopérative"),
        "scop": ("converted", "Coopérative"),
        "gie": ("set_aside", ""),
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
    assert convert_answers(changes, {"q": "a"})[0] == {"q": "a"}
    assert convert_answers(changes, {"q": "b"})[0] == {"q": "c"}
