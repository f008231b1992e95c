"""Choices read as classes of a quantity, and those that hold common values."""

import math

import pytest

from engines.questionnaire.classes import are_classes, overlaps, read_class, without

MONTH = 365 / 12


@pytest.mark.parametrize(
    ("label", "low", "high", "unit"),
    [
        ("Moins d’un mois, ou rien", -math.inf, MONTH, "time"),
        ("D’un à trois mois", MONTH, 3 * MONTH, "time"),
        ("De 3 mois à 1 an", 3 * MONTH, 365, "time"),
        ("Un an ou plus", 365, math.inf, "time"),
        ("18-24 ans", 18 * 365, 24 * 365, "time"),
        ("De 1 000 € à moins de 5 000 €", 1_000, 5_000, "euro"),
        ("entre 1 et 2 millions d’euros", 1e6, 2e6, "euro"),
        ("50 000 euros et plus", 50_000, math.inf, "euro"),
        ("Jusqu’à 10 %", -math.inf, 10, "%"),
        ("Au moins 12 personnes", 12, math.inf, "personne"),
    ],
)
def test_a_class_is_read_from_its_label(label: str, low: float, high: float, unit: str) -> None:
    found = read_class(label)
    assert found is not None
    assert (found.low, found.high, found.unit) == (pytest.approx(low), pytest.approx(high), unit)


@pytest.mark.parametrize(
    "label",
    ["Une personne, une voix", "Je ne sais pas", "Dans l’année", "Deux fois par an", "Moins bonne", "0"],
)
def test_other_words_are_no_class(label: str) -> None:
    assert read_class(label) is None


@pytest.mark.parametrize(
    ("labels", "instead"),
    [
        (["Moins d’un mois, ou rien", "Moins de 3 mois", "De 3 à 6 mois"], "D’un à 3 mois"),
        (["Plus de 10 salariés", "Plus de 50 salariés"], "De 10 à 50 salariés"),
        (["De 0 à 10 ans", "De 5 à 15 ans"], ""),
    ],
)
def test_classes_that_hold_common_values_are_found_with_the_fix(labels: list[str], instead: str) -> None:
    ((inner, outer),) = overlaps(labels)
    assert without(inner, outer) == instead


def test_classes_that_follow_one_another_do_not_overlap() -> None:
    labels = [
        "Moins d’un mois, ou rien",
        "D’un à trois mois",
        "De 3 à 6 mois",
        "De 6 à 12 mois",
        "Un an ou plus",
    ]
    assert list(overlaps(labels)) == []
    assert are_classes([*labels, "Autre"])
    assert not are_classes(["Oui", "Non"])
    assert not are_classes(["Moins d’un mois", "Plus de 10 %", "Oui"])
