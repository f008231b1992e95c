"""What the index of the site's search finds for some words, and how it had to read them.

The words typed; else words that begin so; else the nearest spelling; else the rarest. Each time, at
most `_RANKED` entries of each sort are ranked: those with the words in their title, those considered first,
the others. A word that half of all texts hold then costs no more than another.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum, auto
from typing import Any

from milliard.core.declarations import SearchDocument, SearchSource
from milliard.core.models import SearchEntry, SearchWord
from milliard.core.prepared import planned_cursor
from milliard.core.search import FIRST, mark_of, search_query, searchable
from milliard.core.search_index import sources

#: Nobody reads further, they type another word.
SHOWN = 30
#: Read for them: some may be public no more.
_READ = 2 * SHOWN
#: Of a sentence of which nothing holds every word: those looked for.
_TELLING = 2
#: Enough to rank well, few enough to rank quickly.
_RANKED = 300
#: Without estimates for the words typed, PostgreSQL reads the index, whatever they are.
_FIND = """
WITH asked AS MATERIALIZED (SELECT to_tsquery('french', %(query)s) && %(mark)s::tsquery AS words),
chosen AS MATERIALIZED (
    (SELECT id FROM core_searchentry, asked WHERE title_vector @@ words LIMIT %(ranked)s)
    UNION (SELECT id FROM core_searchentry, asked WHERE vector @@ (words && %(first)s::tsquery)
        LIMIT %(ranked)s)
    UNION (SELECT id FROM core_searchentry, asked WHERE vector @@ words LIMIT %(ranked)s)
)
SELECT source, row, part, title, url, kind, summary, text
FROM core_searchentry JOIN chosen USING (id), asked
ORDER BY ts_rank(vector, words) * weight DESC, id LIMIT %(read)s
"""
_COLUMNS = ("source", "row", "part", "title", "url", "kind", "summary", "text")
#: Of each word that nothing holds, those that look most like it.
_NEAR = """
SELECT given.word, near.word, near.shown, near.uses
FROM unnest(%(words)s::text[]) AS given (word), LATERAL (
    SELECT word, shown, uses FROM core_searchword AS known WHERE known.word %% given.word
    ORDER BY similarity(known.word, given.word) DESC, uses DESC LIMIT 8
) AS near
WHERE NOT EXISTS (SELECT FROM core_searchword AS known WHERE known.word = given.word)
    AND NOT EXISTS (SELECT FROM core_searchentry WHERE vector @@ to_tsquery('french', given.word))
"""


class Reading(Enum):
    """How the words typed had to be read."""

    AS_TYPED = auto()
    BEGINNINGS = auto()
    RESPELLED = auto()
    ANY_WORD = auto()


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, the best first, and the words it was found by; ``reading``: None, nothing was."""

    documents: Sequence[SearchDocument]
    words: str
    reading: Reading | None
    has_more: bool = False


def find(text: str, *, label: str = "") -> Found:
    """What anybody may open whose words match, of the sources of one ``label`` or of all."""
    for reading, query, words in _readings(text):
        documents = list(_public(_entries(query, label)))
        if documents:
            return Found(documents[:SHOWN], words, reading, has_more=len(documents) > SHOWN)
    return Found((), text, None)


def public_addresses(first: int, most: int) -> list[tuple[str, dt.datetime]]:
    """(address, when what it says last changed) of public pages, in an order that stays; for robots."""
    pages = SearchEntry.objects.exclude(url__contains="#").order_by("pk")[first : first + most]
    entries = list(pages.values_list(*_COLUMNS, "written_at"))
    written = {entry[4]: entry[-1] for entry in entries}
    return [(one.url, written[one.url]) for one in _public([entry[:-1] for entry in entries])]


def count_addresses() -> int:
    """How many there are at most."""
    return SearchEntry.objects.exclude(url__contains="#").count()


def document_at(url: str) -> SearchDocument | None:
    """What search knows of the public page of an address; None when it knows none."""
    found = SearchEntry.objects.filter(url=url).values_list(*_COLUMNS)
    return next(_public(list(found)), None)


def _readings(text: str) -> Iterator[tuple[Reading, str, str]]:
    """(how, query, words), each tried when those before found nothing."""
    query = search_query(text)
    if not query:
        return
    yield Reading.AS_TYPED, query, text
    yield Reading.BEGINNINGS, search_query(text, begins=True), text
    respelled = nearest_spelling(text)
    if respelled:
        yield Reading.RESPELLED, search_query(respelled), respelled
    if len(searchable(text).split()) > 1:
        words = respelled or text
        yield Reading.ANY_WORD, search_query(_rarest(words), any_word=True), words


def _rarest(text: str) -> str:
    """Its words that tell most: the fewest entries hold them. All, when none is known."""
    found = SearchWord.objects.filter(word__in=searchable(text).split()).order_by("uses", "word")
    return " ".join(found.values_list("word", flat=True)[:_TELLING]) or text


def nearest_spelling(text: str) -> str:
    """The same words, those that nothing holds replaced by the likeliest that something does; or ""."""
    words = [word for word in searchable(text).split() if len(word) > 3 and word.isalpha()]
    if not words:
        return ""
    with planned_cursor() as cursor:
        cursor.execute(_NEAR, {"words": words})
        near = cursor.fetchall()
    best: dict[str, tuple[float, int, str]] = {}
    for word, known, shown, uses in near:
        likeness = SequenceMatcher(None, word, known).ratio()
        best[word] = max(best.get(word, (0.0, 0, "")), (likeness, uses, shown))
    if not best:
        return ""
    return " ".join(best[word][2] if word in best else word for word in searchable(text).split())


def _entries(query: str, label: str) -> list[tuple[Any, ...]]:
    mark = f"'{mark_of(label)}'" if label else ""
    values: dict[str, Any] = {
        "query": query,
        "mark": mark,
        "first": f"'{FIRST}'",
        "ranked": _RANKED,
        "read": _READ,
    }
    with planned_cursor() as cursor:
        cursor.execute(_FIND, values)
        return list(cursor.fetchall())


def _public(entries: Sequence[tuple[Any, ...]]) -> Iterator[SearchDocument]:
    """Those whose object anybody may open at this moment: one query a sort of object found."""
    known = {source.code: source for source in sources()}
    rows: dict[str, set[str]] = {}
    for source, row, *_ in entries:
        rows.setdefault(source, set()).add(row)
    public = {code: _open_rows(known[code], keys) for code, keys in rows.items() if code in known}
    for source, row, part, title, url, kind, summary, text in entries:
        if row in public.get(source, ()):
            yield SearchDocument(title, url, summary, kind, text, part)


def _open_rows(source: SearchSource, keys: set[str]) -> set[str]:
    if source.public is None:
        return keys
    found = source.public().filter(pk__in=keys).order_by().values_list("pk", flat=True)
    return {str(key) for key in found}
