"""A block with its answers, and what must stand beside its numbers: base, dates, status, source."""

from dataclasses import dataclass
from uuid import UUID

from milliard.figures.display import wording
from milliard.figures.display.answers import Answer, DatasetFacts
from milliard.figures.enums import Display, ShownKind
from milliard.figures.reports import ALL_GROUPS, TALLY, Figure, FigureRow


@dataclass(frozen=True, slots=True)
class Source:
    """A block with its answers: pinned in an edition, or computed for a preview."""

    block_id: UUID
    kind: ShownKind
    title: str
    display: str
    highlight: str
    note: str
    answers: tuple[Answer, ...]
    facts: DatasetFacts
    is_for_home: bool = False

    @property
    def figures(self) -> tuple[Figure, ...]:
        return tuple(answer.figure for answer in self.answers if answer.figure is not None)

    @property
    def is_simulated(self) -> bool:
        return self.facts.is_simulated or any(figure.is_simulated for figure in self.figures)

    @property
    def anchor(self) -> str:
        """Stable: the block keeps its identifier when the page is rearranged."""
        return f"chiffre-{self.block_id.hex[:8]}"


def is_strip(source: Source) -> bool:
    """Whether the figure is shown as large numbers rather than bars."""
    return source.kind == ShownKind.NUMBERS or source.display == Display.NUMBER


def status_of(source: Source) -> str:
    """published, calculated, comparison or simulated; simulated wins."""
    if source.is_simulated:
        return "simulated"
    return source.figures[0].status if source.figures else "calculated"


def base_of(source: Source) -> str:
    """The subtitle: part of what, how many."""
    figures = source.figures
    if not figures:
        return wording.count_base(source.answers[0], source.facts)
    bases = {(figure.base_label, figure.base_n) for figure in figures}
    if len(bases) == 1:
        return wording.base_text(figures[0])
    # Each bar has its own base (not everyone was asked everything): the table tells each.
    sizes = [figure.base_n for figure in figures if figure.base_n is not None]
    if not sizes:
        return f"Part {figures[0].base_label}"
    return f"Part {figures[0].base_label} · n de {min(sizes)} à {max(sizes)} selon la question"


def source_label(source: Source) -> str:
    """Who collected the answers, as the dataset says it."""
    return source.figures[0].source_label if source.figures else source.facts.source


def line_of(source: Source) -> str:
    """Dates, weighting and interval, in one line."""
    figures = source.figures
    if not figures:
        return wording.facts_dates(source.facts)
    pieces = [wording.figure_dates(figures[0]), figures[0].weighting_label]
    if all(figure.is_tally for figure in figures) and not is_strip(source):
        pieces.append(TALLY)
    return " · ".join(piece for piece in pieces if piece)


def rows_shown(source: Source) -> list[tuple[Answer, FigureRow]]:
    """Every number of the block, in order, with the answer it comes from."""
    return [(answer, row) for answer in source.answers if answer.figure for row in answer.figure.rows]


def is_crossed(source: Source) -> bool:
    """Whether groups are compared for several answers: the table then has one column per group."""
    if source.kind != ShownKind.FIGURE or not source.figures:
        return False
    figure = source.figures[0]
    return len({row.key for row in figure.rows}) > 1 and len(figure.groups) > 1


def is_grouped(source: Source) -> bool:
    """Whether groups are compared: each then has its own bar or its own row."""
    figure = source.figures[0] if source.figures else None
    return bool(figure and source.kind == ShownKind.FIGURE and len(figure.groups) > 1)


def main_row(answer: Answer) -> FigureRow | None:
    """The row about everybody: the number of a share, a mean, a median, a total."""
    if answer.figure is None:
        return None
    return next((row for row in answer.figure.rows if row.group_key == ALL_GROUPS), None)
