"""What an evaluation finds wrong in the answers: required, bounds, choices, splits, number of rows."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from engines.questionnaire.evaluation import evaluate
from engines.questionnaire.model import Choice, Group, Kind, Layout, Question
from engines.questionnaire.tests.builders import TODAY, choices, compiled, evaluated, question, rows_group


def errors(*items: Question | Group, answers: dict[str, Any], **lists: tuple[Choice, ...]) -> dict[Any, Any]:
    return evaluated(*items, answers=answers, **lists).check_all()


@pytest.mark.parametrize(
    ("required", "answer", "is_wrong"),
    [
        ("yes", None, True),
        ("true()", "", True),
        ("yes", "  ", True),
        ("yes", "x", False),
        ("", None, False),
        ("no", None, False),
        ("${other} = 'x'", None, True),
        ("${other} = 'y'", None, False),
    ],
)
def test_required(required: str, answer: Any, is_wrong: bool) -> None:
    found = errors(question("other"), question("a", required=required), answers={"other": "x", "a": answer})
    assert found == ({("a",): ("Cette question attend une réponse.",)} if is_wrong else {})


def test_where_nothing_is_offered_nothing_is_required() -> None:
    places = (Choice("38", "Isère", columns=(("region", "ara"),)),)
    asked = question(
        "place", Kind.ONE, choice_list="places", choice_filter="region = ${region}", required="yes"
    )
    assert errors(question("region"), asked, answers={"region": "om"}, places=places) == {}
    assert ("place",) in errors(question("region"), asked, answers={"region": "ara"}, places=places)


def test_the_authors_messages_are_used() -> None:
    found = errors(
        question("a", required="yes", required_message="Dites-nous."),
        question("b", Kind.INTEGER, constraint=". > 3", constraint_message="Plus que ça."),
        answers={"b": 2},
    )
    assert found == {("a",): ("Dites-nous.",), ("b",): ("Plus que ça.",)}


def test_a_constraint_is_not_checked_without_an_answer() -> None:
    assert errors(question("a", Kind.INTEGER, constraint=". > 3"), answers={}) == {}


@pytest.mark.parametrize(
    ("kind", "fields", "answer", "message"),
    [
        (Kind.INTEGER, {"minimum": "10"}, 9, "Indiquez au moins 10."),
        (Kind.INTEGER, {"maximum": "2000"}, 2001, "Indiquez au plus 2\u202f000."),
        (Kind.AMOUNT, {"minimum": "100"}, 9_999, "Indiquez au moins 100\u00a0€."),
        (Kind.DECIMAL, {"maximum": "1.5"}, "1.51", "Indiquez au plus 1,5."),
        (Kind.DATE, {"minimum": "2026-01-01"}, "2025-12-31", "Indiquez au moins 01/01/2026."),
        (Kind.PERCENTAGE, {}, 101, "Un pourcentage va de 0 à 100\u00a0%."),
        (Kind.INTEGER, {}, "douze", "Cette réponse n’est pas un nombre entier."),
        (Kind.INTEGER, {}, True, "Cette réponse n’est pas un nombre entier."),
        (Kind.DECIMAL, {}, "2026-01-01", "Cette réponse n’est pas un nombre."),
        (Kind.DATE, {}, "hier", "Cette réponse n’est pas une date."),
        (Kind.TEXT, {}, ["a"], "Cette réponse n’est pas un texte."),
        (Kind.FILE, {}, {"name": "x"}, "Cette réponse n’est pas un fichier."),
        (Kind.MANY, {"choice_list": "list"}, "a", "Cette réponse n’est pas une liste de choix."),
        (Kind.ONE, {"choice_list": "list"}, "z", "Ce choix n’est pas proposé."),
        (Kind.MANY, {"choice_list": "list"}, ["a", "a"], "Le même choix est donné deux fois."),
        (
            Kind.MANY,
            {"choice_list": "list"},
            ["a", "none"],
            "«\u00a0Aucun\u00a0» ne va pas avec d’autres réponses.",
        ),
        (Kind.YES_NO, {}, "maybe", "Ce choix n’est pas proposé."),
    ],
)
def test_each_kind_is_checked(kind: Kind, fields: dict[str, str], answer: Any, message: str) -> None:
    offered = (*choices("a", "b"), Choice("none", "Aucun", is_exclusive=True))
    found = errors(question("a", kind, **fields), answers={"a": answer}, list=offered)
    assert found == {("a",): (message,)}


@pytest.mark.parametrize(
    ("kind", "fields", "answer"),
    [
        (Kind.INTEGER, {"minimum": "10"}, 10),
        (Kind.AMOUNT, {"maximum": "100"}, 10_000),
        (Kind.DECIMAL, {}, "-1.5"),
        (Kind.PERCENTAGE, {}, 0),
        (Kind.DATE, {"maximum": "2026-01-01"}, "2026-01-01"),
        (Kind.FILE, {}, {"id": "u", "name": "x.pdf", "size": 3, "type": "application/pdf"}),
        (Kind.MANY, {"choice_list": "list"}, ["none"]),
        (Kind.RANK, {"choice_list": "list"}, ["b", "a"]),
        (Kind.YES_NO, {}, "no"),
    ],
)
def test_right_answers_are_right(kind: Kind, fields: dict[str, str], answer: Any) -> None:
    offered = (*choices("a", "b"), Choice("none", "Aucun", is_exclusive=True))
    state = evaluated(question("a", kind, **fields), answers={"a": answer}, list=offered)
    assert state.check_all() == {}
    assert state.places["a",].is_answered


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"x": 40, "y": 60}, None),
        ({"x": 100}, None),
        ({}, None),
        ({"x": 0, "y": 0}, "vous êtes à 0\u00a0%, il manque 100\u00a0%."),
        ({"x": 33, "y": 66}, None),  # rounding
        ({"x": 13, "y": 88}, None),
        ({"x": 33, "y": 65}, "vous êtes à 98\u00a0%, il manque 2\u00a0%."),
        ({"x": 40, "y": 50}, "vous êtes à 90\u00a0%, il manque 10\u00a0%."),
        ({"x": 70, "y": 50}, "vous êtes à 120\u00a0%, il y a 20\u00a0% de trop."),
    ],
)
def test_a_split_makes_one_hundred(parts: dict[str, int], message: str | None) -> None:
    group = Group(
        "split", "S", (question("x", Kind.PERCENTAGE), question("y", Kind.PERCENTAGE)), layout=Layout.SPLIT
    )
    found = errors(group, answers=parts)
    assert list(found) == ([] if message is None else [("split",)])
    if message is not None:
        assert found["split",][0].endswith(message)


def test_a_hidden_part_does_not_count_in_a_split() -> None:
    group = Group(
        "split",
        "S",
        (question("x", Kind.PERCENTAGE), question("y", Kind.PERCENTAGE, relevant="false()")),
        layout=Layout.SPLIT,
    )
    assert errors(group, answers={"x": 100, "y": 50}) == {}


@pytest.mark.parametrize(
    ("constraint", "day", "is_right"),
    [
        (". <= today()", "2026-11-24", True),  # tomorrow here, today in Nouméa
        (". <= today()", "2026-11-25", False),
        (". >= today()", "2026-11-22", True),
        (". >= today()", "2026-11-21", False),
        (". = today()", "2026-11-24", True),
    ],
)
def test_today_is_any_of_the_days_current_where_people_answer(
    constraint: str, day: str, is_right: bool
) -> None:
    ready = compiled(question("a", Kind.DATE, constraint=constraint))
    days = tuple(TODAY + datetime.timedelta(days=shift) for shift in (0, -1, 1))
    assert (evaluate(ready, {"a": day}, today=days).check_all() == {}) is is_right
    assert (evaluate(ready, {"a": day}, today=TODAY).check_all() == {}) is False


@pytest.mark.parametrize(
    ("count", "message"),
    [(0, "Ajoutez au moins 1\u00a0ligne."), (1, None), (3, "Gardez au plus 2\u00a0lignes.")],
)
def test_the_number_of_rows_is_checked(count: int, message: str | None) -> None:
    rows = [{"_id": str(number), "x": 1} for number in range(count)]
    state = evaluated(
        rows_group(min_rows=1, max_rows=2),
        question("total", Kind.CALCULATE, calculation="sum(${x})"),
        answers={"rows": rows},
    )
    assert state.groups["rows",].errors == (() if message is None else (message,))
