"""From a specification to a figure: validated, computed by the engine, small counts gone before it leaves.

Everything that could be worked out from two figures of one dataset and one base is withheld in both: a
share is published only if it can be read off the published distribution of its question. Figures about
different domains, or about complete and about begun responses, are not protected from one another:
see docs/explanation/figures.md.
"""

from __future__ import annotations

import hashlib
import json

from django.conf import settings
from django.core.cache import caches

from engines import statistics
from milliard.figures.datasets.storage import open_dataset, read_table
from milliard.figures.datasets.table import FrozenTable
from milliard.figures.models import Dataset
from milliard.figures.reports.inputs import Inputs, bounds_message, prepare_inputs, refusal_of
from milliard.figures.reports.quantities import QUANTITIES, quantity_result
from milliard.figures.reports.rankings import RANKINGS, ranking_result
from milliard.figures.reports.records import EmptyBase, Figure, FigureSpec, InvalidFigure
from milliard.figures.reports.rows import FigureResult, nothing_shown
from milliard.figures.reports.shares import table_result
from milliard.figures.reports.wording import describe_figure


def compute_figure(dataset: Dataset, spec: FigureSpec) -> Figure:
    """Compute a figure, once per process.

    Raises `InvalidFigure` (a subclass says which) with a French sentence for the editor,
    `DatasetAltered` or `DatasetMissing`.
    """
    threshold = settings.DISCLOSURE_THRESHOLD
    key = _cache_key(dataset, spec, threshold)
    known: Figure | None = caches["process"].get(key)
    if known is None:
        known = compute(dataset, open_dataset(dataset), spec, threshold)
        caches["process"].set(key, known, timeout=None)
    return known


def recompute_figure(dataset: Dataset, spec: FigureSpec, threshold: int) -> Figure:
    """Compute it again from the stored bytes, read and checked anew."""
    return compute(dataset, read_table(dataset), spec, threshold)


def compute(dataset: Dataset, table: FrozenTable, spec: FigureSpec, threshold: int) -> Figure:
    """The computation itself. Raises `InvalidFigure`, whatever the engine refuses."""
    try:
        return _compute(prepare_inputs(dataset, table, spec, threshold))
    except statistics.StatisticsError as error:
        raise InvalidFigure(*refusal_of(error)) from error


def _compute(inputs: Inputs) -> Figure:
    try:
        result = _result(inputs)
    except statistics.EmptyBaseError as error:
        raise EmptyBase("variable", "Personne n’a répondu à cette question dans ce champ.") from error
    except statistics.OutOfRangeError as error:
        raise InvalidFigure("bounds", bounds_message(inputs)) from error
    if inputs.table.n < inputs.base_threshold:
        result = nothing_shown(result)
    return describe_figure(inputs, result)


def _result(inputs: Inputs) -> FigureResult:
    if inputs.spec.kind in QUANTITIES:
        return quantity_result(inputs)
    return ranking_result(inputs) if inputs.spec.kind in RANKINGS else table_result(inputs)


def _cache_key(dataset: Dataset, spec: FigureSpec, threshold: int) -> str:
    asked = json.dumps(spec.to_json(), sort_keys=True)
    known = f"{dataset.pk}|{dataset.digest}|{dataset.updated_at}|{threshold}|{statistics.ENGINE_VERSION}"
    return f"surveys.figure:{hashlib.sha256((known + asked).encode()).hexdigest()}"


__all__ = ["compute", "compute_figure", "recompute_figure"]
