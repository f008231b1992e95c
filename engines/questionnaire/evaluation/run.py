"""One evaluation under way: relevance and values, each computed once per row. Not shared by threads."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from engines.questionnaire.coercion import UnreadableAnswerError, answer_value, is_blank
from engines.questionnaire.expressions.compiled import (
    CompiledGroup,
    CompiledQuestion,
    CompiledQuestionnaire,
    CompiledSection,
    Node,
)
from engines.questionnaire.expressions.computed_answers import stored_answer
from engines.questionnaire.expressions.scope import Reference
from engines.questionnaire.expressions.values import Single, Value, single, to_number, to_string
from engines.questionnaire.kept_values import value_from_kept

Path = tuple[str, ...]
Columns = Mapping[str, str]
#: What ``today()`` means; or the days current where people answer, the one of computations first.
Today = datetime.date | tuple[datetime.date, ...]
MAX_ROWS = 1_000  # what is evaluated of a repeated group, whatever was stored
_NO_COLUMNS: Columns = {}


class Row:
    """One row of a repeated group, or the whole answer. ``ancestors[depth]`` leads back to it."""

    __slots__ = ("ancestors", "data", "path", "position")

    def __init__(self, path: Path, data: Mapping[str, Any], around: tuple[Row, ...], position: int) -> None:
        self.path = path
        self.data = data
        self.ancestors: tuple[Row, ...] = (*around, self)
        self.position = position


class RunScope:
    """What an expression sees from one row (the :class:`~…scope.Scope` of a run)."""

    __slots__ = ("columns", "current", "kept", "position", "row", "run", "today")

    def __init__(
        self,
        run: Run,
        row: Row,
        current: Value = "",
        columns: Columns = _NO_COLUMNS,
        today: datetime.date | None = None,
        kept: Single = "",
    ) -> None:
        self.kept: Value = kept
        self.run = run
        self.row = row
        self.today = today or run.days[0]
        self.position = row.position
        self.current = current
        self.columns = columns

    def one(self, reference: Reference) -> Value:
        question = self.run.compiled.questions[reference.key]
        return self.run.value(question, self.row.ancestors[reference.shared])

    def nodes(self, reference: Reference) -> tuple[Single, ...]:
        return self.run.nodes(reference, self.row.ancestors[reference.shared])

    def indexed(self, reference: Reference, index: int) -> Value:
        rows = self.run.rows_below(self.row.ancestors[reference.shared], reference.below)
        if index > len(rows):
            return ""
        return self.run.value(self.run.compiled.questions[reference.key], rows[index - 1])

    def choice_label(self, key: str, value: str) -> str:
        """The label of a code, or those of several, separated by a comma as people write a list."""
        choices = self.run.compiled.questions[key].choice_by_value
        if value in choices:
            return choices[value].label
        return ", ".join(choices[code].label if code in choices else code for code in value.split()) or value


class Run:
    """Lazily computes, remembers, and never fails whatever the stored answers hold."""

    def __init__(self, compiled: CompiledQuestionnaire, answers: Mapping[str, Any], today: Today) -> None:
        self.compiled = compiled
        self.days = today if isinstance(today, tuple) else (today,)
        self.root = Row((), answers, (), 1)
        self.unreadable: dict[tuple[int, Path], str] = {}
        self._relevant: dict[tuple[int, Path], bool] = {}
        self._values: dict[tuple[int, Path], Single] = {}
        self._children: dict[tuple[str, Path], tuple[Row, ...]] = {}
        self._nodes: dict[tuple[str, Path], tuple[Single, ...]] = {}

    def prepare(self, nodes: Iterable[Node]) -> None:
        """Compute ``nodes`` in their order, so that nothing later has to go deep to find a value."""
        for node in nodes:
            for row in self.rows(node.chain):
                self.is_relevant(node, row)
                if isinstance(node, CompiledQuestion):
                    self.value(node, row)

    def is_relevant(self, node: Node, row: Row) -> bool:
        """Whether routing shows this node in this row, everything around it being shown."""
        key = (node.index, row.path)
        known = self._relevant.get(key)
        if known is None:
            known = self._compute_relevant(node, row)
            self._relevant[key] = known
        return known

    def _compute_relevant(self, node: Node, row: Row) -> bool:
        parent: CompiledSection | CompiledGroup | None = node.parent
        if parent is not None and not self.is_relevant(parent, row.ancestors[len(parent.chain)]):
            return False
        return node.relevant is None or node.relevant.is_true(RunScope(self, row))

    def value(self, question: CompiledQuestion, row: Row) -> Single:
        """The value expressions see: ``""`` when hidden, unanswered or unreadable."""
        key = (question.index, row.path)
        known = self._values.get(key)
        if known is None:
            known = self._compute_value(question, row) if self.is_relevant(question, row) else ""
            self._values[key] = known
        return known

    def _compute_value(self, question: CompiledQuestion, row: Row) -> Single:
        if question.calculation is not None and not question.question.is_answerable:
            return self._calculated(question, row)
        try:
            return answer_value(question.question.kind, self.answer(question, row))
        except UnreadableAnswerError as error:
            self.unreadable[question.index, row.path] = str(error)
            return ""

    def _calculated(self, question: CompiledQuestion, row: Row) -> Single:
        keeps = question.keeps_value and not question.question.is_answerable
        scope = RunScope(self, row, kept=value_from_kept(row.data.get(question.key)) if keeps else "")
        if question.triggers and not any(to_string(trigger.run(scope)) for trigger in question.triggers):
            return ""
        assert question.calculation is not None
        result = single(question.calculation.run(scope))
        # "Not a number" is how arithmetic says that an answer is still missing.
        return "" if isinstance(result, Decimal) and not result.is_finite() else result

    def answer(self, question: CompiledQuestion, row: Row) -> Any:
        """What stands for the answer of a shown question: what is stored, else what its calculation gives."""
        stored = row.data.get(question.key) if question.question.is_answerable else None
        return self.computed(question, row) if question.is_computed and is_blank(stored) else stored

    def computed(self, question: CompiledQuestion, row: Row) -> Any:
        """What the calculation of an answerable question would store, whatever is stored, or None."""
        if not (question.is_computed and self.is_relevant(question, row)):
            return None
        return stored_answer(question.question, self._calculated(question, row), question.choice_by_value)

    def nodes(self, reference: Reference, base: Row) -> tuple[Single, ...]:
        """The values of ``reference`` in all the shown rows under ``base``."""
        key = (reference.key, base.path)
        known = self._nodes.get(key)
        if known is None:
            rows = self.rows_below(base, reference.below)
            if reference.is_group:
                known = (Decimal(1),) * len(rows)
            else:
                question = self.compiled.questions[reference.key]
                known = tuple(self.value(question, row) for row in rows if self.is_relevant(question, row))
            self._nodes[key] = known
        return known

    def rows_below(self, base: Row, groups: tuple[str, ...]) -> list[Row]:
        """The shown rows reached from ``base`` through these repeated groups."""
        rows = [base]
        for key in groups:
            group = self.compiled.groups[key]
            rows = [
                child for row in rows if self.is_relevant(group, row) for child in self.children(row, key)
            ]
        return rows

    def rows(self, chain: tuple[str, ...]) -> list[Row]:
        """All the rows under a chain of repeated groups, hidden ones included."""
        rows = [self.root]
        for key in chain:
            rows = [child for row in rows for child in self.children(row, key)]
        return rows

    def expected_rows(self, group: CompiledGroup, row: Row) -> int | None:
        """How many rows an expression says that a repeated group has; None when people add them."""
        if group.row_count is None:
            return None
        number = to_number(group.row_count.run(RunScope(self, row)))
        return min(max(int(number), 0), group.group.max_rows) if number.is_finite() else 0

    def row_at(self, path: Path) -> Row:
        """The row that holds what is at ``path``."""
        row = self.root
        for group, row_id in zip(path[:-1:2], path[1:-1:2], strict=True):
            row = next(child for child in self.children(row, group) if child.path[-1] == row_id)
        return row

    def children(self, row: Row, group: str) -> tuple[Row, ...]:
        """The rows of one repeated group, with their stable identifiers (or ``#1`` when lost)."""
        key = (group, row.path)
        known = self._children.get(key)
        if known is None:
            known = _read_rows(row, group)
            self._children[key] = known
        return known


def _read_rows(row: Row, group: str) -> tuple[Row, ...]:
    stored = row.data.get(group)
    if not isinstance(stored, list):
        return ()
    rows: list[Row] = []
    seen: set[str] = set()
    for position, data in enumerate(stored[:MAX_ROWS], start=1):
        if not isinstance(data, Mapping):
            data = {}
        row_id = data.get("_id")
        if not isinstance(row_id, str) or not row_id or row_id in seen:
            row_id = f"#{position}"
        seen.add(row_id)
        rows.append(Row((*row.path, group, row_id), data, row.ancestors, position))
    return tuple(rows)
