"""Tables that a registrar's tool or a mailing reads: their first line names the columns."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.conf import settings
from django.http.response import HttpResponseBase

from milliard.core.exports import FRENCH, About, Table, Value, respond

_STYLE = replace(FRENCH, with_about=False)


def table_file(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[Value]], *, name: str
) -> HttpResponseBase:
    """A CSV without a line above its head."""
    about = About(title=title, is_simulated=settings.IS_DEMONSTRATION)
    return respond(Table(columns, rows, about), format="csv", name=name, style=_STYLE)
