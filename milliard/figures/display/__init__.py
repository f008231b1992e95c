"""A figure as people see it: one story, from what an editor asks to what a reader takes away.

`parts` reads what an editor typed in a block; `answers` has it computed by `reports`, once, and what comes
back is a `ShownFigure` of `records`, which a study pins. From it alone, `wording` writes numbers and dates,
`bars`, `numbers`, `tables` and `methods` say what stands on the page, `pictures` draws, and `frames` puts
title, base and source around a drawing that leaves the site. Nothing here hides a count: `reports` did.
"""

from milliard.figures.display.bars import alternative_of, bars_of, has_picture, legend_of, reading_of
from milliard.figures.display.methods import Method, methods_of
from milliard.figures.display.numbers import numbers_of
from milliard.figures.display.records import DatasetFacts, FigurePart, ShownFigure
from milliard.figures.display.tables import table_note, table_of

__all__ = [
    "DatasetFacts",
    "FigurePart",
    "Method",
    "ShownFigure",
    "alternative_of",
    "bars_of",
    "has_picture",
    "legend_of",
    "methods_of",
    "numbers_of",
    "reading_of",
    "table_note",
    "table_of",
]
