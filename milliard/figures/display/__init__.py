"""A figure as a page shows it: words, table, picture. Made from pinned answers; computes nothing."""

from milliard.figures.display.marks import Mark, alternative_of, has_picture, marks_of, reading_of
from milliard.figures.display.methods import Method, methods_of
from milliard.figures.display.numbers import numbers_of, uncertainty_of
from milliard.figures.display.source import (
    Source,
    base_of,
    is_crossed,
    is_strip,
    line_of,
    rows_shown,
    source_label,
    status_of,
)
from milliard.figures.display.tables import table_note, table_of

__all__ = [
    "Mark",
    "Method",
    "Source",
    "alternative_of",
    "base_of",
    "has_picture",
    "is_crossed",
    "is_strip",
    "line_of",
    "marks_of",
    "methods_of",
    "numbers_of",
    "reading_of",
    "rows_shown",
    "source_label",
    "status_of",
    "table_note",
    "table_of",
    "uncertainty_of",
]
