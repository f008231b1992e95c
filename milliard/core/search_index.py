"""The index of the site's search: one table of all that anybody may open, written as each app declares it.

An object is read again when it, or what its words depend on, was written and the transaction committed; the
whole every night, since a day that passes changes what is public without any row being written. So an entry
may be late, never shown too long: `core.search_finding` asks the object again.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection, transaction
from django.db.models.signals import post_delete, post_save
from django_tasks import task

from milliard.core.declarations import SearchDocument, SearchSource, declared
from milliard.core.models import SearchEntry, SearchWord
from milliard.core.search import marks, searchable, written_words

#: So many objects are read and written by one statement.
_AT_ONCE = 500
#: Of a text, what is indexed and shown: PostgreSQL counts no more words anyway.
_LONGEST_TEXT = 60_000
_ENTRIES = """
INSERT INTO core_searchentry
    (source, row, part, title, url, kind, summary, text, weight, digest, written_at, vector, title_vector)
SELECT %(source)s, row, part, title, url, kind, summary, text, %(weight)s, digest, now(),
    setweight(to_tsvector('french', title_words), 'A') || setweight(to_tsvector('french', words), 'D')
        || array_to_tsvector(%(marks)s),
    to_tsvector('french', title_words) || array_to_tsvector(%(marks)s)
FROM unnest(%(rows)s::text[], %(parts)s::text[], %(titles)s::text[], %(urls)s::text[], %(kinds)s::text[],
    %(summaries)s::text[], %(texts)s::text[], %(digests)s::text[], %(title_words)s::text[], %(words)s::text[])
    AS given (row, part, title, url, kind, summary, text, digest, title_words, words)
ON CONFLICT (source, row, part) DO UPDATE SET title = excluded.title, url = excluded.url,
    kind = excluded.kind, summary = excluded.summary, text = excluded.text, weight = excluded.weight,
    digest = excluded.digest, written_at = excluded.written_at,
    vector = excluded.vector, title_vector = excluded.title_vector
"""
_WORDS = """
INSERT INTO core_searchword (word, shown, uses)
SELECT * FROM unnest(%(words)s::text[], %(shown)s::text[], %(uses)s::int[])
ON CONFLICT (word) DO {}
"""
_NEW_WORDS = _WORDS.format("NOTHING")
_COUNTED_WORDS = _WORDS.format("UPDATE SET uses = excluded.uses WHERE core_searchword.uses <> excluded.uses")
#: (key of the object, what is found of it)
_Written = tuple[str, SearchDocument]
Item = TypeVar("Item")


def sources() -> list[SearchSource]:
    """What the apps declare, lowest app first."""
    return list(chain.from_iterable(declared("search_sources")))


def follow_sources() -> None:
    """Read an object again whenever it, or what it depends on, is written. Called once, at the start."""
    for source in sources():
        if source.public is not None:
            _follow(source.code, source.code, lambda row: [row.pk])
        for model, keys in source.also.items():
            _follow(source.code, model, keys)


def _follow(code: str, model: str, keys: Any) -> None:
    def changed(instance: Any, **_: Any) -> None:
        refresh_soon(code, keys(instance))

    for signal in (post_save, post_delete):
        signal.connect(
            changed, sender=apps.get_model(model), weak=False, dispatch_uid=f"core.search.{code}.{model}"
        )


def refresh_soon(code: str, keys: Iterable[Any]) -> None:
    """Read these objects again once the transaction has committed, each once whatever was written of it.

    ``keys`` may be a query: it is asked now.
    """
    changed: dict[str, set[str]] = connection.__dict__.setdefault("_search_changed", {})
    changed.setdefault(code, set()).update(map(str, keys))
    transaction.on_commit(partial(_refresh_changed, changed), robust=True)


def _refresh_changed(changed: dict[str, set[str]]) -> None:
    while changed:
        code, keys = changed.popitem()
        if len(keys) <= _AT_ONCE:
            refresh(_source(code), keys)
            continue
        for some in _portions(sorted(keys)):
            refresh_task.enqueue(code, some)


@task()  # type: ignore[untyped-decorator]
def refresh_task(code: str, keys: list[str]) -> None:
    """Read many objects again, after an import. Safe to run twice."""
    refresh(_source(code), keys)


@task()  # type: ignore[untyped-decorator]
def rebuild_task() -> None:
    """The nightly reading of everything. Safe to run twice."""
    rebuild()


def rebuild_tonight() -> Sequence[tuple[str, int]]:
    """Housekeeping: have everything read again by a worker, outside this transaction."""
    rebuild_task.enqueue()
    return ()


def _source(code: str) -> SearchSource:
    return next(source for source in sources() if source.code == code)


def refresh(source: SearchSource, keys: Iterable[str]) -> int:
    """Write what is found of these objects as they are now, remove what is no more; how many changed."""
    wanted = list(keys)
    found = _documents(source, wanted)
    known = SearchEntry.objects.filter(source=source.code, row__any=wanted)
    return _write(source, found, known)


def rebuild(chosen: Iterable[SearchSource] | None = None) -> list[tuple[str, int, int]]:
    """Write the whole index again, or that of some sources; returns (source, entries, changed) of each.

    Only what differs is written. With every source, words are counted too, and those of nothing forgotten.
    """
    uses: Counter[str] = Counter()
    told = [_rebuild_source(source, uses) for source in (sources() if chosen is None else chosen)]
    if chosen is None:
        _forget_sources([code for code, _, _ in told])
        _count_words(uses)
    return told


def _rebuild_source(source: SearchSource, uses: Counter[str]) -> tuple[str, int, int]:
    kept: set[str] = set()
    changed = count = 0
    for keys in _pages_of_keys(source):
        found = _documents(source, keys)
        kept.update(row for row, _ in found)
        count += len(found)
        known = SearchEntry.objects.filter(source=source.code, row__any=[*keys, *(row for row, _ in found)])
        changed += _write(source, found, known)
        for _, document in found:
            uses.update(set(written_words(f"{document.title} {document.text}")))
    rows = SearchEntry.objects.filter(source=source.code).values_list("row", flat=True).distinct()
    gone = [row for row in rows.iterator() if row not in kept]
    for some in _portions(gone):
        changed += SearchEntry.objects.filter(source=source.code, row__any=some).delete()[0]
    return source.code, count, changed


def _pages_of_keys(source: SearchSource) -> Iterator[list[str]]:
    """The keys of all its objects, some at a time; one page of none for fixed pages."""
    if source.public is None:
        yield []
        return
    keys = [str(key) for key in source.public().order_by("pk").values_list("pk", flat=True)]
    yield from _portions(keys)


def _documents(source: SearchSource, keys: Sequence[str]) -> list[_Written]:
    if source.public is None:
        return [(document.url, document) for document in source.documents(None)]
    rows = source.public().filter(pk__in=keys)
    return [(str(row.pk), document) for row in rows for document in source.documents(row)]


def _write(source: SearchSource, found: Sequence[_Written], known: Any) -> int:
    """Bring the entries of some objects to what is found of them."""
    before: Mapping[tuple[str, str], tuple[int, str]] = {
        (row, part): (pk, digest)
        for pk, row, part, digest in known.values_list("pk", "row", "part", "digest")
    }
    digests = {(row, document.part): _digest(source, document) for row, document in found}
    fresh = [
        (row, document)
        for row, document in found
        if before.get((row, document.part), (0, ""))[1] != digests[row, document.part]
    ]
    gone = [pk for place, (pk, _) in before.items() if place not in digests]
    if gone:
        SearchEntry.objects.filter(pk__in=gone).delete()
    if fresh:
        _insert(source, fresh, digests)
    return len(gone) + len(fresh)


def _insert(source: SearchSource, fresh: Sequence[_Written], digests: Mapping[tuple[str, str], str]) -> None:
    texts = [document.text[:_LONGEST_TEXT] for _, document in fresh]
    titles = [document.title[:255] for _, document in fresh]
    values: dict[str, Any] = {
        "source": source.code,
        "weight": source.weight,
        "marks": marks(source),
        "rows": [row for row, _ in fresh],
        "parts": [document.part for _, document in fresh],
        "titles": titles,
        "urls": [document.url for _, document in fresh],
        "kinds": [document.kind for _, document in fresh],
        "summaries": [document.summary for _, document in fresh],
        "texts": texts,
        "digests": [digests[row, document.part] for row, document in fresh],
        "title_words": [searchable(title) for title in titles],
        "words": [searchable(text) for text in texts],
    }
    shown: dict[str, str] = {}
    for text in chain(texts, titles):
        shown |= written_words(text)
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES, values)
        # In one order, lest two who write the same new words wait for one another.
        words = sorted(shown)
        new: dict[str, Any] = {
            "words": words,
            "shown": [shown[word] for word in words],
            "uses": [1] * len(words),
        }
        cursor.execute(_NEW_WORDS, new)


def _count_words(uses: Counter[str]) -> None:
    with connection.cursor() as cursor:
        for some in _portions(sorted(uses)):
            counts = [uses[word] for word in some]
            cursor.execute(_COUNTED_WORDS, {"words": some, "shown": some, "uses": counts})
    known = SearchWord.objects.values_list("pk", "word")
    for gone in _portions([pk for pk, word in known.iterator() if word not in uses]):
        SearchWord.objects.filter(pk__any=gone).delete()


def _portions(items: list[Item]) -> Iterator[list[Item]]:
    return (items[first : first + _AT_ONCE] for first in range(0, len(items), _AT_ONCE))


def _forget_sources(codes: Sequence[str]) -> None:
    """Entries of what no app declares any more."""
    SearchEntry.objects.exclude(source__in=codes).delete()


def _digest(source: SearchSource, document: SearchDocument) -> str:
    said = (source.label, source.weight, document)
    return hashlib.sha256(repr(said).encode()).hexdigest()
