"""Altair, imported when the first chart is drawn.

It costs a second to import, and most processes (a worker, a command, a page of a form) draw nothing.

Its own checks, against the whole grammar at each mark made, took nearly half the time of writing what a chart
asks of its renderer: they are off, and a test writes every kind of chart with them on.
"""

from functools import cache
from typing import Any

#: What `to_dict` is given: whether the specification is checked against Vega-Lite's schema.
CHECKS = False


def __getattr__(name: str) -> Any:
    return getattr(_altair(), name)


@cache
def _altair() -> Any:
    import altair
    from altair.utils import schemapi

    schemapi.disable_debug_mode()
    return altair
