"""What the picture of a figure draws, and the same in words."""

from dataclasses import dataclass

from milliard.figures.display import wording
from milliard.figures.display.source import Source, is_crossed, is_grouped, is_strip, rows_shown
from milliard.figures.enums import Display


@dataclass(frozen=True, slots=True)
class Mark:
    """One bar (or point) of a picture, in the unit of its figure."""

    key: str
    label: str
    text: str
    value: float | None
    low: float | None
    high: float | None
    is_highlighted: bool
    group: str = ""


def marks_of(source: Source) -> list[Mark]:
    """What the picture draws."""
    grouped, crossed = is_grouped(source), is_crossed(source)
    marks = []
    for answer, row in rows_shown(source):
        figure = answer.figure
        if figure is None:
            continue
        label = row.group_label if grouped and not crossed else answer.label or row.label
        key = row.group_key if grouped and not crossed else row.key
        marks.append(
            Mark(
                key=key,
                label=label,
                text=wording.row_text(row),
                value=None if row.value is None or row.is_withheld else float(row.value),
                low=None if row.is_withheld else row.low,
                high=None if row.is_withheld else row.high,
                is_highlighted=answer.is_highlighted or bool(source.highlight and key == source.highlight),
                group=row.group_label if crossed else "",
            )
        )
    return marks


def alternative_of(source: Source) -> str:
    """The picture in words, for those who do not see it."""
    pieces = [f"{source.title}."]
    for mark in marks_of(source):
        label = f"{mark.group}, {mark.label}" if mark.group else mark.label
        pieces.append(f"{label}\u00a0: {mark.text}.")
    return " ".join(pieces)


def reading_of(source: Source) -> str:
    """How to read the intervals (thin lines where bars are drawn), by the first number; empty without one."""
    for mark, (_, row) in zip(marks_of(source), rows_shown(source), strict=True):
        interval = wording.interval_text(row)
        if interval:
            label = f"{mark.group}, {mark.label}" if mark.group else mark.label
            how = next((figure.interval_label for figure in source.figures if figure.interval_label), "")
            sign = "Le trait fin dit l’incertitude" if has_picture(source) else "L’incertitude"
            return f"{sign}\u00a0: pour «\u00a0{label}\u00a0», {interval}. {how}".strip()
    return ""


def has_picture(source: Source) -> bool:
    """Whether the page draws bars: it should, and at least one number may be published."""
    if is_strip(source) or source.display == Display.TABLE:
        return False
    return any(mark.value is not None for mark in marks_of(source))
