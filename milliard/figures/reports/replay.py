"""Proving a figure again: from the stored bytes, computed anew, compared number by number.

Apps that keep published figures (pages, in layers above) declare them as `replays` in their `AppConfig`;
`manage.py replay` then goes through all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from milliard.core.declarations import declared
from milliard.figures.datasets.errors import DatasetError
from milliard.figures.models import Dataset
from milliard.figures.reports.computation import recompute_figure
from milliard.figures.reports.records import Figure, FigureRow, InvalidFigure


@dataclass(frozen=True, slots=True)
class StoredFigure:
    """A figure somebody published."""

    #: The page it is on, for a reader of the report.
    where: str
    figure: Figure
    #: What it was computed from; None: the dataset whose address the figure tells.
    dataset: Dataset | None = None


@dataclass(frozen=True, slots=True)
class ReplayResult:
    """A published figure and the same, computed again."""

    where: str
    #: French sentences; empty when the figure is proved.
    differences: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        return not self.differences


def declared_figures() -> Iterator[StoredFigure]:
    """Every published figure of every app."""
    for provider in declared("replays"):
        yield from provider()


def replay(stored: StoredFigure) -> ReplayResult:
    """Compute the figure again from the frozen bytes and compare."""
    figure = stored.figure
    dataset = stored.dataset or Dataset.objects.filter(slug=figure.dataset_slug).first()
    if dataset is None:
        return ReplayResult(stored.where, ("ce jeu de données n’est pas ici",))
    try:
        again = recompute_figure(dataset, figure.spec, figure.threshold)
    except (DatasetError, InvalidFigure) as error:
        return ReplayResult(stored.where, (str(error),))
    return ReplayResult(stored.where, tuple(differences(figure, again)))


def differences(before: Figure, after: Figure) -> Iterator[str]:
    """What changed between two computations of one figure, in French."""
    if before.engine_version != after.engine_version:
        yield f"moteur\u00a0: version {before.engine_version}, aujourd’hui {after.engine_version}"
    if before.input_digest and before.input_digest != after.input_digest:
        digests = (before.input_digest[:12], after.input_digest[:12])
        yield f"empreinte du calcul\u00a0: {digests[0]}…, aujourd’hui {digests[1]}…"
    if before.base_n != after.base_n:
        yield f"base\u00a0: {before.base_n}, aujourd’hui {after.base_n}"
    stored = {(row.group_key, row.key): row for row in before.rows}
    found = {(row.group_key, row.key): row for row in after.rows}
    for place in [*stored, *(key for key in found if key not in stored)]:
        if _numbers(stored.get(place)) != _numbers(found.get(place)):
            before_row, after_row = _shown(stored.get(place)), _shown(found.get(place))
            yield f"{place[1]} ({place[0]})\u00a0: {before_row}, aujourd’hui {after_row}"


def _numbers(row: FigureRow | None) -> tuple[object, ...] | None:
    if row is None:
        return None
    return (row.value, row.unit, row.n, row.base_n, row.low, row.high, row.withheld)


def _shown(row: FigureRow | None) -> str:
    if row is None:
        return "absent"
    return "non publié" if row.is_withheld else f"{row.value} ({row.n} sur {row.base_n})"
