"""What the picture of a figure draws, and the same in words."""

from milliard.figures.display import wording
from milliard.figures.display.records import FigurePart, ShownFigure
from milliard.figures.reports import FigureRow
from milliard.ui.charts import Bar


def bars_of(shown: ShownFigure) -> list[Bar]:
    """The bar of each row, in the order of the rows and in their unit."""
    return [_bar(shown, part, row) for part, row in shown.rows]


def _bar(shown: ShownFigure, part: FigurePart, row: FigureRow) -> Bar:
    by_group = shown.is_grouped and not shown.is_crossed
    key = row.group_key if by_group else row.key
    is_highlighted = part.is_highlighted or bool(shown.highlight and key == shown.highlight)
    label = row.group_label if by_group else part.label or row.label
    if row.is_withheld or row.value is None:
        low, high = (None, None) if row.is_withheld else (row.low, row.high)
        return Bar(label, None, low, high, wording.WITHHELD, is_highlighted)
    return Bar(label, float(row.value), row.low, row.high, wording.row_text(row), is_highlighted)


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
