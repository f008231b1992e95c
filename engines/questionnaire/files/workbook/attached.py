"""CSV files given with a workbook: one table each, its titles on the first line."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from engines.questionnaire.files.workbook import MAX_FILE_BYTES, MAX_ROWS, Deadline, Sheet, decode, refuse
from engines.questionnaire.files.workbook.grid import SheetBuilder
from engines.questionnaire.problems import ProblemList


@dataclass(slots=True)
class _AttachedBuilder(SheetBuilder):
    @property
    def max_rows(self) -> int:
        """As many as a sheet of choices may have."""
        return MAX_ROWS["choices"]


def read_tables(files: Mapping[str, bytes], problems: ProblemList) -> dict[str, Sheet]:
    """The tables by the name of their file. Raises `UnreadableFileError` for one that is none.

    Commas or semicolons between cells, whichever the line of titles has more of.
    """
    deadline = Deadline()
    return {name: _table(name, data, problems, deadline) for name, data in files.items()}


def _table(name: str, data: bytes, problems: ProblemList, deadline: Deadline) -> Sheet:
    builder, text = _AttachedBuilder(name, problems, deadline), decode(data)
    titles = text.lstrip().split("\n", 1)[0]
    csv.field_size_limit(MAX_FILE_BYTES)
    delimiter = ";" if titles.count(";") > titles.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
    try:
        for cells in reader:
            deadline.check(reader.line_num)
            if not any(cell.strip() for cell in cells):
                continue
            if builder.header_row:
                builder.add(reader.line_num, cells)
            else:
                builder.set_headers(reader.line_num, cells)
    except csv.Error as error:
        raise refuse("fichier CSV mal formé (guillemets ?)", sheet=name, row=reader.line_num) from error
    return builder.sheet()
