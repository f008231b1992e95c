"""Blocks of words, with French spaces put where they belong."""

from django.utils import timezone

from french import format_date, typeset
from milliard.website.services import Piece


def heading(text: str) -> Piece:
    return ("heading", {"text": typeset(text)})


def text(html: str) -> Piece:
    return ("text", typeset(html))


def callout(title: str, html: str) -> Piece:
    return ("callout", {"title": typeset(title), "text": typeset(html)})


def method(title: str, html: str) -> Piece:
    return ("method", {"title": typeset(title), "text": typeset(html)})


def comparison(value: str, label: str, *, base: str, date: str, source: str, url: str, caution: str) -> Piece:
    """A figure of somebody else's, with where it was read and why it is not comparable as it is."""
    words = {"value": value, "label": label, "base": base, "date": date, "source": source, "caution": caution}
    return ("comparison", {**{key: typeset(item) for key, item in words.items()}, "source_url": url})


def rewritten() -> str:
    """What a new edition of a study of the demonstration corrects: its program changed, not its world."""
    now = timezone.localtime()
    words = f"L’étude de démonstration a été réécrite avec la plateforme, le {format_date(now.date())}"
    return f"{words} à {now:%H:%M}."
