"""Numbers taken out of a table that would be shown: no table must tell what another one hides."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engines.statistics import Mark, PublishedTable, SampleEstimate
from milliard.figures.reports.inputs import Mask
from milliard.figures.reports.rows import NO_BASE


def hiding(published: PublishedTable, marks: Mask) -> PublishedTable:
    """The same table with these cells withheld too; ``marks`` may lack the column of unknown groups."""
    width = marks.shape[1]
    cells = tuple(
        tuple(
            withheld(cell) if group < width and marks[row, group] and not cell.mark.is_withheld else cell
            for group, cell in enumerate(line)
        )
        for row, line in enumerate(published.cells)
    )
    return replace(published, cells=cells)


def withheld(cell: SampleEstimate) -> SampleEstimate:
    """The same number, not told."""
    return replace(
        cell, value=None, se=None, interval=None, base=NO_BASE, count=None, steps=(), mark=Mark.WITHHELD
    )


def marks_of(table: PublishedTable) -> Mask:
    """Whether each cell is withheld, as an array of rows and columns."""
    return np.array([[cell.mark.is_withheld for cell in line] for line in table.cells], np.bool_)
