"""A frozen table in memory: its columns as the engine wants them, made once and kept."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.statistics import (
    AnyColumn,
    CategoricalColumn,
    Design,
    MissingCode,
    MultipleColumn,
    NumericColumn,
)
from milliard.figures.datasets.codebook import COMPLETED, Codebook, CodebookVariable, VariableKind

Array = NDArray[Any]


class NotAColumn(KeyError):
    """The variable exists, but no figure can be made from it (date, text, weight, …)."""


class FrozenTable:
    """The rows of a dataset.

    arrays: by column name, as in `milliard.figures.datasets.codebook`, numbers of missing rows
    being zero. Read-only; safe to share between threads.
    """

    def __init__(self, codebook: Codebook, arrays: Mapping[str, Array]) -> None:
        self.codebook = codebook
        self.arrays = dict(arrays)
        for array in self.arrays.values():
            array.setflags(write=False)
        self._columns: dict[str, AnyColumn] = {}
        self._lock = threading.Lock()

    @property
    def n(self) -> int:
        """Rows."""
        return int(self.completed.shape[0])

    @property
    def completed(self) -> NDArray[np.bool_]:
        """True where the response is complete."""
        return np.asarray(self.arrays[COMPLETED], np.bool_)

    @property
    def byte_size(self) -> int:
        return sum(array.nbytes for array in self.arrays.values())

    @cached_property
    def completes(self) -> FrozenTable:
        """The complete responses alone: a sample of their own, not a domain of those begun."""
        keep = self.completed
        if keep.all():
            return self
        arrays = {name: array[keep] for name, array in self.arrays.items()}
        return FrozenTable(self.codebook, arrays)

    def column(self, name: str) -> AnyColumn:
        """The variable as a column of the engine. Raises ``KeyError``, `NotAColumn`."""
        column = self._columns.get(name)
        if column is None:
            column = self._build(self.codebook[name])
            with self._lock:
                self._columns[name] = column
        return column

    def _build(self, variable: CodebookVariable) -> AnyColumn:
        pairs = [(answer.value, answer.label) for answer in variable.answers]
        if variable.kind is VariableKind.CATEGORICAL and pairs:
            return CategoricalColumn(self.arrays[variable.name], pairs)
        if variable.kind in (VariableKind.MULTIPLE, VariableKind.RANK) and pairs:
            lines = [self.arrays[f"{variable.name}/{value}"] > 0 for value, _ in pairs]
            return MultipleColumn(np.stack(lines), pairs, self.arrays[f"{variable.name}/missing"])
        if variable.kind in (VariableKind.NUMERIC, VariableKind.AMOUNT):
            return NumericColumn(self.arrays[variable.name], self.arrays[f"{variable.name}/missing"])
        raise NotAColumn(variable.name)

    def first_choices(self, name: str) -> CategoricalColumn:
        """What each response ranked first; no answer where it ranked nothing."""
        variable = self.codebook[name]
        if variable.kind is not VariableKind.RANK:
            raise NotAColumn(name)
        status = self.arrays[f"{name}/missing"]
        codes = np.full(self.n, MissingCode.NO_ANSWER, np.uint8)
        for place, answer in enumerate(variable.answers):
            codes[self.arrays[f"{name}/{answer.value}"] == 1] = place
        pairs = [(answer.value, answer.label) for answer in variable.answers]
        return CategoricalColumn(np.where(status > 0, status, codes), pairs)

    def ranks(self, name: str, value: str) -> NumericColumn:
        """The rank given to one choice of a ranking, missing (not asked) where it was not ranked."""
        variable = self.codebook[name]
        if variable.kind is not VariableKind.RANK:
            raise NotAColumn(name)
        ranks = self.arrays[f"{name}/{value}"]
        status = self.arrays[f"{name}/missing"].copy()
        status[(status == 0) & (ranks == 0)] = MissingCode.NOT_ASKED
        return NumericColumn(ranks.astype(np.float64), status)

    def design(self, *, weighted: bool) -> Design:
        """How the rows were drawn, cached. ``weighted`` False: a simple sample without weights."""
        return self._weighted_design if weighted else self._plain_design

    @cached_property
    def _plain_design(self) -> Design:
        return Design(self.n)

    @cached_property
    def _weighted_design(self) -> Design:
        found = {
            kind: self.arrays[variable.name]
            for kind in (
                VariableKind.WEIGHT,
                VariableKind.STRATUM,
                VariableKind.CLUSTER,
                VariableKind.POPULATION,
            )
            if (variable := self.codebook.of_kind(kind)) is not None
        }
        return Design(
            self.n,
            weights=found.get(VariableKind.WEIGHT),
            strata=found.get(VariableKind.STRATUM),
            clusters=found.get(VariableKind.CLUSTER),
            fpc=found.get(VariableKind.POPULATION),
        )
