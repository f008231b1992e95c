"""A questionnaire made ready to run once, then shared by every thread that evaluates answers."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engines.questionnaire.expressions.scope import Expression
from engines.questionnaire.model import Choice, Definition, Group, Question, Section

Bound = Decimal | datetime.date | None


@dataclass(frozen=True, slots=True, eq=False)
class CompiledSection:
    """A section; ``index`` numbers the nodes of the questionnaire in document order."""

    index: int
    section: Section
    relevant: Expression | None
    parent: None = None
    chain: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return self.section.key


@dataclass(frozen=True, slots=True, eq=False)
class CompiledGroup:
    """A group. ``chain``: the repeated groups around it, without itself; ``row_count``: how many rows."""

    index: int
    group: Group
    section: str
    parent: CompiledSection | CompiledGroup
    chain: tuple[str, ...]
    relevant: Expression | None
    row_count: Expression | None = None

    @property
    def key(self) -> str:
        return self.group.key

    @property
    def inner_chain(self) -> tuple[str, ...]:
        """The repeated groups around what it holds."""
        return (*self.chain, self.group.key) if self.group.repeats else self.chain


@dataclass(frozen=True, slots=True, eq=False)
class CompiledQuestion:
    """A question. ``required`` is False, True or an expression; bounds are in the unit of the answer
    as expressions see it (euros for an amount); ``triggers``: the answers that its calculation waits for;
    ``default``: as stored, None without one."""

    index: int
    question: Question
    section: str
    parent: CompiledSection | CompiledGroup
    chain: tuple[str, ...]
    choices: tuple[Choice, ...]
    choice_by_value: dict[str, Choice]
    relevant: Expression | None = None
    required: Expression | bool = False
    constraint: Expression | None = None
    calculation: Expression | None = None
    choice_filter: Expression | None = None
    triggers: tuple[Expression, ...] = ()
    minimum: Bound = None
    maximum: Bound = None
    default: Any = None

    @property
    def key(self) -> str:
        return self.question.key

    @property
    def is_computed(self) -> bool:
        """Whether people answer it, from what its calculation gives."""
        return self.calculation is not None and self.question.is_answerable

    @property
    def keeps_value(self) -> bool:
        """Whether it is a calculation whose first value the response keeps: ``once()``."""
        return self.calculation is not None and self.calculation.is_kept

    @property
    def computed_from(self) -> frozenset[str]:
        """The keys that its calculation reads, its triggers included."""
        if self.calculation is None:
            return frozenset()
        return self.calculation.references.union(*(trigger.references for trigger in self.triggers))


Node = CompiledSection | CompiledGroup | CompiledQuestion


@dataclass(frozen=True, slots=True, eq=False)
class CompiledQuestionnaire:
    """The result of `compile_questionnaire`. Immutable; safe to share between threads.

    order: nodes with something to compute (a relevance or a calculation), each after what it reads.
    plans: for each section, the part of ``order`` that its questions need.
    members: for each section, its groups and questions in document order.
    """

    questionnaire: Definition
    sections: dict[str, CompiledSection]
    groups: dict[str, CompiledGroup]
    questions: dict[str, CompiledQuestion]
    members: dict[str, tuple[CompiledGroup | CompiledQuestion, ...]]
    order: tuple[Node, ...]
    plans: dict[str, tuple[Node, ...]]
    dependencies: dict[str, frozenset[str]]

    def questions_of(self, section: str) -> Iterator[CompiledQuestion]:
        """The questions of one section, in document order."""
        return (member for member in self.members[section] if isinstance(member, CompiledQuestion))
