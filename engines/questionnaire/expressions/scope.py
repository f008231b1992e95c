"""The two questions of an expression: what a name means here, and what its value is now."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from engines.questionnaire.expressions import values as v
from engines.questionnaire.expressions.values import Value


@dataclass(frozen=True, slots=True)
class Reference:
    """The meaning of ``${name}`` at one place of the questionnaire."""

    #: Question or repeated group.
    key: str
    #: How many repeated groups the place and the target have in common.
    shared: int
    #: The repeated groups between the two (empty: there is one node).
    below: tuple[str, ...]
    is_group: bool = False


class Scope(Protocol):
    """The values an expression may ask for while it runs. Implemented by the evaluation."""

    today: datetime.date
    current: Value
    #: What the calculation gave the first time; a blank until then.
    kept: Value
    columns: Mapping[str, str]
    position: int

    def one(self, reference: Reference) -> Value: ...

    def nodes(self, reference: Reference) -> tuple[v.Single, ...]: ...

    def indexed(self, reference: Reference, index: int) -> Value: ...

    def choice_label(self, key: str, value: str) -> str: ...


class KnownNames(Protocol):
    """The meaning of names at the place of the expression. Implemented by the compilation."""

    has_current: bool
    #: Whether it is a calculation, of which a response can keep the value.
    has_kept: bool
    columns: frozenset[str]

    def reference(self, name: str, position: int) -> Reference: ...


Closure = Callable[[Scope], Value]


@dataclass(frozen=True, slots=True)
class Expression:
    """A ready expression: its text, what runs it, the keys it reads, whether its value is kept."""

    source: str
    run: Closure
    references: frozenset[str]
    is_kept: bool = False

    def is_true(self, scope: Scope) -> bool:
        """The expression as a condition."""
        return v.to_boolean(self.run(scope))
