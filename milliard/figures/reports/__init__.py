"""Figures: computed from frozen datasets, never from live answers, with their words."""

from milliard.figures.reports.computation import compute_figure, recompute_figure
from milliard.figures.reports.records import (
    ALL_GROUPS,
    FIGURE_KIND_LABELS,
    EmptyBase,
    Figure,
    FigureKind,
    FigureRow,
    FigureSpec,
    InvalidFigure,
    Order,
    UnknownCode,
    UnknownVariable,
    WrongKind,
)
from milliard.figures.reports.release import TooManyTogether, telling_together
from milliard.figures.reports.replay import ReplayResult, StoredFigure, replay
from milliard.figures.reports.variables import VariableOption, list_variables
from milliard.figures.reports.wording import TALLY

__all__ = [
    "ALL_GROUPS",
    "FIGURE_KIND_LABELS",
    "TALLY",
    "EmptyBase",
    "Figure",
    "FigureKind",
    "FigureRow",
    "FigureSpec",
    "InvalidFigure",
    "Order",
    "ReplayResult",
    "StoredFigure",
    "TooManyTogether",
    "UnknownCode",
    "UnknownVariable",
    "VariableOption",
    "WrongKind",
    "compute_figure",
    "list_variables",
    "recompute_figure",
    "replay",
    "telling_together",
]
