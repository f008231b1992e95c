"""What the site's search finds among the pages for joining."""

from collections.abc import Iterator

from django.urls import reverse

from milliard.core.declarations import SearchDocument
from milliard.core.search import find_among

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


def search_joining(query: str) -> Iterator[SearchDocument]:
    """The pages that lead in, when their words match."""
    for place in find_among(query, [(title, text) for title, _, text in _PAGES]):
        title, address, text = _PAGES[place]
        yield SearchDocument(title, reverse(address), text, "", text)
