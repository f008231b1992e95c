"""Parquet: typed columns, and beside each that may be empty, why (``<name>__raison``)."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import numpy as np

from engines.microdata._columns import Array, CellKind, Cells, RowColumn
from engines.microdata._table import Microdata

_TYPES = {
    CellKind.CODE: "VARCHAR",
    CellKind.TICK: "UTINYINT",
    CellKind.RANK: "USMALLINT",
    CellKind.NUMBER: "DOUBLE",
    CellKind.AMOUNT: "DECIMAL(18,2)",
    CellKind.DATE: "DATE",
    CellKind.TEXT: "VARCHAR",
}


def write_parquet(table: Microdata, path: Path) -> None:
    """Write the file. Its metadata hold the title, the remarks and the labels, as JSON (``milliard``).

    DuckDB is loaded here: 30 MB that those who write no Parquet do without.
    """
    import duckdb

    fields, made = _fields(table)
    with (
        tempfile.TemporaryDirectory(prefix="milliard-") as folder,
        duckdb.connect(
            str(Path(folder) / "rows.db"), config={"threads": 1, "autoinstall_known_extensions": False}
        ) as connection,
    ):
        connection.execute(f"CREATE TABLE kept ({', '.join(fields)})")
        for block in table.blocks():
            arrays: dict[str, Array] = {}
            for place, (column, cells) in enumerate(zip(table.columns, block, strict=True)):
                arrays |= _arrays(place, column, cells)
            connection.register("given", arrays)
            connection.execute(f"INSERT INTO kept SELECT {', '.join(made)} FROM given")  # noqa: S608 (places of columns)
            connection.unregister("given")
        about = json.dumps(_about(table), ensure_ascii=False).replace("'", "''")
        target = str(path).replace("'", "''")
        connection.execute(
            f"COPY kept TO '{target}' (FORMAT parquet, COMPRESSION zstd, KV_METADATA {{milliard: '{about}'}})"
        )


def _fields(table: Microdata) -> tuple[list[str], list[str]]:
    """Columns as they are created, and what makes each of them from a block."""
    fields, made = [], []
    taken = {column.name.lower() for column in table.columns}
    for place, column in enumerate(table.columns):
        fields.append(f"{_quoted(column.name)} {_TYPES[column.kind]}")
        value = f"v{place}"
        if column.kind is CellKind.AMOUNT:
            value = f"({value}::DECIMAL(18,0) / 100)::DECIMAL(18,2)"
        elif column.kind is CellKind.DATE:
            value = f"DATE '1970-01-01' + {value}"
        made.append(f"CASE WHEN s{place} = 0 THEN {value} END")
        if column.missing:
            name = f"{column.name}__raison"
            while name.lower() in taken:
                name += "_"
            taken.add(name.lower())
            fields.append(f"{_quoted(name)} VARCHAR")
            cases = " ".join(
                f"WHEN {number} THEN '{item.reason}'" for number, item in enumerate(column.missing, start=1)
            )
            made.append(f"CASE s{place} {cases} END")
    return fields, made


def _arrays(place: int, column: RowColumn, cells: Cells) -> dict[str, Array]:
    values: Array
    if column.kind is CellKind.TEXT:
        values = np.array([str(text) for text in cells.values], object)
    elif column.kind is CellKind.CODE:
        codes = np.array([*(code for code, _ in column.values), ""], object)
        values = codes[np.minimum(np.asarray(cells.values), len(column.values))]
    elif column.kind is CellKind.DATE:
        values = np.asarray(cells.values, np.int32)
    else:
        values = np.ascontiguousarray(cells.values)
    return {f"v{place}": values, f"s{place}": np.ascontiguousarray(cells.status)}


def _about(table: Microdata) -> dict[str, object]:
    return {
        "title": table.title,
        "remarks": list(table.remarks),
        "columns": {
            column.name: {"label": column.label, "unit": column.unit, "values": dict(column.values)}
            for column in table.columns
        },
    }


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
