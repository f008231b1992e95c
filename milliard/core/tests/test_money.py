import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milliard.core.money import MAX_CENTS, NotAnAmount, format_euros, parse_euros, to_decimal


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1 234,56 €", 123_456),
        ("1\u202f234,56\u00a0€", 123_456),
        ("1.234,56", 123_456),
        ("1.234.567,8 euros", 123_456_780),
        ("1234.5", 123_450),
        ("0", 0),
        ("-12,30", -1_230),
        ("\u221212,30", -1_230),
        ("15 k€", 1_500_000),
        ("2,5 M€", 250_000_000),
        ("1,4 Md€", 140_000_000_000),
        ("1,234 k€", 123_400),
        ("1 000 000 EUR", 100_000_000),
    ],
)
def test_reads_what_people_write(text: str, cents: int) -> None:
    assert parse_euros(text) == cents


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "abc",
        "12 ou 13",
        "1.234",
        "1,234",
        "1,2,3",
        "12,345",
        "1..2",
        "€",
        "k€",
        "1e9",
        "9" * 40,
        "0,000001k",
        "٣",
    ],
)
def test_refuses_what_is_not_an_amount_in_a_french_sentence(text: str) -> None:
    with pytest.raises(NotAnAmount) as refusal:
        parse_euros(text)
    assert str(refusal.value).endswith((".", "zéros."))


@given(st.integers(min_value=-MAX_CENTS, max_value=MAX_CENTS))
def test_what_is_written_reads_back_the_same(cents: int) -> None:
    assert parse_euros(format_euros(cents)) == cents
    assert parse_euros(format_euros(cents, with_cents=True)) == cents


@given(st.text(max_size=40))
def test_any_text_is_an_amount_or_a_named_refusal(text: str) -> None:
    with contextlib.suppress(NotAnAmount):
        assert abs(parse_euros(text)) <= MAX_CENTS


def test_writes_in_french() -> None:
    assert format_euros(123_456) == "1\u202f234,56\u00a0€"
    assert format_euros(123_400) == "1\u202f234\u00a0€"
    assert format_euros(-50, with_cents=True) == "\u22120,50\u00a0€"
    assert format_euros(149, with_cents=False) == "1\u00a0€"
    assert format_euros(-40, with_cents=False) == "0\u00a0€"


def test_decimal_is_exact() -> None:
    assert str(to_decimal(10**15 + 1)) == "10000000000000.01"
