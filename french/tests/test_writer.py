"""What is written, sign by sign. The tables were made by calling the five writers that this one replaces."""

from decimal import Decimal
from fractions import Fraction

import pytest

from french import (
    Number,
    format_euros,
    format_euros_short,
    format_exact,
    format_number,
    format_percent,
    format_points,
    plural,
    to_decimal,
    to_euros,
)

NUMBERS = [
    (0, 0, "0"),
    (7, 0, "7"),
    (999, 0, "999"),
    (1000, 0, "1\u202f000"),
    (1234567, 0, "1\u202f234\u202f567"),
    (-3, 0, "\u22123"),
    (-1234, 0, "\u22121\u202f234"),
    (10**15, 0, "1\u202f000\u202f000\u202f000\u202f000\u202f000"),
    (0.5, 0, "1"),
    (1.5, 0, "2"),
    (2.5, 0, "3"),
    (-0.4, 0, "0"),
    (-0.5, 0, "\u22121"),
    (1234.5, 1, "1\u202f234,5"),
    (0.1, 1, "0,1"),
    (0.05, 1, "0,1"),
    (1.005, 2, "1,01"),
    (0.125, 2, "0,13"),
    (1e21, 0, "1\u202f000\u202f000\u202f000\u202f000\u202f000\u202f000\u202f000"),
    (1e-7, 3, "0,000"),
    (-0.04, 1, "0,0"),
    (Decimal("1234.50"), 0, "1\u202f235"),
    (Decimal("1234.50"), 2, "1\u202f234,50"),
    (Decimal("-0.0"), 1, "0,0"),
    (Decimal("1E+3"), 0, "1\u202f000"),
    (Decimal("999999.5"), 0, "1\u202f000\u202f000"),
    (Fraction(1, 3), 2, "0,33"),
    (Fraction(2, 3), 0, "1"),
    (Fraction(-1, 2), 0, "\u22121"),
    (Fraction(7, 2), 1, "3,5"),
    (1234567.891, 2, "1\u202f234\u202f567,89"),
]


@pytest.mark.parametrize(("value", "places", "text"), NUMBERS)
def test_numbers(value: Number, places: int, text: str) -> None:
    assert format_number(value, places) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (10**30, "1" + "\u202f000" * 10),
        (10**60, "1" + "\u202f000" * 20),
        (10**61, "1.000E+61"),
        (float("nan"), "NaN"),
        (float("-inf"), "-Infinity"),
        (Decimal("1E-70"), "0"),
        (True, "1"),
    ],
)
def test_what_broke_a_page_is_written_all_the_same(value: Number, text: str) -> None:
    assert format_number(value) == text


def test_less_than_no_decimals_is_a_mistake_of_the_programmer() -> None:
    with pytest.raises(ValueError, match="fewer than no decimals"):
        format_number(5, -1)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (7, "7"),
        (1234, "1\u202f234"),
        (-1234567, "\u22121\u202f234\u202f567"),
        (Decimal("1234.50"), "1\u202f234,5"),
        (Decimal("0.10"), "0,1"),
        (Decimal("-0.00"), "0"),
        (Decimal("1E+3"), "1\u202f000"),
        (Decimal("1E-7"), "0,0000001"),
        (Decimal("123456.789012"), "123\u202f456,789012"),
        (Decimal("-0.5"), "\u22120,5"),
        (10**20, "100\u202f000\u202f000\u202f000\u202f000\u202f000\u202f000"),
        (Decimal("1E+60"), "1" + "\u202f000" * 20),
        (Decimal("1E+61"), "1.000E+61"),
        (Decimal("1E-61"), "1.000E-61"),
        (Decimal("NaN"), "NaN"),
        (Decimal("Infinity"), "Infinity"),
        (Decimal("-Infinity"), "-Infinity"),
        (Decimal("-2.345E+75"), "-2.345E+75"),
        (0.1, "0,1"),
        (Fraction(1, 8), "0,125"),
    ],
)
def test_exact_numbers(value: Number, text: str) -> None:
    assert format_exact(value) == text


@pytest.mark.parametrize(
    ("cents", "when_some", "always", "never"),
    [
        (0, "0", "0,00", "0"),
        (1, "0,01", "0,01", "0"),
        (5, "0,05", "0,05", "0"),
        (50, "0,50", "0,50", "1"),
        (99, "0,99", "0,99", "1"),
        (100, "1", "1,00", "1"),
        (149, "1,49", "1,49", "1"),
        (150, "1,50", "1,50", "2"),
        (1250, "12,50", "12,50", "13"),
        (123400, "1\u202f234", "1\u202f234,00", "1\u202f234"),
        (123456, "1\u202f234,56", "1\u202f234,56", "1\u202f235"),
        (-5, "\u22120,05", "\u22120,05", "0"),
        (-40, "\u22120,40", "\u22120,40", "0"),
        (-50, "\u22120,50", "\u22120,50", "\u22121"),
        (-100, "\u22121", "\u22121,00", "\u22121"),
        (-123456, "\u22121\u202f234,56", "\u22121\u202f234,56", "\u22121\u202f235"),
        (
            10**11,
            "1\u202f000\u202f000\u202f000",
            "1\u202f000\u202f000\u202f000,00",
            "1\u202f000\u202f000\u202f000",
        ),
        (10**16, "100" + "\u202f000" * 4, "100" + "\u202f000" * 4 + ",00", "100" + "\u202f000" * 4),
        (-(10**16), "−100" + "\u202f000" * 4, "−100" + "\u202f000" * 4 + ",00", "−100" + "\u202f000" * 4),
        (199950, "1\u202f999,50", "1\u202f999,50", "2\u202f000"),
    ],
)
def test_euros(cents: int, when_some: str, always: str, never: str) -> None:
    assert format_euros(cents) == f"{when_some}\u00a0€"
    assert format_euros(cents, with_cents=True) == f"{always}\u00a0€"
    assert format_euros(cents, with_cents=False) == f"{never}\u00a0€"


@pytest.mark.parametrize(
    ("cents", "text"),
    [
        (0, "0 €"),
        (49, "0 €"),
        (50, "1 €"),
        (95_000, "950 €"),
        (-95_000, "\u2212950 €"),
        (99_999_949, "999\u202f999 €"),
        (99_999_950, "1\u202f000\u202f000 €"),
        (100_000_000, "1 M€"),
        (304_000_000, "3,04 M€"),
        (305_500_000, "3,06 M€"),
        (850_000_000, "8,5 M€"),
        (-850_000_000, "\u22128,5 M€"),
        (4_100_000_000, "41 M€"),
        (9_994_999_999, "99,9 M€"),
        (9_995_000_000, "100 M€"),
        (9_999_999_999, "100 M€"),
        (10_000_000_000, "100 M€"),
        (31_200_000_000, "312 M€"),
        (99_996_000_000, "1\u202f000 M€"),
        (99_999_999_999, "1\u202f000 M€"),
        (100_000_000_000, "1 Md€"),
        (140_000_000_000, "1,4 Md€"),
        (-140_000_000_000, "\u22121,4 Md€"),
        (123_450_000_000_000, "1\u202f235 Md€"),
        (10**16, "100\u202f000 Md€"),
    ],
)
def test_short_euros(cents: int, text: str) -> None:
    assert format_euros_short(cents) == text.replace(" ", "\u00a0")


@pytest.mark.parametrize(
    ("share", "places", "text"),
    [
        (0.75, 0, "75"),
        (Decimal("0.125"), 0, "13"),
        (Fraction(1, 3), 1, "33,3"),
        (0, 0, "0"),
        (1, 0, "100"),
        (-0.031, 1, "\u22123,1"),
        (0.004, 0, "0"),
        (0.005, 0, "1"),
        (12.5, 0, "1\u202f250"),
        (0.29, 0, "29"),
        (0.0314, 2, "3,14"),
        (-0.001, 0, "0"),
        (10**30, 0, "100" + "\u202f000" * 10),
    ],
)
def test_percentages(share: Number, places: int, text: str) -> None:
    assert format_percent(share, places) == f"{text}\u00a0%"


@pytest.mark.parametrize(
    ("share", "places", "text"),
    [
        (0, 1, "0,0 point"),
        (0.012, 1, "1,2 point"),
        (0.0196, 1, "2,0 points"),  # the noun goes with the number that is read
        (0.0194, 1, "1,9 point"),
        (0.05, 0, "5 points"),
        (-0.012, 1, "\u22121,2 point"),
        (-0.05, 1, "\u22125,0 points"),
        (Fraction(1, 3), 2, "33,33 points"),
        (0.01995, 2, "2,00 points"),
        (0.019949, 2, "1,99 point"),
        (float("nan"), 1, "NaN points"),
        (float("inf"), 1, "Infinity points"),
    ],
)
def test_points(share: Number, places: int, text: str) -> None:
    assert format_points(share, places) == f"{text} de pourcentage".replace(" point", "\u00a0point", 1)


@pytest.mark.parametrize(
    ("count", "nouns", "text"),
    [
        (0, ("ligne",), "0 ligne"),
        (1, ("ligne",), "1 ligne"),
        (2, ("ligne",), "2 lignes"),
        (-1, ("ligne",), "\u22121 ligne"),
        (-2, ("ligne",), "\u22122 lignes"),
        (1234, ("ligne",), "1\u202f234 lignes"),
        (3, ("cheval", "chevaux"), "3 chevaux"),
        (1, ("cheval", "chevaux"), "1 cheval"),
        (Decimal("1.5"), ("jour",), "1,5 jour"),
        (1.99, ("jour",), "1,99 jour"),
        (Decimal("2.5"), ("jour",), "2,5 jours"),
        (Fraction(5, 2), ("jour",), "2,5 jours"),
    ],
)
def test_plurals(count: Number, nouns: tuple[str, ...], text: str) -> None:
    assert plural(count, *nouns) == text.replace(" ", "\u00a0")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5, "5"),
        (0.1, "0.1"),
        (1e16, "1E+16"),
        (Decimal("1.50"), "1.50"),
        (Fraction(1, 3), "0.3333333333333333333333333333"),
        (Fraction(1, 8), "0.125"),
        (-2.5, "-2.5"),
    ],
)
def test_decimals(value: Number, text: str) -> None:
    assert str(to_decimal(value)) == text


@pytest.mark.parametrize(
    ("cents", "text"),
    [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (123_450, "1234.50"), (10**15 + 1, "10000000000000.01")],
)
def test_euros_for_files(cents: int, text: str) -> None:
    assert str(to_euros(cents)) == text
