"""The words of a search, as French writes them: elisions, numbers, units, accents; and the passage found.

PostgreSQL's French configuration stems words and drops empty ones; it knows neither «l’argent» (with either
apostrophe), nor «1,4 milliard», nor «75 %». So texts and queries are first rewritten here, the same way: one
word a token, without accents; a number without spaces nor mark; a unit as a word. In a query a number
and its unit follow one another: «75 %» finds «75 %», not «75 ans» and «12 %».
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.text import slugify

from french import NARROW, NBSP
from milliard.core.declarations import SearchSource

#: A number with its groups and decimals; letters; a unit.
_TOKEN = re.compile(
    r"(?<!\d)\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)(?:,\d+)?|\d+(?:[.,]\d+)?|(?:Md|M|k)€|[%€]|[^\W\d_]+"
)
#: No space in a number, and its mark as a letter, or PostgreSQL would read two words.
_ONE_WORD = str.maketrans({" ": "", NBSP: "", NARROW: "", ",": "v", ".": "v"})
_UNITS = {
    "%": ("pourcent",),
    "€": ("euros",),
    "k€": ("mille", "euros"),
    "M€": ("million", "euros"),
    "Md€": ("milliard", "euros"),
}
_AFTER_A_NUMBER = frozenset(
    ["pourcent", "euro", "euros", "mille", "million", "millions", "milliard", "milliards"],
)
_FIND = """
SELECT n FROM unnest(%(titles)s::text[], %(texts)s::text[]) WITH ORDINALITY AS given (title, body, n),
    LATERAL (
        SELECT setweight(to_tsvector('french', title), 'A') || to_tsvector('french', body) AS words,
            to_tsquery('french', %(query)s) AS query
    ) AS read
WHERE words @@ query ORDER BY ts_rank(words, query) DESC, n
"""
_STEMS = "SELECT word, ts_lexize('french_stem', word) FROM unnest(%s::text[]) AS given (word)"
#: Words that may be proposed in place of one typed wrong: shorter ones look alike, longer ones are none.
_PROPOSED = re.compile(r"[^\W\d_]{4,40}")
#: Too many words begin with less.
_SHORTEST_BEGINNING = 3
#: Of what is considered first.
FIRST = "#first"
#: How many words of a text are shown around what was found.
_PASSAGE_WORDS = 32


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a passage; ``is_found``: one of those looked for."""

    text: str
    is_found: bool


def searchable(text: str) -> str:
    """The text as it is indexed."""
    return " ".join(word for _, words in _tokens(text) for word in words)


def written_words(text: str) -> dict[str, str]:
    """The words that may be proposed instead of one typed wrong -> how they are written, accents and all."""
    found = (match[0].lower() for match in _PROPOSED.finditer(unicodedata.normalize("NFC", text)))
    return {_plain(word): word for word in found}


def marks(source: SearchSource) -> list[str]:
    """Words that no text holds, by which its entries are found among the others."""
    return [mark_of(source.label), *([FIRST] if source.weight > 1 else [])]


def mark_of(label: str) -> str:
    return f"#{slugify(label)}"


def search_query(text: str, *, begins: bool = False, any_word: bool = False) -> str:
    """What `to_tsquery` takes: every word, a number bound to its unit; ``begins``: words that begin so;
    ``any_word``: one of them is enough.

    Empty when there is nothing to look for.
    """
    groups: list[list[str]] = []
    for word in searchable(text).split():
        if groups and word in _AFTER_A_NUMBER and groups[-1][-1][0].isdigit():
            groups[-1].append(word)
        else:
            groups.append([word])

    def written(word: str) -> str:
        return f"'{word}':*" if begins and len(word) >= _SHORTEST_BEGINNING else f"'{word}'"

    between = " | " if any_word else " & "
    return between.join(" <-> ".join(written(word) for word in group) for group in groups)


def find_among(query: str, texts: Sequence[tuple[str, str]]) -> list[int]:
    """Places of the (title, text) that match, the best first: for what is too little to have an index."""
    if not query or not texts:
        return []
    values: dict[str, Any] = {
        "titles": [searchable(title) for title, _ in texts],
        "texts": [searchable(text) for _, text in texts],
        "query": query,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FIND, values)
        return [place - 1 for (place,) in cursor.fetchall()]


def passages(query: str, texts: Sequence[str]) -> list[list[Piece]]:
    """Of each text, the words around what was found, in one query; nothing where nothing was."""
    read = [list(_tokens(text)) for text in texts]
    wanted = set(searchable(query).split())
    words = {word for tokens in read for _, found in tokens for word in found} | wanted
    stems = _stems(words)
    roots = {stems[word] for word in wanted} - {""}
    return [_passage(text, tokens, stems, roots) for text, tokens in zip(texts, read, strict=True)]


def _tokens(text: str) -> Iterator[tuple[re.Match[str], tuple[str, ...]]]:
    for found in _TOKEN.finditer(unicodedata.normalize("NFC", text)):
        yield found, _UNITS.get(found[0]) or (_plain(found[0]),)


def _plain(token: str) -> str:
    if token[0].isdigit():
        return token.translate(_ONE_WORD)
    letters = unicodedata.normalize("NFKD", token.lower().replace("œ", "oe").replace("æ", "ae"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _stems(words: set[str]) -> dict[str, str]:
    """Each word's root; a number is its own, an empty word has none."""
    with connection.cursor() as cursor:
        cursor.execute(_STEMS, [sorted(words)])
        return {word: (roots[0] if roots else "") for word, roots in cursor.fetchall()}


def _passage(
    text: str,
    tokens: Sequence[tuple[re.Match[str], tuple[str, ...]]],
    stems: dict[str, str],
    roots: set[str],
) -> list[Piece]:
    text = unicodedata.normalize("NFC", text)
    hits = [roots & {stems[word] for word in words} for _, words in tokens]
    if not any(hits):
        return []
    best = max(range(len(tokens)), key=lambda at: (_weight(hits, at), -at))
    first, last = max(best - _PASSAGE_WORDS // 4, 0), min(best + _PASSAGE_WORDS, len(tokens)) - 1
    pieces = [Piece("… ", is_found=False)] if first else []
    place = tokens[first][0].start() if first else 0
    for (found, _), hit in zip(tokens[first : last + 1], hits[first : last + 1], strict=True):
        if hit:
            pieces += [Piece(text[place : found.start()], is_found=False), Piece(found[0], is_found=True)]
            place = found.end()
    end = tokens[last][0].end() if last < len(tokens) - 1 else len(text)
    pieces.append(Piece(text[place:end] + (" …" if last < len(tokens) - 1 else ""), is_found=False))
    return [piece for piece in pieces if piece.text]


def _weight(hits: Sequence[set[str]], at: int) -> int:
    """How many different words are found from here on; none when this one is not."""
    return len(set().union(*hits[at : at + _PASSAGE_WORDS])) if hits[at] else 0
