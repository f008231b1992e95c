"""The book that explains every column of a frozen dataset. Stored as JSON beside the table.

How a variable stands in the table, by kind (``x`` being its name):

=============================  ==================================================================
categorical                    ``x``: position of the answer in ``answers``, or a missing code
multiple                       ``x/<value>``: 1 when ticked; ``x/missing``: 0, or a missing code
rank                           ``x/<value>``: 1 for the first choice, 0 when not ranked; ``x/missing``
numeric                        ``x``: float, empty when missing; ``x/missing``
amount                         ``x``: whole euro cents, empty when missing; ``x/missing``
date                           ``x``: date, empty when missing; ``x/missing``
weight, population             ``x``: float, never missing
stratum, cluster               ``x``: number of the stratum or cluster, in order of first appearance
text, identifier, left_out     no column: described here, never stored with the figures
=============================  ==================================================================

Missing codes are those of `engines.statistics.MissingCode` (250 to 254; in 16-bit columns of
categories 65 280 more): question not reached, not asked, left blank, «ne sait pas», refused. One more
column, ``_completed``, tells complete responses from those begun.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

SCHEMA = 1
COMPLETED = "_completed"


class VariableKind(enum.StrEnum):
    """Stored values: reviewed like an API."""

    CATEGORICAL = "categorical"
    MULTIPLE = "multiple"
    RANK = "rank"
    NUMERIC = "numeric"
    AMOUNT = "amount"
    DATE = "date"
    WEIGHT = "weight"
    STRATUM = "stratum"
    CLUSTER = "cluster"
    POPULATION = "population"
    TEXT = "text"
    IDENTIFIER = "identifier"
    LEFT_OUT = "left_out"


KIND_LABELS: dict[VariableKind, str] = {
    VariableKind.CATEGORICAL: "un choix",
    VariableKind.MULTIPLE: "plusieurs choix",
    VariableKind.RANK: "classement",
    VariableKind.NUMERIC: "nombre",
    VariableKind.AMOUNT: "montant en euros",
    VariableKind.DATE: "date",
    VariableKind.WEIGHT: "poids de redressement",
    VariableKind.STRATUM: "strate de tirage",
    VariableKind.CLUSTER: "grappe de tirage",
    VariableKind.POPULATION: "taille de la population de la strate",
    VariableKind.TEXT: "texte libre, hors de la table",
    VariableKind.IDENTIFIER: "identifiant, hors de la table",
    VariableKind.LEFT_OUT: "laissé hors de la table",
}
NOT_STORED = frozenset({VariableKind.TEXT, VariableKind.IDENTIFIER, VariableKind.LEFT_OUT})
DESIGN_KINDS = frozenset(
    {VariableKind.WEIGHT, VariableKind.STRATUM, VariableKind.CLUSTER, VariableKind.POPULATION}
)


@dataclass(frozen=True, slots=True)
class CodebookAnswer:
    """One possible answer."""

    #: What stands in the table: its position among the answers that count, or its missing code.
    code: int
    value: str
    label: str
    #: Name of the missing code it stands for (``dont_know``…), or "".
    missing: str = ""
    #: Those who give it, as a caption names them: «les associations».
    phrase: str = ""


@dataclass(frozen=True, slots=True)
class CodebookVariable:
    """One variable of a dataset."""

    name: str
    kind: VariableKind
    label: str
    #: Stable across waves.
    uid: str = ""
    question_text: str = ""
    section: str = ""
    role: str = "content"
    unit: str = ""
    categories: tuple[CodebookAnswer, ...] = ()
    is_sensitive: bool = False
    is_published: bool = True
    #: (what stood in the imported file, reason).
    missing_codes: tuple[tuple[str, str], ...] = ()
    #: Key of the question it comes from, or "".
    source_question: str = ""
    #: What was done to make it, in French.
    note: str = ""
    #: What is asked, as a caption names it: «le statut».
    phrase: str = ""
    #: The order of the answers has a meaning: figures keep it.
    is_ordered: bool = False

    @property
    def is_stored(self) -> bool:
        return self.kind not in NOT_STORED

    @property
    def answers(self) -> tuple[CodebookAnswer, ...]:
        """The answers that count, in the order of their codes."""
        return tuple(answer for answer in self.categories if not answer.missing)

    def columns(self) -> tuple[str, ...]:
        """Names of the columns of the table that hold this variable."""
        if not self.is_stored:
            return ()
        if self.kind in (VariableKind.MULTIPLE, VariableKind.RANK):
            return (*(f"{self.name}/{answer.value}" for answer in self.answers), f"{self.name}/missing")
        if self.kind in (VariableKind.NUMERIC, VariableKind.AMOUNT, VariableKind.DATE):
            return (self.name, f"{self.name}/missing")
        return (self.name,)


@dataclass(frozen=True, slots=True)
class Codebook:
    """All the variables, in the order of the questionnaire or file."""

    variables: tuple[CodebookVariable, ...]
    #: Whom the rows are about: ``organisation``, ``person`` or ``row``.
    respondents: str = "row"
    #: Choices made when freezing, in French.
    notes: tuple[str, ...] = ()
    _by_name: dict[str, CodebookVariable] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_name = {variable.name: variable for variable in self.variables}
        columns = [column for variable in self.variables for column in variable.columns()]
        if len(by_name) < len(self.variables) or len(set(columns) | {COMPLETED}) < len(columns) + 1:
            raise ValueError("two variables share a name or a column")
        object.__setattr__(self, "_by_name", by_name)

    def __iter__(self) -> Iterator[CodebookVariable]:
        return iter(self.variables)

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __getitem__(self, name: str) -> CodebookVariable:
        """The variable of this name; raises ``KeyError``."""
        return self._by_name[name]

    def of_kind(self, kind: VariableKind) -> CodebookVariable | None:
        """The first variable of a kind, for those a dataset has at most one of."""
        return next((variable for variable in self.variables if variable.kind is kind), None)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON; `from_json` gives the same codebook back."""
        return {
            "schema": SCHEMA,
            "respondents": self.respondents,
            "notes": list(self.notes),
            "variables": [_variable_to_json(variable) for variable in self.variables],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Codebook:
        """Inverse of `to_json`. Raises ``KeyError``, ``TypeError`` or ``ValueError`` on anything else."""
        if data["schema"] != SCHEMA:
            raise ValueError(f"unknown schema of codebook: {data['schema']!r}")
        return cls(
            variables=tuple(_variable_from_json(item) for item in data["variables"]),
            respondents=data["respondents"],
            notes=tuple(data["notes"]),
        )


def _variable_to_json(variable: CodebookVariable) -> dict[str, Any]:
    return {
        "name": variable.name,
        "kind": variable.kind.value,
        "label": variable.label,
        "uid": variable.uid,
        "question_text": variable.question_text,
        "section": variable.section,
        "role": variable.role,
        "unit": variable.unit,
        "categories": [asdict(answer) for answer in variable.categories],
        "is_sensitive": variable.is_sensitive,
        "is_published": variable.is_published,
        "missing_codes": [list(pair) for pair in variable.missing_codes],
        "source_question": variable.source_question,
        "note": variable.note,
        "phrase": variable.phrase,
        "is_ordered": variable.is_ordered,
    }


def _variable_from_json(data: Mapping[str, Any]) -> CodebookVariable:
    values = dict(data)
    values["kind"] = VariableKind(data["kind"])
    values["categories"] = tuple(CodebookAnswer(**answer) for answer in data["categories"])
    values["missing_codes"] = tuple((raw, reason) for raw, reason in data["missing_codes"])
    return CodebookVariable(**values)
