"""What the picture of a figure draws, and the same in words."""

from dataclasses import replace

from milliard.figures.display import wording
from milliard.figures.display.records import FigurePart, ShownFigure
from milliard.figures.reports import ALL_GROUPS, FigureKind, FigureRow
from milliard.ui.charts import Bar


def bars_of(shown: ShownFigure) -> list[Bar]:
    """The bar of each row, in the order of the rows and in their unit."""
    return [_bar(shown, part, row) for part, row in shown.rows]


def _bar(shown: ShownFigure, part: FigurePart, row: FigureRow) -> Bar:
    by_group = shown.is_grouped and not shown.is_crossed
    key = row.group_key if by_group else row.key
    label = row.group_label if by_group else part.label or row.label
    is_overall = shown.is_grouped and row.group_key == ALL_GROUPS
    made = Bar(
        label,
        None,
        text=wording.row_text(row),
        is_highlighted=part.is_highlighted or bool(shown.highlight and key == shown.highlight),
        is_overall=is_overall,
    )
    if row.is_withheld:
        return replace(made, text=wording.WITHHELD)
    if row.value is None:
        return replace(made, low=row.low, high=row.high)
    # A sum is no point of comparison for its own parts: it is written, and no line is drawn.
    is_sum = is_overall and part.figure is not None and part.figure.spec.kind is FigureKind.TOTAL
    return made if is_sum else replace(made, value=float(row.value), low=row.low, high=row.high)


def _bar_name(shown: ShownFigure, bar: Bar, row: FigureRow) -> str:
    """The bar in words, with its group when several answers are compared by group."""
    return f"{row.group_label}, {bar.label}" if shown.is_crossed else bar.label


def alternative_of(shown: ShownFigure) -> str:
    """The picture in words, for those who do not see it."""
    pieces = [f"{shown.title}."]
    for bar, (_, row) in zip(bars_of(shown), shown.rows, strict=True):
        pieces.append(f"{_bar_name(shown, bar, row)}\u00a0: {wording.row_text(row)}.")
    return " ".join(pieces)


def reading_of(shown: ShownFigure) -> str:
    """How to read the intervals (thin lines where bars are drawn), by the first number; empty without one."""
    for bar, (_, row) in zip(bars_of(shown), shown.rows, strict=True):
        interval = wording.interval_text(row)
        if interval:
            how = next((figure.interval_label for figure in shown.figures if figure.interval_label), "")
            sign = "Le trait fin dit l’incertitude" if has_picture(shown) else "L’incertitude"
            return f"{sign}\u00a0: pour «\u00a0{_bar_name(shown, bar, row)}\u00a0», {interval}. {how}".strip()
    return ""


def has_picture(shown: ShownFigure) -> bool:
    """Whether the page draws bars: it should, and at least one number may be published."""
    if shown.is_strip or shown.is_a_table:
        return False
    return any(bar.value is not None for bar in bars_of(shown))
