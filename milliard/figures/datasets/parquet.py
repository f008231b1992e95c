"""Between arrays and Parquet bytes, through DuckDB. The same arrays always give the same bytes.

DuckDB is loaded when a table is read or written: 30 MB that a server of pages does without.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from milliard.figures.datasets.codebook import COMPLETED, Codebook, VariableKind
from milliard.figures.datasets.table import Array

if TYPE_CHECKING:
    import duckdb

#: Days since 1970-01-01 stand for dates in memory: one integer type, no time zone.
_EMPTY_WHEN_MISSING = frozenset({VariableKind.NUMERIC, VariableKind.AMOUNT, VariableKind.DATE})


def write_arrays(codebook: Codebook, arrays: Mapping[str, Array]) -> bytes:
    """The Parquet file (zstd) of these columns, in the order of the codebook."""
    names = [column for variable in codebook for column in variable.columns()]
    table = {f"c{number}": np.ascontiguousarray(arrays[name]) for number, name in enumerate(names)}
    table["c_completed"] = np.ascontiguousarray(arrays[COMPLETED], np.uint8)
    position = {name: f"c{number}" for number, name in enumerate(names)}
    selected = [f"c_completed = 1 AS {_quoted(COMPLETED)}"]
    for variable in codebook:
        for name in variable.columns():
            source = position[name]
            if name == variable.name and variable.kind in _EMPTY_WHEN_MISSING:
                status = position[f"{name}/missing"]
                value = f"DATE '1970-01-01' + {source}" if variable.kind is VariableKind.DATE else source
                source = f"CASE WHEN {status} = 0 THEN {value} END"
            selected.append(f"{source} AS {_quoted(name)}")
    with tempfile.TemporaryDirectory(prefix="milliard-") as folder, _connect() as connection:
        path = Path(folder) / "table.parquet"
        connection.register("frozen", table)
        query = f"SELECT {', '.join(selected)} FROM frozen"  # noqa: S608 (names are quoted)
        connection.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
        return path.read_bytes()


def read_arrays(codebook: Codebook, data: bytes) -> dict[str, Array]:
    """The columns of a file written by `write`. Raises ``ValueError`` when it is not one."""
    import duckdb

    with tempfile.TemporaryDirectory(prefix="milliard-") as folder, _connect() as connection:
        path = Path(folder) / "table.parquet"
        path.write_bytes(data)
        try:
            columns = connection.execute(_selection(codebook, path)).fetchnumpy()
        except duckdb.Error as error:
            raise ValueError("this is not a table with the columns of its codebook") from error
    return {name: np.ascontiguousarray(array) for name, array in columns.items()}


def _selection(codebook: Codebook, path: Path) -> str:
    selected = [_quoted(COMPLETED)]
    for variable in codebook:
        for name in variable.columns():
            source = _quoted(name)
            if name == variable.name and variable.kind in _EMPTY_WHEN_MISSING:
                if variable.kind is VariableKind.DATE:
                    source = f"({source} - DATE '1970-01-01')::INTEGER"
                source = f"coalesce({source}, 0)"
            selected.append(f"{source} AS {_quoted(name)}")
    return f"SELECT {', '.join(selected)} FROM read_parquet('{path}')"  # noqa: S608 (names are quoted)


def _connect() -> duckdb.DuckDBPyConnection:
    """A database of its own in memory; one thread, so that rows and bytes keep their order."""
    import duckdb

    return duckdb.connect(":memory:", config={"threads": 1, "autoinstall_known_extensions": False})


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
