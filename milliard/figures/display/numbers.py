"""The numbers of a strip, or the one of a «grand nombre», as the design system wants them."""

from milliard.figures.display import wording
from milliard.figures.display.records import FigurePart, ShownFigure
from milliard.figures.reports import Figure, FigureRow
from milliard.ui.component_records import KeyFigure


def numbers_of(shown: ShownFigure) -> list[KeyFigure]:
    """One large number for each part, with what it is part of."""
    return [_number(shown, part) for part in shown.parts]


def _number(shown: ShownFigure, part: FigurePart) -> KeyFigure:
    facts, figure, row = shown.facts, part.figure, part.main_row
    if figure is None:
        return KeyFigure(
            value=wording.rows_text(part.count_value),
            label=part.label,
            base=part.count_base(facts),
            date=wording.dates_text(facts),
            source=facts.source,
            status=shown.status,
        )
    return KeyFigure(
        value=wording.row_text(row) if row else "–",
        label=part.label or shown.title,
        base=_base(figure, row),
        date=wording.dates_text(figure),
        source=figure.source_label,
        status=shown.status,
    )


def _base(figure: Figure, row: FigureRow | None) -> str:
    """Part of what, and how sure: both are written beside a number alone."""
    sure = wording.uncertainty_text(figure, row) if row else ""
    return f"{wording.base_text(figure)} · {sure}" if sure else wording.base_text(figure)
