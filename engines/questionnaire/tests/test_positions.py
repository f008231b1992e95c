"""Places: every usual way of writing coordinates, nothing guessed, nothing kept beyond what was promised."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.questionnaire.model import MAX_DECIMALS, Kind
from engines.questionnaire.parsing import AnswerError, format_answer, parse_answer, raw_from_answer
from engines.questionnaire.positions import NEARNESS, position_from_text, stored_position
from engines.questionnaire.tests.builders import question
from french.coordinates import Coordinates, UnclearCoordinates, read_coordinates

NOTRE_DAME = Coordinates(Decimal("48.853"), Decimal("2.349"))


def degrees(limit: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(-limit, limit, places=6, allow_nan=False)


@pytest.mark.parametrize(
    "typed",
    [
        "48.853, 2.349",
        "48.853,2.349",
        "48.853 2.349",
        "48,853 2,349",
        "48,853 ; 2,349",
        "48,853;2,349",
        "48,853, 2,349",
        "48,853,2,349",
        "(48.853, 2.349)",
        "geo:48.853,2.349",
        "+48.853 / +2.349",
        "48,853\u00a0;\u202f2,349",
        "48.853 N 2.349 E",
        "48.853° N, 2.349° E",
        "48,853°N 2,349°E",
        "2,349 E ; 48,853 N",
        "48.853° 2.349°",
    ],
)
def test_the_same_place_in_every_writing(typed: str) -> None:
    assert read_coordinates(typed) == NOTRE_DAME


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("48°51′N 2°21′E", "48.85 2.35"),
        ("48°51'24\" N, 2°21'03\" E", "48.857 2.351"),
        ("48°51’24”N 2°21’3”E", "48.857 2.351"),
        ("48° 51,4' N 2° 21,05' E", "48.857 2.351"),
        ("22°16′S 166°27′E", "-22.267 166.45"),
        ("16°14′N 61°32′O", "16.233 -61.533"),
        ("16°14′N 61°32′W", "16.233 -61.533"),
        ("-17,5516 -149,5585", "-17.552 -149.558"),
        ("−21 ; 55,5", "-21 55.5"),
        ("0 0", "0 0"),
        ("-0.0001 0.0001", "0 0"),
        ("90 -180", "90 -180"),
    ],
)
def test_degrees_minutes_seconds_and_the_other_hemispheres(typed: str, stored: str) -> None:
    assert stored_position(read_coordinates(typed), 3) == stored


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("48,85", "Séparez les deux nombres"),
        ("48,2", "Séparez les deux nombres"),
        ("48,85,2", "Séparez les deux nombres"),
        ("48.85", "la latitude puis la longitude"),
        ("ici", "la latitude puis la longitude"),
        ("place de la mairie, Lyon", "la latitude puis la longitude"),
        ("48.85 2.35 120 5", "la latitude puis la longitude"),
        ("2.35 148.85 N", "une lettre pour chaque nombre"),
        ("48 N 2 N", "une lettre pour chaque nombre"),
        ("48 N 2", "une lettre pour chaque nombre"),
        ("-48 N 2 E", "pas les deux"),
        ("48°61′N 2°21′E", "de 0 à 59"),
        ("48,5°30′N 2°21′E", "la latitude puis la longitude"),
        ("148.85 2.35", "avant la longitude"),
        ("91 181", "−90 à 90."),
        ("12 181", "−180 à 180."),
        ("1e1 2e1", "la latitude puis la longitude"),
        ("٤٨ ٢", "la latitude puis la longitude"),
        ("48.85 2.35" * 500, "la latitude puis la longitude"),
        ("48," * 30, "la latitude puis la longitude"),
    ],
)
def test_what_is_no_place_or_two_is_asked_again(typed: str, said: str) -> None:
    with pytest.raises(UnclearCoordinates, match=said.replace("(", r"\(")):
        read_coordinates(typed)


@given(degrees(90), degrees(180), st.integers(0, MAX_DECIMALS))
def test_what_is_stored_is_rounded_and_reads_back_equal(north: Decimal, east: Decimal, decimals: int) -> None:
    asked = question("a", Kind.GEOPOINT, decimals=decimals)
    stored = parse_answer(asked, [f"{north:f} {east:f}"])
    place = position_from_text(stored)
    assert place is not None
    for kept, given_ in zip(place, (north, east), strict=True):
        assert abs(kept - given_) <= Decimal(5).scaleb(-decimals - 1)
        assert -int(kept.as_tuple().exponent) <= decimals
    assert parse_answer(asked, raw_from_answer(asked, stored)) == stored  # the box gives the same again
    assert parse_answer(asked, [stored]) == stored
    assert parse_answer(asked, [format_answer(asked, stored)]) == stored  # and so does what a person reads


@given(degrees(90), degrees(180))
def test_commas_points_and_separators_never_change_the_place(north: Decimal, east: Decimal) -> None:
    with_points = f"{north:f}", f"{east:f}"
    with_commas = tuple(text.replace(".", ",") for text in with_points)
    expected = Coordinates(north, east)
    for pair in (with_points, with_commas):
        for separator in (" ", " ; ", ";", ", ", "  ", "\t"):
            assert read_coordinates(separator.join(pair)) == expected


@given(st.text(max_size=120))
def test_anything_else_is_refused_in_words(typed: str) -> None:
    with suppress(UnclearCoordinates):
        place = read_coordinates(typed)
        assert abs(place.latitude) <= 90
        assert abs(place.longitude) <= 180


def test_there_is_a_word_for_every_nearness() -> None:
    assert len(NEARNESS) == MAX_DECIMALS + 1


def test_a_refusal_keeps_what_was_typed() -> None:
    with pytest.raises(AnswerError) as refused:
        parse_answer(question("a", Kind.GEOPOINT), ["48,85"])
    assert refused.value.raw == ("48,85",)
