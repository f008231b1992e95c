"""A figure as it is shown: its parts with their answers, its base, dates, source and status."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings

from milliard.core.disclosure import sayable_counts
from milliard.figures.display import wording
from milliard.figures.enums import Display, RowCount, ShownKind
from milliard.figures.models import Dataset
from milliard.figures.reports import ALL_GROUPS, TALLY, Figure, FigureRow, FigureSpec, Order


@dataclass(frozen=True, slots=True)
class DatasetFacts:
    """The dataset as every number names it, pinned with the number."""

    slug: str
    title: str
    source: str
    collected_from: dt.date | None
    collected_to: dt.date | None
    frozen_at: dt.datetime
    row_count: int
    complete_count: int
    is_simulated: bool

    @classmethod
    def of(cls, dataset: Dataset) -> DatasetFacts:
        return cls(
            slug=dataset.slug,
            title=dataset.title,
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
        """Rows begun, rows complete, each None when too few to be shown in public."""
        return sayable_counts(self.row_count, self.complete_count, settings.DISCLOSURE_THRESHOLD)

    def to_json(self) -> dict[str, Any]:
        return {
            "slug": self.slug,
            "title": self.title,
            "source": self.source,
            "collected_from": self.collected_from and self.collected_from.isoformat(),
            "collected_to": self.collected_to and self.collected_to.isoformat(),
            "frozen_at": self.frozen_at.isoformat(),
            "row_count": self.row_count,
            "complete_count": self.complete_count,
            "is_simulated": self.is_simulated,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> DatasetFacts:
        values = dict(data)
        for name in ("collected_from", "collected_to"):
            values[name] = values[name] and dt.date.fromisoformat(values[name])
        values["frozen_at"] = dt.datetime.fromisoformat(values["frozen_at"])
        return cls(**values)


@dataclass(frozen=True, slots=True)
class FigurePart:
    """One number, or one set of bars: asked by ``spec``, or by ``count`` for a number of rows."""

    spec: FigureSpec | None
    #: In place of the words of the answers.
    label: str = ""
    #: A value of `RowCount`, or "".
    count: str = ""
    is_highlighted: bool = False
    #: The sum of the other parts: written under their bars, with none of its own.
    is_whole: bool = False
    #: The answer to ``spec``; None until it is computed.
    figure: Figure | None = None
    #: The answer to ``count``; None when too few to be shown.
    count_value: int | None = 0

    @property
    def main_row(self) -> FigureRow | None:
        """The row about everybody: the number of a share, a mean, a median, a total."""
        if self.figure is None:
            return None
        return next((row for row in self.figure.rows if row.group_key == ALL_GROUPS), None)

    def count_base(self, facts: DatasetFacts) -> str:
        """The base of a number of rows."""
        if self.count == RowCount.BEGUN:
            return "Réponses commencées, complètes ou non"
        begun, _ = facts.sayable
        if begun is None:
            return "Réponses complètes"
        return f"Réponses complètes, sur {wording.count_text(begun)} commencées"

    def to_json(self) -> dict[str, Any]:
        """Plain JSON of an answered part: the figure holds its specification."""
        return {
            "label": self.label,
            "is_highlighted": self.is_highlighted,
            "is_whole": self.is_whole,
            "figure": self.figure and self.figure.to_json(),
            "count": self.count,
            "count_value": self.count_value,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> FigurePart:
        figure = Figure.from_json(data["figure"]) if data["figure"] else None
        return cls(**{**data, "spec": figure and figure.spec, "figure": figure})


def _largest_first(part: FigurePart) -> tuple[bool, bool, float]:
    row = part.main_row
    value = row.value if row else None
    return part.is_whole, value is None, -(value or 0)


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """All that one block shows of one dataset: pinned in an edition, or computed for a preview."""

    #: Of the block: it stays when the page is rearranged.
    block_id: UUID
    kind: ShownKind
    title: str
    #: A value of `Display`.
    display: str
    #: Code of the answer or group whose bar has another colour.
    highlight: str
    note: str
    parts: tuple[FigurePart, ...]
    facts: DatasetFacts
    is_for_home: bool = False

    @property
    def figures(self) -> tuple[Figure, ...]:
        return tuple(part.figure for part in self.parts if part.figure is not None)

    @property
    def rows(self) -> list[tuple[FigurePart, FigureRow]]:
        """Every number, in order, with the part it comes from."""
        return [(part, row) for part in self.ordered_parts if part.figure for row in part.figure.rows]

    @property
    def ordered_parts(self) -> tuple[FigurePart, ...]:
        """The parts, the largest number first where that is the order; a whole after its parts."""
        return tuple(sorted(self.parts, key=_largest_first)) if self.order == "size" else self.parts

    @property
    def order(self) -> Order:
        """Of its numbers: the largest first, or the order that the questionnaire or the editor gave them."""
        if self.kind == ShownKind.NUMBERS:
            return "questionnaire"
        orders = {figure.order for figure in self.figures}
        return "size" if "size" in orders else "time" if orders == {"time"} else "questionnaire"

    @property
    def is_simulated(self) -> bool:
        return self.facts.is_simulated or any(figure.is_simulated for figure in self.figures)

    @property
    def anchor(self) -> str:
        """Its address within a page."""
        return f"chiffre-{self.block_id.hex[:8]}"

    @property
    def is_strip(self) -> bool:
        """Whether large numbers are shown rather than bars."""
        return self.kind == ShownKind.NUMBERS or self.display == Display.NUMBER

    @property
    def is_a_table(self) -> bool:
        """Whether the table is shown alone."""
        return self.display == Display.TABLE

    @property
    def is_grouped(self) -> bool:
        """Whether groups are compared: each then has its own bar or its own row."""
        figure = self.figures[0] if self.figures else None
        return bool(figure and self.kind == ShownKind.FIGURE and len(figure.groups) > 1)

    @property
    def is_crossed(self) -> bool:
        """Whether groups are compared for several answers: the table then has one column per group."""
        return self.is_grouped and len({row.key for row in self.figures[0].rows}) > 1

    @property
    def status(self) -> str:
        """published, calculated, comparison or simulated; simulated wins."""
        if self.is_simulated:
            return "simulated"
        return self.figures[0].status if self.figures else "calculated"

    @property
    def base(self) -> str:
        """The subtitle: part of what, how many."""
        figures = self.figures
        if not figures:
            return self.parts[0].count_base(self.facts)
        if len({(figure.base_label, figure.base_n) for figure in figures}) == 1:
            return wording.base_text(figures[0])
        # Each bar has its own base (not everyone was asked everything): the table shows each.
        return wording.bases_text(figures)

    @property
    def source(self) -> str:
        """Who collected the answers, in the words of the dataset."""
        return self.figures[0].source_label if self.figures else self.facts.source

    @property
    def line(self) -> str:
        """Dates, weighting and interval, in one line."""
        figures = self.figures
        if not figures:
            return wording.dates_text(self.facts)
        pieces = [wording.dates_text(figures[0]), figures[0].weighting_label]
        if all(figure.is_tally for figure in figures) and not self.is_strip:
            pieces.append(TALLY)
        return " · ".join(piece for piece in pieces if piece)

    @property
    def uncertainty(self) -> str:
        """How sure a single number is, in words; empty for several, which show it each."""
        part = self.parts[0]
        row = part.main_row if len(self.parts) == 1 else None
        return wording.uncertainty_text(part.figure, row) if row and part.figure else ""
