"""Blocks of words, with French spaces put where they belong."""

from french import typeset
from milliard.website.services import Words


def heading(text: str) -> Words:
    return Words("heading", typeset(text))


def text(html: str) -> Words:
    return Words("text", typeset(html))


def callout(title: str, html: str) -> Words:
    return Words("callout", {"title": typeset(title), "text": typeset(html)})


def method(title: str, html: str) -> Words:
    return Words("method", {"title": typeset(title), "text": typeset(html)})


def comparison(value: str, label: str, *, base: str, date: str, source: str, url: str, caution: str) -> Words:
    """A figure of somebody else's, with where it was read and why it is not comparable as it is."""
    words = {"value": value, "label": label, "base": base, "date": date, "source": source, "caution": caution}
    return Words("comparison", {**{key: typeset(item) for key, item in words.items()}, "source_url": url})
