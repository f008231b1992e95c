"""Frequencies: what is counted, in which order, and what an anonymous collection never tells."""

import csv
import datetime
import io
from typing import Any

import numpy as np
import pytest
from django.urls import reverse

from engines.questionnaire.model import Choice, Definition, Group, Kind, Layout
from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.extracts.reports.frequencies import OTHER_VALUES, Frequency, FrequencyLine, frequencies_of
from milliard.extracts.reports.spread import classes_of, periods_of, quantity_text, summary_of
from milliard.figures.datasets.codebook import Codebook, CodebookAnswer, CodebookVariable, VariableKind
from milliard.figures.tests.builders import frozen, status_and_staff
from milliard.surveys.tests import factories
from milliard.surveys.tests.factories import question
from milliard.surveys.tests.responses import respond

_ANSWERS = tuple(CodebookAnswer(place, code, code.upper()) for place, code in enumerate("abc"))
_AGE = CodebookVariable("age", VariableKind.NUMERIC, "Âge", unit="ans")
_SUM = CodebookVariable("sum", VariableKind.AMOUNT, "Somme", unit="euros")


def one(variable: CodebookVariable, arrays: dict[str, Any], threshold: int = 0) -> Frequency:
    rows = np.ones(len(next(iter(arrays.values()))), np.bool_)
    (found,) = frequencies_of(Codebook((variable,)), arrays, rows, threshold=threshold)
    return found


def counts(found: Frequency) -> list[int | None]:
    return [line.count for line in found.lines]


def test_one_choice_counts_answers_in_order_then_why_others_are_missing() -> None:
    variable = CodebookVariable("x", VariableKind.CATEGORICAL, "X", categories=_ANSWERS)
    found = one(variable, {"x": np.array([0, 0, 2, 251, 252, 252], np.uint8)})
    assert [(line.label, line.count, line.share) for line in found.answers] == [
        ("A", 2, 2 / 3),
        ("B", 0, 0.0),
        ("C", 1, 1 / 3),
    ]
    assert [(line.label, line.count) for line in found.missing] == [("non posée", 1), ("sans réponse", 2)]
    assert (found.answered, found.rows) == (3, 6)


def test_several_choices_are_shares_of_those_who_answered() -> None:
    variable = CodebookVariable("x", VariableKind.MULTIPLE, "X", categories=_ANSWERS[:2])
    arrays = {"x/a": np.array([1, 1, 0]), "x/b": np.array([1, 0, 0]), "x/missing": np.array([0, 0, 252])}
    found = one(variable, arrays)
    assert [(line.count, line.share) for line in found.answers] == [(2, 1.0), (1, 0.5)]


def test_a_ranking_gives_first_choices_and_mean_ranks() -> None:
    variable = CodebookVariable("x", VariableKind.RANK, "X", categories=_ANSWERS[:2])
    arrays = {"x/a": np.array([1, 2, 1]), "x/b": np.array([2, 1, 0]), "x/missing": np.zeros(3, np.uint8)}
    found = one(variable, arrays)
    assert [(line.count, line.mean_rank) for line in found.answers] == [(2, 4 / 3), (1, 1.5)]


def test_numbers_have_quartiles_a_mean_and_classes_in_their_unit() -> None:
    values = np.array([0, 10, 20, 30, 1000])
    assert dict(summary_of(values, _AGE))["Médiane"] == "20\u00a0ans"
    assert dict(summary_of(values, _AGE))["Moyenne"] == "212\u00a0ans"
    assert dict(summary_of(np.array([14751510, 14751511]), _SUM))["Moyenne"] == "147\u202f515\u00a0€"
    many = np.arange(0, 1000)
    found = classes_of(many, _AGE)
    assert found[0] == ("de 0\u00a0ans à moins de 200\u00a0ans", 200)
    assert sum(count for _, count in found) == 1000
    assert classes_of(np.array([3, 3, 5]), _AGE) == [("3\u00a0ans", 2), ("5\u00a0ans", 1)]
    negative = classes_of(np.linspace(-9.5, 9.5, 39), _AGE)
    assert sum(count for _, count in negative) == 39
    assert len(negative) <= 9


def test_dates_are_counted_by_month_year_or_decade() -> None:
    def days(*texts: str) -> Any:
        return np.array(
            [(datetime.date.fromisoformat(text) - datetime.date(1970, 1, 1)).days for text in texts]
        )

    assert periods_of(days("2026-01-31", "2026-03-01")) == [
        ("janvier\u00a02026", 1),
        ("février\u00a02026", 0),
        ("mars\u00a02026", 1),
    ]
    assert periods_of(days("2020-01-31", "2023-03-01"))[0] == ("2020", 1)
    assert periods_of(days("1948-01-31", "2003-03-01"))[0] == ("de 1940 à 1949", 1)


def test_small_counts_of_an_anonymous_collection_are_hidden_with_another() -> None:
    variable = CodebookVariable("x", VariableKind.CATEGORICAL, "X", categories=_ANSWERS)
    codes = np.array([0] * 40 + [1] * 3 + [2] * 12, np.uint8)
    found = one(variable, {"x": codes}, threshold=5)
    assert counts(found) == [40, None, None]
    assert found.answered == 55  # nobody is missing: the number of rows says it anyway
    assert [line.share for line in found.lines][1:] == [None, None]


def test_few_missing_answers_are_hidden_with_the_number_of_answers() -> None:
    variable = CodebookVariable("x", VariableKind.CATEGORICAL, "X", categories=_ANSWERS)
    found = one(variable, {"x": np.array([0] * 40 + [1] * 12 + [252] * 2, np.uint8)}, threshold=5)
    assert found.answered is None
    assert counts(found) == [40, None, None, None] or counts(found) == [40, None, 0, None]


def test_a_tick_few_gave_or_few_did_not_is_hidden() -> None:
    variable = CodebookVariable("x", VariableKind.MULTIPLE, "X", categories=_ANSWERS)
    arrays = {
        "x/a": np.array([1] * 18 + [0] * 2),
        "x/b": np.array([1] * 10 + [0] * 10),
        "x/c": np.array([1] * 2 + [0] * 18),
        "x/missing": np.zeros(20, np.uint8),
    }
    assert counts(one(variable, arrays, threshold=5)) == [None, 10, None]


def test_numbers_of_an_anonymous_collection_have_no_least_no_most_no_mean() -> None:
    arrays = {"age": np.arange(100.0), "age/missing": np.zeros(100, np.uint8)}
    found = one(_AGE, arrays, threshold=5)
    assert found.facts == ()
    assert sum(count or 0 for count in counts(found)) == 100


@pytest.mark.parametrize("far", [117.0, 90_000.0])
def test_a_value_few_gave_in_an_anonymous_collection_is_not_named(far: float) -> None:
    few = np.array([20.0] * 40 + [30.0] * 12 + [far])
    many = np.array([*np.repeat(np.arange(20.0, 40.0), 6), far])
    for values in (few, many):
        arrays = {"age": values, "age/missing": np.zeros(values.shape[0], np.uint8)}
        found = one(_AGE, arrays, threshold=5)
        assert found.is_hidden
        assert found.lines[-1] == FrequencyLine("", OTHER_VALUES, None)
        assert all(line.count and line.count >= 5 for line in found.lines[:-1])
        assert not any(quantity_text(far, _AGE) in line.label for line in found.lines)


def wide_definition() -> Definition:
    grid = tuple(
        question(f"g{place}", Kind.ONE, choice_list="scale", label=f"Ligne {place}") for place in (1, 2)
    )
    return factories.definition(
        question("opinion", Kind.ONE, choice_list="scale", label="Votre avis"),
        Group("grid", "Êtes-vous d’accord ?", layout=Layout.GRID, items=grid),
        question("order", Kind.RANK, choice_list="scale", label="Classez"),
        question("words", Kind.LONG_TEXT, label="Dites-en plus"),
        question("when", Kind.DATE, label="Depuis quand"),
        choice_lists={"scale": (Choice("y", "Oui"), Choice("n", "Non"))},
    )


@pytest.mark.django_db
def test_the_page_of_a_live_collection_counts_every_question_in_a_constant_number_of_queries(
    django_assert_max_num_queries: Any,
) -> None:
    item = factories.open_collection(version=factories.version(wide_definition()))
    answers = {
        "opinion": "y",
        "g1": "y",
        "g2": "n",
        "order": ["n", "y"],
        "words": "oui",
        "when": "2026-01-01",
    }
    respond(item, *[answers] * 3, {"opinion": "n"})
    client, url = signed_in(Role.ANALYST), reverse("extracts_staff:live_frequencies", args=[item.slug])
    client.get(url)
    with django_assert_max_num_queries(25):
        text = client.get(url).content.decode()
    for words in (
        "Votre avis",
        "75\u00a0%",
        "Êtes-vous d’accord",
        "Rang moyen",
        "janvier\u00a02026",
        "provisoire",
    ):
        assert words in text, words
    assert text.index("Votre avis") < text.index("Classez") < text.index("Dites-en plus")
    assert "sans réponse" in text.lower()


@pytest.mark.django_db
def test_an_anonymous_collection_is_counted_on_frozen_data_alone() -> None:
    item = factories.open_collection(version=factories.version(status_and_staff()), is_anonymous=True)
    client = signed_in(Role.ANALYST)
    dataset = frozen(item, *[{"status": "asso"}] * 20, *[{"status": "scop"}] * 12, {"status": "scic"})
    live = client.get(reverse("extracts_staff:live_frequencies", args=[item.slug])).content.decode()
    assert "Association" not in live
    assert reverse("extracts_staff:frequencies", args=[dataset.slug]) in live
    text = client.get(reverse("extracts_staff:frequencies", args=[dataset.slug])).content.decode()
    assert "masqué" in text
    assert "?reponses=" not in text.split("sv-actions")[0]


@pytest.mark.django_db
def test_the_file_has_its_header_first_and_one_line_an_answer() -> None:
    dataset = frozen(
        factories.open_collection(version=factories.version(status_and_staff())), {"status": "asso"}
    )
    url = reverse("extracts_staff:frequencies_file", args=[dataset.slug, "csv"])
    response: Any = signed_in(Role.ANALYST).get(url)
    data = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(data), delimiter=";"))
    status = [row for row in rows if row["code"] == "status"]
    assert [(row["reponse_code"], row["nombre"], row["part"], row["base"]) for row in status] == [
        ("asso", "1", "1,0", "1"),
        ("scic", "0", "0,0", "1"),
        ("scop", "0", "0,0", "1"),
    ]
