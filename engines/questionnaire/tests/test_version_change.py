"""What a later version changes, and answers converted over without losing any."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given, settings

from engines.questionnaire.coercion import is_blank
from engines.questionnaire.model import Choice, Definition, Group, Kind, Question, QuestionRole
from engines.questionnaire.tests.builders import (
    choices,
    likely_answers,
    question,
    questionnaire,
    recueil,
    section,
)
from engines.questionnaire.version_change import ChangeKind, ChoiceChange, compare, convert_answers
from engines.questionnaire.version_change.wording import words_of_side


def kinds(old: Definition, new: Definition) -> dict[str, set[ChangeKind]]:
    found: dict[str, set[ChangeKind]] = {}
    for change in compare(old, new).changes:
        found.setdefault(change.uid, set()).add(change.kind)
    return found


def test_the_same_version_has_no_change() -> None:
    assert compare(recueil(), recueil()).is_empty


def test_a_role_and_choices_that_exclude_the_others_are_changes() -> None:
    def one(role: QuestionRole, *, is_exclusive: bool) -> Definition:
        lists = {"l": (Choice("a", "A"), Choice("none", "Aucune", is_exclusive=is_exclusive))}
        asked = question("x", Kind.MANY, choice_list="l", role=role)
        return dataclasses.replace(questionnaire(asked), choice_lists=lists)

    plain = one(QuestionRole.CONTENT, is_exclusive=False)
    (change,) = compare(plain, one(QuestionRole.MARGIN, is_exclusive=False)).changes
    assert (change.kind, words_of_side("role", change.after)) == (
        ChangeKind.ROLE,
        "sert aux quotas (margin)",
    )
    (change,) = compare(plain, one(QuestionRole.CONTENT, is_exclusive=True)).changes
    assert (change.kind, change.before, change.after) == (ChangeKind.RULES, "", "exclusive: none")


def test_a_place_is_no_finer_than_its_new_version_promises() -> None:
    old = questionnaire(question("here", Kind.GEOPOINT, decimals=5))
    new = questionnaire(question("here", Kind.GEOPOINT, decimals=2))
    assert kinds(old, new) == {"here": {ChangeKind.RULES}}
    converted, set_aside = convert_answers(compare(old, new), {"here": "48.85349 2.34839"})
    assert (converted, set_aside) == ({"here": "48.85 2.35"}, ())


def test_each_kind_of_change_is_told() -> None:
    old = questionnaire(
        question("kept"),
        question("gone"),
        question("reworded", label="Avant"),
        question("hinted"),
        question("routed", relevant="${kept} = 'x'"),
        question("ruled", required="yes"),
        question("retyped"),
        question("old_name", uid="stable"),
    )
    new = questionnaire(
        question("kept"),
        question("fresh"),
        question("reworded", label="Après"),
        question("hinted", hint="Une aide"),
        question("routed", relevant="${kept} = 'y'"),
        question("ruled"),
        question("retyped", Kind.LONG_TEXT),
        question("new_name", label="old_name", uid="stable"),
    )
    assert kinds(old, new) == {
        "fresh": {ChangeKind.ADDED},
        "gone": {ChangeKind.REMOVED},
        "reworded": {ChangeKind.WORDING},
        "hinted": {ChangeKind.WORDING},
        "routed": {ChangeKind.ROUTING},
        "ruled": {ChangeKind.RULES},
        "retyped": {ChangeKind.KIND},
        "stable": {ChangeKind.RENAMED},
    }
    assert [change.after for change in compare(old, new).of_kind(ChangeKind.RENAMED)] == ["new_name"]


def test_a_condition_on_the_section_changes_the_routing_of_its_questions() -> None:
    old = Definition("Q", (section("s", question("a")),))
    new = Definition("Q", (section("s", question("a"), relevant="${b} = 1"),))
    assert kinds(old, new) == {"a": {ChangeKind.ROUTING}}


def test_only_what_moved_is_said_to_have_moved() -> None:
    names = [question(name) for name in "abcdef"]
    old = questionnaire(*names)
    new = questionnaire(names[4], *names[:4], names[5])
    assert kinds(old, new) == {"e": {ChangeKind.MOVED}}


def test_a_question_added_or_removed_moves_no_other() -> None:
    names = [question(name) for name in "abc"]
    assert kinds(questionnaire(*names), questionnaire(question("new"), *names[1:])) == {
        "new": {ChangeKind.ADDED},
        "a": {ChangeKind.REMOVED},
    }


def test_changing_section_is_moving() -> None:
    old = Definition("Q", (section("s", question("a"), question("b")), section("t")))
    new = Definition("Q", (section("s", question("a")), section("t", question("b"))))
    assert kinds(old, new) == {"b": {ChangeKind.MOVED}}


def test_choices_are_compared_code_by_code() -> None:
    asked = question("a", Kind.ONE, choice_list="list")
    old = questionnaire(asked, list=(Choice("1", "Un"), Choice("2", "Deux"), Choice("3", "Trois")))
    new = questionnaire(asked, list=(Choice("1", "Un"), Choice("2", "Deux !"), Choice("4", "Quatre")))
    (change,) = compare(old, new).changes
    assert change.kind is ChangeKind.CHOICES
    assert set(change.choices) == {
        ChoiceChange("2", "Deux", "Deux !"),
        ChoiceChange("3", "Trois", None),
        ChoiceChange("4", None, "Quatre"),
    }


def test_a_choice_that_says_what_it_was_is_shown_as_renamed_or_merged() -> None:
    asked = question("a", Kind.ONE, choice_list="list")
    old = questionnaire(asked, list=choices("scic", "scop", "cae", "autre", "rien"))
    later = (
        Choice("coop", "Coopérative", was="scic scop"),  # two become one, under a new code
        Choice("autre", "Autre", was="cae"),  # another joins one that stays
        Choice("neuf", "Neuf"),
    )
    (change,) = compare(old, questionnaire(asked, list=later)).changes
    assert change.choices == (
        ChoiceChange("coop", "Scic", "Coopérative", was="scic"),
        ChoiceChange("coop", "Scop", "Coopérative", was="scop"),
        ChoiceChange("autre", "Cae", "Autre", was="cae"),
        ChoiceChange("neuf", None, "Neuf"),
        ChoiceChange("rien", "Rien", None),
    )


@pytest.mark.parametrize(
    ("before", "after", "answer", "converted"),
    [
        (Kind.TEXT, Kind.TEXT, "x", "x"),
        (Kind.TEXT, Kind.LONG_TEXT, "x", "x"),
        (Kind.LONG_TEXT, Kind.TEXT, "court", "court"),
        (Kind.LONG_TEXT, Kind.TEXT, "x" * 501, None),
        (Kind.LONG_TEXT, Kind.TEXT, "deux\nlignes", None),
        (Kind.ONE, Kind.MANY, "a", ["a"]),
        (Kind.MANY, Kind.ONE, ["a"], "a"),
        (Kind.MANY, Kind.ONE, ["a", "b"], None),
        (Kind.RANK, Kind.MANY, ["b", "a"], ["b", "a"]),
        (Kind.MANY, Kind.RANK, ["a", "b"], None),
        (Kind.INTEGER, Kind.DECIMAL, 3, "3"),
        (Kind.INTEGER, Kind.AMOUNT, 3, 300),
        (Kind.AMOUNT, Kind.INTEGER, 300, None),
        (Kind.INTEGER, Kind.PERCENTAGE, 300, None),
        (Kind.TEXT, Kind.INTEGER, "3", None),
    ],
)
def test_answers_follow_when_nothing_is_lost(before: Kind, after: Kind, answer: Any, converted: Any) -> None:
    lists = {"list": choices("a", "b")}
    old = questionnaire(question("a", before, choice_list="list"), **lists)
    new = questionnaire(question("a", after, choice_list="list"), **lists)
    answers, set_aside = convert_answers(compare(old, new), {"a": answer})
    if converted is None:
        assert answers == {}
        assert [(item.path, item.value) for item in set_aside] == [(("a",), answer)]
        assert set_aside[0].reason
    else:
        assert answers == {"a": converted}
        assert set_aside == ()


def test_answers_follow_a_renamed_question_into_its_rows() -> None:
    old = questionnaire(Group("rows", "R", (question("a"), question("gone")), repeats=True))
    new = questionnaire(Group("rows", "R", (question("b", uid="a"),), repeats=True))
    answers, set_aside = convert_answers(compare(old, new), {"rows": [{"_id": "1", "a": "x", "gone": "y"}]})
    assert answers == {"rows": [{"_id": "1", "b": "x"}]}
    assert [(item.path, item.value) for item in set_aside] == [(("rows", "1", "gone"), "y")]


def test_rows_whose_group_is_gone_are_returned_whole() -> None:
    old = questionnaire(Group("rows", "R", (question("a"),), repeats=True))
    answers, set_aside = convert_answers(
        compare(old, questionnaire(question("a"))), {"rows": [{"_id": "1", "a": "x"}]}
    )
    assert answers == {}
    assert [(item.path, item.value) for item in set_aside] == [(("rows", "1"), {"_id": "1", "a": "x"})]


def test_a_choice_that_is_gone_is_returned_and_the_others_kept() -> None:
    asked = question("a", Kind.MANY, choice_list="list")
    old, new = questionnaire(asked, list=choices("x", "y")), questionnaire(asked, list=choices("y"))
    answers, set_aside = convert_answers(compare(old, new), {"a": ["x", "y"]})
    assert answers == {"a": ["y"]}
    assert [item.value for item in set_aside] == [["x"]]


def test_two_questions_that_swap_names_swap_answers() -> None:
    old = questionnaire(question("a"), question("b"))
    new = questionnaire(question("b", uid="a"), question("a", uid="b"))
    answers, set_aside = convert_answers(compare(old, new), {"a": "1", "b": "2"})
    assert (answers, set_aside) == ({"b": "1", "a": "2"}, ())


def later() -> Definition:
    """The worked example with something changed everywhere."""
    first, needs, *rest = recueil().sections
    group = next(item for item in needs.items if isinstance(item, Group))
    trimmed = dataclasses.replace(group, items=group.items[1:])
    kept = tuple(item for item in first.items if item.key != "staff")
    renamed = tuple(
        dataclasses.replace(item, key="place", uid="region")
        if isinstance(item, Question) and item.key == "region"
        else item
        for item in kept
    )
    sections = (
        dataclasses.replace(needs, items=(trimmed, *renamed)),
        *rest,
    )
    lists = {**recueil().choice_lists, "status": choices("association")}
    return dataclasses.replace(recueil(), sections=sections, choice_lists=lists)


def leaves(value: Any) -> int:
    """How many non-blank answers there are, list items one by one, identifiers aside."""
    if isinstance(value, dict):
        return sum(leaves(inner) for key, inner in value.items() if key != "_id")
    if isinstance(value, list):
        return sum(leaves(inner) for inner in value)
    return 0 if is_blank(value) else 1


@settings(max_examples=50)
@given(likely_answers(recueil()))
def test_no_answer_is_ever_lost(answers: dict[str, Any]) -> None:
    converted, set_aside = convert_answers(compare(recueil(), later()), answers)
    assert leaves(converted) + sum(leaves(item.value) for item in set_aside) == leaves(answers)
    assert all(item.reason for item in set_aside)


@settings(max_examples=50)
@given(likely_answers(recueil()))
def test_nothing_changes_when_nothing_changed(answers: dict[str, Any]) -> None:
    converted, set_aside = convert_answers(compare(recueil(), recueil()), answers)
    assert leaves(converted) + sum(leaves(item.value) for item in set_aside) == leaves(answers)
