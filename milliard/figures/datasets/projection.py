"""From stored responses to the columns of a dataset, a few thousand responses at a time.

Kept: responses whose author did not refuse statistics, partial ones too (marked). Left out: everything
the codebook calls text, identifier or left out, answers hidden by routing, dates of answering. Rows are
put in the order of a keyed hash, so that they do not tell who answered when.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice
from typing import Any, NamedTuple

import numpy as np

from engines.questionnaire.expressions import CompiledQuestionnaire
from milliard.figures.datasets.codebook import COMPLETED, Codebook, CodebookVariable, VariableKind
from milliard.figures.datasets.errors import AnswersDoNotFit, NothingToFreeze
from milliard.figures.datasets.plan import Plan, question_positions
from milliard.figures.datasets.readers import ColumnContext, Unfit
from milliard.figures.datasets.relevance import Chunk, Relevance
from milliard.figures.datasets.table import Array
from milliard.figures.datasets.versions import translate_columns

CHUNK_ROWS = 4_000


class ResponseRow(NamedTuple):
    """What is read of one response. ``on``: the day it was last saved. ``unseen``: keys never shown to it."""

    public_id: str
    version_id: int
    answers: dict[str, Any]
    is_completed: bool
    furthest_section: int
    furthest_question: int
    on: datetime.date
    unseen: tuple[str, ...] = ()


@dataclass(frozen=True)
class Projected:
    """The columns, in their final order, and what was learnt on the way."""

    codebook: Codebook
    arrays: dict[str, Array]

    @property
    def row_count(self) -> int:
        return int(self.arrays[COMPLETED].shape[0])

    @property
    def complete_count(self) -> int:
        return int(self.arrays[COMPLETED].sum())


@dataclass(frozen=True)
class VersionPlan:
    """How the responses of one version are read."""

    compiled: CompiledQuestionnaire
    plan: Plan


def project(
    rows: Iterable[ResponseRow], *, plans: dict[int, VersionPlan], main_version_id: int, key: bytes
) -> Projected:
    """Read every response. ``key``: secret that orders the rows.

    Raises `NothingToFreeze`, or `AnswersDoNotFit` with every kind of misfit found.
    """
    readers = {version_id: _Reader(item) for version_id, item in plans.items()}
    wanted = plans[main_version_id].plan.codebook
    parts: list[dict[str, Array]] = []
    order: list[bytes] = []
    for chunk in _chunks(rows):
        for version_id, responses in groupby(chunk, key=lambda row: row.version_id):
            batch = list(responses)
            reader = readers[version_id]
            columns = reader.read(batch)
            if version_id != main_version_id:
                codebook = plans[version_id].plan.codebook
                completed = columns[COMPLETED]
                columns = translate_columns(wanted, codebook, columns, len(batch), reader.context.unfit)
                columns[COMPLETED] = completed
            parts.append(columns)
            order.extend(hmac.digest(key, row.public_id.encode(), hashlib.sha256) for row in batch)
    if not parts:
        raise NothingToFreeze
    _refuse_unfit(readers.values())
    position = np.array(sorted(range(len(order)), key=order.__getitem__), np.intp)
    textual = set().union(*(reader.context.textual for reader in readers.values()))
    codebook = Codebook(
        tuple(_left_out(variable) if variable.name in textual else variable for variable in wanted),
        wanted.respondents,
        wanted.notes,
    )
    names = [column for variable in codebook for column in variable.columns()]
    arrays = {name: np.concatenate([part[name] for part in parts])[position] for name in (*names, COMPLETED)}
    return Projected(codebook, arrays)


def _chunks(rows: Iterable[ResponseRow]) -> Iterator[list[ResponseRow]]:
    iterator = iter(rows)
    while chunk := list(islice(iterator, CHUNK_ROWS)):
        chunk.sort(key=lambda row: row.version_id)
        yield chunk


class _Reader:
    def __init__(self, version: VersionPlan) -> None:
        self._version = version
        positions = question_positions(version.compiled)
        sections = {key: number for number, key in enumerate(version.compiled.sections, start=1)}
        self.context = ColumnContext(Relevance(version.compiled), sections, positions)

    def read(self, batch: Sequence[ResponseRow]) -> dict[str, Array]:
        chunk = Chunk(
            compiled=self._version.compiled,
            answers=[row.answers if isinstance(row.answers, dict) else {} for row in batch],
            dates=[row.on for row in batch],
            completed=np.array([row.is_completed for row in batch], np.bool_),
            furthest_section=np.array([row.furthest_section for row in batch], np.int32),
            furthest_question=np.array([row.furthest_question for row in batch], np.int32),
            unseen=[row.unseen for row in batch] if any(row.unseen for row in batch) else (),
        )
        columns: dict[str, Array] = {COMPLETED: chunk.completed}
        for reader in self._version.plan.fields:
            columns |= reader.read(chunk, self.context)
        return columns


def _refuse_unfit(readers: Iterable[_Reader]) -> None:
    unfit = Unfit()
    for reader in readers:
        unfit.update(reader.context.unfit)
    if unfit:
        raise AnswersDoNotFit(
            tuple(
                f"«\u00a0{question}\u00a0»\u00a0: {count} réponse{'s' if count > 1 else ''} {found}"
                for (question, found), count in sorted(unfit.items(), key=lambda item: (-item[1], item[0]))
            )
        )


def _left_out(variable: CodebookVariable) -> CodebookVariable:
    return replace(
        variable,
        kind=VariableKind.LEFT_OUT,
        categories=(),
        is_published=False,
        note="Ce calcul donne un texte\u00a0: il n’est pas gardé avec les chiffres.",
    )
