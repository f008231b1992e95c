"""Amounts and numbers typed in a form."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from french import format_number
from milliard.core.fields import CentsField, EurosField, WholeNumberField


@given(st.integers(0, 10**14))
def test_an_amount_typed_in_euros_is_kept_in_cents(cents: int) -> None:
    field = EurosField()
    shown = field.prepare_value(cents)
    assert field.clean(shown) == cents
    assert "." not in shown


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1 234,50 €", 123_450),
        ("1\u202f000\u202f000", 10**8),
        ("0", 0),
        ("15 k€", 1_500_000),
        ("€ 12", 1_200),
    ],
)
def test_french_amounts_are_read(text: str, cents: int) -> None:
    assert EurosField().clean(text) == cents


@pytest.mark.parametrize("text", ["beaucoup", "-5", "1,234", "9" * 20, "12 34", "12 000 13 000"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        EurosField().clean(text)


def test_what_was_typed_wrong_comes_back_as_it_was() -> None:
    assert EurosField().prepare_value("beaucoup") == "beaucoup"
    assert EurosField(required=False).clean("") is None
    assert EurosField().prepare_value(Decimal(3)) == Decimal(3)


def test_an_amount_is_shown_as_people_write_it() -> None:
    assert EurosField().prepare_value(123_450) == "1\u202f234,50"
    assert EurosField().prepare_value(123_400) == "1\u202f234"


def test_what_is_not_surely_understood_is_asked_again_with_the_question() -> None:
    with pytest.raises(ValidationError) as refusal:
        EurosField().clean("12 34")
    assert refusal.value.code == "grouping"
    assert "un seul nombre" in refusal.value.messages[0]
    with pytest.raises(ValidationError, match="Remplissez cette case"):
        EurosField().clean(" ")


def test_a_column_of_cents_is_edited_in_a_box_for_euros() -> None:
    field = CentsField("intentions", blank=True).formfield()
    assert (field.label, field.help_text, field.required) == ("Intentions", "En euros.", False)
    assert field.widget.attrs == {"inputmode": "decimal", "lang": "fr"}


@given(st.integers(0, 10**6))
def test_a_whole_number_is_read_as_it_is_written(number: int) -> None:
    assert WholeNumberField(max_value=10**6).clean(format_number(number)) == number


@pytest.mark.parametrize("text", ["12 34", "1,5", "1.000", "-1", "1000001", "douze"])
def test_what_is_no_whole_number_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        WholeNumberField(min_value=0, max_value=10**6).clean(text)
    assert WholeNumberField(required=False).clean("") is None
