"""From a specification to a picture: drawn by vl-convert, cleaned, coloured by tokens or by fixed values."""

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from django.conf import settings
from django.core.cache import caches
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from milliard.ui.charts import palette, style
from milliard.ui.charts.records import Bar, Chart, Width

#: Raise when the drawing itself changes, so that no cache shows the old one.
DRAWING_VERSION = 5
CACHE_SECONDS = 7 * 24 * 3600

_ON_A_PAGE: tuple[Width, ...] = ("wide", "narrow")
_NOISE = re.compile(
    r' (?:role|aria-roledescription|aria-label|aria-hidden|class|xmlns:xlink|version)="[^"]*"'
)
_EMPTY = re.compile(
    r'<path[^>]*(?:display="none"|d="")[^>]*/>|<path d="M0\.5,0\.5h[^"]*"/>|<path d="M0,0h0v0h0Z"/>'
)
_ROOT = re.compile(
    r'<svg [^>]*?width="([\d.]+)" height="([\d.]+)" viewBox="([^"]+)"[^>]*>(.*)</svg>', re.DOTALL
)
#: A rectangle with round corners, as the renderer writes it: eight curves.
_ROUNDED = re.compile(r'<path d="(M[-\d.,]+L[-\d.,]+C[-\d.,LC]+Z)"')
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_LONG_NUMBER = re.compile(r"(\d+\.\d{2})\d+")


class ChartNotDrawn(ValueError):
    """The renderer answered something else than a plain picture: nothing is shown."""


def page_svg(chart: Chart, *, id: str) -> SafeString:  # noqa: A002
    """Both widths of a chart for a page, in theme colours, with accessible name; cached by content.

    ``id`` must be unique on the page: the name and description are tied to the picture by it.
    """
    pictures = "".join(_page_picture(chart, width, id) for width in _ON_A_PAGE)
    return mark_safe(f'<div class="chart-box">{pictures}</div>')  # noqa: S308 - built here from escaped parts


def _page_picture(chart: Chart, code: Width, element_id: str) -> str:
    width, height, box, body = _parts(chart, code)
    for token, stand_in in palette.STAND_INS.items():
        body = body.replace(f'"{stand_in}"', f'"var(--{token})"')
    body = body.replace(f' font-family="{style.FONT}"', "")
    # Said once for both widths: the hidden one still names the other.
    words: SafeString | str = ""
    if code == "wide":
        words = format_html(
            '<title id="{}-t">{}</title><desc id="{}-d">{}</desc>',
            *(element_id, chart.title, element_id, chart.description),
        )
    return format_html(
        '<svg class="chart-svg chart-svg--{}" role="img" aria-labelledby="{}-t" aria-describedby="{}-d" '
        'font-size="{}" width="{}" height="{}" viewBox="{}">{}{}</svg>',
        *(code, element_id, element_id, style.FONT_SIZE, width, height, box),
        *(words, mark_safe(body)),  # noqa: S308
    )


def standalone_svg(
    chart: Chart, *, colors: Literal["light", "print"] = "light", width: Width = "wide"
) -> str:
    """One picture with fixed colours and fonts by name: to download, or to set in the PDF."""
    fixed: Mapping[str, str] = palette.LIGHT if colors == "light" else palette.PRINT
    picture_width, height, box, body = _parts(chart, width)
    for token, stand_in in palette.STAND_INS.items():
        body = body.replace(f'"{stand_in}"', f'"{fixed[token]}"')
    body = body.replace(f' font-family="{style.FONT}"', f' font-family="{style.SANS}"')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" font-size="{style.FONT_SIZE}" '
        f'width="{picture_width}" height="{height}" viewBox="{box}">'
        f"<title>{escape(chart.title)}</title><desc>{escape(chart.description)}</desc>{body}</svg>"
    )


def to_png(svg: str, *, scale: float = 2.0) -> bytes:
    """Any SVG as a PNG, with our fonts; ``scale`` 2 makes 1200 px out of 600."""
    picture: bytes = _renderer().svg_to_png(svg, scale=scale)
    return picture


def warm_up() -> None:
    """Load the renderer when a server or worker starts: half a second that no reader waits for."""
    from milliard.ui.charts.bars import bar_shares

    _draw(bar_shares([Bar("Mise en route", 0.5)], title="Mise en route", base="rien").specify("wide"))


def _parts(chart: Chart, width: Width) -> tuple[str, str, str, str]:
    """Width, height, viewBox and cleaned content of a drawing; from the cache when it was drawn before."""
    digest = hashlib.sha256(repr((DRAWING_VERSION, width, chart.content)).encode()).hexdigest()
    key = f"ui-chart-{digest}"
    parts: tuple[str, str, str, str] | None = caches["process"].get(key)
    if parts is None:
        # Drawn once for every process: a new worker reads what another has drawn.
        parts = caches["default"].get(key)
        if parts is None:
            parts = _clean(_draw(chart.specify(width)))
            caches["default"].set(key, parts, CACHE_SECONDS)
        caches["process"].set(key, parts, CACHE_SECONDS)
    return parts


@cache
def _renderer() -> Any:
    """The renderer with our fonts, loaded when something is drawn."""
    import vl_convert

    folder = settings.VAR_DIR / "assets" / "ttf"
    if folder.is_dir():  # without it the renderer measures with its own font: a little off, never broken
        vl_convert.register_font_directory(str(folder))
    return vl_convert


def _draw(specification: dict[str, Any]) -> str:
    svg: str = _renderer().vegalite_to_svg(specification)
    return svg


def _rectangle(path: re.Match[str]) -> str:
    """The same in one element, four times as short."""
    numbers = [float(text) for text in _NUMBER.findall(path[1])]
    across, down = numbers[::2], numbers[1::2]
    left, top, width, height = min(across), min(down), max(across) - min(across), max(down) - min(down)
    radius = min(style.CORNER, width / 2, height / 2)
    return f'<rect x="{left:g}" y="{top:g}" width="{width:g}" height="{height:g}" rx="{radius:g}"'


def _clean(svg: str) -> tuple[str, str, str, str]:
    """Drop what only a Vega page needs; refuse what our content policy would refuse."""
    match = _ROOT.search(svg)
    if match is None:
        raise ChartNotDrawn("The renderer did not answer one SVG picture")
    width, height, box, body = match.groups()
    body = _EMPTY.sub("", _NOISE.sub("", body))
    body = _LONG_NUMBER.sub(r"\1", body)
    # Lines of one label, or their words are glued for whoever reads the file without drawing it.
    body = body.replace("</tspan><tspan", "</tspan> <tspan")
    body = _ROUNDED.sub(_rectangle, body)
    # What every drawing repeats: the usual size of words is that of the whole picture.
    body = body.replace(f' font-size="{style.FONT_SIZE}px"', "").replace(' font-weight="400"', "")
    body = body.replace(' text-anchor="start"', "").replace(' y2="0"', "").replace("<g/>", "")
    while "<g></g>" in body:
        body = body.replace("<g></g>", "")
    # In tags only: the words of a label are escaped, and may well say «on=».
    if re.search(r"<[^>]*\s(?:style|on\w+)=|<(?:script|style|image|foreignObject)", body):
        raise ChartNotDrawn("The picture holds inline style or code")
    return width, height, box, body
