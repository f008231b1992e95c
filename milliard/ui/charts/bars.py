"""Horizontal bars with direct labels: shares of people, amounts, crosstabs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from french import format_percent
from milliard.ui.charts import palette, style
from milliard.ui.charts.records import Bar, BarGroup, Chart
from milliard.ui.charts.scale import SHARES, Scale, scale_of_amounts

if TYPE_CHECKING:
    import altair as alt
else:
    from milliard.ui.charts import grammar as alt


@dataclass(frozen=True)
class _Layout:
    """Widths in pixels: label column (0: labels above), bars, value column."""

    label: int
    bar: int
    value: int
    thickness: int = 18
    gap: int = 20


#: The column of values holds «non publié»: no track is shortened for it.
_LAYOUTS = {
    "wide": _Layout(label=222, bar=242, value=96),
    "narrow": _Layout(label=0, bar=244, value=96, thickness=16, gap=12),
    "paper": _Layout(label=270, bar=408, value=96, thickness=15, gap=8),
}
_AXIS_GAP = 8


def bar_shares(bars: Sequence[Bar], *, title: str, base: str) -> Chart:
    """Shares (0 to 1): every bar lies on a track that goes from 0 to 100 %, on every page.

    Use for answers or questions that are each a part of the same base (multiple response included).
    """
    written = [_written(bar, bar.text or _percent(bar.value)) for bar in bars]
    return _chart(title, _description(base, written), [("", written)], SHARES)


def bar_amounts(bars: Sequence[Bar], *, title: str, base: str, write: Callable[[float], str]) -> Chart:
    """Amounts, means, medians: from a zero line to either side; `write` puts them and the axis in words."""
    written = [_written(bar, bar.text or _amount(bar.value, write)) for bar in bars]
    return _chart(title, _description(base, written), [("", written)], scale_of_amounts(bars, write))


def grouped_bars(groups: Sequence[BarGroup], *, series: Sequence[str], title: str, base: str) -> Chart:
    """A crosstab of shares: under each answer one bar a group, named at its side."""
    written = [
        (
            group.label,
            [
                _written(replace(bar, label=series[index]), bar.text or _percent(bar.value))
                for index, bar in enumerate(group.bars)
            ],
        )
        for group in groups
    ]
    description = " ".join(_description(label, bars) for label, bars in written) + f" {base}"
    return _chart(title, description, written, SHARES)


def _chart(title: str, description: str, groups: list[tuple[str, list[Bar]]], scale: Scale) -> Chart:
    return Chart(
        title=title,
        description=description,
        content=(groups, scale),
        specify=lambda width: _draw(groups, _LAYOUTS[width], scale),
    )


def _written(bar: Bar, text: str) -> Bar:
    return replace(bar, text=text)


def _percent(value: float | None) -> str:
    return "n.\u00a0c." if value is None else format_percent(value)


def _amount(value: float | None, write: Callable[[float], str]) -> str:
    return "n.\u00a0c." if value is None else write(value)


def _description(base: str, bars: Sequence[Bar]) -> str:
    return f"{base}\u00a0: " + "\u202f; ".join(f"{bar.label}, {bar.text}" for bar in bars) + "."


def _draw(groups: Sequence[tuple[str, list[Bar]]], layout: _Layout, scale: Scale) -> dict[str, Any]:
    """Place every row from top to bottom, then draw tracks, bars, intervals, words and axis."""
    if not scale.has_track:  # a percentage has the same length everywhere
        layout = _fit_values(layout, [bar.text for _, bars in groups for bar in bars])
    rows: list[dict[str, Any]] = []
    headings: list[dict[str, Any]] = []
    top = 2.0
    for label, bars in groups:
        if label:
            lines = style.wrap(label, layout.label + layout.bar + layout.value, weight=700)
            headings.append({"text": lines, "y": top + style.LINE_HEIGHT / 2})
            top += len(lines) * style.LINE_HEIGHT + 8
        first = top
        for bar in bars:
            row, height = _row(bar, layout, top, scale)
            rows.append(row | {"first": first})
            top += height + (8 if label else layout.gap)
        top += 14 if label else 0
    bottom = max(top - layout.gap, 0.0) + _AXIS_GAP
    return style.finish(
        _layers(rows, headings, layout, scale, bottom),
        width=layout.bar,
        height=bottom + style.LINE_HEIGHT,
        left=layout.label,
        right=layout.value,
    )


def _fit_values(layout: _Layout, texts: Sequence[str]) -> _Layout:
    """Widen the value column for long values («122 organisations») at the expense of the bars."""
    widest = max((style.width_of(text, weight=700) for text in texts), default=0)
    more = min(max(0, round(widest) + 14 - layout.value), layout.bar // 2)
    return replace(layout, bar=layout.bar - more, value=layout.value + more)


def _row(bar: Bar, layout: _Layout, top: float, scale: Scale) -> tuple[dict[str, Any], float]:
    """The numbers of one bar and the height it takes; one about everybody is a line of words."""
    lines = style.wrap(bar.label, layout.label - 14 if layout.label else layout.bar + layout.value)
    words = len(lines) * style.LINE_HEIGHT
    height: float
    if bar.is_overall:
        height = words
        middle, label_y = top + height / 2, top + style.LINE_HEIGHT / 2
    elif layout.label:
        height = max(words, layout.thickness)
        middle, label_y = top + height / 2, top + height / 2 - (len(lines) - 1) * style.LINE_HEIGHT / 2
    else:
        height = words + 4 + layout.thickness
        middle, label_y = top + words + 4 + layout.thickness / 2, top + style.LINE_HEIGHT / 2
    row = {
        "label": lines,
        "label_y": label_y,
        "text": bar.text,
        "middle": middle,
        "from": middle - layout.thickness / 2,
        "to": middle + layout.thickness / 2,
        "value": None if bar.value is None else _within(bar.value, scale),
        "color": palette.ACCENT if bar.is_highlighted else palette.BAR,
        "is_overall": bar.is_overall,
        "has_interval": bar.low is not None and bar.high is not None and not bar.is_overall,
        "low": _within(bar.low or 0.0, scale),
        "high": _within(bar.high or 0.0, scale),
    }
    return row, height


def _within(value: float, scale: Scale) -> float:
    return min(max(value, scale.low), scale.high)


def _layers(
    rows: list[dict[str, Any]],
    headings: list[dict[str, Any]],
    layout: _Layout,
    scale: Scale,
    bottom: float,
) -> list[alt.Chart]:
    across = alt.Scale(domain=[scale.low, scale.high], nice=False)
    bars = [row for row in rows if not row["is_overall"]]
    layers = [
        *_ground(bars, layout, scale, across, bottom),
        *_bars(bars, across),
        *_reference(rows, layout, across),
    ]
    data = alt.Data(values=rows)
    values = style.text_mark(data, weight=700, align="right")
    right = alt.XValue(layout.bar + layout.value)
    layers.append(values.encode(y=style.pixels("middle"), x=right, text=alt.Text("text:N")))
    left = alt.XValue(-layout.label)
    labels = style.text_mark(data, align="left")
    layers.append(labels.encode(y=style.pixels("label_y"), x=left, text=alt.Text("label:N")))
    if headings:
        names = style.text_mark(alt.Data(values=headings), weight=700, align="left")
        layers.append(names.encode(y=style.pixels("y"), x=left, text=alt.Text("text:N")))
    return layers


def _sides() -> dict[str, Any]:
    """Where a row begins and ends, from the top."""
    return {"y": style.pixels("from"), "y2": alt.Y2("to:Q")}


def _ground(
    bars: list[dict[str, Any]], layout: _Layout, scale: Scale, across: alt.Scale, bottom: float
) -> list[alt.Chart]:
    """What bars are measured against: the track of a share, or upright lines; under them, their values."""
    ends = {scale.low: "left", scale.high: "right"}
    ticks = [{"x": place, "text": text, "align": ends.get(place, "center")} for place, text in scale.ticks]
    x = alt.X("x:Q", scale=across, axis=None)
    layers = []
    if scale.has_track:
        track = alt.Chart(alt.Data(values=bars)).mark_rect(color=palette.TRACK, cornerRadius=style.CORNER)
        layers.append(track.encode(**_sides(), x=alt.XValue(0), x2=alt.X2Value(layout.bar)))
    else:
        whole = [{"from": 0.0, "to": bottom}]
        upright = [span | tick for span in (whole if layout.label else _beside(bars)) for tick in ticks]
        rule = alt.Chart(alt.Data(values=upright)).mark_rule(color=palette.GRID, strokeWidth=1)
        layers.append(rule.encode(**_sides(), x=x))
    for align in ("left", "center", "right"):
        data = alt.Data(values=[tick for tick in ticks if tick["align"] == align])
        words = style.text_mark(data, color=palette.SOFT, size=style.SMALL_SIZE, align=align)
        y = alt.YValue(bottom + style.LINE_HEIGHT / 2)
        layers.append(words.encode(x=x, y=y, text=alt.Text("text:N")))
    return layers


def _bars(bars: list[dict[str, Any]], across: alt.Scale) -> list[alt.Chart]:
    """The bars, from zero to either side, and their intervals."""
    x = alt.X("value:Q", scale=across, axis=None)
    drawn = alt.Chart(alt.Data(values=bars)).mark_rect(cornerRadius=style.CORNER)
    layers = [drawn.encode(**_sides(), x=x, x2=alt.X2Datum(0), color=alt.Color("color:N", scale=None))]
    intervals = alt.Data(values=[row for row in bars if row["has_interval"]])
    for color, size in ((palette.CARD, 4.5), (palette.ERROR, 2)):
        rule = alt.Chart(intervals).mark_rule(color=color, strokeWidth=size, strokeCap="round")
        low = alt.X("low:Q", scale=across, axis=None)
        layers.append(rule.encode(y=style.pixels("middle"), x=low, x2=alt.X2("high:Q")))
    return layers


def _reference(rows: list[dict[str, Any]], layout: _Layout, across: alt.Scale) -> list[alt.Chart]:
    """A dashed line at the value of everybody, across the bars it is compared with."""
    lines: list[dict[str, Any]] = []
    for overall in rows:
        if overall["is_overall"] and overall["value"] is not None:
            compared = [row for row in rows if row["first"] == overall["first"] and not row["is_overall"]]
            whole = [{"from": overall["first"], "to": overall["middle"]}]
            spans = whole if layout.label else _beside(compared)
            lines += [span | {"x": overall["value"]} for span in spans]
    if not lines:
        return []
    data = alt.Data(values=lines)
    layers = []
    for color, size, dash in ((palette.CARD, 4.5, [1, 0]), (palette.ERROR, 1.5, [4, 3])):
        rule = alt.Chart(data).mark_rule(color=color, strokeWidth=size, strokeDash=dash)
        layers.append(rule.encode(**_sides(), x=alt.X("x:Q", scale=across, axis=None)))
    return layers


def _beside(bars: list[dict[str, Any]]) -> list[dict[str, float]]:
    """Where an upright line may be drawn when the words stand above the bars: it never strikes them."""
    return [{"from": bar["from"] - 2, "to": bar["to"] + 5} for bar in bars]
