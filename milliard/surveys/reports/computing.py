"""From a specification to a figure: validated, computed by the engine, small counts gone before it leaves.

Everything that could be worked out from two figures of one dataset and one base is withheld in both: a
share is published only if it can be read off the published distribution of its question. Figures about
different domains, or about complete and about begun responses, are not protected from one another:
see docs/explanation/figures.md.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from django.conf import settings
from django.core.cache import caches
from numpy.typing import NDArray

from engines import statistics
from engines.statistics import (
    CategoricalColumn,
    Category,
    Column,
    Design,
    Estimate,
    Mark,
    MultipleColumn,
    NumericColumn,
    PublishedTable,
)
from milliard.surveys.datasets.codebook import Variable
from milliard.surveys.datasets.storage import open_dataset, read_table
from milliard.surveys.datasets.table import Table
from milliard.surveys.models import Dataset
from milliard.surveys.reports import variables
from milliard.surveys.reports.figures import (
    ALL_GROUPS,
    EmptyBase,
    Figure,
    FigureKind,
    FigureRow,
    FigureSpec,
    InvalidFigure,
    Unit,
    Withheld,
)
from milliard.surveys.reports.wording import Facts, describe

Mask = NDArray[np.bool_]
_WITHHELD: dict[Mark, Withheld] = {Mark.WITHHELD_PRIMARY: "primary", Mark.WITHHELD_SECONDARY: "secondary"}
_QUANTITIES: dict[FigureKind, Callable[..., Estimate]] = {
    FigureKind.MEAN: statistics.mean,
    FigureKind.MEDIAN: statistics.median,
    FigureKind.TOTAL: statistics.total,
}
_NO_BASE = statistics.Base(None, None, None, None)
#: Smallest group that is described at all, in small counts: 10 when counts under 5 are withheld.
BASE_FACTOR = 2


@dataclass(frozen=True, eq=False)
class Inputs:
    """What the engine is given."""

    spec: FigureSpec
    table: Table
    design: Design
    variable: Variable
    column: Column
    breakdown: Variable | None
    groups: CategoricalColumn | None
    domain: Mask | None
    threshold: int

    @property
    def base_threshold(self) -> int:
        return BASE_FACTOR * self.threshold


@dataclass(frozen=True, eq=False)
class Result:
    """Rows ready to show, the estimate that stands for them all, and what the base is made of."""

    rows: tuple[FigureRow, ...]
    overall: Estimate | None
    raw_base: statistics.Base
    shown_base: statistics.Base


def compute_figure(dataset: Dataset, spec: FigureSpec) -> Figure:
    """Compute a figure, or remember it.

    Raises :class:`InvalidFigure` (a subclass says which) with a French sentence for the editor,
    ``DatasetAltered`` or ``DatasetMissing``.
    """
    threshold = settings.DISCLOSURE_THRESHOLD
    key = _cache_key(dataset, spec, threshold)
    known: Figure | None = caches["process"].get(key)
    if known is None:
        known = compute(dataset, open_dataset(dataset), spec, threshold)
        caches["process"].set(key, known, timeout=None)
    return known


def recompute_figure(dataset: Dataset, spec: FigureSpec, threshold: int) -> Figure:
    """The same from the stored bytes, read and checked again, nothing remembered."""
    return compute(dataset, read_table(dataset), spec, threshold)


def check_spec(dataset: Dataset, spec: FigureSpec) -> None:
    """Raise :class:`InvalidFigure` if the figure cannot be computed."""
    compute_figure(dataset, spec)


def compute(dataset: Dataset, table: Table, spec: FigureSpec, threshold: int) -> Figure:
    """The computation itself."""
    inputs = prepare(table, spec, threshold)
    try:
        result = _computed(inputs)
    except statistics.EmptyBaseError as error:
        raise EmptyBase("variable", "Personne n’a répondu à cette question dans ce champ.") from error
    except statistics.OutOfRangeError as error:
        raise InvalidFigure("bounds", _bounds_message(inputs)) from error
    if inputs.table.n < inputs.base_threshold:
        result = _nothing_shown(result)
    facts = Facts(
        dataset=dataset,
        spec=spec,
        codebook=table.codebook,
        variable=inputs.variable,
        breakdown=inputs.breakdown,
        is_weighted=inputs.design.is_weighted,
        is_declared=spec.kind is FigureKind.TOTAL and not inputs.design.is_weighted,
        rows=result.rows,
        overall=result.overall,
        raw_base=result.raw_base,
        shown_base=result.shown_base,
        threshold=threshold,
        base_threshold=inputs.base_threshold,
        input_digest=_digest(inputs),
        rows_in_scope=inputs.table.n,
    )
    return describe(facts)


def _nothing_shown(result: Result) -> Result:
    """Below the smallest group described at all, even «nobody» would say who the few are."""
    rows = tuple(
        FigureRow(row.key, row.label, row.group_key, row.group_label, unit=row.unit, withheld="primary")
        for row in result.rows
    )
    return Result(rows, None, result.raw_base, _NO_BASE)


def _cache_key(dataset: Dataset, spec: FigureSpec, threshold: int) -> str:
    asked = json.dumps(spec.to_json(), sort_keys=True)
    known = f"{dataset.pk}|{dataset.digest}|{dataset.updated_at}|{threshold}|{statistics.ENGINE_VERSION}"
    return f"surveys.figure:{hashlib.sha256((known + asked).encode()).hexdigest()}"


def prepare(table: Table, spec: FigureSpec, threshold: int) -> Inputs:
    """Check the specification against the codebook, and gather columns. Raises :class:`InvalidFigure`."""
    book = table.codebook
    variable = variables.find_for(book, spec.variable, spec.kind)
    breakdown = _breakdown(table, spec)
    if spec.kind is FigureKind.SHARE:
        variables.check_codes(variable, spec.category, "category")
    elif spec.category:
        raise InvalidFigure("category", "Seule une part demande de choisir des réponses.")
    if spec.kind is FigureKind.HISTOGRAM:
        _check_bounds(spec)
    elif spec.bounds:
        raise InvalidFigure("bounds", "Seule une répartition par tranches demande des bornes.")
    rows = table.completes if spec.completes_only else table
    if not rows.n:
        raise EmptyBase("completes_only", "Aucune réponse complète dans ce jeu de données.")
    column = rows.column(variable.name)
    if spec.kind is FigureKind.SHARE and isinstance(column, MultipleColumn) and len(spec.category) > 1:
        raise InvalidFigure(
            "category",
            "Pour une question à plusieurs réponses, la part porte sur une seule réponse à la fois.",
        )
    return Inputs(
        spec=spec,
        table=rows,
        design=rows.design(weighted=spec.weighted),
        variable=variable,
        column=column,
        breakdown=breakdown,
        groups=_groups(rows, breakdown),
        domain=_domain(rows, spec),
        threshold=threshold,
    )


def _breakdown(table: Table, spec: FigureSpec) -> Variable | None:
    if not spec.breakdown:
        if spec.kind is FigureKind.CROSSTAB:
            raise InvalidFigure("breakdown", "Un croisement demande une deuxième question.")
        return None
    if spec.kind not in variables.BREAKDOWN_ALLOWED:
        raise InvalidFigure("breakdown", "Ce genre de chiffre ne se compare pas par groupe.")
    if spec.breakdown == spec.variable:
        raise InvalidFigure("breakdown", "Une question ne se croise pas avec elle-même.")
    return variables.find_breakdown(table.codebook, spec.breakdown)


def _groups(rows: Table, breakdown: Variable | None) -> CategoricalColumn | None:
    if breakdown is None:
        return None
    column = rows.column(breakdown.name)
    return column if isinstance(column, CategoricalColumn) else None


def _check_bounds(spec: FigureSpec) -> None:
    pairs = list(zip(spec.bounds, spec.bounds[1:], strict=False))
    if not pairs or any(not low < high for low, high in pairs):
        raise InvalidFigure("bounds", "Donnez au moins deux bornes, de la plus petite à la plus grande.")


def _bounds_message(inputs: Inputs) -> str:
    if inputs.spec.kind is FigureKind.HISTOGRAM:
        return "Des réponses sortent de ces bornes\u00a0: élargissez la première ou la dernière tranche."
    return "Les nombres sont trop grands pour être additionnés."


def _domain(rows: Table, spec: FigureSpec) -> Mask | None:
    if not spec.domain:
        return None
    mask: Mask = np.ones(rows.n, np.bool_)
    for name, codes in spec.domain:
        variable = variables.find(rows.codebook, name, "domain")
        if not variable.answers or variable.is_sensitive:
            raise InvalidFigure(
                "domain",
                f"On ne peut pas choisir une partie des réponses selon «\u00a0{variable.label}\u00a0».",
            )
        variables.check_codes(variable, codes, "domain")
        column = rows.column(name)
        values = [answer.value for answer in variable.answers]
        places = [values.index(code) for code in codes]
        if isinstance(column, CategoricalColumn):
            mask &= np.isin(column.dense, places)
        elif isinstance(column, MultipleColumn):
            mask &= column.observed & column.ticks[places].any(axis=0)
    return mask


def _digest(inputs: Inputs) -> str:
    columns = [inputs.column] if inputs.groups is None else [inputs.column, inputs.groups]
    parameters: dict[str, list[str] | list[int | float] | int] = {
        "category": list(inputs.spec.category),
        "bounds": list(inputs.spec.bounds),
        "threshold": inputs.threshold,
        "base_threshold": inputs.base_threshold,
    }
    return statistics.digest_input(
        inputs.spec.kind.value, inputs.design, columns, domain=inputs.domain, parameters=parameters
    )


def _computed(inputs: Inputs) -> Result:
    kind = inputs.spec.kind
    if kind in _QUANTITIES:
        return _quantity(inputs, _QUANTITIES[kind])
    table = _table(inputs)
    if not int(table.base_counts.sum()):
        raise statistics.EmptyBaseError("nobody answered")
    published = _also_hidden_across(
        inputs, statistics.suppress(table, inputs.threshold, inputs.base_threshold)
    )
    if kind is FigureKind.SHARE:
        return _share(inputs, table, published)
    return Result(_table_rows(published), None, table.base, published.base)


def _also_hidden_across(inputs: Inputs, published: PublishedTable) -> PublishedTable:
    """Hide what the same two questions hide when they are crossed the other way round.

    Each way is safe for someone who knows every total; hiding the union keeps both safe side by side.
    """
    column, groups = inputs.column, inputs.groups
    if groups is None or not isinstance(column, CategoricalColumn):
        return published
    if not variables.can_break_down(inputs.variable):
        return published
    across = statistics.suppress(
        statistics.crosstab(inputs.design, groups, column, domain=inputs.domain),
        inputs.threshold,
        inputs.base_threshold,
    )
    lines = []
    for row, line in enumerate(published.cells):
        cells = list(line)
        for group in range(len(groups.categories)):
            if across.cells[group][row].mark.is_withheld and not cells[group].mark.is_withheld:
                cells[group] = replace(
                    cells[group],
                    value=None,
                    se=None,
                    interval=None,
                    base=_NO_BASE,
                    count=None,
                    steps=(),
                    mark=Mark.WITHHELD_SECONDARY,
                )
        lines.append(tuple(cells))
    return replace(published, cells=tuple(lines))


def _table(inputs: Inputs) -> statistics.Table:
    column, groups = inputs.column, inputs.groups
    if isinstance(column, NumericColumn):
        return statistics.histogram(inputs.design, column, inputs.spec.bounds, domain=inputs.domain)
    if isinstance(column, MultipleColumn):
        return statistics.multiple_response(inputs.design, column, groups, domain=inputs.domain)
    if groups is not None:
        return statistics.crosstab(inputs.design, column, groups, domain=inputs.domain)
    return statistics.distribution(inputs.design, column, domain=inputs.domain)


def _table_rows(published: PublishedTable) -> tuple[FigureRow, ...]:
    rows = []
    has_groups = published.columns != (statistics.EVERYONE,)
    if has_groups:
        for place, group in enumerate(published.columns):
            rows += [
                _row(category, group, published.cells[number][place])
                for number, category in enumerate(published.rows)
            ]
    everyone = Category(ALL_GROUPS, "Ensemble")
    rows += [
        _row(category, everyone, published.margin[number]) for number, category in enumerate(published.rows)
    ]
    return tuple(rows)


def _row(category: Category, group: Category, estimate: Estimate) -> FigureRow:
    unit: Unit = "share" if estimate.kind == "share" else "euros" if estimate.is_money else "number"
    n = estimate.count if estimate.kind == "share" else estimate.base.n
    value: float | int | None = None
    low = high = None
    if estimate.value is not None:
        value = estimate.cents if estimate.is_money else float(estimate.value)
        if estimate.interval is not None:
            low, high = float(estimate.interval.low), float(estimate.interval.high)
    return FigureRow(
        key=category.value,
        label=category.label,
        group_key=group.value,
        group_label=group.label,
        value=value,
        unit=unit,
        n=n,
        base_n=estimate.base.n,
        low=low,
        high=high,
        withheld=_WITHHELD.get(estimate.mark, ""),
    )


def _share(inputs: Inputs, table: statistics.Table, published: PublishedTable) -> Result:
    """The share of some answers, marked by what the published table lets be known of it."""
    chosen = [place for place, item in enumerate(published.rows) if item.value in inputs.spec.category]
    label = " ou ".join(published.rows[place].label for place in chosen)
    category = Category("+".join(published.rows[place].value for place in chosen), label)
    rows = []
    if inputs.groups is not None:
        for number, group in enumerate(published.columns):
            cells = [line[number] for line in published.cells]
            estimate = _union(inputs, cells, chosen, _members(inputs, number))
            rows.append(_row(category, group, estimate))
    overall = _union(inputs, list(published.margin), chosen, inputs.domain)
    rows.append(_row(category, Category(ALL_GROUPS, "Ensemble"), overall))
    return Result(tuple(rows), overall, table.base, published.base)


def _members(inputs: Inputs, number: int) -> Mask:
    """Rows of the domain in group ``number``; the group after the last holds those nobody can place."""
    groups = inputs.groups
    assert groups is not None
    place = np.minimum(groups.dense.astype(np.intp), len(groups.categories)) == number
    return np.asarray(place if inputs.domain is None else place & inputs.domain, np.bool_)


def _union(inputs: Inputs, cells: list[Estimate], chosen: list[int], domain: Mask | None) -> Estimate:
    """The share of ``chosen`` in one line of published cells.

    It says nothing new, so it may be shown, when it holds all the withheld cells of the line or none.
    """
    hidden = {place for place, cell in enumerate(cells) if cell.mark.is_withheld}
    if len(chosen) == 1 and hidden & set(chosen):
        return cells[chosen[0]]
    if any(cells[place].mark is Mark.EMPTY for place in chosen):
        return cells[chosen[0]]
    if hidden and (hidden & set(chosen)) and (not hidden <= set(chosen) or len(hidden) == len(cells)):
        return min((cells[place] for place in hidden & set(chosen)), key=lambda cell: cell.mark.value)
    values = [inputs.variable.answers[place].value for place in chosen]
    column = inputs.column
    assert not isinstance(column, NumericColumn)
    estimate = statistics.share(inputs.design, column, *values, domain=domain)
    return statistics.suppress_estimate(estimate, inputs.threshold, inputs.base_threshold)


def _quantity(inputs: Inputs, estimator: Callable[..., Estimate]) -> Result:
    column, groups = inputs.column, inputs.groups
    assert isinstance(column, NumericColumn)
    raw = estimator(inputs.design, column, domain=inputs.domain)
    overall = statistics.suppress_estimate(raw, inputs.threshold, inputs.base_threshold)
    name = Category(inputs.variable.name, inputs.variable.label)
    rows = [] if groups is None else _quantity_by_group(inputs, groups, estimator)
    made = [_row(name, group, estimate) for group, estimate in rows]
    made.append(_row(name, Category(ALL_GROUPS, "Ensemble"), overall))
    return Result(tuple(made), overall, raw.base, overall.base)


def _quantity_by_group(
    inputs: Inputs, groups: CategoricalColumn, estimator: Callable[..., Estimate]
) -> list[tuple[Category, Estimate]]:
    """Each group's figure in order, those that nobody can place last, if there are some."""
    every = (*groups.categories, statistics.UNKNOWN)
    found: dict[int, Estimate] = {}
    for number in range(len(every)):
        with contextlib.suppress(statistics.EmptyBaseError):
            found[number] = estimator(inputs.design, inputs.column, domain=_members(inputs, number))
    shown = statistics.suppress_groups(list(found.values()), inputs.threshold, inputs.base_threshold)
    kept = dict(zip(found, shown, strict=True))
    nobody = Estimate("mean", None, None, None, statistics.Base(0, 0.0, None), mark=Mark.EMPTY)
    return [
        (group, kept.get(number, nobody))
        for number, group in enumerate(every)
        if number in kept or group is not statistics.UNKNOWN
    ]
