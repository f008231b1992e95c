"""Pages alike but for a few words: rendered once per process, then addressed to each person.

Rendering takes more than half of the time of a response, and `benchmarks/answering.py` misses its target
when each person's page is rendered. A page is kept under a name that says all it depends on, with a mark
where each word of one's own goes.
"""

from collections.abc import Callable, Mapping

from django.core.cache import caches

_KEPT_S = 300


def addressed_page(name: str, render: Callable[[], str], own: Mapping[str, str]) -> str:
    """The page ``name`` with its marks, the keys of ``own``, replaced by HTML.

    render: gives the page with its marks, and nothing of whoever happens to ask first; called again after
    five minutes.
    """
    page: str | None = caches["process"].get(name)
    if page is None:
        page = render()
        caches["process"].set(name, page, _KEPT_S)
    for mark, value in own.items():
        page = page.replace(mark, value)
    return page
