"""What the engine is given: a specification checked against the codebook, and the columns it needs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines import statistics
from engines.statistics import AnyColumn, CategoricalColumn, Design, MultipleColumn
from milliard.figures.datasets.codebook import CodebookVariable, VariableKind
from milliard.figures.datasets.table import FrozenTable
from milliard.figures.models import Dataset
from milliard.figures.reports import variables
from milliard.figures.reports.periods import PERIODS, period_column
from milliard.figures.reports.records import EmptyBase, FigureKind, FigureSpec, InvalidFigure

Mask = NDArray[np.bool_]
#: Smallest group that is described at all, in small counts: 10 when counts under 5 are withheld.
BASE_FACTOR = 2
_RANKS = frozenset({FigureKind.RANKS, FigureKind.MEAN_RANK})


@dataclass(frozen=True, eq=False)
class Inputs:
    """What the engine is given, and whose answers they are."""

    dataset: Dataset
    spec: FigureSpec
    #: The complete responses, or all those begun.
    table: FrozenTable
    design: Design
    variable: CodebookVariable
    column: AnyColumn
    breakdown: CodebookVariable | None
    #: The column of ``breakdown``.
    groups: CategoricalColumn | None
    #: Rows the figure is about; None for all of them.
    domain: Mask | None
    #: Counts under it are withheld.
    threshold: int

    @property
    def base_threshold(self) -> int:
        return BASE_FACTOR * self.threshold

    @property
    def is_declared(self) -> bool:
        """Whether the figure is the sum of what was declared: counted, not estimated."""
        return self.spec.kind is FigureKind.TOTAL and not self.design.is_weighted


def prepare_inputs(dataset: Dataset, table: FrozenTable, spec: FigureSpec, threshold: int) -> Inputs:
    """Check the specification against the codebook, and gather columns. Raises `InvalidFigure`."""
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
        raise InvalidFigure("bounds", "Seule une répartition par tranches demande des limites.")
    rows = _rows(table, spec, threshold)
    if not rows.n:
        raise EmptyBase("completes_only", "Aucune réponse complète dans ce jeu de données.")
    column = _column(rows, variable, spec.kind)
    if spec.kind is FigureKind.SHARE and isinstance(column, MultipleColumn) and len(spec.category) > 1:
        raise InvalidFigure(
            "category",
            "Pour une question à plusieurs réponses, la part porte sur une seule réponse à la fois.",
        )
    return Inputs(
        dataset=dataset,
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


def _column(rows: FrozenTable, variable: CodebookVariable, kind: FigureKind) -> AnyColumn:
    """What is counted: the answers, what was ranked first, the period of a date."""
    if variable.kind is VariableKind.RANK:
        return rows.first_choices(variable.name)
    if kind in PERIODS:
        return period_column(rows, variable.name, kind)
    return rows.column(variable.name)


def _rows(table: FrozenTable, spec: FigureSpec, threshold: int) -> FrozenTable:
    """The responses a figure is about: the complete ones, or all when the others are not a handful."""
    completes = table.completes
    if spec.completes_only:
        return completes
    if 0 < table.n - completes.n < threshold:
        raise InvalidFigure(
            "completes_only",
            f"Moins de {threshold} réponses sont incomplètes\u00a0: comptées avec les autres, on pourrait "
            "les retrouver par soustraction. Gardez les seules réponses complètes.",
        )
    return table


def _breakdown(table: FrozenTable, spec: FigureSpec) -> CodebookVariable | None:
    if not spec.breakdown:
        if spec.kind is FigureKind.CROSSTAB:
            raise InvalidFigure("breakdown", "Un croisement demande une deuxième question.")
        return None
    if spec.kind in _RANKS:
        raise InvalidFigure(
            "breakdown",
            "Les rangs et le rang moyen ne se comparent pas par groupe\u00a0: à côté des rangs de tout le "
            "monde, on y retrouverait de très petits nombres. Croisez plutôt les premiers choix "
            "(«\u00a0Croisement de deux questions\u00a0» ou «\u00a0Part\u00a0»).",
        )
    if spec.kind not in variables.BREAKDOWN_ALLOWED:
        raise InvalidFigure("breakdown", "Ce genre de chiffre ne se compare pas par groupe.")
    if spec.breakdown == spec.variable:
        raise InvalidFigure("breakdown", "Une question ne se croise pas avec elle-même.")
    if variables.region_of(table.codebook, spec.variable):
        raise InvalidFigure(
            "breakdown",
            "Un département ne se croise pas avec une autre question\u00a0: à côté des régions, on y "
            "retrouverait de très petits nombres. Croisez plutôt la région.",
        )
    return variables.find_breakdown(table.codebook, spec.breakdown)


def _groups(rows: FrozenTable, breakdown: CodebookVariable | None) -> CategoricalColumn | None:
    if breakdown is None:
        return None
    column = rows.column(breakdown.name)
    return column if isinstance(column, CategoricalColumn) else None


def _check_bounds(spec: FigureSpec) -> None:
    pairs = list(zip(spec.bounds, spec.bounds[1:], strict=False))
    if not pairs or any(not low < high for low, high in pairs):
        raise InvalidFigure("bounds", "Donnez au moins deux limites, de la plus petite à la plus grande.")


def bounds_message(inputs: Inputs) -> str:
    """What to tell an editor whose numbers do not fit, in French."""
    if inputs.spec.kind is FigureKind.HISTOGRAM:
        return "Des réponses sortent de ces limites\u00a0: élargissez la première ou la dernière tranche."
    return "Les nombres sont trop grands pour être additionnés."


def refusal_of(error: statistics.StatisticsError) -> tuple[str, str]:
    """(field, what to tell an editor) of what the engine refuses about the data, in French."""
    if isinstance(error, statistics.SingleUnitStratumError):
        return "weighted", (
            "Une strate de tirage n’a qu’une seule unité parmi ces réponses\u00a0: on ne peut pas estimer "
            "l’erreur. Réunissez des strates voisines dans le fichier et importez-le à nouveau, ou décochez "
            "les poids\u00a0: le chiffre est alors un simple décompte, sans plan de sondage."
        )
    if isinstance(error, statistics.InvalidDesignError):
        return "weighted", (
            "Les poids ou le plan de sondage de ces réponses ne permettent aucun calcul. Décochez les poids, "
            "ou corrigez le fichier et importez-le à nouveau."
        )
    return "variable", (
        "Ce chiffre ne peut pas être calculé\u00a0: les réponses ne conviennent pas à ce calcul. Choisissez "
        "une autre variable ou un autre calcul."
    )


def _domain(rows: FrozenTable, spec: FigureSpec) -> Mask | None:
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


def input_digest(inputs: Inputs) -> str:
    """Keyed digest of everything the engine is given: for `replay`, never for a reader."""
    columns = [inputs.column] if inputs.groups is None else [inputs.column, inputs.groups]
    if inputs.variable.kind is VariableKind.RANK:
        name = inputs.variable.name
        columns += [inputs.table.ranks(name, answer.value) for answer in inputs.variable.answers]
    parameters: dict[str, list[str] | list[int | float] | int] = {
        "category": list(inputs.spec.category),
        "bounds": list(inputs.spec.bounds),
        "threshold": inputs.threshold,
        "base_threshold": inputs.base_threshold,
    }
    return statistics.digest_input(
        inputs.spec.kind.value,
        inputs.design,
        columns,
        key=bytes(inputs.dataset.digest_key),
        domain=inputs.domain,
        parameters=parameters,
    )


def members(inputs: Inputs, number: int) -> Mask:
    """Rows of the domain in group ``number``; the group after the last holds those nobody can place."""
    groups = inputs.groups
    assert groups is not None
    place = np.minimum(groups.dense.astype(np.intp), len(groups.categories)) == number
    return np.asarray(place if inputs.domain is None else place & inputs.domain, np.bool_)
