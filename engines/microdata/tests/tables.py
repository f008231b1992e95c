"""Tables of every kind of column, of any length, for the tests of each format."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from hypothesis import strategies as st

from engines.microdata import CellKind, Cells, Measure, Microdata, MissingReason, RowColumn

REASONS = ("not_asked", "no_answer", "dont_know", "refused", "not_reached")
_LABELS = (
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=90)
    .map(str.strip)
    .filter(bool)
)
_NUMBERS = st.one_of(
    st.integers(-200, 300).map(float), st.floats(-1e12, 1e12, allow_nan=False), st.just(-0.0)
)


def table_of(columns: list[tuple[RowColumn, list[Any], list[int]]], rows: int, block: int = 3) -> Microdata:
    """A table given column by column, read in blocks of ``block`` rows."""

    def blocks() -> Iterator[list[Cells]]:
        for start in range(0, rows, block):
            yield [
                Cells(
                    values[start : start + block]
                    if column.kind is CellKind.TEXT
                    else np.array(values[start : start + block]),
                    np.array(status[start : start + block], np.uint8),
                )
                for column, values, status in columns
            ]

    return Microdata(
        "Essai « accentué »", tuple(item[0] for item in columns), rows, blocks, ("Données simulées",)
    )


@st.composite
def tables(draw: st.DrawFn) -> tuple[Microdata, list[tuple[RowColumn, list[Any], list[int]]]]:
    """Any table, and what it holds."""
    rows = draw(st.integers(0, 7))
    kinds = draw(st.lists(st.sampled_from(list(CellKind)), min_size=1, max_size=6))
    columns = []
    for place, kind in enumerate(kinds):
        reasons = draw(st.integers(0, 5)) if kind is not CellKind.TEXT else 0
        missing = tuple(
            MissingReason(reason, draw(_LABELS), -(9_000_000_000_000 + number))
            for number, reason in enumerate(REASONS[:reasons], start=1)
        )
        values, cells = _content(draw, kind, rows)
        status = draw(st.lists(st.integers(0, reasons), min_size=rows, max_size=rows))
        label = draw(_LABELS)
        measure = draw(st.sampled_from(Measure))
        column = RowColumn(f"q{place}/é", label, kind, values, missing, measure)
        columns.append((column, cells, status))
    return table_of(columns, rows), columns


def _content(draw: st.DrawFn, kind: CellKind, rows: int) -> tuple[tuple[tuple[str, str], ...], list[Any]]:
    def cells(of: st.SearchStrategy[Any]) -> list[Any]:
        return draw(st.lists(of, min_size=rows, max_size=rows))

    if kind is CellKind.CODE:
        codes = draw(st.sampled_from([("1", "2", "7"), ("asso", "scop"), ("01", "02"), ("-1", "0")]))
        return tuple((code, draw(_LABELS)) for code in codes), cells(st.integers(0, len(codes) - 1))
    if kind is CellKind.TICK:
        return (("0", "non"), ("1", "oui")), cells(st.integers(0, 1))
    if kind is CellKind.RANK:
        return (), cells(st.integers(0, 12))
    if kind is CellKind.NUMBER:
        return (), cells(_NUMBERS)
    if kind is CellKind.AMOUNT:
        return (), cells(st.integers(-(10**13), 10**13))
    if kind is CellKind.DATE:
        return (), cells(st.integers(-20_000, 40_000))
    return (), cells(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=700))
