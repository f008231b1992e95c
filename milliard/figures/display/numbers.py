"""The numbers of a strip, or the one of a «grand nombre», as the design system wants them."""

from milliard.figures.display import wording
from milliard.figures.display.answers import Answer
from milliard.figures.display.source import Source, main_row, status_of
from milliard.figures.reports import Figure, FigureRow
from milliard.ui import component_records as options


def numbers_of(source: Source, *, url: str = "") -> list[options.Figure]:
    """The numbers of a strip (or the one of a «grand nombre») as the design system wants them."""
    return [_number(source, answer, url) for answer in source.answers]


def _number(source: Source, answer: Answer, url: str) -> options.Figure:
    facts, figure, row = source.facts, answer.figure, main_row(answer)
    if figure is None:
        return options.Figure(
            value=wording.rows_text(answer),
            label=answer.label,
            base=wording.count_base(answer, facts),
            date=wording.facts_dates(facts),
            source=facts.source,
            status=status_of(source),
            url=url,
        )
    return options.Figure(
        value=wording.row_text(row) if row else "–",
        label=answer.label or source.title,
        base=_base(figure, row),
        date=wording.figure_dates(figure),
        source=figure.source_label,
        status=status_of(source),
        url=url,
    )


def _base(figure: Figure, row: FigureRow | None) -> str:
    """Part of what, and how sure: a number that stands alone says both."""
    sure = wording.uncertainty_text(figure, row) if row else ""
    return f"{wording.base_text(figure)} · {sure}" if sure else wording.base_text(figure)


def uncertainty_of(source: Source) -> str:
    """How sure a single number is, in words; empty for several, which say it each."""
    answer = source.answers[0]
    row = main_row(answer) if len(source.answers) == 1 else None
    return wording.uncertainty_text(answer.figure, row) if row and answer.figure else ""
