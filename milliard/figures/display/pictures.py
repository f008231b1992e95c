"""Charts of a figure: for the page, for the PDF, and as files that carry their title, base and source."""

import hashlib
import textwrap
from dataclasses import replace
from typing import Any

from django.core.cache import caches
from django.utils.safestring import SafeString, mark_safe

from milliard.figures.display import frames, wording
from milliard.figures.display.bars import alternative_of, bars_of
from milliard.figures.display.numbers import numbers_of
from milliard.figures.display.records import FigurePart, ShownFigure
from milliard.figures.enums import ShownKind
from milliard.ui import charts
from milliard.ui.charts import Bar, BarGroup, Chart

#: Raise when this module draws differently, so that no cache shows the old picture.
PICTURES_VERSION = 7
CACHE_SECONDS = 7 * 24 * 3600


def _cached(shown: ShownFigure, what: str, draw: Any) -> Any:
    """A drawing depends on what it shows and on nothing else: kept by each process under that."""
    words = (what, shown.anchor, shown.title, shown.base, shown.line, shown.status, alternative_of(shown))
    text = repr((PICTURES_VERSION, words, numbers_of(shown) if shown.is_strip else bars_of(shown)))
    key = f"website-picture-{hashlib.sha256(text.encode()).hexdigest()}"
    store = caches["process"]
    found = store.get(key)
    if found is None:
        found = draw()
        store.set(key, found, CACHE_SECONDS)
    return found


def svg(shown: ShownFigure) -> SafeString:
    """For the page: both widths, in the reader's colours."""
    text: str = _cached(shown, "page", lambda: str(charts.page_svg(chart_of(shown), id=shown.anchor)))
    return mark_safe(text)  # noqa: S308 (ui escaped every word of it)


def print_svg(shown: ShownFigure) -> str:
    """For the PDF: fixed colours, no words around it."""
    text: str = _cached(
        shown, "print", lambda: charts.standalone_svg(chart_of(shown), colors="print", width="paper")
    )
    return text


def file_svg(shown: ShownFigure) -> str:
    """A picture to take away: with its title, base, dates, source and, if so, «données simulées».

    Large numbers are written with what each is part of; everything else is drawn as bars, even when the
    page shows a table alone.
    """
    text: str = _cached(shown, "file", lambda: _draw_file(shown))
    return text


def _draw_file(shown: ShownFigure) -> str:
    if shown.is_strip:
        return frames.framed_numbers(shown)
    return frames.framed_chart(shown, charts.standalone_svg(chart_of(shown), colors="light"))


def file_png(shown: ShownFigure) -> bytes:
    """The same, as a PNG twice as fine."""
    picture: bytes = _cached(shown, "png", lambda: charts.to_png(file_svg(shown), scale=2.0))
    return picture


def chart_of(shown: ShownFigure) -> Chart:
    """The chart that suits the figure."""
    if shown.is_crossed:
        return _grouped(shown)
    units = {row.unit for _, row in shown.rows}
    if units <= {"share"}:
        return charts.bar_shares(bars_of(shown), title=shown.title, base=shown.base)
    (unit,) = units
    return charts.bar_amounts(
        bars_of(shown),
        title=shown.title,
        base=shown.base,
        write=lambda value: wording.value_text(value, unit),
    )


def _grouped(shown: ShownFigure) -> Chart:
    series = list(dict.fromkeys(row.group_label for _, row in shown.rows))
    by_answer: dict[str, dict[str, Bar]] = {}
    for bar, (_, row) in zip(bars_of(shown), shown.rows, strict=True):
        by_answer.setdefault(bar.label, {})[row.group_label] = bar
    empty = Bar("", None, text="–")
    groups = [
        BarGroup(label, tuple(bars.get(name, empty) for name in series)) for label, bars in by_answer.items()
    ]
    return charts.grouped_bars(groups, series=series, title=shown.title, base=shown.base)


def card_png(shown: ShownFigure) -> bytes:
    """The sharing picture of one figure, 1200 by 630."""

    def draw() -> bytes:
        return charts.to_png(card_svg(shown), scale=1.0)

    picture: bytes = _cached(shown, "card", draw)
    return picture


def card_svg(shown: ShownFigure) -> str:
    """The sharing picture as SVG: the number that matters, the finding, base, source, simulated label."""
    number, finding, part = _main_number(shown)
    alone = replace(shown, parts=(part,)) if part else shown
    # By the month: a card has one line for its source, and its date is never cut.
    dates = wording.dates_short(alone.figures[0] if alone.figures else alone.facts)
    return charts.share_card_svg(
        value=number,
        finding=finding,
        base=textwrap.shorten(alone.base, 84, placeholder="…"),
        source=f"{textwrap.shorten(shown.source, 81 - len(dates), placeholder='…')} · {dates}",
        is_simulated=shown.is_simulated,
    )


def _main_number(shown: ShownFigure) -> tuple[str, str, FigurePart | None]:
    """Number, sentence and part that the picture shows alone."""
    if shown.kind == ShownKind.NUMBERS:
        first = numbers_of(shown)[0]
        return first.value, first.label, shown.parts[0]
    pairs = [(bar, part) for bar, (part, row) in zip(bars_of(shown), shown.rows, strict=True) if row.value]
    if not pairs:
        return "", shown.title, None
    # What the title speaks of, else everybody, else the longest bar, named.
    chosen = next((pair for pair in pairs if pair[0].is_highlighted), None)
    chosen = chosen or next((pair for pair in pairs if pair[0].is_overall or len(pairs) == 1), None)
    if chosen:
        return chosen[0].text, shown.title, chosen[1]
    bar, part = max(pairs, key=lambda pair: pair[0].value or 0.0)
    return bar.text, f"{shown.title} ({bar.label})", part


__all__ = ["card_png", "card_svg", "chart_of", "file_png", "file_svg", "print_svg", "svg"]
