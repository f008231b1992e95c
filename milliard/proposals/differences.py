"""What changed between two texts: by sentence, then by word inside the sentences that changed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

Change = Literal["same", "added", "removed"]
#: Each with the space that follows it: pieces put together make the text again.
_SENTENCE = re.compile(r"[^.!?…\n]*(?:[.!?…]+[\s\u00a0\u202f»”)]*|\n+|$)")
_WORD = re.compile(r"\w+(?:['’]\w*)?|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class TextPiece:
    """Some text that stays, comes or goes."""

    change: Change
    text: str


def compare_texts(before: str, after: str) -> list[TextPiece]:
    """Pieces in reading order, what goes before what comes.

    Those that stay and go are ``before``, those that stay and come are ``after``, word for word.

    >>> [(one.change, one.text) for one in compare_texts("Un pont. Deux.", "Un grand pont. Deux.")]
    [('same', 'Un '), ('added', 'grand '), ('same', 'pont. Deux.')]
    """
    found = _compared(_sentences(before), _sentences(after), inside=True)
    return [
        TextPiece(change, "".join(one.text for one in pieces))
        for change, pieces in groupby(found, key=lambda one: one.change)
    ]


def _compared(before: Sequence[str], after: Sequence[str], *, inside: bool) -> Iterator[TextPiece]:
    # Frequent pieces are not sought (autojunk): a text of one word a thousand times takes no minute.
    first, last = _common_ends(before, after)
    yield from _pieces("same", before[:first])
    left, right = before[first : len(before) - last], after[first : len(after) - last]
    for kind, start, end, begin, stop in SequenceMatcher(None, left, right).get_opcodes():
        gone, come = left[start:end], right[begin:stop]
        if kind == "equal":
            yield from _pieces("same", gone)
        elif inside and gone and come:
            yield from _compared(_words(gone), _words(come), inside=False)
        else:
            yield from _pieces("removed", gone)
            yield from _pieces("added", come)
    yield from _pieces("same", before[len(before) - last :])


def _common_ends(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    """How many pieces are the same at the beginning, and at the end of what is left."""
    most = min(len(before), len(after))
    first = next((at for at in range(most) if before[at] != after[at]), most)
    most -= first
    last = next((at for at in range(most) if before[-1 - at] != after[-1 - at]), most)
    return first, last


def _sentences(text: str) -> list[str]:
    return [found for found in _SENTENCE.findall(text) if found]


def _words(sentences: Sequence[str]) -> list[str]:
    return _WORD.findall("".join(sentences))


def _pieces(change: Change, texts: Sequence[str]) -> Iterator[TextPiece]:
    if texts:
        yield TextPiece(change, "".join(texts))
