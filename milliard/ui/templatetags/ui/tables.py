"""Tables of data and the way from page to page."""

from collections.abc import Sequence
from typing import Any

from milliard.ui.component_records import Cell, Column
from milliard.ui.templatetags.ui._register import register

CellLike = Cell | str | int | None


def _as_cell(value: CellLike, is_first: bool) -> Cell:
    if isinstance(value, Cell):
        return value
    return Cell("" if value is None else str(value), is_header=is_first)


@register.inclusion_tag("ui/components/data_table.html")
def data_table(
    *,
    caption: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[CellLike]],
    is_caption_hidden: bool = False,
    is_crowded: bool = False,
    empty: str = "Rien à montrer pour le moment.",
    note: str = "",
) -> dict[str, Any]:
    """A table that scrolls by itself on a phone. The first cell of a row names it.

    ``Column.sort_url`` makes a header sortable; ``is_crowded`` draws tighter rows; ``note`` stands under it.
    A withheld cell (``Cell(is_withheld=True)``) is written «n. c.» and explained.
    """
    cells = [
        [(_as_cell(value, index == 0), columns[index].is_number) for index, value in enumerate(row)]
        for row in rows
    ]
    return {
        "caption": caption,
        "columns": columns,
        "rows": cells,
        "is_caption_hidden": is_caption_hidden,
        "is_crowded": is_crowded,
        "empty": empty,
        "note": note,
        "has_withheld": any(cell.is_withheld for row in cells for cell, _ in row),
    }


@register.inclusion_tag("ui/components/pagination.html")
def pagination(
    *, next_url: str = "", previous_url: str = "", first_url: str = "", label: str = "Pages"
) -> dict[str, Any]:
    """Keyset pages: only «page suivante» and back; no numbers that would lie on a moving list."""
    return {"next_url": next_url, "previous_url": previous_url, "first_url": first_url, "label": label}
