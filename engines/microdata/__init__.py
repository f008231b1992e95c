"""Rows of answers as files that an analyst's programs open: CSV, XLSX, SPSS, Parquet, and a script for R.

Owns: one table of typed columns (`Microdata`) and a writer for each format. Promises: the same answers in
every format, with the labels of questions and answers and why an answer is missing; files written block by
block, in memory that does not grow with rows; no text that a spreadsheet would compute. Refuses: to cut a
value in silence (`Microdata.remarks` says it), to mix up a missing code with an answer. See
docs/reference/datasets.md.
"""

from engines.microdata._columns import CellKind, Cells, Measure, MissingReason, RowColumn, free_numbers
from engines.microdata._delimited import DelimitedStyle, csv_chunks, dictionary_chunks
from engines.microdata._parquet import write_parquet
from engines.microdata._rscript import r_script
from engines.microdata._sav import write_sav
from engines.microdata._table import ALL_CODES, ALL_LABELS, Microdata, Shown
from engines.microdata._workbook import MAX_CELLS, TooManyCellsError, write_workbook

__all__ = [
    "ALL_CODES",
    "ALL_LABELS",
    "MAX_CELLS",
    "CellKind",
    "Cells",
    "DelimitedStyle",
    "Measure",
    "Microdata",
    "MissingReason",
    "RowColumn",
    "Shown",
    "TooManyCellsError",
    "csv_chunks",
    "dictionary_chunks",
    "free_numbers",
    "r_script",
    "write_parquet",
    "write_sav",
    "write_workbook",
]
