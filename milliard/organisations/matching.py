"""Finding an organisation by what people type, and telling whether two names are one.

Search: every word, in the name first; then words that begin so; then the nearest spelling of those that
nothing holds; then names written nearly so (trigrams).
"""

import re
from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.search import SearchQuery, TrigramWordSimilarity
from django.db.models import Case, Value, When

from milliard.core.search import search_query
from milliard.core.search_finding import nearest_spelling
from milliard.territories.search import plain

#: How alike two names of one commune are to be one organisation; under the second, they are two.
SURE, DOUBTFUL = 0.85, 0.55


def find_words(found: Any, text: str) -> Any:
    """Those that have the words, the same or beginning so; None when there are none."""
    for begins in (False, True):
        query = search_query(text, begins=begins)
        if not query:
            return found.none()
        words = SearchQuery(query, config="french", search_type="raw")
        in_name = SearchQuery(_in_name(query), config="french", search_type="raw")
        among = found.filter(vector=words)
        if among.exists():
            rank = Case(When(vector=in_name, then=Value(0)), default=Value(1))
            return among.annotate(rank=rank)
    return None


def find_respelled(found: Any, text: str) -> Any:
    """Those that have the words as something public spells them; None when there are none."""
    respelled = nearest_spelling(text)
    return find_words(found, respelled) if respelled else None


def find_written_nearly(found: Any, text: str) -> Any:
    """Names that hold something written nearly so, the nearest first."""
    wanted = plain(text)
    if len(wanted) < 3:
        return found.none()
    # As near as PostgreSQL asks by itself (`pg_trgm.word_similarity_threshold`), the nearest first.
    near = found.filter(search_name__trigram_word_similar=wanted)
    return near.annotate(rank=Value(1.0) - TrigramWordSimilarity(wanted, "search_name"))


def _in_name(query: str) -> str:
    """The same query of the names alone: each of its words asks for the weight A."""
    return re.sub(r"'(:\*)?(?= |$)", lambda end: f"{end[0]}A" if end[1] else "':A", query)


def same_number(row: Mapping[str, Any], known: Mapping[str, Any]) -> bool | None:
    """Whether the identifiers both have agree; None when they have none in common.

    Two establishments (SIRET) of one legal person (SIREN) are one organisation.
    """
    compared = [(row.get(name), known.get(name)) for name in ("siren", "rna")]
    both = [one == other for one, other in compared if one and other]
    return all(both) if both else None
