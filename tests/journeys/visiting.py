"""A newcomer on a questionnaire over HTTP: the page, its form, what is posted back, byte for byte."""

from collections.abc import Iterable
from typing import Any

import httpx

from milliard.surveys.tests.browsing import form_of

Fields = list[tuple[str, str]]


def newcomer(site: str) -> httpx.Client:
    """Cookies of their own, redirections not followed: each status is looked at."""
    return httpx.Client(base_url=site, timeout=30)


def page_of(http: httpx.Client, path: str) -> Any:
    """The page, which must be there."""
    page = http.get(path)
    assert page.status_code == 200, (path, page.status_code)
    return page


def filled(page: Any, go: str, typed: Iterable[tuple[str, str]]) -> Fields:
    """The fields a browser would send: the page's own, those typed instead, the button pressed."""
    typed = list(typed)
    names = {name for name, _ in typed}
    own = form_of(page).values.items()
    return [
        *((name, value) for name, values in own if name not in names for value in values),
        *typed,
        ("go", go),
    ]


def send(http: httpx.Client, path: str, fields: Fields, **more: Any) -> httpx.Response:
    """Post like a browser, names repeated where they are."""
    data: dict[str, list[str]] = {}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    return http.post(path, data=data, **more)
