"""What a person types is understood surely, or asked again with a sentence."""

import copy
import json
import pickle
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from french import (
    CODES,
    MAX_CENTS,
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
from french import __main__ as command
from french.reader import _read

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def cases(shared_data: Path) -> list[dict[str, str | None]]:
    """Texts, the unit expected, and the value; None when it must be asked again."""
    found = json.loads((shared_data / "learning" / "quantities" / "cases.json").read_text())["cases"]
    assert len(found) == 65
    return list(found)


def plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def test_the_cases_written_with_the_designers(cases: list[dict[str, str | None]]) -> None:
    wrong = []
    for case in cases:
        try:
            found: str | None = plain(read_quantity(case["text"] or "", case["expected_unit"]))  # type: ignore[arg-type]
        except Unclear:
            found = None
        if found != case["value"]:
            wrong.append((case, found))
    assert not wrong


def test_the_command_on_the_same_cases(
    cases: list[dict[str, str | None]], capsys: pytest.CaptureFixture[str]
) -> None:
    for case in cases:
        status = command.main(["read", str(case["expected_unit"]), str(case["text"])])
        out, err = capsys.readouterr()
        assert out == ("" if case["value"] is None else f"{case['value']}\n"), case
        assert (status, bool(err)) == ((2, True) if case["value"] is None else (0, False)), case


@pytest.mark.parametrize(
    ("arguments", "status", "out", "err"),
    [
        (["read", "percent", "- 3 %"], 0, "-3\n", ""),
        (["read", "euro", "-12 000 €"], 0, "-12000\n", ""),
        (["read", "euro", "12.000,50 €"], 0, "12000.5\n", ""),
        (["read", "number", "100"], 0, "100\n", ""),
        (["read", "euro", "12 34"], 2, "", "Est‑ce un seul nombre"),
        (["read", "mile", "3"], 2, "", "euro, percent, point"),
        (["read", "euro"], 2, "", "Usage"),
        ([], 2, "", "Usage"),
    ],
)
def test_the_command_in_a_shell(arguments: list[str], status: int, out: str, err: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "french", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout) == (status, out)
    assert err in run.stderr


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        # What core.money, the form fields and the questionnaires read before.
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
        ("9" * 61, "too_long"),
        ("abc", "letters"),
        ("€", "letters"),
        ("NaN", "letters"),
        ("-inf", "letters"),
        ("12 €/mois", "letters"),
        ("12 000 d'euros", "letters"),
        ("8 M d€", "letters"),  # 8 M d’€, or 8 Md€ with a space too many
        ("8 Md'€", "letters"),
        ("environ 12", "letters"),
        ("e u r 12", "letters"),
        ("٣٤", "foreign_digits"),
        ("１２", "foreign_digits"),
        ("12²", "foreign_digits"),
        ("1\u200b000", "invisible"),
        ("\ud800", "invisible"),
        ("12\x00", "invisible"),
        ("1.000", "ambiguous_group"),
        ("1,000", "ambiguous_group"),
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


def test_cents_reach_their_limit() -> None:
    assert read_cents("100 000 000 000 000") == MAX_CENTS


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1234.5", "1234.5"),
        ("1234,5", "1234.5"),
        ("1.000", "1.000"),
        ("1,000", "1.000"),
        ("1e5", "1E+5"),
        ("-1.5E-3", "-0.0015"),
        (".5", "0.5"),
        ("5.", "5"),
        (" 12 ", "12"),
        ("1\u202f234\u00a0567,8", "1234567.8"),
        ("−3", "-3"),
        ("-  1 234,5", "-1234.5"),
        ("+3", "3"),
    ],
)
def test_cells_of_a_program(cell: str, value: str) -> None:
    assert str(read_machine_number(cell)) == value


@pytest.mark.parametrize(
    "cell",
    [
        "",
        ".",
        "-",
        "NA",
        "nan",
        "inf",
        "1.234,56",
        "12 34",
        "0 500",
        "12 €",
        "1e5000",
        "٣",
        "1_000",
        "1" * 401,
    ],
)
def test_cells_that_are_no_number(cell: str) -> None:
    assert read_machine_number(cell) is None
