"""Reading what people type, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milliard.territories.search import MAX_LENGTH, Wanted, plain, read


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("St Étienne", "saint etienne"),
        ("ste-foy", "sainte foy"),
        ("L'Haÿ-les-Roses", "l hay les roses"),
        ("L’HAŸ LES ROSES", "l hay les roses"),
        ("Œuilly", "oeuilly"),
        ("paris 11ème", "paris 11e"),
        ("Lyon 1ER", "lyon 1er"),
        ("St. Denis", "saint denis"),
        ("  ", ""),
    ],
)
def test_plain_form(typed: str, form: str) -> None:
    assert plain(typed) == form


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("42000", Wanted(postal="42000", code="42000")),
        ("42 000", Wanted(postal="42000", code="42000")),
        ("420", Wanted(postal="420")),
        ("2a004", Wanted(code="2A004")),
        ("42000 St Étienne", Wanted(name="saint etienne", postal="42000")),
        ("Saint-Étienne (42)", Wanted(name="saint etienne", department="42")),
        ("Ajaccio (2a)", Wanted(name="ajaccio", department="2A")),
        ("Lyon 3", Wanted(name="lyon 3")),
    ],
)
def test_reads_names_and_codes(typed: str, wanted: Wanted) -> None:
    assert read(typed) == wanted


@given(st.text(max_size=200))
def test_any_text_is_read_and_the_plain_form_is_stable(text: str) -> None:
    assert len(read(text).name) <= 20 * MAX_LENGTH
    assert plain(plain(text)) == plain(text)
