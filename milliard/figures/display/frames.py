"""Pictures to take away: a chart or large numbers, between their title and their source, in one SVG."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.html import escape

from milliard.figures.display.bars import alternative_of, legend_of
from milliard.figures.display.numbers import numbers_of
from milliard.figures.display.records import ShownFigure
from milliard.ui.charts import measure, style
from milliard.ui.component_records import KeyFigure

_WIDTH, _MARGIN = 680, 40
#: Part of the width that lines fill: another font than ours may be a little wider, and nothing is cut.
_FILLED = 0.92
_INK, _SOFT, _FOREST, _POPPY = "#1d2a2b", "#475350", "#17594a", "#b8391c"
_SIZE = re.compile(r'width="([\d.]+)" height="([\d.]+)"')


@dataclass(slots=True)
class _Drawing:
    """What is drawn so far, and how far down: ``y`` is the baseline of the last line, in pixels."""

    y: int = 14
    parts: list[str] = field(default_factory=list)

    def write(
        self,
        text: str,
        *,
        size: int,
        step: int,
        is_serif: bool = False,
        color: str = _INK,
        weight: int = 400,
    ) -> None:
        """``text`` on as many lines as it takes."""
        family, fonts = ("serif", style.SERIF) if is_serif else ("sans", style.SANS)
        width = _FILLED * (_WIDTH - 2 * _MARGIN)
        for line in measure.wrap(text, width, size=size, family=family, weight=weight):
            self.y += step
            self.parts.append(
                f'<text x="{_MARGIN}" y="{self.y}" font-family="{fonts}" font-size="{size}" '
                f'font-weight="{weight}" fill="{color}">{escape(line)}</text>'
            )

    def place(self, picture: str) -> None:
        """A drawing under the last line."""
        size = _SIZE.search(picture)
        self.y += 20
        self.parts.append(picture.replace("<svg ", f'<svg x="{_MARGIN}" y="{self.y}" ', 1))
        self.y += round(float(size.group(2))) if size else 0

    def finish(self, title: str, description: str) -> str:
        height = self.y + 28
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{_WIDTH}" height="{height}" '
            f'viewBox="0 0 {_WIDTH} {height}">'
            f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
            f'<rect width="100%" height="100%" fill="#fffdf8"/>{"".join(self.parts)}</svg>'
        )


def framed_chart(shown: ShownFigure, chart: str) -> str:
    """Bars, with title, base, legend and source. ``chart``: an SVG of fixed colours."""
    drawing = _Drawing()
    drawing.write(shown.title, size=26, step=32, is_serif=True)
    drawing.y += 8
    drawing.write(shown.base, size=15, step=20, color=_SOFT)
    drawing.place(chart)
    if legend := legend_of(shown):
        drawing.y += 8
        drawing.write(legend, size=14, step=20, color=_SOFT)
    _sign(drawing, shown)
    return drawing.finish(shown.title, alternative_of(shown))


def framed_numbers(shown: ShownFigure) -> str:
    """Large numbers, each with its words and its base."""
    numbers = numbers_of(shown)
    drawing = _Drawing()
    drawing.write(shown.title, size=26, step=32, is_serif=True)
    for number in numbers:
        drawing.y += 16
        drawing.write(number.value, size=52, step=52, is_serif=True, color=_FOREST)
        drawing.y += 4
        if number.label != shown.title:
            drawing.write(number.label, size=19, step=27)
        drawing.write(number.base, size=15, step=21, color=_SOFT)
    _sign(drawing, shown)
    return drawing.finish(shown.title, " ".join(_sentence(number) for number in numbers))


def _sentence(number: KeyFigure) -> str:
    return f"{number.value} {number.label} ({number.base})."


def _sign(drawing: _Drawing, shown: ShownFigure) -> None:
    drawing.y += 8
    drawing.write(f"{shown.line} · {shown.source}", size=14, step=20, color=_SOFT)
    drawing.write(f"Milliard · {urlsplit(settings.SITE_URL).netloc}", size=14, step=20, color=_SOFT)
    if shown.is_simulated:
        drawing.write("Données simulées", size=15, step=22, color=_POPPY, weight=700)
