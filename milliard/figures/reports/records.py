"""The contract between figures and those who show them: what is asked, what is answered.

A page asks with a `FigureSpec` and shows a `Figure`; it computes nothing and hides nothing: small counts are
already gone. Both travel as JSON, so that a published study can pin what it showed (`Figure.to_json`) and
`manage.py replay` can prove it again.
"""

from __future__ import annotations

import datetime
import enum
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
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
    RANKS = "ranks"
    MEAN_RANK = "mean_rank"
    BY_MONTH = "by_month"
    BY_QUARTER = "by_quarter"
    BY_YEAR = "by_year"


FIGURE_KIND_LABELS: dict[FigureKind, str] = {
    FigureKind.SHARE: "Part (un pourcentage)",
    FigureKind.MEAN: "Moyenne",
    FigureKind.MEDIAN: "Médiane",
    FigureKind.TOTAL: "Total",
    FigureKind.DISTRIBUTION: "Répartition des réponses",
    FigureKind.CROSSTAB: "Croisement de deux questions",
    FigureKind.MULTIPLE: "Question à plusieurs réponses",
    FigureKind.HISTOGRAM: "Répartition par tranches",
    FigureKind.RANKS: "Classement\u00a0: rangs donnés à chaque réponse",
    FigureKind.MEAN_RANK: "Classement\u00a0: rang moyen de chaque réponse",
    FigureKind.BY_MONTH: "Dates\u00a0: réponses par mois",
    FigureKind.BY_QUARTER: "Dates\u00a0: réponses par trimestre",
    FigureKind.BY_YEAR: "Dates\u00a0: réponses par année",
}

Unit = Literal["share", "euros", "number", "count"]
Withheld = Literal["", "withheld"]
Status = Literal["published", "calculated", "comparison", "simulated"]
#: Of the rows of a figure: the largest first, as the questionnaire asks, or the earliest first.
Order = Literal["size", "questionnaire", "time"]

#: ``group_key`` of the rows about all groups together.
ALL_GROUPS = "all"


#: How the weighting of a weighted figure begins.
WEIGHTED = "Données pondérées"


@dataclass(frozen=True, slots=True)
class FigureSpec:
    """What a figure shows. Hashable."""

    kind: FigureKind
    #: Name of a variable of the dataset (see `list_variables`).
    variable: str
    #: The variable whose groups are compared: required by a crosstab, allowed by some kinds.
    breakdown: str = ""
    #: Of a share: the choice or choices counted together.
    category: tuple[str, ...] = ()
    #: ``((variable, (code, …)), …)``: only rows whose variable holds one of the codes; all must hold.
    domain: tuple[tuple[str, tuple[str, ...]], ...] = ()
    #: Leave partial responses out of the base, and of what is written about it.
    completes_only: bool = True
    #: Use the dataset's weights, if it has some.
    weighted: bool = True
    #: Of a histogram: increasing limits of the classes, in cents for amounts.
    bounds: tuple[int | float, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", FigureKind(self.kind))
        object.__setattr__(self, "category", tuple(self.category))
        object.__setattr__(self, "domain", tuple((name, tuple(codes)) for name, codes in self.domain))
        object.__setattr__(self, "bounds", tuple(self.bounds))

    def to_json(self) -> dict[str, Any]:
        """Plain JSON; `from_json` gives the same specification back."""
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
        """Inverse of `to_json`. Raises ``KeyError``, ``TypeError`` or ``ValueError`` on other input."""
        bounds = _bounds_from_json(data.get("bounds", ()))
        return cls(**{**data, "kind": FigureKind(data["kind"]), "bounds": bounds})


def _bounds_to_json(bounds: tuple[int | float, ...]) -> list[int | float | str]:
    """JSON has no infinity: the open ends are written ``"-inf"`` and ``"inf"``."""
    return [str(bound) if math.isinf(bound) else bound for bound in bounds]


def _bounds_from_json(bounds: Iterable[int | float | str]) -> tuple[int | float, ...]:
    return tuple(float(bound) if isinstance(bound, str) else bound for bound in bounds)


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One number."""

    #: The answer, or class of a histogram; of a mean, a median, a total, the variable itself.
    key: str
    label: str
    #: The group of the breakdown; `ALL_GROUPS` for everybody, always last.
    group_key: str = ALL_GROUPS
    group_label: str = "Ensemble"
    #: A share between 0 and 1, int cents when ``unit`` is «euros», otherwise a float. None when withheld, or
    #: when nobody is in the base.
    value: float | int | None = None
    unit: Unit = "share"
    #: Unweighted answers behind the number: those counted, for a share.
    n: int | None = None
    #: Unweighted base.
    base_n: int | None = None
    #: Ends of the 95 % interval, in the unit of ``value``; None when there is none.
    low: float | None = None
    high: float | None = None
    #: «withheld» when the number is not published: why is told to nobody, since it would bound the number.
    withheld: Withheld = ""

    @property
    def is_withheld(self) -> bool:
        return self.withheld != ""

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> FigureRow:
        """Read a row; what was pinned when two kinds of withholding were told apart reads as one."""
        return cls(**{**data, "withheld": "withheld" if data.get("withheld") else ""})


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure fit to be shown, with its base, dates, source, method and status. Texts are in French."""

    spec: FigureSpec
    variable_label: str
    question_text: str
    rows: tuple[FigureRow, ...]
    #: What follows «part», «total», «médiane»: «des organisations ayant répondu à cette question».
    base_label: str
    #: Answers it rests on; None when withheld.
    base_n: int | None
    #: Rows of the dataset, partial ones included, and of which complete; None when too few to be shown.
    rows_begun: int | None
    rows_complete: int | None
    #: Reason (``not_reached``, ``not_asked``, ``no_answer``, ``dont_know``, ``refused``) -> rows left out for
    #: it; None: some, too few to be shown.
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
    #: Of everything the engine was given, under the dataset's secret: kept for `replay`, shown to nobody.
    #: Empty in what was published before digests had a key.
    input_digest: str
    #: The sentences of «comment ce chiffre est calculé».
    steps: tuple[str, ...]
    #: The same in one line.
    formula: str
    #: Counts under it are withheld.
    threshold: int
    dataset_slug: str
    dataset_title: str
    breakdown_label: str = ""
    #: What follows «selon»; "" in figures published before there was one.
    breakdown_phrase: str = ""
    order: Order = "questionnaire"
    unit: Unit = "share"
    bounds: tuple[int | float, ...] = field(default=())
    #: Whether the whole population answered: nothing is estimated.
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
    def is_weighted(self) -> bool:
        """Whether the responses do not all count the same."""
        return self.weighting_label.startswith(WEIGHTED)

    @property
    def groups(self) -> tuple[tuple[str, str], ...]:
        """``(group_key, group_label)`` in order, each once."""
        return tuple(dict.fromkeys((row.group_key, row.group_label) for row in self.rows))

    def rows_of(self, group_key: str) -> tuple[FigureRow, ...]:
        return tuple(row for row in self.rows if row.group_key == group_key)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON, complete: `from_json` gives the same figure back."""
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
        """Inverse of `to_json`."""
        values = dict(data)
        values["spec"] = FigureSpec.from_json(data["spec"])
        values["rows"] = tuple(FigureRow.from_json(row) for row in data["rows"])
        values["steps"] = tuple(data["steps"])
        values["bounds"] = _bounds_from_json(data["bounds"])
        values["frozen_at"] = datetime.datetime.fromisoformat(data["frozen_at"])
        for name in ("collected_from", "collected_to"):
            values[name] = values[name] and datetime.date.fromisoformat(values[name])
        return cls(**values)


class InvalidFigure(ValueError):
    """The specification cannot be computed from this dataset. ``str()`` is in French, for the editor.

    ``field``: the field of `FigureSpec` to correct.
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
