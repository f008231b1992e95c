"""Pages alike but for a few words: rendered once per process, then addressed to each person.

Rendering takes more than half of the time of a response, and `benchmarks/answering.py` misses its target
when each person's page is rendered. A page is kept under a name that says all it depends on, with a mark
where each word of one's own goes.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from django.core.cache import caches
from django.template.loader import render_to_string

_KEPT_S = 300


def addressed_page(name: str, render: Callable[[], str], own: Mapping[str, str]) -> str:
    """The page ``name`` with its marks, the keys of ``own``, replaced by HTML.

    render: gives the page with its marks, and nothing of whoever happens to ask first; called again after
    five minutes.
    """
    pieces: list[str] | None = caches["process"].get(name)
    if pieces is None:
        pieces = re.split(f"({'|'.join(map(re.escape, own))})", render())
        caches["process"].set(name, pieces, _KEPT_S)
    return "".join(own.get(piece, piece) for piece in pieces)


def filled(template: str, **words: str) -> str:
    """A template that only places ``words`` (HTML), drawn once for each set of those not empty."""
    pieces = _pieces_of(template, tuple(name for name, word in words.items() if word))
    return "".join(words[piece] if place % 2 else piece for place, piece in enumerate(pieces))


@lru_cache(maxsize=256)
def _pieces_of(template: str, given: tuple[str, ...]) -> list[str]:
    """What stands between the words, and in turn their names."""
    return re.split(r"@@(\w+)@@", render_to_string(template, {name: f"@@{name}@@" for name in given}))
