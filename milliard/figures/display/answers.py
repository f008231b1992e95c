"""Ask `milliard.figures.reports` for what a block shows.

The only place where a shown figure is computed: for a preview, and once for ever when a study is published.
Pages, downloads and the PDF read what was kept.
"""

import math
from dataclasses import replace

from milliard.figures import reports
from milliard.figures.display.records import DatasetFacts, FigurePart, ShownFigure
from milliard.figures.enums import RowCount
from milliard.figures.models import Dataset
from milliard.figures.reports import FigureSpec


def in_stored_unit(dataset: Dataset, spec: FigureSpec) -> FigureSpec:
    """The specification with the limits of its classes in the dataset's unit: an editor writes euros."""
    if not spec.bounds:
        return spec
    kinds = {variable.name: variable.kind for variable in reports.list_variables(dataset)}
    if str(kinds.get(spec.variable)) != "amount":
        return spec
    return replace(spec, bounds=tuple(b if math.isinf(b) else round(b * 100) for b in spec.bounds))


def answer_part(dataset: Dataset, part: FigurePart) -> FigurePart:
    """The same part with its answer.

    Raises
    ------
    milliard.figures.reports.InvalidFigure
        The specification does not suit the dataset; its text is for the editor, in French.
    """
    if part.spec is None:
        begun, complete = DatasetFacts.of(dataset).sayable
        return replace(part, count_value=begun if part.count == RowCount.BEGUN else complete)
    return replace(part, figure=reports.compute_figure(dataset, in_stored_unit(dataset, part.spec)))


def engines_of(shown: ShownFigure) -> str:
    """Name and version of what computed: «statistics 1.0»; empty for counts of rows alone."""
    return ", ".join(sorted({f"{figure.engine} {figure.engine_version}" for figure in shown.figures}))
