"""Columns of times, moments and places: what a dataset keeps of them, and what stays with the answers."""

import datetime
from typing import Any

import pytest

from engines.questionnaire.coercion import UnreadableAnswerError
from engines.questionnaire.expressions import compile_questionnaire
from engines.questionnaire.model import Group, Kind
from milliard.figures.datasets.codebook import VariableKind
from milliard.figures.datasets.derived import Derived, check
from milliard.figures.datasets.errors import UnknownDerivation
from milliard.figures.datasets.plan import plan_dataset
from milliard.figures.datasets.readers import number_of
from milliard.surveys.tests import factories

_EPOCH = datetime.date(1970, 1, 1)


def test_a_place_says_who_answers_and_is_left_out() -> None:
    codebook = plan_dataset(
        compile_questionnaire(factories.moments_and_places()), respondents="person"
    ).codebook
    place = codebook["lieu"]
    assert (place.kind, place.is_stored, place.is_published) == (VariableKind.IDENTIFIER, False, False)
    assert place.columns() == ()
    time, moment = codebook["ouverture"], codebook["debut"]
    assert (time.kind, time.unit) == (VariableKind.NUMERIC, "heures")
    assert moment.kind is VariableKind.DATE
    assert "l’heure reste avec les réponses" in moment.note
    assert codebook["inscrits"].kind is VariableKind.NUMERIC


def test_a_telephone_asked_as_a_number_is_in_no_dataset() -> None:
    """As the page of its import says: what tells who answers is in none, however it was asked."""
    asked = {"tel": "Votre téléphone", "siret": "Votre SIRET", "heures": "Combien d’heures ?"}
    questions = [factories.question(key, Kind.INTEGER, label=label) for key, label in asked.items()]
    group = Group("gens", "Une personne", (questions[0],), repeats=True)
    for items in (questions, [group, *questions[1:]]):
        compiled = compile_questionnaire(factories.definition(*items))
        codebook = plan_dataset(compiled, respondents="person").codebook
        kept = {key: (codebook[key].is_stored, codebook[key].is_published) for key in asked}
        assert kept == {"tel": (False, False), "siret": (False, False), "heures": (True, True)}
        assert "reconnaître" in codebook["tel"].note
    with pytest.raises(UnknownDerivation, match="quantité"):
        check(factories.definition(group), Derived("d", "d", "gens", "sum_of_rows", "tel"))


@pytest.mark.parametrize(
    ("kind", "stored", "number"),
    [
        (Kind.TIME, "09:30", 9.5),
        (Kind.TIME, "00:00", 0),
        (Kind.DATETIME, "2026-11-23T23:59", (datetime.date(2026, 11, 23) - _EPOCH).days),
    ],
)
def test_times_are_hours_and_moments_are_days(kind: Kind, stored: Any, number: float) -> None:
    assert number_of(kind, stored) == number


def test_what_is_no_time_fits_no_column() -> None:
    with pytest.raises(UnreadableAnswerError):
        number_of(Kind.TIME, "tôt")
