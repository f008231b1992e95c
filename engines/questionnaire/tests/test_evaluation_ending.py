"""Whether a response may end: required questions, repeated cards included, and sections never opened."""

from __future__ import annotations

from typing import Any

import pytest

from engines.questionnaire.evaluation import evaluate
from engines.questionnaire.evaluation.ending import Ending, ending_of
from engines.questionnaire.expressions import compile_questionnaire
from engines.questionnaire.model import Definition, Group, Kind, Question
from engines.questionnaire.tests.builders import TODAY, question, section


def needs(**fields: Any) -> Group:
    """Cards that each ask what for."""
    items: tuple[Question | Group, ...] = (question("use", required="yes"), question("note"))
    return Group("needs", "Besoin", items, repeats=True, relevant="${has_needs} = 'yes'", **fields)


def ending(answers: dict[str, Any], *seen: str, cards: Group | None = None) -> Ending:
    definition = Definition(
        "Essai",
        (
            section("who", question("name", required="yes"), question("has_needs", Kind.YES_NO)),
            section("money", cards or needs()),
            section("words", question("note_only", Kind.NOTE)),
            section("coop", question("form"), relevant="${name} = 'coop'"),
        ),
    )
    return ending_of(evaluate(compile_questionnaire(definition), answers, today=TODAY), seen)


def test_a_required_question_left_blank_is_missing() -> None:
    found = ending({"has_needs": "no"}, "who")
    assert found.missing == {("name",)}
    assert not found.wrong


def test_a_shown_card_that_nobody_filled_is_missing() -> None:
    found = ending({"name": "x", "has_needs": "yes"}, "who", "money")
    assert found.errors == {("needs",): "Une première ligne est à remplir, ou à retirer."}
    assert found.missing == {("needs",)}


@pytest.mark.parametrize(
    ("cards", "missing"),
    [
        ([{"_id": "a", "use": "x"}], set()),
        ([{"_id": "a", "use": "x"}, {"_id": "b"}], {("needs", "b", "use")}),
        ([{"_id": "a", "note": "x"}], {("needs", "a", "use")}),
        ([], set()),
    ],
)
def test_every_card_is_asked_even_wholly_blank(cards: list[Any], missing: set[Any]) -> None:
    found = ending({"name": "x", "has_needs": "yes", "needs": cards}, "who", "money")
    assert found.missing == missing


def test_a_card_taken_away_is_asked_again_where_one_is_needed() -> None:
    found = ending({"name": "x", "has_needs": "yes", "needs": []}, "who", "money", cards=needs(min_rows=1))
    assert found.errors == {("needs",): "Ajoutez au moins 1\u00a0ligne."}
    assert found.missing == {("needs",)}


def test_cards_that_are_hidden_or_ask_nothing_are_not_missing() -> None:
    assert not ending({"name": "x", "has_needs": "no"}, "who").errors
    free = Group("needs", "Besoin", (question("use"),), repeats=True)
    conditional = Group("needs", "Besoin", (question("use", required="yes", relevant="1 = 2"),), repeats=True)
    for cards in (free, conditional):
        assert not ending({"name": "x"}, "who", "money", cards=cards).errors


@pytest.mark.parametrize(
    ("answers", "seen", "unseen"),
    [
        ({"has_needs": "yes"}, (), ("who", "money")),
        ({"has_needs": "yes"}, ("who",), ("money",)),
        ({"has_needs": "no"}, ("who",), ()),
        ({"name": "coop"}, ("who",), ("coop",)),
    ],
)
def test_sections_of_the_path_that_hold_something_to_answer_are_to_be_seen(
    answers: dict[str, Any], seen: tuple[str, ...], unseen: tuple[str, ...]
) -> None:
    assert ending(answers, *seen).unseen == unseen


def test_a_wrong_answer_is_not_a_blank() -> None:
    cards = Group("needs", "B", (question("use", Kind.INTEGER, maximum="3"),), repeats=True)
    found = ending({"name": "x", "needs": [{"_id": "a", "use": 9}]}, "who", "money", cards=cards)
    assert set(found.wrong) == {("needs", "a", "use")}
    assert not found.is_whole
