"""Ask `surveys.reports` for what a block shows, and keep the answer as plain JSON.

The only place of this app where a figure is computed: for a preview, and once for ever when a study is
published. Pages, downloads and the PDF read what was kept.
"""

import datetime as dt
import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings

from milliard.core.disclosure import sayable_counts
from milliard.figures import reports
from milliard.figures.display.parts import Part, Question
from milliard.figures.enums import RowCount
from milliard.figures.models import Dataset
from milliard.figures.reports import Figure, FigureKind, FigureSpec


@dataclass(frozen=True, slots=True)
class Answer:
    """One part with its answer: a figure, or a number of rows of the dataset (None: too few to be said)."""

    label: str
    is_highlighted: bool
    figure: Figure | None = None
    count: str = ""
    count_value: int | None = 0

    def to_json(self) -> dict[str, Any]:
        return {
            "label": self.label,
            "is_highlighted": self.is_highlighted,
            "figure": self.figure and self.figure.to_json(),
            "count": self.count,
            "count_value": self.count_value,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Answer":
        figure = Figure.from_json(data["figure"]) if data["figure"] else None
        return cls(**{**data, "figure": figure})


@dataclass(frozen=True, slots=True)
class DatasetFacts:
    """What must be said of the dataset beside every number, pinned with it."""

    slug: str
    title: str
    digest: str
    source: str
    collected_from: dt.date | None
    collected_to: dt.date | None
    frozen_at: dt.datetime
    row_count: int
    complete_count: int
    is_simulated: bool

    @classmethod
    def of(cls, dataset: Dataset) -> "DatasetFacts":
        return cls(
            slug=dataset.slug,
            title=dataset.title,
            digest=dataset.digest,
            source=dataset.source_note or dataset.title,
            collected_from=dataset.collected_from,
            collected_to=dataset.collected_to,
            frozen_at=dataset.frozen_at,
            row_count=dataset.row_count,
            complete_count=dataset.complete_count,
            is_simulated=dataset.is_simulated,
        )

    @property
    def sayable(self) -> tuple[int | None, int | None]:
        """Rows begun, rows complete, each None when too few to be said in public."""
        return sayable_counts(self.row_count, self.complete_count, settings.DISCLOSURE_THRESHOLD)

    def to_json(self) -> dict[str, Any]:
        return {
            "slug": self.slug,
            "title": self.title,
            "digest": self.digest,
            "source": self.source,
            "collected_from": self.collected_from and self.collected_from.isoformat(),
            "collected_to": self.collected_to and self.collected_to.isoformat(),
            "frozen_at": self.frozen_at.isoformat(),
            "row_count": self.row_count,
            "complete_count": self.complete_count,
            "is_simulated": self.is_simulated,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "DatasetFacts":
        values = dict(data)
        for name in ("collected_from", "collected_to"):
            values[name] = values[name] and dt.date.fromisoformat(values[name])
        values["frozen_at"] = dt.datetime.fromisoformat(values["frozen_at"])
        return cls(**values)


def in_stored_unit(dataset: Dataset, spec: FigureSpec) -> FigureSpec:
    """The specification with the limits of its classes in the dataset's unit: an editor writes euros."""
    if not spec.bounds:
        return spec
    kinds = {variable.name: variable.kind for variable in reports.list_variables(dataset)}
    if str(kinds.get(spec.variable)) != "amount":
        return spec
    return replace(spec, bounds=tuple(b if math.isinf(b) else round(b * 100) for b in spec.bounds))


def compute_part(dataset: Dataset, part: Part) -> Answer:
    """The answer to one part.

    Raises
    ------
    milliard.figures.reports.InvalidFigure
        The specification does not suit the dataset; its text is for the editor, in French.
    """
    if part.spec is None:
        begun, complete = DatasetFacts.of(dataset).sayable
        value = begun if part.count == RowCount.BEGUN else complete
        return Answer(part.label, part.is_highlighted, count=part.count, count_value=value)
    figure = reports.compute_figure(dataset, in_stored_unit(dataset, part.spec))
    return Answer(part.label, part.is_highlighted, figure=figure)


def compute_question(dataset: Dataset, question: Question) -> tuple[Answer, ...]:
    """The answers to all the parts of a block, in order."""
    return tuple(compute_part(dataset, part) for part in question.parts)


def digest_of(answers: tuple[Answer, ...], facts: DatasetFacts) -> str:
    """SHA-256 of everything the engine was given for these answers."""
    given = [answer.figure.input_digest if answer.figure else answer.count for answer in answers]
    return hashlib.sha256(json.dumps([facts.digest, *given]).encode()).hexdigest()


def engines_of(answers: tuple[Answer, ...]) -> str:
    """Name and version of what computed: «statistics 1.0»; empty for counts of rows alone."""
    names = {f"{a.figure.engine} {a.figure.engine_version}" for a in answers if a.figure}
    return ", ".join(sorted(names))


#: Kinds that give one number for everybody.
SINGLE_KINDS = frozenset({FigureKind.SHARE, FigureKind.MEAN, FigureKind.MEDIAN, FigureKind.TOTAL})
