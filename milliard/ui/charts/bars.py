"""Horizontal bars with direct labels: shares of people, distributions, crosstabs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from french import format_number, format_percent
from milliard.ui.charts import palette, style
from milliard.ui.charts.records import Bar, BarGroup, Chart

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
    characters: int
    thickness: int = 18
    gap: int = 20


_LAYOUTS = {
    "wide": _Layout(label=222, bar=276, value=62, characters=27),
    "narrow": _Layout(label=0, bar=276, value=64, characters=38),
}
_BOLD_CHARACTER = 9.3  # pixels, the widest usual ones at 16 px


def bar_shares(bars: Sequence[Bar], *, title: str, base: str, has_track: bool = True) -> Chart:
    """Shares (0 to 1) as bars on a full-length track, with thin lines for the uncertainty.

    Use for several questions or answers that are each a part of the same base (multiple response included).
    """
    written = [_written(bar, bar.text or _percent(bar.value)) for bar in bars]
    return Chart(
        title=title,
        description=_description(base, written),
        content=("bar_shares", written, has_track),
        specify=lambda width: _draw([("", written)], _LAYOUTS[width], limit=1.0, has_track=has_track),
    )


def distribution_bars(bars: Sequence[Bar], *, title: str, base: str, unit: str = "") -> Chart:
    """One distribution, scaled to its longest bar: shares when `unit` is empty, else amounts in `unit`."""
    written = [_written(bar, bar.text or _amount(bar.value, unit)) for bar in bars]
    limit = max((bar.high or bar.value or 0 for bar in bars), default=0) or 1.0
    return Chart(
        title=title,
        description=_description(base, written),
        content=("distribution_bars", written),
        specify=lambda width: _draw([("", written)], _LAYOUTS[width], limit=limit, has_track=False),
    )


def grouped_bars(
    groups: Sequence[BarGroup], *, series: Sequence[str], title: str, base: str, limit: float | None = None
) -> Chart:
    """A crosstab: one group of bars a row, one bar a series, named in words beside its colour."""
    written = [
        (
            group.label,
            [
                Bar(series[index], bar.value, bar.low, bar.high, bar.text or _percent(bar.value))
                for index, bar in enumerate(group.bars)
            ],
        )
        for group in groups
    ]
    top = limit or max((bar.high or bar.value or 0 for _, bars in written for bar in bars), default=0) or 1.0
    return Chart(
        title=title,
        description=" ".join(_description(label, bars) for label, bars in written) + f" {base}",
        content=("grouped_bars", written, top),
        specify=lambda width: _draw(written, _LAYOUTS[width], limit=top, has_track=False),
    )


def _written(bar: Bar, text: str) -> Bar:
    return Bar(bar.label, bar.value, bar.low, bar.high, text, bar.is_highlighted)


def _percent(value: float | None) -> str:
    return "n.\u00a0c." if value is None else format_percent(value)


def _amount(value: float | None, unit: str) -> str:
    if value is None or not unit:
        return _percent(value)
    return f"{format_number(value)}\u00a0{unit}"


def _description(base: str, bars: Sequence[Bar]) -> str:
    return f"{base}\u00a0: " + "\u202f; ".join(f"{bar.label}, {bar.text}" for bar in bars) + "."


def _draw(
    groups: Sequence[tuple[str, list[Bar]]], layout: _Layout, *, limit: float, has_track: bool
) -> dict[str, Any]:
    """Place every row from top to bottom, then draw tracks, bars, intervals and words."""
    layout = _fit_values(layout, max((len(bar.text) for _, bars in groups for bar in bars), default=0))
    rows: list[dict[str, Any]] = []
    headings: list[dict[str, Any]] = []
    top = 2.0
    for label, bars in groups:
        if label:
            lines = style.wrap(label, 62 if layout.label else layout.characters)
            headings.append({"text": lines, "y": top + style.LINE_HEIGHT / 2})
            top += len(lines) * style.LINE_HEIGHT + 8
        for index, bar in enumerate(bars):
            row, height = _row(bar, layout, top, palette.SERIES[index % 5] if label else "", limit)
            rows.append(row)
            top += height + (8 if label else layout.gap)
        top += 14 if label else 0
    height = max(top - layout.gap + 2, style.LINE_HEIGHT)
    return style.finish(
        _layers(rows, headings, layout, limit, has_track),
        width=layout.bar,
        height=height,
        left=layout.label,
        right=layout.value,
    )


def _fit_values(layout: _Layout, longest: int) -> _Layout:
    """Widen the value column for long values («122 organisations») at the expense of the bars."""
    more = max(0, round(longest * _BOLD_CHARACTER) + 14 - layout.value)
    more = min(more, layout.bar // 2)
    return replace(layout, bar=layout.bar - more, value=layout.value + more)


def _row(bar: Bar, layout: _Layout, top: float, color: str, limit: float) -> tuple[dict[str, Any], float]:
    """The numbers of one bar and the height it takes."""
    lines = style.wrap(bar.label, layout.characters)
    words = len(lines) * style.LINE_HEIGHT
    if layout.label:
        height: float = max(words, layout.thickness)
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
        "value": min(max(bar.value or 0.0, 0.0), limit),
        "color": color or (palette.ACCENT if bar.is_highlighted else palette.BAR),
        "has_interval": bar.low is not None and bar.high is not None,
        "low": max(bar.low or 0.0, 0.0),
        "high": min(bar.high or 0.0, limit),
    }
    return row, height


def _layers(
    rows: list[dict[str, Any]], headings: list[dict[str, Any]], layout: _Layout, limit: float, has_track: bool
) -> list[alt.Chart]:
    data = alt.Data(values=rows)
    intervals = alt.Data(values=[row for row in rows if row["has_interval"]])
    scale = alt.Scale(domain=[0, limit], nice=False)
    x = alt.X("value:Q", scale=scale, axis=None)
    rect = {"y": style.pixels("from"), "y2": alt.Y2("to:Q")}
    layers = []
    if has_track:
        track = alt.Chart(data).mark_rect(color=palette.TRACK, cornerRadius=4)
        layers.append(track.encode(**rect, x=alt.value(0), x2=alt.value(layout.bar)))
    layers.append(
        alt.Chart(data)
        .mark_rect(cornerRadius=4)
        .encode(**rect, x=x, x2=alt.datum(0), color=alt.Color("color:N", scale=None))
    )
    for color, size in ((palette.CARD, 4.5), (palette.ERROR, 2)):
        rule = alt.Chart(intervals).mark_rule(color=color, strokeWidth=size, strokeCap="round")
        layers.append(
            rule.encode(y=style.pixels("middle"), x=alt.X("low:Q", scale=scale, axis=None), x2="high:Q")
        )
    right = layout.bar + layout.value
    values = style.text_mark(data, weight=700, align="right")
    layers.append(values.encode(y=style.pixels("middle"), x=alt.value(right), text="text:N"))
    labels = style.text_mark(data, align="left")
    layers.append(labels.encode(y=style.pixels("label_y"), x=alt.value(-layout.label), text="label:N"))
    if headings:
        names = style.text_mark(alt.Data(values=headings), weight=700, align="left")
        layers.append(names.encode(y=style.pixels("y"), x=alt.value(-layout.label), text="text:N"))
    return layers
