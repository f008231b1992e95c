"""Amounts in euros: what is read, what is asked again and why."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from french import MAX_CENTS, Unclear, read_cents, read_quantity


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        # What the four readers before this one read.
        ("1 234,56 €", 123_456),
        ("1\u202f234,56\u00a0€", 123_456),
        ("1\u2009234\u2007567,5", 123_456_750),
        ("1.234,56", 123_456),
        ("1,234.50", 123_450),
        ("1.234.567,8 euros", 123_456_780),
        ("1234.5", 123_450),
        ("0", 0),
        ("-12,30", -1_230),
        ("\u221212,30", -1_230),
        ("−\u00a012,30", -1_230),
        ("15 k€", 1_500_000),
        ("2,5 M€", 250_000_000),
        ("2,5 m€", 250_000_000),
        ("3 meur", 300_000_000),
        ("12 k euros", 1_200_000),
        ("1,4 Md€", 140_000_000_000),
        ("1,234 k€", 123_400),
        ("1 000 000 EUR", 100_000_000),
        ("2 millions d’euros", 200_000_000),
        ("2 millions d euros", 200_000_000),
        ("2 millions deuros", 200_000_000),
        ("100 000 000 000", 10**13),
        ("12'000.50", 1_200_050),
        ("1’234’567", 123_456_700),
        ("12,", 1_200),
        # What none of them read.
        ("€ 12", 1_200),
        ("€ 12 k€", 1_200_000),
        ("12 M d’euros", 1_200_000_000),
        ("EUR 12 000", 1_200_000),
        ("-€12", -1_200),
        ("€ −12", -1_200),
        ("(3 200) €", -320_000),
        ("(12 k€).", -1_200_000),
        ("12 milliers d'euros", 1_200_000),
        ("12 milles euros", 1_200_000),
        ("1,5 Mds", 150_000_000_000),
        ("3 Mrd EUR", 300_000_000_000),
        ("€12k", 1_200_000),
        ("1,2345 k€", 123_450),
        ("12,5.", 1_250),
        ("+ 12", 1_200),
        (",50", 50),
        ("-0", 0),
        ("1 000 000 000 000 €", 10**14),
    ],
)
def test_amounts(text: str, cents: int) -> None:
    assert read_cents(text) == cents
    assert read_quantity(text, "euro") * 100 == cents


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("\u00a0\n", "empty"),
        ("   ", "empty"),
        ("9" * 61, "too_long"),
        ("abc", "letters"),
        ("€", "letters"),
        ("k€", "letters"),
        ("NaN", "letters"),
        ("-inf", "letters"),
        ("12 €/mois", "letters"),
        ("12 000 d'euros", "letters"),
        ("8 M d€", "letters"),  # 8 M d’€, or 8 Md€ with a space too many
        ("8 Md'€", "letters"),
        ("environ 12", "letters"),
        ("e u r 12", "letters"),
        ("٣", "foreign_digits"),
        ("٣٤", "foreign_digits"),
        ("１２", "foreign_digits"),
        ("12²", "foreign_digits"),
        ("1\u200b000", "invisible"),
        ("\ud800", "invisible"),
        ("12\x00", "invisible"),
        ("1.000", "ambiguous_group"),
        ("1,000", "ambiguous_group"),
        ("1.234", "ambiguous_group"),
        ("1,234", "ambiguous_group"),
        ("12,345", "ambiguous_group"),
        ("12,345 €", "ambiguous_group"),
        ("1.234 k€", "ambiguous_group"),
        ("1 234.567", "ambiguous_group"),
        ("12 34", "grouping"),
        ("1 2345", "grouping"),
        ("1 23", "grouping"),
        ("0 500", "grouping"),
        ("1'23", "grouping"),
        ("12 000 13 000", "grouping"),
        ("1,2,3", "marks"),
        ("1..2", "marks"),
        ("1.234.56", "marks"),
        ("1234.567,5", "marks"),
        ("12 ,", "marks"),
        ("12,.", "marks"),
        ("12..", "marks"),
        ("--5", "signs"),
        ("5-", "signs"),
        ("(-5)", "signs"),
        ("(5", "signs"),
        ("12 ou 13", "several_numbers"),
        ("10 000-12 000", "several_numbers"),
        ("12\t345", "several_numbers"),
        ("12€50", "several_numbers"),
        ("6000*2", "expression"),
        ("6000*-2", "expression"),
        ("=1+1", "expression"),
        ("1/3", "expression"),
        ("12 x 3", "expression"),
        ("1e9", "exponent"),
        ("0x1F", "exponent"),
        ("12 m", "scale"),
        ("12 %", "unit"),
        ("12 mois", "unit"),
        ("12 % €", "two_units"),
        ("12 €€", "two_units"),
        ("€ 12 %", "two_units"),
        ("12 000 € TTC", "tax"),
        ("12 HT", "tax"),
        ("12,3456", "decimals"),
        ("0,500", "decimals"),
        ("0,000001k", "decimals"),
        ("100 000 000 000 000,01", "too_large"),
        ("-100 000 000 000 000,01", "too_large"),
        ("9" * 40, "too_large"),
    ],
)
def test_amounts_asked_again(text: str, code: str) -> None:
    with pytest.raises(Unclear) as asked:
        read_cents(text)
    assert asked.value.code == code
    assert str(asked.value) == asked.value.question


def test_cents_reach_their_limit() -> None:
    assert read_cents("100 000 000 000 000") == MAX_CENTS


@given(st.text(max_size=40) | st.text("0123456789 ,.kMd€", max_size=20))
def test_no_amount_passes_the_limit(text: str) -> None:
    with contextlib.suppress(Unclear):
        assert abs(read_cents(text)) <= MAX_CENTS
