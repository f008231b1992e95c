"""Form controls made of several boxes: split, grid, ranking, file, autocomplete."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from french import Unclear, format_number, read_percent
from milliard.ui.component_records import FieldFrame, OptionLike, SplitRow, as_options
from milliard.ui.templatetags.ui._register import register

__all__ = ["autocomplete_input", "file_upload", "grid", "percentage_split", "proposed_choices", "ranking"]


def _as_number(text: str) -> Decimal:
    """The number a person typed; zero when it is not one (the form says so beside the box)."""
    try:
        number = read_percent(text)
    except Unclear:
        return Decimal(0)
    # A share of a billion is a slip of the keyboard, not a number to add up.
    return number if abs(number) < 10**9 else Decimal(0)


@register.inclusion_tag("ui/components/percentage_split.html")
def percentage_split(
    *,
    name: str,
    label: str,
    rows: Sequence[SplitRow],
    hint: str = "",
    error: str = "",
    required: bool | None = None,
    id: str = "",  # noqa: A002
    total: int = 100,
    unit: str = "%",
) -> dict[str, Any]:
    """Shares that must make ``total``; the running total is counted by the server, live with JavaScript."""
    current = sum((_as_number(row.value) for row in rows), Decimal(0))
    return {
        "field": FieldFrame(name, label, hint, error, required, id),
        "rows": rows,
        "total": total,
        "unit": unit,
        "current": format_number(current, 0 if current == current.to_integral_value() else 1),
        **_said(current, total, unit, is_blank=not any(row.value.strip() for row in rows)),
    }


def _said(current: Decimal, total: int, unit: str, *, is_blank: bool) -> dict[str, str]:
    """What the total is worth, in a word and a colour; parts rounded one by one may miss it by 1."""
    gap = format_number(abs(total - current), 0 if current == current.to_integral_value() else 1)
    if is_blank or current == total:
        return {"state": "" if is_blank else "ok", "said": ""}
    if abs(total - current) <= 1:
        return {"state": "ok", "said": "à l’arrondi près"}
    if current > total:
        return {"state": "over", "said": f"{gap}\u00a0{unit} de trop"}
    return {"state": "under", "said": f"il manque {gap}\u00a0{unit}"}


@register.inclusion_tag("ui/components/grid.html")
def grid(
    *,
    name: str,
    label: str,
    rows: Sequence[SplitRow],
    columns: Iterable[OptionLike],
    hint: str = "",
    error: str = "",
    required: bool | None = None,
    id: str = "",  # noqa: A002
    errors: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The same scale for several rows. ``SplitRow.name`` is each row's field, ``.value`` its chosen column.

    A table on wide screens, one card a row on a phone; the same radio buttons in both.
    """
    row_errors = errors or {}
    return {
        "field": FieldFrame(name, label, hint, error, required, id),
        "rows": [(row, row_errors.get(row.name, "")) for row in rows],
        "columns": as_options(columns),
    }


@register.inclusion_tag("ui/components/ranking.html")
def ranking(
    *,
    name: str,
    label: str,
    rows: Sequence[SplitRow],
    hint: str = "",
    error: str = "",
    required: bool | None = None,
    id: str = "",  # noqa: A002
    move_name: str = "move",
    limit: int | None = None,
) -> dict[str, Any]:
    """Put rows in order: each has a rank box (``SplitRow.name``, rank in ``.value``) and two buttons.

    The buttons send ``move_name=<row name>:up`` or ``:down`` with the form; with JavaScript they
    only move the row.
    ``limit``: rank the first ``limit`` only.
    """
    return {
        "field": FieldFrame(name, label, hint, error, required, id),
        "rows": rows,
        "move_name": move_name,
        "limit": limit,
        "count": limit or len(rows),
    }


@register.inclusion_tag("ui/components/file_upload.html")
def file_upload(
    *,
    name: str,
    label: str,
    hint: str = "",
    error: str = "",
    required: bool | None = None,
    id: str = "",  # noqa: A002
    accept: str = "",
    kept_name: str = "",
    kept_url: str = "",
    kept_detail: str = "",
    remove_name: str = "",
) -> dict[str, Any]:
    """A file. ``kept_name`` is the file already received; ``remove_name`` the box that takes it away."""
    return {
        "field": FieldFrame(name, label, hint, error, required, id),
        "accept": accept,
        "kept_name": kept_name,
        "kept_url": kept_url,
        "kept_detail": kept_detail,
        "remove_name": remove_name,
    }


@register.inclusion_tag("ui/components/autocomplete.html")
def autocomplete_input(
    *,
    name: str,
    label: str,
    value: Any = "",
    hint: str = "",
    error: str = "",
    required: bool | None = None,
    id: str = "",  # noqa: A002
    options: Iterable[OptionLike] = (),
    search_url: str = "",
    said: str = "",
    search_name: str = "search",
) -> dict[str, Any]:
    """A text box that proposes: ``options`` are rows to choose from under it, announced by ``said``.

    With htmx and ``search_url`` the rows follow the typing: the URL answers `proposed_choices`, given the
    name of the box and what is typed. Without JavaScript, a «Chercher» button (``search_name=<name>``) sends
    the form, and the page comes back with the rows. The form sends the row chosen as ``pick__<name>`` beside
    ``sought__<name>``, the text that it was proposed for: typed over since, the choice no longer holds.
    """
    return {
        "field": FieldFrame(name, label, hint, error, required, id),
        "value": "" if value is None else str(value),
        "options": as_options(options),
        "said": said,
        "search_url": search_url,
        "search_name": search_name,
    }


@register.inclusion_tag("ui/components/proposed_choices.html")
def proposed_choices(
    *, name: str, options: Iterable[OptionLike], text: str, said: str, is_fragment: bool = False
) -> dict[str, Any]:
    """The rows under an `autocomplete_input`. ``is_fragment``: ``said`` goes to its live region with them."""
    return {
        "name": name,
        "options": as_options(options),
        "text": text,
        "said": said,
        "is_fragment": is_fragment,
    }
