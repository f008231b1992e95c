"""What the site's search finds among the pages for joining."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from milliard.core.declarations import SearchDocument, SearchSource

_PAGES = (
    (
        "Adhérer",
        "members:welcome",
        "Devenir membre du mouvement\u00a0: adhésion, cotisation à prix libre, en trois minutes."
        " Une personne, une voix.",
    ),
    (
        "Votre organisation veut prendre part",
        "members:organisations",
        "L’adhésion est ouverte aux personnes. Associations, coopératives, entreprises\u00a0: voici comment"
        " être partenaire.",
    ),
)


def _pages(_: Any) -> Iterator[SearchDocument]:
    for title, address, text in _PAGES:
        yield SearchDocument(title, reverse(address), text, "", text)


SOURCES = (SearchSource("members.pages", "Pages", _pages, weight=2),)
