"""Fonts, sizes and wrapped text of all charts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from milliard.ui.charts import grammar, measure, palette

if TYPE_CHECKING:
    import altair as alt
else:
    from milliard.ui.charts import grammar as alt

FONT = "Atkinson Hyperlegible Next"
#: By which a file finds another font where ours is not installed; none is wider than ours by much.
SANS = f"{FONT}, Segoe UI, Roboto, Helvetica, Arial, sans-serif"
SERIF = "Fraunces, Georgia, Cambria, Times New Roman, serif"
FONT_SIZE, SMALL_SIZE = 16, 14
LINE_HEIGHT = 20
#: Radius of the corners of bars and tracks, in pixels.
CORNER = 4


def width_of(text: str, *, weight: int = 400) -> float:
    """Pixels of a label or a value."""
    return measure.width_of(text, size=FONT_SIZE, weight=weight)


def wrap(text: str, width: float, *, weight: int = 400) -> list[str]:
    """Lines of a label, each in ``width`` pixels."""
    return measure.wrap(text, width, size=FONT_SIZE, weight=weight)


def pixels(field: str) -> alt.Y:
    """A y position given in pixels from the top."""
    return alt.Y(f"{field}:Q", scale=None, axis=None)


def text_mark(data: alt.Data, *, weight: int = 400, color: str = palette.TEXT, **mark: Any) -> alt.Chart:
    """Words on the chart in the text font."""
    return alt.Chart(data).mark_text(
        font=FONT,
        fontSize=mark.pop("size", FONT_SIZE),
        fontWeight=weight,
        color=color,
        lineHeight=LINE_HEIGHT,
        baseline="middle",
        **mark,
    )


def finish(
    layers: list[alt.Chart],
    *,
    width: int,
    height: float,
    left: int = 0,
    right: int = 0,
) -> dict[str, Any]:
    """Lay the layers on a picture of exactly `left + width + right` by `height` pixels."""
    chart = (
        alt.layer(*layers)
        .properties(
            width=width,
            height=height,
            autosize=alt.AutoSizeParams(type="none"),
            padding={"left": left, "right": right, "top": 0, "bottom": 0},
        )
        .configure(aria=False, background="transparent", view=alt.ViewConfig(stroke="transparent"))
    )
    specification: dict[str, Any] = chart.to_dict(validate=grammar.CHECKS)
    return specification
