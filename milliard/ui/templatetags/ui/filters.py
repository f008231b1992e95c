"""Filters for French numbers, amounts, dates and no-break spaces."""

import datetime as dt
import re
from collections.abc import Container
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

import french
from milliard.ui.templatetags.ui._register import register

_FIRST = re.compile(r"\b1er\b")


def _is_nothing(value: Any) -> bool:
    return value is None or value == ""


def _local(value: Any) -> Any:
    """A moment in the site's time zone, so that a date near midnight is the reader's date."""
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


@register.filter
def entier(value: french.Number | None) -> str:
    """``{{ 1234567|entier }}`` → 1 234 567. Nothing for None."""
    return "" if _is_nothing(value) else french.format_number(value)  # type: ignore[arg-type]


@register.filter
def euros(cents: int | None) -> str:
    """``{{ cents|euros }}``: integer cents, to the cent → 35 €, 35,50 €."""
    return "" if _is_nothing(cents) else french.format_euros(cents)  # type: ignore[arg-type]


@register.filter
def euros_courts(cents: int | None) -> str:
    """``{{ cents|euros_courts }}``: integer cents → 312 M€, 1,4 Md€."""
    return "" if _is_nothing(cents) else french.format_euros_short(cents)  # type: ignore[arg-type]


@register.filter
def pourcent(share: french.Number | None, places: int = 0) -> str:
    """``{{ 0.75|pourcent }}`` → 75 %. The value is a share between 0 and 1."""
    return "" if _is_nothing(share) else french.format_percent(share, places)  # type: ignore[arg-type]


@register.filter
def date_longue(value: dt.date | None) -> str:
    """``{{ day|date_longue }}`` → 1er juillet 2024."""
    return "" if _is_nothing(value) else french.format_date(_local(value))


@register.filter
def premier(value: Any) -> SafeString:
    """``{{ day|date_longue|premier }}`` → 1<sup>er</sup> juillet 2024. Not for attributes."""
    return mark_safe(_FIRST.sub("1<sup>er</sup>", conditional_escape(value)))  # noqa: S308


@register.filter
def date_courte(value: dt.date | None) -> str:
    """``{{ day|date_courte }}`` → 01/07/2024."""
    return "" if _is_nothing(value) else french.format_date_digits(_local(value))


@register.filter
def heure(value: dt.datetime | dt.time | None) -> str:
    """``{{ moment|heure }}`` → 14 h 05."""
    return "" if _is_nothing(value) else french.format_time(_local(value))


@register.filter
def moment(value: dt.datetime | None) -> str:
    """``{{ moment|moment }}`` → 01/07/2024 14 h 05."""
    return "" if value is None else f"{date_courte(value)} {heure(value)}"


@register.filter
def moment_long(value: dt.datetime | None) -> str:
    """``{{ moment|moment_long }}`` → 1er juillet 2024 à 14 h 05: within a sentence."""
    return "" if value is None else f"{date_longue(value)} à {heure(value)}"


@register.filter
def insecables(value: Any) -> SafeString:
    """``{{ text|insecables }}``: escape (unless safe), then bind spaces as French typography asks."""
    return mark_safe(french.typeset(conditional_escape(value)))  # noqa: S308


def bound(text: str, kept: Container[str]) -> SafeString:
    """`insecables`, which takes a while, remembered for the texts of ``kept``, nobody’s own."""
    return _remembered(text) if text in kept else insecables(text)


_remembered = lru_cache(maxsize=1_024)(insecables)


@register.filter
def combien(count: french.Number, noun: str) -> str:
    """``{{ 0|combien:"page" }}`` → 0 page; ``"signal,signaux"`` when an «s» does not make the plural."""
    singular, _, many = noun.partition(",")
    return french.plural(count, singular, many or None)


@register.filter
def one_more(noun: str) -> str:
    """``Ajouter{{ "Besoin"|one_more }}`` → Ajouter un besoin; the noun alone when its gender is not sure."""
    known = french.with_article(noun)
    return f" {known}" if known else f"{french.NBSP}: {noun}" if noun else " une ligne"


@register.filter
def pluralize(count: Any, forms: str = "s") -> str:
    """Django's own, by the French rule: the plural begins at two."""
    one, comma, many = forms.partition(",")
    singular, plural = (one, many) if comma else ("", forms)
    number = len(count) if hasattr(count, "__len__") else count
    return plural if abs(number) >= 2 else singular
