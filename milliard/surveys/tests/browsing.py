"""A respondent without JavaScript: reads the form of a page and posts it back as a browser would."""

import html
import re
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client

from milliard.surveys.models import Collection


class _Form(HTMLParser):
    """Names and values a browser would send for one form of the page."""

    def __init__(self, marker: str) -> None:
        super().__init__()
        self.marker, self.is_inside, self.action = marker, False, ""
        self.values: dict[str, list[str]] = {}
        self.names: set[str] = set()
        self._textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.is_inside = self.marker in given.get("action", "") or self.marker == given.get("id")
            self.action = given.get("action", "") if self.is_inside else self.action
        elif self.is_inside and tag == "input":
            self._input(given)
        elif self.is_inside and tag == "textarea":
            self._textarea = given["name"]
            self.names.add(self._textarea)
            self.values[self._textarea] = [""]

    def _input(self, given: dict[str, str]) -> None:
        name, kind = given.get("name", ""), given.get("type", "text")
        if not name:
            return
        self.names.add(name)
        if kind in ("radio", "checkbox"):
            if "checked" in given:
                self.values.setdefault(name, []).append(given.get("value", "on"))
        elif kind != "file":
            self.values.setdefault(name, []).append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.is_inside = False
        if tag == "textarea":
            self._textarea = ""

    def handle_data(self, data: str) -> None:
        if self.is_inside and self._textarea:
            self.values[self._textarea][0] += data.removeprefix("\n")


def form_of(response: HttpResponse, marker: str = "section-form") -> _Form:
    """The form whose id is ``marker`` or whose address contains it."""
    form = _Form(marker)
    form.feed(response.content.decode())
    return form


def fill(client: Client, response: HttpResponse, go: str = "next", **typed: Any) -> HttpResponse:
    """Post the section form of ``response`` again with ``typed`` in its boxes and the button ``go``."""
    form = form_of(response)
    unknown = typed.keys() - form.names - {"add", "remove", "move", "search"}
    assert not unknown, f"not on the page: {unknown}"
    data = {**form.values, **typed, "go": go}
    result: Any = client.post(html.unescape(form.action), data)
    return result  # type: ignore[no-any-return]


def text_of(response: HttpResponse) -> str:
    """The words of a page, spaces made plain."""
    body = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"[\s\u00a0\u202f]+", " ", html.unescape(body))


def url(collection: Collection, rest: str = "") -> str:
    """The address of a respondent's page; ``rest``: «section/vous/», «recu/», none for the landing page."""
    return f"/questionnaires/{collection.slug}/{rest}"
