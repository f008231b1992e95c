"""What a person types is understood surely, or asked again with a sentence."""

import copy
import pickle
import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from french import (
    CODES,
    UNITS,
    Unclear,
    Unit,
    read_cents,
    read_integer,
    read_machine_number,
    read_number,
    read_percent,
    read_quantity,
    typeset,
)
from french.reader import _read


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("٣٤", "« ٣ » est un chiffre arabe"),
        ("１２", "« １ » est un chiffre pleine chasse"),
        ("12²", "« ² » est un chiffre en exposant"),
        ("१", "« १ » est un chiffre d’une autre écriture"),
        ("12½", "« ½ » est un chiffre particulier"),
    ],
)
def test_digits_of_elsewhere_are_refused_by_name(text: str, words: str) -> None:
    with pytest.raises(Unclear) as asked:
        read_number(text)
    assert words.replace(" »", "\u00a0»").replace("« ", "«\u00a0") in asked.value.question


def test_every_code_is_met_and_every_sentence_is_well_set() -> None:
    texts = [
        "",
        "9" * 61,
        "x",
        "٣",
        "1\u200b",
        "1.000",
        "1,000",
        "12 34",
        "1,,2",
        "--5",
        "1 ou 2",
        "1*2",
        "1e5",
    ]
    texts += ["12 m", "3 %", "3 €", "1 % €", "1 HT", "12,3456", "9" * 40, "1,5", "12²", "½", "1.000 k"]
    asked: dict[str, set[str]] = {}
    for text in texts:
        for read in (
            read_cents,
            read_integer,
            *(lambda text, unit=unit: read_quantity(text, unit) for unit in UNITS),
        ):
            try:
                read(text)
            except Unclear as unclear:
                asked.setdefault(unclear.code, set()).add(unclear.question)
    assert set(asked) == set(CODES)
    for question in set().union(*asked.values()):
        assert typeset(question) == question
        assert "'" not in question
        assert "{" not in question
        assert question[0].isupper() or question[0] == "«"
        assert question[-1] == "."
        assert len(question) < 150, question


@pytest.mark.parametrize("text", ["1.000", "12.345", "1 234.567"])
@pytest.mark.parametrize("unit", UNITS)
def test_a_hesitation_proposes_what_can_be_read(text: str, unit: Unit) -> None:
    with pytest.raises(Unclear) as asked:
        read_quantity(text, unit)
    digits = text.replace(" ", "").replace(".", "")
    proposed = asked.value.question
    assert f"écrivez {digits} tout attaché" in proposed
    assert read_quantity(digits, unit) == int(digits)
    if "avec une virgule" in proposed:
        fraction = f"{digits[:-3]},{digits[-3:]}"
        assert f"{fraction} avec une virgule" in proposed
        assert read_quantity(fraction, unit) == Decimal(digits) / 1000


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12,50", "12.50"),
        ("1 234,567", "1234.567"),
        ("1,234", "1.234"),
        ("33,333", "33.333"),
        ("1.234,567", "1234.567"),
        ("1,234,567", "1234567"),
        ("1'234.567", "1234.567"),
        ("0.500", "0.500"),
        ("-0,0", "0.0"),
        ("007", "7"),
        ("2 millions", "2000000"),
        ("1,5k", "1500"),
        ("0,0000000000000000000000000000000000001", "1E-37"),
        ("12345678901234567890123456789012345", "12345678901234567890123456789012345"),
    ],
)
def test_numbers_are_exact_and_keep_their_decimals(text: str, value: str) -> None:
    assert str(read_number(text)) == value


@pytest.mark.parametrize(
    ("text", "value"), [("1 250", 1250), ("12,0", 12), ("12,00", 12), ("-3", -3), ("− 3", -3)]
)
def test_integers(text: str, value: int) -> None:
    assert read_integer(text) == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1,5", "not_whole"),
        ("12,0000", "not_whole"),
        ("1,000", "ambiguous_group"),
        ("12 personnes", "letters"),
    ],
)
def test_integers_asked_again(text: str, code: str) -> None:
    with pytest.raises(Unclear) as asked:
        read_integer(text)
    assert asked.value.code == code


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("3,2 points de pourcentage", "point", "3.2"),
        ("12 pts", "point", "12"),
        ("×1,8", "times", "1.8"),
        ("x 3", "times", "3"),
        ("45 j", "day", "45"),
        ("1,5 an", "year", "1.5"),
        ("7 années", "year", "7"),
        ("1 annee", "year", "1"),
        ("7 annees", "year", "7"),
        ("3 POUR CENT", "percent", "3"),
        ("(3 %)", "percent", "-3"),
    ],
)
def test_other_units(text: str, unit: Unit, value: str) -> None:
    assert str(read_quantity(text, unit)) == value
    others = [other for other in UNITS if other != unit]
    for other in others:
        with pytest.raises(Unclear):
            read_quantity(text, other)


@pytest.mark.parametrize("text", ["2 millions %", "2k %", "3 M"])
def test_only_amounts_and_numbers_have_a_scale(text: str) -> None:
    with pytest.raises(Unclear):
        read_percent(text)


def test_an_unknown_unit_is_a_mistake_of_the_programmer() -> None:
    with pytest.raises(ValueError, match="not a unit") as caught:
        read_quantity("3", "mile")  # type: ignore[arg-type]
    assert not isinstance(caught.value, Unclear)


@given(st.from_regex(r"[+-]?[0-9]{1,16}([.,][0-9]{0,9})?", fullmatch=True))
def test_the_short_way_and_the_long_way_agree(text: str) -> None:
    """Plain digits are read at once; the long way would have given the same."""
    try:
        expected = _read(text, "number").number
    except Unclear:
        with pytest.raises(Unclear):
            read_number(text)
    else:
        assert str(read_number(text)) == str(expected)
    try:
        cents = read_cents(text)
    except Unclear:
        return
    assert cents == _read(text, "euro").whole(2)


@given(st.text(max_size=70) | st.text("0123456789 .,'-+()€%kMd\u00a0\u202fxe", max_size=20))
def test_any_text_is_read_or_asked_again(text: str) -> None:
    readers = [lambda text, unit=unit: read_quantity(text, unit) for unit in UNITS]
    for read in (read_cents, read_integer, read_number, read_percent, *readers):
        try:
            value = read(text)
        except Unclear:
            continue
        assert value == value  # no NaN
    assert abs(read_machine_number(text) or 0) >= 0


def test_ten_megabytes_are_refused_at_once() -> None:
    began = time.process_time()
    for sign in "1 .,'(-€xM\u00a0":
        with pytest.raises(Unclear):
            read_cents(sign * 10_000_000)
        assert read_machine_number(sign * 10_000_000) is None
    assert time.process_time() - began < 5


def test_the_question_travels_between_processes() -> None:
    asked = Unclear("empty", "euro")
    for twin in (pickle.loads(pickle.dumps(asked)), copy.copy(asked)):  # noqa: S301
        assert (twin.code, twin.question, str(twin)) == ("empty", asked.question, asked.question)
