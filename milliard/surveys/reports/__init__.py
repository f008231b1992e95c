"""Figures: read from frozen datasets, never from live answers (those are in ``following``)."""

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

__all__ = [
    "ALL_GROUPS",
    "FIGURE_KIND_LABELS",
    "EmptyBase",
    "Figure",
    "FigureKind",
    "FigureRow",
    "FigureSpec",
    "InvalidFigure",
    "UnknownCode",
    "UnknownVariable",
    "WrongKind",
]
