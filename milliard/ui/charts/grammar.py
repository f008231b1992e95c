"""Altair, imported when the first chart is drawn.

It costs a second to import, and most processes (a worker, a command, a page of a form) draw nothing.
"""

from typing import Any


def __getattr__(name: str) -> Any:
    import altair

    return getattr(altair, name)
