"""What people type: French habits understood, absurd input refused with a sentence, nothing lost."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.questionnaire.evaluation import evaluate
from engines.questionnaire.expressions import compile_questionnaire
from engines.questionnaire.model import YES_NO_CHOICES, Choice, Kind
from engines.questionnaire.parsing import AnswerError, format_answer, parse_answer, raw_from_answer
from engines.questionnaire.tests.builders import (
    TODAY,
    choices,
    ends_apart,
    json_values,
    question,
    questionnaire,
)

OFFERED = (*choices("a", "b", "c"), Choice("none", "Aucun", is_exclusive=True))


def parsed(kind: Kind, *raw: str, **fields: Any) -> Any:
    offered = YES_NO_CHOICES if kind is Kind.YES_NO else OFFERED
    return parse_answer(question("a", kind, **fields), list(raw), offered)


@pytest.mark.parametrize(
    ("kind", "typed", "stored", "shown"),
    [
        (Kind.AMOUNT, "1 234,50 €", 123450, "1\u202f234,50\u00a0€"),
        (Kind.AMOUNT, "1\u202f234,50\u00a0€", 123450, "1\u202f234,50\u00a0€"),
        (Kind.AMOUNT, "1.234,50", 123450, "1\u202f234,50\u00a0€"),
        (Kind.AMOUNT, "1,234.50", 123450, "1\u202f234,50\u00a0€"),
        (Kind.AMOUNT, "1234.5", 123450, "1\u202f234,50\u00a0€"),
        (Kind.AMOUNT, "1 234 567 euros", 123456700, "1\u202f234\u202f567\u00a0€"),
        (Kind.AMOUNT, "150 k€", 15_000_000, "150\u202f000\u00a0€"),
        (Kind.AMOUNT, "1,5 M€", 150_000_000, "1\u202f500\u202f000\u00a0€"),
        (Kind.AMOUNT, "2 millions d’euros", 200_000_000, "2\u202f000\u202f000\u00a0€"),
        (Kind.AMOUNT, "0", 0, "0\u00a0€"),
        (Kind.AMOUNT, "100 000 000 000", 10**13, "100\u202f000\u202f000\u202f000\u00a0€"),
        (Kind.INTEGER, " 1 234 ", 1234, "1234"),  # perhaps a year
        (Kind.INTEGER, "12 345", 12345, "12\u202f345"),
        (Kind.INTEGER, "12,0", 12, "12"),
        (Kind.INTEGER, "-3", -3, "−3"),
        (Kind.INTEGER, "− 3", -3, "−3"),
        (Kind.DECIMAL, "12,50", "12.5", "12,5"),
        (Kind.DECIMAL, "1 234,567", "1234.567", "1\u202f234,567"),
        (Kind.DECIMAL, "-0,0", "0", "0"),
        (Kind.PERCENTAGE, "12 %", 12, "12\u00a0%"),
        (Kind.PERCENTAGE, "100\u00a0%", 100, "100\u00a0%"),
        (Kind.DATE, "23/11/2026", "2026-11-23", "23/11/2026"),
        (Kind.DATE, "2026-11-23", "2026-11-23", "23/11/2026"),
        (Kind.DATE, "1er Mars 2026", "2026-03-01", "01/03/2026"),
        (Kind.DATE, "5 aout 2026", "2026-08-05", "05/08/2026"),
        (Kind.TIME, "14:05", "14:05", "14\u00a0h\u00a005"),
        (Kind.TIME, "14 h 05", "14:05", "14\u00a0h\u00a005"),
        (Kind.TIME, "9H", "09:00", "9\u00a0h"),
        (Kind.TIME, "9 heures 5 minutes", "09:05", "9\u00a0h\u00a005"),
        (Kind.TIME, "23:59:59", "23:59", "23\u00a0h\u00a059"),
        (Kind.TIME, "Midi", "12:00", "12\u00a0h"),
        (Kind.DATETIME, "2026-11-23T14:05", "2026-11-23T14:05", "23/11/2026 à 14\u00a0h\u00a005"),
        (Kind.DATETIME, "23/11/2026 14:05", "2026-11-23T14:05", "23/11/2026 à 14\u00a0h\u00a005"),
        (Kind.DATETIME, "1er mars 2026, à 9 h", "2026-03-01T09:00", "01/03/2026 à 9\u00a0h"),
        (Kind.GEOPOINT, "48.8534951, 2.3483915", "48.853 2.348", "48,853°\u00a0N, 2,348°\u00a0E"),
        (Kind.GEOPOINT, "−17,5516 ; −149,5585", "-17.552 -149.558", "17,552°\u00a0S, 149,558°\u00a0O"),
        (Kind.DATE, "5.8.2026", "2026-08-05", "05/08/2026"),
        (Kind.TEXT, "  Deux\nlignes ", "Deux lignes", "Deux lignes"),
        (Kind.TEXT, "e\u0301te\u0301", "été", "été"),
        (Kind.LONG_TEXT, "Un\r\n\r\nDeux\tfin ", "Un\n\nDeux\tfin", "Un\n\nDeux\tfin"),
        (Kind.COMMUNE, "2a004", "2A004", "2A004"),
        (Kind.ORGANISATION, "552 008 443", "552008443", "552008443"),
        (Kind.ORGANISATION, "w 751 212 517", "W751212517", "W751212517"),
        (Kind.EMAIL, " Camille.Durand+liste@Exemple.FR ", "Camille.Durand+liste@exemple.fr", None),
        (Kind.ONE, "b", "b", "B"),
        (Kind.YES_NO, "yes", "yes", "Oui"),
    ],
)
def test_what_is_typed_is_understood(kind: Kind, typed: str, stored: Any, shown: str | None) -> None:
    value = parsed(kind, typed)
    assert value == stored
    assert type(value) is type(stored)
    offered = YES_NO_CHOICES if kind is Kind.YES_NO else OFFERED
    assert format_answer(question("a", kind), value, offered) == (shown or stored)
    assert parsed(kind, *raw_from_answer(question("a", kind), value)) == stored


@pytest.mark.parametrize(
    ("kind", "typed", "words"),
    [
        (Kind.AMOUNT, "-5", "négatif"),
        (Kind.AMOUNT, "1e400", "avec tous ses chiffres"),
        (Kind.AMOUNT, "999999999999999999", "trop grand"),
        (Kind.AMOUNT, "100000000000,01", "trop grand"),
        (Kind.AMOUNT, "NaN", "en chiffres"),
        (Kind.AMOUNT, "Infinity", "en chiffres"),
        (Kind.AMOUNT, "1.234", "Nous hésitons"),  # a thousand, or one euro and some? asked again
        (Kind.AMOUNT, "1 23", "un seul nombre"),
        (Kind.AMOUNT, "12 34", "un seul nombre"),
        (Kind.AMOUNT, "12 000 13 000", "un seul nombre"),
        (Kind.AMOUNT, "12,3456", "Deux chiffres"),
        (Kind.AMOUNT, "٣٤", "chiffres de 0 à 9"),
        (Kind.AMOUNT, "12 €/mois", "en chiffres"),
        (Kind.AMOUNT, "=1+1", "Faites le calcul"),
        (Kind.AMOUNT, "9" * 10_000, "par exemple"),
        (Kind.INTEGER, "1,5", "entier"),
        (Kind.INTEGER, "1,000", "Nous hésitons"),
        (Kind.INTEGER, "1000000000001", "1\u202f000\u202f000\u202f000\u202f000 au plus"),
        (Kind.INTEGER, "douze", "en chiffres"),
        (Kind.DECIMAL, "0,1234567891", "9 chiffres"),
        (Kind.DECIMAL, "1e400", "avec tous ses chiffres"),
        (Kind.PERCENTAGE, "12,5 %", "entier"),
        (Kind.PERCENTAGE, "1,000 %", "entier"),
        (Kind.PERCENTAGE, "101", "de 0 à 100"),
        (Kind.PERCENTAGE, "-1", "de 0 à 100"),
        (Kind.DATE, "31/02/2026", "n’existe pas"),
        (Kind.DATE, "23/11/26", "23/11/2026"),
        (Kind.DATE, "01/01/0001", "l’année"),
        (Kind.DATE, "demain", "23/11/2026"),
        (Kind.DATE, "2026-W01-1", "23/11/2026"),
        (Kind.TEXT, "a\x00b", "invisible"),
        (Kind.TEXT, "a\x1bb", "invisible"),
        (Kind.TEXT, "\ud800", "invisible"),
        (Kind.TEXT, "cod\u202egnp.exe", "invisible"),
        (Kind.TEXT, "x" * 501, "501 caractères"),
        (Kind.LONG_TEXT, "x" * 20_001, "20\u202f001 caractères"),
        (Kind.LONG_TEXT, "a\x00b", "invisible"),
        (Kind.COMMUNE, "Paris", "dans la liste"),
        (Kind.ORGANISATION, "552 008 444", "n’existe pas"),
        (Kind.ORGANISATION, "W12", "9 chiffres"),
        (Kind.EMAIL, "camille@exemple", "adresse"),
        (Kind.EMAIL, "camille @exemple.fr", "adresse"),
        (Kind.EMAIL, "a..b@exemple.fr", "adresse"),
        (Kind.ONE, "z", "pas proposé"),
        (Kind.FILE, "c:\\x", "bouton"),
    ],
)
def test_what_cannot_be_stored_is_refused_and_kept(kind: Kind, typed: str, words: str) -> None:
    with pytest.raises(AnswerError) as caught:
        parsed(kind, typed)
    assert words in caught.value.message_fr
    assert caught.value.raw == (typed,)


def test_ten_megabytes_are_refused_at_once() -> None:
    """Of anything, by every kind; one that searched them again from each character would never end."""
    ends_apart("""
        from engines.questionnaire.model import Kind
        from engines.questionnaire.parsing import AnswerError, parse_answer
        from engines.questionnaire.tests.builders import choices, question

        for kind in Kind:
            for sign in "x1 @.":
                try:
                    kept = parse_answer(question("a", kind), [sign * 10_000_000], choices("a", "b"))
                except AnswerError:
                    kept = "refused"
                is_blank = sign == " " or kind in (Kind.NOTE, Kind.CALCULATE)
                assert kept == (None if is_blank else "refused"), (kind, sign)
    """)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("raw", [[], [""], ["  \n"], ["", "\u00a0"]])
def test_blank_is_unanswered(kind: Kind, raw: list[str]) -> None:
    assert parse_answer(question("a", kind), raw, OFFERED) is None


def test_pasted_html_stays_text() -> None:
    typed = "<script>alert('x')</script> & <b>gras</b>"
    assert parsed(Kind.LONG_TEXT, typed) == typed
    assert format_answer(question("a", Kind.LONG_TEXT), typed) == typed


def test_the_questions_bounds_replace_the_usual_limits() -> None:
    assert parsed(Kind.INTEGER, "5000000000000", maximum="9000000000000") == 5 * 10**12
    assert parsed(Kind.AMOUNT, "-12", minimum="-100") == -1200
    with pytest.raises(AnswerError, match="Indiquez au moins 10"):
        parsed(Kind.INTEGER, "9", minimum="10")
    with pytest.raises(AnswerError, match="Indiquez au plus 31/12/2025"):
        parsed(Kind.DATE, "01/01/2026", maximum="2025-12-31")


def test_several_choices() -> None:
    assert parsed(Kind.MANY, "c", "a", "a") == ["a", "c"]
    assert parsed(Kind.RANK, "c", "a") == ["c", "a"]
    assert parsed(Kind.MANY, "a", "none") == ["a", "none"]  # kept; the evaluation says what is wrong
    with pytest.raises(AnswerError, match="deux fois"):
        parsed(Kind.RANK, "a", "a")
    with pytest.raises(AnswerError, match="un seul"):
        parsed(Kind.ONE, "a", "b")
    with pytest.raises(AnswerError, match="pas proposé"):
        parsed(Kind.MANY, "a", "z")


def test_lists_are_shown_in_words() -> None:
    assert format_answer(question("a", Kind.MANY), ["a", "none"], OFFERED) == "A, Aucun"
    assert format_answer(question("a", Kind.RANK), ["b", "a"], OFFERED) == "1. B, 2. A"
    file = {"id": "u", "name": "statuts.pdf", "size": 1, "type": "application/pdf"}
    assert format_answer(question("a", Kind.FILE), file) == "statuts.pdf"


@given(st.sampled_from(list(Kind)), st.lists(st.text(st.characters(), max_size=80), max_size=3))
def test_nothing_but_an_answer_error_is_raised(kind: Kind, raw: list[str]) -> None:
    check_parsed(kind, raw)


@given(
    st.sampled_from([Kind.INTEGER, Kind.DECIMAL, Kind.AMOUNT, Kind.PERCENTAGE, Kind.DATE]),
    st.text(st.sampled_from("0123456789.,-+−%€kM \u202f/eE'’"), max_size=14),
)
def test_nothing_but_an_answer_error_is_raised_on_numbers(kind: Kind, typed: str) -> None:
    check_parsed(kind, [typed])


def check_parsed(kind: Kind, raw: list[str]) -> None:
    """What is accepted can be stored, evaluated without error, shown, and typed again as it is."""
    try:
        value = parse_answer(question("a", kind), raw, OFFERED)
    except AnswerError:
        return
    if value is None:
        return
    asked = question("a", kind, choice_list="list")
    ready = compile_questionnaire(questionnaire(asked, list=OFFERED))
    assert evaluate(ready, {"a": value}, today=TODAY).check_all() == {}
    assert format_answer(asked, value, OFFERED) != ""
    assert parse_answer(asked, raw_from_answer(asked, value), OFFERED) == value


@given(st.sampled_from(list(Kind)), json_values)
def test_whatever_is_stored_can_be_shown(kind: Kind, value: Any) -> None:
    assert isinstance(format_answer(question("a", kind), value, OFFERED), str)
    assert all(isinstance(item, str) for item in raw_from_answer(question("a", kind), value))


@pytest.mark.parametrize(
    ("kind", "typed", "again"),
    [
        (Kind.AMOUNT, "1500000", "1\u202f500\u202f000"),
        (Kind.AMOUNT, "1.200.000", "1\u202f200\u202f000"),
        (Kind.AMOUNT, "12000,5 €", "12\u202f000,50"),
        (Kind.INTEGER, "12500", "12\u202f500"),
        (Kind.INTEGER, "2011", "2011"),  # perhaps a year
        (Kind.DECIMAL, "12500,25", "12\u202f500,25"),
        (Kind.DECIMAL, "-1250", "−1\u202f250"),
    ],
)
def test_what_was_saved_comes_back_as_it_is_read(kind: Kind, typed: str, again: str) -> None:
    stored = parsed(kind, typed)
    assert raw_from_answer(question("a", kind), stored) == [again]
    assert parsed(kind, again) == stored


@pytest.mark.parametrize("typed", ["12 000,50 €", "-12 000,50 €", "12k", "(3 200 €)"])
def test_an_amount_that_may_be_negative_reads_euros_like_any_other(typed: str) -> None:
    expected = {"12 000,50 €": 1_200_050, "-12 000,50 €": -1_200_050, "12k": 1_200_000, "(3 200 €)": -320_000}
    assert parsed(Kind.AMOUNT, typed, minimum="-1000000000") == expected[typed]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("123 456 789", "Ce numéro n’existe pas\u00a0: vérifiez les chiffres."),
        ("55210055400014", "Ce numéro n’existe pas\u00a0: vérifiez les chiffres."),
        ("1234", "Un SIREN a 9 chiffres, un SIRET 14, un RNA la lettre W et 9 chiffres."),
        ("W12", "Un SIREN a 9 chiffres, un SIRET 14, un RNA la lettre W et 9 chiffres."),
    ],
)
def test_a_number_of_organisation_that_is_wrong_is_named(typed: str, message: str) -> None:
    with pytest.raises(AnswerError) as error:
        parsed(Kind.ORGANISATION, typed)
    assert error.value.message_fr == message


@pytest.mark.parametrize(
    "fields",
    [{"minimum": "1800"}, {"constraint": ". >= 1800 and . <= number(format-date(today(), '%Y'))"}],
)
def test_a_year_is_asked_again_as_a_year(fields: dict[str, str]) -> None:
    with pytest.raises(AnswerError) as error:
        parsed(Kind.INTEGER, "mille", **fields)
    assert error.value.message_fr == "Écrivez l’année en quatre chiffres, par exemple 2019."


@given(st.integers(0, 10**13))
def test_amounts_come_back_to_the_cent(cents: int) -> None:
    shown = format_answer(question("a", Kind.AMOUNT), cents)
    assert parsed(Kind.AMOUNT, shown) == cents


@given(st.decimals(-(10**11), 10**11, places=4))
def test_decimals_come_back_exactly(number: Decimal) -> None:
    stored = parsed(Kind.DECIMAL, f"{number:f}".replace(".", ","))
    assert Decimal(stored) == number
