"""The contract between figures and those who show them: what is asked, what is answered.

A page asks with a :class:`FigureSpec` and shows a :class:`Figure`; it computes nothing and hides
nothing: small counts are already gone. Both travel as JSON, so that a published study can pin what it
showed (:meth:`Figure.to_json`) and `manage.py replay` can prove it again.
"""

from __future__ import annotations

import datetime
import enum
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Literal


class FigureKind(enum.StrEnum):
    """Stored in pages: reviewed like an API."""

    SHARE = "share"
    MEAN = "mean"
    MEDIAN = "median"
    TOTAL = "total"
    DISTRIBUTION = "distribution"
    CROSSTAB = "crosstab"
    MULTIPLE = "multiple"
    HISTOGRAM = "histogram"


FIGURE_KIND_LABELS: dict[FigureKind, str] = {
    FigureKind.SHARE: "Part (un pourcentage)",
    FigureKind.MEAN: "Moyenne",
    FigureKind.MEDIAN: "Médiane",
    FigureKind.TOTAL: "Total",
    FigureKind.DISTRIBUTION: "Répartition des réponses",
    FigureKind.CROSSTAB: "Croisement de deux questions",
    FigureKind.MULTIPLE: "Question à plusieurs réponses",
    FigureKind.HISTOGRAM: "Répartition par tranches",
}

Unit = Literal["share", "euros", "number", "count"]
Withheld = Literal["", "primary", "secondary"]
Status = Literal["published", "calculated", "comparison", "simulated"]

#: ``group_key`` of the rows about all groups together.
ALL_GROUPS = "all"


@dataclass(frozen=True, slots=True)
class FigureSpec:
    """What a figure shows. Hashable.

    variable: name of a variable of the dataset (see ``list_variables``).
    breakdown: name of the variable whose groups are compared; required by ``crosstab``, allowed by
        ``multiple``, ``share``, ``mean``, ``median`` and ``total``.
    category: for ``share``: the choice or choices counted together.
    domain: ``((variable, (code, …)), …)``: only rows whose variable holds one of the codes; all must hold.
    completes_only: leave partial responses out (of the base, and out of what is said of it).
    weighted: use the dataset's weights, if it has some.
    bounds: for ``histogram``: increasing limits of the classes, in cents for amounts.
    """

    kind: FigureKind
    variable: str
    breakdown: str = ""
    category: tuple[str, ...] = ()
    domain: tuple[tuple[str, tuple[str, ...]], ...] = ()
    completes_only: bool = True
    weighted: bool = True
    bounds: tuple[int | float, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", FigureKind(self.kind))
        object.__setattr__(self, "category", tuple(self.category))
        object.__setattr__(self, "domain", tuple((name, tuple(codes)) for name, codes in self.domain))
        object.__setattr__(self, "bounds", tuple(self.bounds))

    def to_json(self) -> dict[str, Any]:
        """Plain JSON; :meth:`from_json` gives the same specification back."""
        return {
            "kind": self.kind.value,
            "variable": self.variable,
            "breakdown": self.breakdown,
            "category": list(self.category),
            "domain": [[name, list(codes)] for name, codes in self.domain],
            "completes_only": self.completes_only,
            "weighted": self.weighted,
            "bounds": _bounds_to_json(self.bounds),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> FigureSpec:
        """Inverse of :meth:`to_json`. Raises ``KeyError``, ``TypeError`` or ``ValueError`` on other input."""
        bounds = _bounds_from_json(data.get("bounds", ()))
        return cls(**{**data, "kind": FigureKind(data["kind"]), "bounds": bounds})


def _bounds_to_json(bounds: tuple[int | float, ...]) -> list[int | float | str]:
    """JSON has no infinity: the open ends are written ``"-inf"`` and ``"inf"``."""
    return [str(bound) if math.isinf(bound) else bound for bound in bounds]


def _bounds_from_json(bounds: Iterable[int | float | str]) -> tuple[int | float, ...]:
    return tuple(float(bound) if isinstance(bound, str) else bound for bound in bounds)


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One number.

    key, label: the answer (or class of a histogram) the number is about; in ``mean``, ``median`` and
        ``total``, the variable itself.
    group_key, group_label: the group of the breakdown; ``ALL_GROUPS`` for everybody, always last.
    value: a share between 0 and 1, int cents when ``unit`` is ``euros``, otherwise a float.
        None when withheld, or when nobody is in the base.
    n: unweighted answers behind the number (those counted, for a share). base_n: unweighted base.
    low, high: ends of the 95 % interval, in the unit of ``value``; None when there is none.
    withheld: why the number is not published, or "".
    """

    key: str
    label: str
    group_key: str = ALL_GROUPS
    group_label: str = "Ensemble"
    value: float | int | None = None
    unit: Unit = "share"
    n: int | None = None
    base_n: int | None = None
    low: float | None = None
    high: float | None = None
    withheld: Withheld = ""

    @property
    def is_withheld(self) -> bool:
        return self.withheld != ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure fit to be shown, with everything that must stand beside it.

    base_label: «part de quoi», begins with «des», for example «des organisations ayant répondu à toutes
        les questions». base_n: answers it rests on, None when withheld.
    rows_begun: rows of the dataset, partial ones included; rows_complete: of which complete.
    missing: reason (``not_reached``, ``not_asked``, ``no_answer``, ``dont_know``, ``refused``) -> rows put
        aside for it; None: some, too few to be told.
    steps: French sentences with the numbers, for «comment ce chiffre est calculé»; formula: in one line.
    input_digest: of everything the engine was given. dataset_digest: of the frozen table.
    is_census: the whole population answered, nothing is estimated.
    """

    spec: FigureSpec
    variable_label: str
    question_text: str
    rows: tuple[FigureRow, ...]
    base_label: str
    base_n: int | None
    rows_begun: int | None
    rows_complete: int | None
    missing: dict[str, int | None]
    weighting_label: str
    interval_label: str
    collected_from: datetime.date | None
    collected_to: datetime.date | None
    frozen_at: datetime.datetime
    source_label: str
    status: Status
    is_simulated: bool
    engine: str
    engine_version: str
    input_digest: str
    steps: tuple[str, ...]
    formula: str
    threshold: int
    dataset_slug: str
    dataset_title: str
    dataset_digest: str
    breakdown_label: str = ""
    unit: Unit = "share"
    bounds: tuple[int | float, ...] = field(default=())
    is_census: bool = False

    @property
    def has_withheld(self) -> bool:
        return any(row.is_withheld for row in self.rows)

    @property
    def is_tally(self) -> bool:
        """Whether the numbers are sums of what was declared: counted, not estimated, hence no interval."""
        lows = [row.low for row in self.rows if row.value is not None]
        return self.spec.kind is FigureKind.TOTAL and bool(lows) and lows == [None] * len(lows)

    @property
    def groups(self) -> tuple[tuple[str, str], ...]:
        """``(group_key, group_label)`` in order, each once."""
        return tuple(dict.fromkeys((row.group_key, row.group_label) for row in self.rows))

    def rows_of(self, group_key: str) -> tuple[FigureRow, ...]:
        return tuple(row for row in self.rows if row.group_key == group_key)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON, complete: :meth:`from_json` gives the same figure back."""
        data = {item.name: getattr(self, item.name) for item in fields(self)}
        data["spec"] = self.spec.to_json()
        data["rows"] = [asdict(row) for row in self.rows]
        data["steps"] = list(self.steps)
        data["bounds"] = _bounds_to_json(self.bounds)
        data["frozen_at"] = self.frozen_at.isoformat()
        for name in ("collected_from", "collected_to"):
            data[name] = data[name] and data[name].isoformat()
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Figure:
        """Inverse of :meth:`to_json`."""
        values = dict(data)
        values["spec"] = FigureSpec.from_json(data["spec"])
        values["rows"] = tuple(FigureRow(**row) for row in data["rows"])
        values["steps"] = tuple(data["steps"])
        values["bounds"] = _bounds_from_json(data["bounds"])
        values["frozen_at"] = datetime.datetime.fromisoformat(data["frozen_at"])
        for name in ("collected_from", "collected_to"):
            values[name] = values[name] and datetime.date.fromisoformat(values[name])
        return cls(**values)

    def with_status(self, status: Status) -> Figure:
        """The same figure, said to be published, compared, …; a simulated one stays simulated."""
        return self if self.is_simulated else replace(self, status=status)


class InvalidFigure(ValueError):
    """The specification cannot be computed from this dataset. ``str()`` is in French, for the editor.

    ``field``: name of the field of :class:`FigureSpec` to correct.
    """

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class UnknownVariable(InvalidFigure):
    """No variable of that name, or it is not published."""


class UnknownCode(InvalidFigure):
    """A choice the variable does not have."""


class WrongKind(InvalidFigure):
    """This kind of figure cannot be made from this kind of variable."""


class EmptyBase(InvalidFigure):
    """Nobody is left to count."""
