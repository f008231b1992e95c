"""Figures: read from frozen datasets, never from live answers (those are in ``following``)."""

from milliard.surveys.reports.computing import check_spec, compute_figure, recompute_figure
from milliard.surveys.reports.dataset_sizes import sayable_counts
from milliard.surveys.reports.exporting import (
    STATUS_LABELS,
    ExportedCount,
    ExportedFigure,
    export_table,
    method_notes,
)
from milliard.surveys.reports.figures import (
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
from milliard.surveys.reports.outcomes import Outcome, Results, outcome_of, register_results
from milliard.surveys.reports.replaying import ReplayResult, StoredFigure, register_provider, replay
from milliard.surveys.reports.variables import VariableOption, list_variables
from milliard.surveys.reports.wording import TALLY

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
    "Outcome",
    "ReplayResult",
    "Results",
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
    "outcome_of",
    "recompute_figure",
    "register_provider",
    "register_results",
    "replay",
    "sayable_counts",
]
