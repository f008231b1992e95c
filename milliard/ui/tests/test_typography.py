"""French numbers, amounts, dates and spaces."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from django.template import engines
from hypothesis import given
from hypothesis import strategies as st

from milliard.core.money import format_euros
from milliard.ui.typography import (
    bind_spaces,
    format_date,
    format_date_short,
    format_euros_short,
    format_number,
    format_percent,
    format_time,
)


def render(source: str, **context: object) -> str:
    return str(engines["django"].from_string(source).render(context))


@pytest.mark.parametrize(
    ("cents", "text"),
    [
        (123_400, "1\u202f234\u00a0€"),
        (1_250, "12,50\u00a0€"),
        (0, "0\u00a0€"),
        (-5, "\u22120,05\u00a0€"),
    ],
)
def test_euros(cents: int, text: str) -> None:
    assert format_euros(cents) == text


@pytest.mark.parametrize(
    ("cents", "text"),
    [
        (31_200_000_000, "312\u00a0M€"),
        (140_000_000_000, "1,4\u00a0Md€"),
        (100_000_000_000, "1\u00a0Md€"),
        (4_100_000_000, "41\u00a0M€"),
        (95_000, "950\u00a0€"),
        (850_000_000, "8,5\u00a0M€"),
        (304_000_000, "3\u00a0M€"),
    ],
)
def test_euros_short(cents: int, text: str) -> None:
    assert format_euros_short(cents) == text


def test_percent_takes_a_share_and_rounds_halves_up() -> None:
    assert format_percent(0.75) == "75\u00a0%"
    assert format_percent(Decimal("0.125")) == "13\u00a0%"
    assert format_percent(Fraction(1, 3), 1) == "33,3\u00a0%"


def test_dates_and_times() -> None:
    assert format_date(dt.date(2024, 7, 1)) == "1er\u00a0juillet\u00a02024"
    assert format_date_short(dt.date(2024, 7, 1)) == "01/07/2024"
    assert format_time(dt.time(14, 5)) == "14\u00a0h\u00a005"
    assert format_time(dt.time(9)) == "9\u00a0h"


def test_a_moment_is_shown_on_the_day_of_the_reader() -> None:
    late = dt.datetime(2024, 6, 30, 22, 30, tzinfo=dt.UTC)
    assert render("{{ at|date_longue }}", at=late) == "1er\u00a0juillet\u00a02024"
    assert render("{{ at|date_longue|premier }}", at=late) == "1<sup>er</sup>\u00a0juillet\u00a02024"
    assert render("{{ at|premier }}", at="<b>du 1er au 11er") == "&lt;b&gt;du 1<sup>er</sup> au 11er"


def test_filters_write_nothing_for_nothing() -> None:
    names = ("entier", "euros_courts", "pourcent", "date_longue", "date_courte", "heure")
    assert render("".join("{{ value|" + name + " }}" for name in names), value=None) == ""


def test_bound_spaces_escape_what_is_not_safe() -> None:
    assert render("{{ text|insecables }}", text="<b>Quoi ?") == "&lt;b&gt;Quoi\u202f?"


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_a_written_integer_can_be_read_back(number: int) -> None:
    text = format_number(number).replace("\u202f", "").replace("\u2212", "-")
    assert int(text) == number


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_written_cents_can_be_read_back(cents: int) -> None:
    text = format_euros(cents).removesuffix("\u00a0€").replace("\u202f", "").replace("\u2212", "-")
    assert Decimal(text.replace(",", ".")) * 100 == cents


SENTENCES = st.text(alphabet="abt'il-@./1 234:;!?«»%€\u00a0\u202f<>–", max_size=40)


@given(SENTENCES)
def test_binding_changes_only_the_look_of_signs_and_only_once(text: str) -> None:
    bound = bind_spaces(text)
    flat = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2019": "'", "\u2011": "-"})
    assert bound.translate(flat) == text.translate(flat)
    assert bind_spaces(bound) == bound


def test_an_apostrophe_between_letters_is_a_real_one() -> None:
    assert render("{{ text|insecables }}", text="l'été, 5' et 'oui'") == "l’été, 5&#x27; et &#x27;oui&#x27;"
    assert bind_spaces("<a title='l'>qu'elle</a>") == "<a title='l'>qu’elle</a>"


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("Qu'auriez-vous, que reste-t-il ?", "Qu’auriez‑vous, que reste‑t‑il\u202f?"),
        ("celles-ci, une demi-heure", "celles‑ci, une demi‑heure"),
        ("Gardez-le.", "Gardez‑le."),
        ("bien-être, arc-en-ciel, Aix-en-Provence", "bien-être, arc-en-ciel, Aix-en-Provence"),
        ("dit-il@exemple.fr, https://a.fr/dit-il/", "dit-il@exemple.fr, https://a.fr/dit-il/"),
        ("a.fr/dit-on dit-on.fr", "a.fr/dit-on dit-on.fr"),
    ],
)
def test_a_verb_keeps_its_pronoun_on_its_line_and_addresses_stay_as_they_are(text: str, bound: str) -> None:
    assert bind_spaces(text) == bound


def test_binding_spaces_leaves_markup_alone() -> None:
    assert bind_spaces('<a href="/?q=a ; b">Quoi ?</a>') == '<a href="/?q=a ; b">Quoi\u202f?</a>'
    assert bind_spaces("jusqu’au bout · n = 510") == "jusqu’au bout\u00a0· n = 510"
    assert bind_spaces("« Oui » : 1 234 € et 5 %") == (
        "«\u00a0Oui\u00a0»\u00a0: 1\u202f234\u00a0€ et 5\u00a0%"
    )
