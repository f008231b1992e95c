"""Whatever is written reads back to the same value; a million of them: `french.tests.property_million`."""

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from french import (
    MAX_CENTS,
    Number,
    format_euros,
    format_euros_short,
    format_exact,
    format_number,
    format_percent,
    format_points,
    read_cents,
    read_integer,
    read_number,
    read_percent,
    read_quantity,
    to_decimal,
)
from french.tests import property_million

CENTS = st.integers(-MAX_CENTS, MAX_CENTS)
DECIMALS = st.decimals(-(10**12), 10**12, allow_nan=False, places=6)
PLACES = st.integers(0, 6)


def rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


@given(CENTS)
def test_cents(cents: int) -> None:
    assert read_cents(format_euros(cents)) == cents
    assert read_cents(format_euros(cents, with_cents=True)) == cents
    assert format_euros(read_cents(format_euros(cents, with_cents=False))) == format_euros(
        cents, with_cents=False
    )


@given(CENTS)
def test_short_amounts_are_stable_and_near(cents: int) -> None:
    text = format_euros_short(cents)
    back = read_quantity(text, "euro")
    assert format_euros_short(int(back * 100)) in (
        text,
        text.replace("1\u202f000\u00a0M€", "1\u00a0Md€"),
        "1\u00a0M€",
    )
    assert abs(back * 100 - cents) <= max(abs(cents) // 20, 50)


@given(DECIMALS, PLACES)
def test_numbers(value: Decimal, places: int) -> None:
    assert read_number(format_number(value, places)) == rounded(value, places)
    assert read_number(format_exact(value)) == value


@given(st.integers(-(10**18), 10**18))
def test_integers(value: int) -> None:
    assert read_integer(format_number(value)) == read_integer(format_exact(value)) == value


@given(DECIMALS, PLACES)
def test_shares(share: Decimal, places: int) -> None:
    assert read_percent(format_percent(share, places)) == rounded(share * 100, places)
    assert read_quantity(format_points(share, places), "point") == rounded(share * 100, places)


@given(st.floats(-1e9, 1e9) | st.fractions(-(10**9), 10**9, max_denominator=10**6), PLACES)
def test_floats_and_fractions(value: Number, places: int) -> None:
    expected = rounded(to_decimal(value), places)
    assert read_number(format_number(value, places)) == expected
    if isinstance(value, Fraction):
        assert abs(Fraction(expected) - value) <= Fraction(1, 2 * 10**places)


def test_a_few_of_the_million() -> None:
    tried = Counter[str]()
    for name, text, back, expected in property_million.trips(2_400, seed=1):
        assert back == expected, (name, text)
        tried[name] += 1
    assert len(tried) == len(property_million.TRIPS)


def test_the_million_goes_red_when_a_value_comes_back_wrong(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert property_million.main(240) == 0
    monkeypatch.setattr(property_million, "read_cents", lambda text: abs(read_cents(text)))
    assert property_million.main(240) == 1
    assert "wrong: format_euros" in capsys.readouterr().out
