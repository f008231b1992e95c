"""Which questions each of many responses was shown, without evaluating every form from end to end.

Most routing reads a few closed questions, so few distinct situations exist: the outcome of a node is
remembered by the answers it can depend on. The evaluation of the definition stays the only judge.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.questionnaire.evaluation.run import Run
from engines.questionnaire.expressions import (
    CompiledGroup,
    CompiledQuestion,
    CompiledQuestionnaire,
    CompiledSection,
    Node,
    arithmetic,
)

_REMEMBERED = 200_000


@dataclass(eq=False)
class Chunk:
    """Some responses of one version. ``dates``: what ``today()`` meant for each of them.

    ``unseen``: per response, keys of what a later version added and it was not shown; empty when none.
    """

    compiled: CompiledQuestionnaire
    answers: Sequence[Mapping[str, Any]]
    dates: Sequence[datetime.date]
    completed: NDArray[np.bool_]
    furthest_section: NDArray[np.int32]
    furthest_question: NDArray[np.int32]
    unseen: Sequence[Sequence[str]] = ()
    _runs: dict[int, Run] = field(default_factory=dict)
    _masks: dict[int, NDArray[np.bool_] | None] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.answers)

    def run(self, row: int) -> Run:
        """The evaluation of one response, computing only what is asked of it."""
        run = self._runs.get(row)
        if run is None:
            run = self._runs[row] = Run(self.compiled, self.answers[row], self.dates[row])
        return run


@dataclass(frozen=True, slots=True)
class _Inputs:
    """Answers a node's relevance can depend on; ``is_bounded`` False when that is not known."""

    keys: tuple[str, ...]
    reads_date: bool
    is_bounded: bool


class Relevance:
    """Remembers outcomes for one version. Not shared by threads."""

    def __init__(self, compiled: CompiledQuestionnaire) -> None:
        self._compiled = compiled
        self._inputs: dict[int, _Inputs] = {}
        self._outcomes: dict[tuple[int, str], bool] = {}

    def mask(self, chunk: Chunk, node: Node) -> NDArray[np.bool_] | None:
        """For a node outside repeated groups: True where it is shown; None when it always is."""
        if node.index not in chunk._masks:
            chunk._masks[node.index] = self._compute(chunk, node)
        return chunk._masks[node.index]

    def _compute(self, chunk: Chunk, node: Node) -> NDArray[np.bool_] | None:
        if node.relevant is None:
            return None if node.parent is None else self.mask(chunk, node.parent)
        inputs = self._inputs_of(node)
        with arithmetic():
            shown = [self._outcome(chunk, node, inputs, row) for row in range(len(chunk))]
        return np.array(shown, np.bool_)

    def _outcome(self, chunk: Chunk, node: Node, inputs: _Inputs, row: int) -> bool:
        if not inputs.is_bounded:
            run = chunk.run(row)
            return run.is_relevant(node, run.root)
        answers = chunk.answers[row]
        situation = repr([answers.get(key) for key in inputs.keys])
        if inputs.reads_date:
            situation += str(chunk.dates[row])
        known = self._outcomes.get((node.index, situation))
        if known is None:
            run = chunk.run(row)
            known = run.is_relevant(node, run.root)
            if len(self._outcomes) < _REMEMBERED:
                self._outcomes[node.index, situation] = known
        return known

    def _inputs_of(self, node: Node) -> _Inputs:
        if node.index not in self._inputs:
            self._inputs[node.index] = _inputs(self._compiled, node)
        return self._inputs[node.index]


def _inputs(compiled: CompiledQuestionnaire, node: Node) -> _Inputs:
    keys: set[str] = set()
    seen: set[int] = set()
    waiting: list[Node] = [node]
    reads_date = False
    while waiting:
        item = waiting.pop()
        if item.index in seen:
            continue
        seen.add(item.index)
        if item.parent is not None:
            waiting.append(item.parent)
        is_repeated = isinstance(item, CompiledGroup) and item.group.repeats and item is not node
        if item.chain or is_repeated:
            return _Inputs((), True, False)
        expressions = [item.relevant]
        if isinstance(item, CompiledQuestion):
            keys.add(item.key)
            expressions += [item.calculation, *item.triggers]
        for expression in expressions:
            if expression is None:
                continue
            reads_date = reads_date or "today" in expression.source or "now" in expression.source
            waiting.extend(_named(compiled, name) for name in sorted(expression.references))
    if isinstance(node, CompiledQuestion):
        keys.discard(node.key)
    return _Inputs(tuple(sorted(keys)), reads_date, True)


def _named(compiled: CompiledQuestionnaire, name: str) -> CompiledQuestion | CompiledGroup:
    return compiled.questions[name] if name in compiled.questions else compiled.groups[name]


def is_always_shown(node: Node | None) -> bool:
    """Whether there is no routing on the node or around it."""
    while node is not None:
        if node.relevant is not None:
            return False
        node = node.parent
    return True


def is_routed_inside(question: CompiledQuestion) -> bool:
    """Whether there is routing between the outermost repeated group and the question."""
    node: CompiledQuestion | CompiledGroup | CompiledSection = question
    while node.parent is not None and not (isinstance(node, CompiledGroup) and node.key == question.chain[0]):
        if node.relevant is not None:
            return True
        node = node.parent
    return False
