"""Freezing repeated groups: one row per response, and what is derived from its lines."""

import pytest

from engines.questionnaire.model import Choice, Definition, Group, Kind
from milliard.figures.datasets.codebook import VariableKind
from milliard.figures.datasets.derived import Derived, derive
from milliard.figures.datasets.errors import UnknownDerivation
from milliard.figures.services.freeze import freeze_collection, open_dataset
from milliard.figures.tests.builders import collection_definition, frozen, one_value
from milliard.surveys.tests import factories
from milliard.surveys.tests.factories import question
from milliard.surveys.tests.responses import respond

pytestmark = pytest.mark.django_db


def needs() -> Definition:
    """Needs with an amount that only some uses ask for."""
    return factories.definition(
        question("status", Kind.YES_NO),
        Group(
            key="needs",
            label="Besoins",
            repeats=True,
            items=(
                question("use", Kind.ONE, choice_list="uses", label="Usage"),
                question("amount", Kind.AMOUNT, label="Montant", relevant="${use} != 'other'"),
                question("kinds", Kind.MANY, choice_list="uses", label="Formes"),
                question("why", Kind.TEXT),
                question("part", Kind.PERCENTAGE),
            ),
            relevant="${status} = 'yes'",
        ),
        choice_lists={
            "uses": (Choice("cash", "Trésorerie"), Choice("work", "Travaux"), Choice("other", "Autre"))
        },
    )


def test_repeated_rows_become_one_row_per_response():
    collection = factories.open_collection(needs())
    derived = (
        *derive(collection_definition(collection), group="needs", by="use", question="amount"),
        Derived("cash_rows", "Besoins de trésorerie", "needs", "count_of_rows", "", "use", ("cash",)),
    )
    rows = [
        {"_id": "1", "use": "cash", "amount": 100, "kinds": ["cash"]},
        {"_id": "2", "use": "cash", "amount": 50, "kinds": ["work", "cash"]},
        {"_id": "3", "use": "other", "amount": 999, "why": "caché par le parcours"},
        {"_id": "4"},
    ]
    dataset = frozen(collection, {"status": "yes", "needs": rows}, derived=derived)
    assert one_value(dataset, "needs__count") == 3
    assert one_value(dataset, "amount") == 150
    assert one_value(dataset, "amount__cash") == 150
    assert one_value(dataset, "amount__work/missing") == 251
    assert one_value(dataset, "amount__other/missing") == 252  # a row says so, its amount is not asked
    assert one_value(dataset, "cash_rows") == 2
    assert [one_value(dataset, f"use/{code}") for code in ("cash", "work", "other")] == [1, 0, 1]
    assert [one_value(dataset, f"kinds/{code}") for code in ("cash", "work", "other")] == [1, 1, 0]
    assert open_dataset(dataset).codebook["part"].kind is VariableKind.LEFT_OUT


def test_a_hidden_group_is_not_asked_and_an_empty_one_counts_zero():
    collection = factories.open_collection(needs())
    hidden = frozen(collection, {"status": "no", "needs": [{"_id": "1", "use": "cash", "amount": 9}]})
    assert one_value(hidden, "needs__count/missing") == 251
    assert one_value(hidden, "amount/missing") == 251
    other = factories.open_collection(needs())
    empty = frozen(other, {"status": "yes"})
    assert (one_value(empty, "needs__count"), one_value(empty, "needs__count/missing")) == (0.0, 0)
    assert one_value(empty, "amount/missing") == 252


@pytest.mark.parametrize(
    "derived",
    [
        Derived("d", "d", "nowhere", "sum_of_rows", "amount"),
        Derived("d", "d", "needs", "sum_of_rows", "use"),
        Derived("d", "d", "needs", "sum_of_rows", "amount", "use", ("gold",)),
        Derived("d", "d", "needs", "sum_of_rows", "amount", "why", ("x",)),
        Derived("d", "d", "needs", "sum_of_rows", "amount", "use", ()),
        Derived("d", "d", "needs", "sum_of_rows", "amount", "", ("cash",)),
    ],
)
def test_a_derivation_that_makes_no_sense_is_refused(derived):
    collection = factories.open_collection(needs())
    respond(collection, {"status": "yes"})
    with pytest.raises(UnknownDerivation):
        freeze_collection(collection=collection, by=None, derived=(derived,))
