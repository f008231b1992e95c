"""Rows taken away: seconds of processor and memory by format, beside a bare writer of the same cells.

    .venv/bin/python benchmarks/rows.py [--rows 20000]

Bound: `csv.writer` over rows already made of text, which no format can do without. Memory: the most that
Python held beside the table itself, which must not grow with rows.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import io
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from engines.microdata import (
    ALL_CODES,
    CellKind,
    Cells,
    DelimitedStyle,
    Microdata,
    MissingReason,
    RowColumn,
    csv_chunks,
    write_parquet,
    write_sav,
)

_BLOCK = 5_000
_AT = datetime.datetime(2026, 11, 29, tzinfo=datetime.UTC)
#: A file of 68 columns may take so many times what the bare writer takes.
MOST = {"csv": 9.0, "sav": 2.0, "parquet": 14.0}
MOST_MEGABYTES = 80


def table(rows: int) -> Microdata:
    """Sixty-eight columns: forty choices, twenty amounts and numbers, eight dates."""
    random = np.random.default_rng(11)
    missing = (MissingReason("not_asked", "non posée", -92), MissingReason("no_answer", "sans réponse", -93))
    answers = tuple((code, f"Réponse {code}") for code in ("asso", "scic", "scop", "sas", "autre"))
    columns: list[RowColumn] = []
    values: list[np.ndarray] = []
    for place in range(68):
        name = f"question_{place}"
        if place < 40:
            columns.append(RowColumn(name, f"Question {place}", CellKind.CODE, answers, missing))
            values.append(random.integers(0, 5, rows, dtype=np.uint8))
        elif place < 60:
            columns.append(RowColumn(name, f"Question {place}", CellKind.AMOUNT, (), missing))
            values.append(random.integers(0, 10_000_000, rows))
        else:
            columns.append(RowColumn(name, f"Question {place}", CellKind.DATE, (), missing))
            values.append(random.integers(10_000, 20_000, rows, dtype=np.int32))
    status = random.integers(0, 3, rows, dtype=np.uint8)

    def blocks() -> Iterator[list[Cells]]:
        for start in range(0, rows, _BLOCK):
            part = slice(start, start + _BLOCK)
            yield [Cells(column[part], status[part]) for column in values]

    return Microdata("Mesure", tuple(columns), rows, blocks)


def bare(rows: int) -> float:
    """Seconds to write as many cells, already text."""
    line = ["asso"] * 40 + ["12345.67"] * 20 + ["2026-11-29"] * 8
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    began = time.process_time()
    for _ in range(rows):
        writer.writerow(line)
        if buffer.tell() > 1_000_000:
            buffer.seek(0)
            buffer.truncate()
    return time.process_time() - began


def _written(form: str, made: Microdata) -> Callable[[], object]:
    def write() -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "rows"
            if form == "parquet":
                write_parquet(made, path)
                return
            with path.open("wb") as file:
                if form == "sav":
                    write_sav(made, file, at=_AT)
                else:
                    file.writelines(csv_chunks(made, DelimitedStyle(), ALL_CODES))

    return write


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=20_000)
    rows = parser.parse_args().rows
    made, bound = table(rows), bare(rows)
    print(f"{rows} rows, 68 columns; bare csv.writer {bound:.2f} s")
    is_right = True
    for form, most in MOST.items():
        write = _written(form, made)
        began = time.process_time()
        write()
        seconds = time.process_time() - began
        tracemalloc.start()
        write()
        megabytes = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
        ratio = seconds / bound
        is_right &= ratio <= most and megabytes <= MOST_MEGABYTES
        print(f"{form:8} {seconds:6.2f} s  {ratio:4.1f} times (at most {most})  {megabytes:5.1f} MB held")
    return 0 if is_right else 1


if __name__ == "__main__":
    sys.exit(main())
