"""Tables of data."""

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.forms.utils import flatatt
from django.template import Context, defaultfilters
from django.template.loader import get_template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from milliard.ui.component_records import Cell, Column, read
from milliard.ui.templatetags.ui import filters  # noqa: F401 (its filters write the cells)
from milliard.ui.templatetags.ui._register import register

_WITHHELD = mark_safe('<abbr title="non communiqué">n.&nbsp;c.</abbr>')
_BREAK = mark_safe(" <br>")
_FORMATS = {**defaultfilters.register.filters, **register.filters}
CellLike = Cell | str | int | None


def _as_cell(value: CellLike, is_first: bool) -> Cell:
    if isinstance(value, Cell):
        return value
    return Cell("" if value is None else str(value), is_header=is_first)


def _cell_of(column: Column, row: Any, is_header: bool, csrf_token: object) -> Cell:
    """The cell of an object, as its column writes it."""
    if column.template:
        written = get_template(column.template).render({"row": row, "csrf_token": csrf_token})
        return Cell(mark_safe(written.strip()), is_header=is_header)  # noqa: S308 (a template escapes)
    value = column.value_of(row)
    if column.format:
        value = _FORMATS[column.format](value)
    url, note = read(row, column.url), read(row, column.note)
    return Cell("" if value is None else str(value), url or "", is_header, note=note or "")


def _cells(columns: Sequence[Column], row: Any, is_named: bool, csrf_token: object) -> list[Cell]:
    if any(column.value or column.template for column in columns):
        return [
            _cell_of(column, row, index == 0 and is_named, csrf_token) for index, column in enumerate(columns)
        ]
    return [_as_cell(value, index == 0 and is_named) for index, value in enumerate(row)]


def _row(cells: Sequence[Cell], columns: Sequence[Column], is_cards: bool) -> SafeString:
    """The cells of a row, written here: a template took a third of the time of a page of fifty rows."""
    written = (_written(cell, columns[index], is_cards and index > 0) for index, cell in enumerate(cells))
    return format_html_join("\n", "{}", ((cell,) for cell in written))


def _written(cell: Cell, column: Column, has_label: bool) -> SafeString:
    text = _WITHHELD if cell.is_withheld else conditional_escape(cell.text)
    said = format_html('<a href="{}">{}</a>', cell.url, text) if cell.url else text
    if cell.note:
        said = format_html('{}{}<span class="muted">{}</span>', said, _BREAK if text else "", cell.note)
    if cell.is_header:
        return format_html('<th scope="row">{}</th>', said)
    label = (cell.label or column.label) if has_label and text else None
    return format_html("<td{}>{}</td>", _attributes(column.has_numbers, cell.span, label), said)


@lru_cache(maxsize=1024, typed=True)  # a label already escaped is not the same as one that is not
def _attributes(is_number: bool, span: int, label: str | None) -> SafeString:
    """Written once for all the cells of a column."""
    number, colspan = "table__number" if is_number else None, span if span > 1 else None
    return flatatt({"class": number, "colspan": colspan, "data-label": label})


@register.inclusion_tag("ui/components/data_table.html", takes_context=True)
def data_table(
    context: Context,
    *,
    caption: str,
    columns: Sequence[Column] | str,
    rows: Sequence[Any],
    is_caption_hidden: bool = False,
    is_crowded: bool = False,
    is_cards: bool = False,
    is_named: bool = True,
    empty: str = "Rien à montrer pour le moment.",
    note: str = "",
) -> dict[str, Any]:
    """A table that scrolls by itself on a phone. The first cell of a row names it, unless ``is_named`` is
    False.

    Columns may be written as their headings: «Partie, Questions#», where # marks numbers.
    A row is a list of cells, or an object when the columns say what they read in one. ``is_crowded`` draws
    tighter rows; ``is_cards`` turns each into a card at a phone's width; ``note`` stands under the table. A
    withheld cell (``Cell(is_withheld=True)``) is written «n. c.» and explained.
    """
    if isinstance(columns, str):
        columns = [Column(name.rstrip("#"), is_number=name.endswith("#")) for name in columns.split(", ")]
    token = context.get("csrf_token", "")
    found = [_cells(columns, row, is_named, token) for row in rows]
    return {
        "caption": caption,
        "columns": columns,
        "rows": [_row(cells, columns, is_cards) for cells in found],
        "is_caption_hidden": is_caption_hidden,
        "is_crowded": is_crowded,
        "is_cards": is_cards,
        "empty": empty,
        "note": note,
        "has_withheld": any(cell.is_withheld for cells in found for cell in cells),
    }


_JOURNAL = (
    Column("Quand", "0", "moment"),
    Column("Quoi", "1"),
    Column("Par", "2"),
)


@register.inclusion_tag("ui/components/data_table.html", takes_context=True)
def journal_table(context: Context, lines: Sequence[tuple[dt.datetime, str, str]]) -> dict[str, Any]:
    """Lines of the journal: when, what, by whom."""
    table: dict[str, Any] = data_table(
        context, caption="Journal", columns=_JOURNAL, rows=lines, is_caption_hidden=True, is_named=False
    )
    return table


@register.inclusion_tag("ui/components/fact_list.html")
def fact_list(*, facts: Sequence[Column], of: object) -> dict[str, Any]:
    """What is known of one object, each fact read by a column; a fact without a value is left out."""
    read_facts = [(column.label, _cell_of(column, of, False, "")) for column in facts]
    return {"facts": [(label, cell) for label, cell in read_facts if cell.text]}
