"""Figures: read from frozen datasets, never from live answers (see `milliard.surveys.reports`)."""

from milliard.figures.reports.computation import check_spec, compute_figure, recompute_figure
from milliard.figures.reports.exports import (
    STATUS_LABELS,
    ExportedCount,
    ExportedFigure,
    export_table,
    method_notes,
)
from milliard.figures.reports.records import (
    ALL_GROUPS,
    FIGURE_KIND_LABELS,
    EmptyBase,
    Figure,
    FigureKind,
    FigureRow,
    FigureSpec,
    InvalidFigure,
    UnknownCode,
    UnknownVariable,
    WrongKind,
)
from milliard.figures.reports.replay import ReplayResult, StoredFigure, replay
from milliard.figures.reports.variables import VariableOption, list_variables
from milliard.figures.reports.wording import TALLY

__all__ = [
    "ALL_GROUPS",
    "FIGURE_KIND_LABELS",
    "STATUS_LABELS",
    "TALLY",
    "EmptyBase",
    "ExportedCount",
    "ExportedFigure",
    "Figure",
    "FigureKind",
    "FigureRow",
    "FigureSpec",
    "InvalidFigure",
    "ReplayResult",
    "StoredFigure",
    "UnknownCode",
    "UnknownVariable",
    "VariableOption",
    "WrongKind",
    "check_spec",
    "compute_figure",
    "export_table",
    "list_variables",
    "method_notes",
    "recompute_figure",
    "replay",
]
