"""What the picture of a figure draws, and the same in words."""

from dataclasses import replace

from milliard.figures.display import wording
from milliard.figures.display.records import FigurePart, ShownFigure
from milliard.figures.reports import ALL_GROUPS, FigureKind, FigureRow
from milliard.ui.charts import Bar

_AMOUNTS = {FigureKind.TOTAL, FigureKind.MEAN, FigureKind.MEDIAN}


def bars_of(shown: ShownFigure) -> list[Bar]:
    """The bar of each row, in the order of the rows and in their unit."""
    return [_bar(shown, part, row) for part, row in shown.rows]


def _bar(shown: ShownFigure, part: FigurePart, row: FigureRow) -> Bar:
    by_group = shown.is_grouped and not shown.is_crossed
    key = row.group_key if by_group else row.key
    label = row.group_label if by_group else part.label or row.label
    is_overall = part.is_whole or (shown.is_grouped and row.group_key == ALL_GROUPS)
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


def legend_of(shown: ShownFigure) -> str:
    """What the eye sees and words must say: the order of the bars, the red one, the line across them."""
    bars = bars_of(shown)
    drawn = [bar for bar in bars if not bar.is_overall]
    said = [_order_text(shown)] if len(drawn) > 1 else []
    if len(drawn) > 1 and any(bar.is_highlighted for bar in drawn):
        said.append("En rouge, la réponse dont parle le titre.")
    if any(bar.is_overall and bar.value is not None for bar in bars):
        said.append("Le trait pointillé montre l’ensemble.")
    return " ".join(text for text in said if text)


def _order_text(shown: ShownFigure) -> str:
    kinds = {figure.spec.kind for figure in shown.figures}
    if kinds == {FigureKind.HISTOGRAM}:
        return ""
    if shown.order == "time":
        return "Dans l’ordre du temps."
    if shown.order == "questionnaire":
        return "Dans l’ordre du questionnaire."
    if shown.is_grouped or kinds & _AMOUNTS:
        return "Du plus grand au plus petit."
    return "Du plus fréquent au moins fréquent."


def has_picture(shown: ShownFigure) -> bool:
    """Whether the page draws bars: it should, and at least one number may be published."""
    if shown.is_strip or shown.is_a_table:
        return False
    is_one_scale = len({row.unit for _, row in shown.rows}) == 1
    return is_one_scale and any(bar.value is not None for bar in bars_of(shown))
