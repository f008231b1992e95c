"""The filters of templates for French numbers, dates and spaces; what they write is tested in `french`."""

import datetime as dt

import pytest
from django.template import engines


def render(source: str, **context: object) -> str:
    return str(engines["django"].from_string(source).render(context))


@pytest.mark.parametrize(
    ("source", "value", "text"),
    [
        ("{{ value|entier }}", -1_234_567, "\u22121\u202f234\u202f567"),
        ("{{ value|decimal:2 }}", 2.345, "2,35"),
        ("{{ value|euros }}", 1_250, "12,50\u00a0€"),
        ("{{ value|euros_courts }}", 140_000_000_000, "1,4\u00a0Md€"),
        ("{{ value|pourcent:1 }}", 0.125, "12,5\u00a0%"),
        ("{{ value|date_courte }}", dt.date(2024, 7, 1), "01/07/2024"),
        ("{{ value|heure }}", dt.time(14, 5), "14\u00a0h\u00a005"),
    ],
)
def test_each_filter_writes_french(source: str, value: object, text: str) -> None:
    assert render(source, value=value) == text


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


def test_an_apostrophe_between_letters_is_a_real_one() -> None:
    assert render("{{ text|insecables }}", text="l'été, 5' et 'oui'") == "l’été, 5&#x27; et &#x27;oui&#x27;"
