"""Amounts typed in a form of the editor."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from milliard.website.fields import EurosField


@given(st.integers(0, 10**14))
def test_an_amount_typed_in_euros_is_kept_in_cents(cents: int) -> None:
    field = EurosField()
    shown = field.prepare_value(cents)
    assert field.clean(shown) == cents
    assert "." not in shown


@pytest.mark.parametrize(
    ("text", "cents"), [("1 234,50 €", 123_450), ("1\u202f000\u202f000", 10**8), ("0", 0)]
)
def test_french_amounts_are_read(text: str, cents: int) -> None:
    assert EurosField().clean(text) == cents


@pytest.mark.parametrize("text", ["beaucoup", "-5", "1,234", "9" * 20])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        EurosField().clean(text)


def test_what_was_typed_wrong_comes_back_as_it_was() -> None:
    assert EurosField().prepare_value("beaucoup") == "beaucoup"
    assert EurosField(required=False).clean("") is None
    assert EurosField().prepare_value(Decimal(3)) == Decimal(3)
