"""The canonical JSON: exact both ways, stable, and strict about what it reads."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.questionnaire.model import Definition, FileOrigin, Question
from engines.questionnaire.serialisation import UnreadableDefinitionError, digest, from_json, to_json
from engines.questionnaire.tests.builders import json_values, question, questionnaire, questionnaires, recueil


@settings(max_examples=40)  # each one is large
@given(questionnaires)
def test_the_round_trip_is_exact(definition: Definition) -> None:
    text = to_json(definition)
    again = from_json(text)
    assert again == definition
    assert to_json(again) == text
    assert digest(again) == digest(definition)


def test_the_worked_example_comes_back() -> None:
    assert from_json(to_json(recueil())) == recueil()
    assert from_json(to_json(recueil()).encode()) == recueil()


def test_the_digest_of_a_known_questionnaire_never_changes() -> None:
    """Published figures quote digests: if this fails, the writing changed and ``schema`` must too."""
    definition = questionnaire(question("a", required="yes"))
    assert to_json(definition) == (
        '{"choice_lists":{},"schema":1,"sections":[{"items":[{"key":"a","kind":"text","label":"a",'
        '"required":"yes"}],"key":"section","title":"section"}],"title":"Essai"}'
    )
    assert digest(definition) == "3fea4f737b86c85ef1890519f7befae066fb6f1f594a2a1fb5e03dece0b85ed5"


def test_the_order_of_lists_does_not_matter_and_that_of_choices_does() -> None:
    lists = recueil().choice_lists
    backwards = dict(reversed(lists.items()))
    assert digest(dataclasses.replace(recueil(), choice_lists=backwards)) == digest(recueil())
    turned = {**lists, "region": tuple(reversed(lists["region"]))}
    assert digest(dataclasses.replace(recueil(), choice_lists=turned)) != digest(recueil())


def test_where_it_was_read_does_not_count() -> None:
    placed = questionnaire(question("a", origin=FileOrigin("survey", 2)))
    assert digest(placed) == digest(questionnaire(question("a")))


@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(Question)])
def test_every_field_of_a_question_counts(name: str) -> None:
    if name == "origin":
        return
    base = question("a")
    value: Any = getattr(base, name)
    changed: Any = {str: f"{value}x", bool: not value, tuple: ("x",)}.get(type(value), 1)
    if name in ("kind", "role"):
        changed = next(member for member in type(value) if member is not value)
    assert digest(questionnaire(dataclasses.replace(base, **{name: changed}))) != digest(questionnaire(base))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"schema":2,"title":"x","sections":[],"choice_lists":{}}',
        '{"schema":1}',
        '{"schema":1,"title":1,"sections":[],"choice_lists":{}}',
        '{"schema":1,"title":"x","sections":[],"choice_lists":{},"surprise":1}',
        '{"schema":1,"title":"x","sections":[{"key":"s","title":"s","items":[{"key":"a"}]}],"choice_lists":{}}',
        '{"schema":1,"title":"x","sections":[{"key":"s","title":"s","items":[{"key":"a","kind":"odd","label":"x"}]}],'
        '"choice_lists":{}}',
        "[" * 100_000,
        "\ud800",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(UnreadableDefinitionError):
        from_json(text)


@settings(max_examples=50)
@given(st.dictionaries(st.sampled_from(["title", "sections", "choice_lists", "code"]), json_values))
def test_damaged_json_is_refused_by_name(document: dict[str, Any]) -> None:
    is_read = True
    try:
        from_json(json.dumps({"schema": 1, **document}))
    except UnreadableDefinitionError:
        is_read = False
    assert is_read <= ({"title", "sections", "choice_lists"} <= document.keys())
