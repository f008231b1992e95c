"""Charts with axes: histogram of amounts, lines over days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from french import format_date, format_number
from milliard.ui.charts import palette, style
from milliard.ui.charts.records import Bin, Chart, Line

if TYPE_CHECKING:
    import altair as alt
else:
    from milliard.ui.charts import grammar as alt


def histogram(
    bins: Sequence[Bin],
    *,
    title: str,
    base: str,
    x_title: str,
    y_title: str,
    mark: float | None = None,
    mark_label: str = "",
) -> Chart:
    """How values spread. ``mark`` draws one line across (a median), named by ``mark_label``."""
    peak = max(bins, key=lambda item: item.value) if bins else None
    description = f"{base}. {x_title}, {len(bins)} classes"
    if peak is not None:
        description += f"\u00a0; la plus haute va de {format_number(peak.start)} à {format_number(peak.end)}"
    if mark is not None:
        description += f". {mark_label}\u00a0: {format_number(mark)}"
    return Chart(
        title=title,
        description=description.replace("\u00a0;", "\u202f;") + ".",
        content=("histogram", tuple(bins), x_title, y_title, mark, mark_label),
        specify=lambda width: _histogram(bins, style.WIDTHS[width], x_title, y_title, mark, mark_label),
    )


def _histogram(
    bins: Sequence[Bin], total: int, x_title: str, y_title: str, mark: float | None, mark_label: str
) -> dict[str, Any]:
    left, right = 52, 16
    width = total - left - right
    rows = [{"start": item.start, "end": item.end, "value": item.value} for item in bins]
    data = alt.Data(values=rows)
    axis = alt.Axis(
        title=x_title, grid=False, tickCount=3 if total < 400 else 6, format=",~f", labelFlush=True
    )
    layers = [
        alt.Chart(data)
        .mark_rect(color=palette.BAR, stroke=palette.CARD, strokeWidth=1.5)
        .encode(
            x=alt.X("start:Q", axis=axis, scale=alt.Scale(nice=False, zero=False)),
            x2="end:Q",
            y=alt.Y("value:Q", axis=_value_axis(y_title), scale=alt.Scale(zero=True)),
            y2=alt.datum(0),
        )
    ]
    if mark is not None:
        one = alt.Data(values=[{"start": mark, "label": mark_label}])
        for color, size in ((palette.CARD, 6), (palette.ACCENT, 2.5)):  # a pale edge parts it from the bars
            layers.append(alt.Chart(one).mark_rule(color=color, strokeWidth=size).encode(x="start:Q"))
        name = style.text_mark(one, weight=700, align="left", dx=-2, size=15)
        layers.append(name.encode(x="start:Q", y=alt.value(-9), text="label:N"))
    return style.finish(layers, width=width, height=230, left=left, right=right, top=46, bottom=52)


def _value_axis(title: str) -> alt.Axis:
    """Horizontal grid, few ticks, the title lying flat above the axis rather than turned on its side."""
    return alt.Axis(
        title=title or None,
        titleAngle=0,
        titleAlign="left",
        titleAnchor="end",
        titleX=-48,
        titleY=-28,
        tickCount=4,
        format=",~f",
        domain=False,
        ticks=False,
        labelPadding=6,
    )


def line_progress(lines: Sequence[Line], *, title: str, base: str, y_title: str = "") -> Chart:
    """Counts from day to day («commencés», «terminés»), each line named with its last value at its end."""
    said = [
        f"{line.label}, {format_number(line.points[-1].value)} au {format_date(line.points[-1].day)}"
        for line in lines
        if line.points
    ]
    return Chart(
        title=title,
        description=f"{base}\u00a0: " + "\u202f; ".join(said) + ".",
        content=("line_progress", tuple(lines), y_title),
        specify=lambda width: _lines(lines, style.WIDTHS[width], y_title),
    )


def _lines(lines: Sequence[Line], total: int, y_title: str) -> dict[str, Any]:
    left, right = 52, 118
    rows, ends = [], []
    for index, line in enumerate(lines):
        color = palette.ACCENT if line.is_highlighted else palette.SERIES[index % 4]
        for point in line.points:
            # Noon, so that no time zone moves the day.
            rows.append(
                {
                    "day": f"{point.day.isoformat()}T12:00:00",
                    "value": point.value,
                    "line": line.label,
                    "color": color,
                }
            )
        if line.points:
            ends.append({**rows[-1], "label": [format_number(line.points[-1].value), line.label]})
    _part_labels(ends)
    x = alt.X(
        "day:T",
        axis=alt.Axis(
            title=None, grid=False, format="%e %b", tickCount=3 if total < 400 else 6, labelFlush=True
        ),
        scale=alt.Scale(nice=False),
    )
    y = alt.Y("value:Q", axis=_value_axis(y_title), scale=alt.Scale(zero=True))
    color = alt.Color("color:N", scale=None)
    data, last = alt.Data(values=rows), alt.Data(values=ends)
    layers = [
        alt.Chart(data)
        .mark_line(strokeWidth=2.5, strokeCap="round", strokeJoin="round")
        .encode(x=x, y=y, color=color, detail="line:N"),
        alt.Chart(last).mark_point(filled=True, size=70, opacity=1).encode(x=x, y=y, color=color),
        style.text_mark(last, align="left", dx=10, size=15).encode(
            x=x, y=alt.Y("label_value:Q"), text="label:N"
        ),
    ]
    return style.finish(
        layers, width=total - left - right, height=220, left=left, right=right, top=44, bottom=32
    )


def _part_labels(ends: list[dict[str, Any]]) -> None:
    """Keep the names at the ends of the lines from lying on one another (in units of the value axis)."""
    top = max((end["value"] for end in ends), default=0) or 1
    step, previous = top * 0.2, None
    for end in sorted(ends, key=lambda item: item["value"]):
        wanted = end["value"] if previous is None else max(end["value"], previous + step)
        end["label_value"] = previous = wanted
