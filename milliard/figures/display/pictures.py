"""Charts of a figure: for the page, for the PDF, and as files that say by themselves what they are."""

import hashlib
import textwrap
from dataclasses import replace
from typing import Any

from django.core.cache import caches
from django.utils.safestring import SafeString, mark_safe

from milliard.figures import display as shown
from milliard.figures.display import Mark, Source, frames
from milliard.figures.display.answers import Answer
from milliard.figures.display.wording import dates_short
from milliard.figures.enums import ShownKind
from milliard.figures.reports import FigureKind
from milliard.ui import charts
from milliard.ui.charts import Bar, BarGroup, Chart

#: Raise when this module draws differently, so that no cache shows the old picture.
PICTURES_VERSION = 3
CACHE_SECONDS = 7 * 24 * 3600

#: Kinds whose bars are parts of one whole length; the others are scaled to their longest bar.
_ON_A_TRACK = frozenset({FigureKind.SHARE, FigureKind.MULTIPLE})


def _cached(source: Source, what: str, draw: Any) -> Any:
    """A drawing depends on what it shows and on nothing else: kept by each process under that."""
    shows = (what, source.anchor, source.title, shown.base_of(source), shown.line_of(source))
    numbers = shown.numbers_of(source) if shown.is_strip(source) else shown.marks_of(source)
    text = repr((PICTURES_VERSION, shows, shown.status_of(source), numbers))
    key = f"website-picture-{hashlib.sha256(text.encode()).hexdigest()}"
    store = caches["process"]
    found = store.get(key)
    if found is None:
        found = draw()
        store.set(key, found, CACHE_SECONDS)
    return found


def svg(source: Source) -> SafeString:
    """For the page: both widths, in the reader's colours."""
    text: str = _cached(source, "page", lambda: str(charts.page_svg(chart_of(source), id=source.anchor)))
    return mark_safe(text)  # noqa: S308 (ui escaped every word of it)


def print_svg(source: Source) -> str:
    """For the PDF: fixed colours, no words around it."""
    text: str = _cached(source, "print", lambda: charts.standalone_svg(chart_of(source), colors="print"))
    return text


def file_svg(source: Source) -> str:
    """A picture to take away: with its title, base, dates, source and, if so, «données simulées».

    Large numbers are written with what each is part of; everything else is drawn as bars, even when the
    page shows a table alone.
    """
    text: str = _cached(source, "file", lambda: _draw_file(source))
    return text


def _draw_file(source: Source) -> str:
    if shown.is_strip(source):
        return frames.framed_numbers(source)
    return frames.framed_chart(source, charts.standalone_svg(chart_of(source), colors="light"))


def file_png(source: Source) -> bytes:
    """The same, as a PNG twice as fine."""
    picture: bytes = _cached(source, "png", lambda: charts.to_png(file_svg(source), scale=2.0))
    return picture


def chart_of(source: Source) -> Chart:
    """The chart that suits the figure."""
    marks = shown.marks_of(source)
    base = shown.base_of(source)
    if shown.is_crossed(source):
        return _grouped(source, marks, base)
    bars = [_bar(mark) for mark in marks]
    kinds = {figure.spec.kind for figure in source.figures}
    if source.kind == ShownKind.SHARES or kinds <= _ON_A_TRACK:
        return charts.bar_shares(bars, title=source.title, base=base)
    return charts.distribution_bars(bars, title=source.title, base=base)


def _bar(mark: Mark) -> Bar:
    text = mark.text if mark.value is not None else "non publié"
    return Bar(mark.label, mark.value, mark.low, mark.high, text, mark.is_highlighted)


def _grouped(source: Source, marks: list[Mark], base: str) -> Chart:
    series = list(dict.fromkeys(mark.group for mark in marks))
    by_answer: dict[str, dict[str, Mark]] = {}
    for mark in marks:
        by_answer.setdefault(mark.label, {})[mark.group] = mark
    empty = Bar("", None, text="–")
    groups = [
        BarGroup(label, tuple(_bar(row[name]) if name in row else empty for name in series))
        for label, row in by_answer.items()
    ]
    return charts.grouped_bars(groups, series=series, title=source.title, base=base)


def card_png(source: Source) -> bytes:
    """The sharing picture of one figure, 1200 by 630."""

    def draw() -> bytes:
        return charts.to_png(card_svg(source), scale=1.0)

    picture: bytes = _cached(source, "card", draw)
    return picture


def card_svg(source: Source) -> str:
    """The sharing picture as SVG: the number that matters, the finding, base, source, simulated label."""
    number, finding, answer = _main_number(source)
    alone = replace(source, answers=(answer,)) if answer else source
    dates = _card_dates(alone)
    return charts.share_card_svg(
        value=number,
        finding=finding,
        base=textwrap.shorten(shown.base_of(alone), 84, placeholder="…"),
        source=f"{textwrap.shorten(shown.source_label(source), 81 - len(dates), placeholder='…')} · {dates}",
        is_simulated=source.is_simulated,
    )


def _card_dates(source: Source) -> str:
    """By the month: a card has one line for its source, and its date is never cut."""
    figure = source.figures[0] if source.figures else None
    if figure is not None:
        return dates_short(figure.collected_from, figure.collected_to, figure.frozen_at)
    facts = source.facts
    return dates_short(facts.collected_from, facts.collected_to, facts.frozen_at)


def _main_number(source: Source) -> tuple[str, str, Answer | None]:
    """Number, sentence and answer: the highlighted bar, else the longest, else the first of a strip."""
    if source.kind == ShownKind.NUMBERS:
        first = shown.numbers_of(source)[0]
        return first.value, first.label, source.answers[0]
    pairs = zip(shown.marks_of(source), shown.rows_shown(source), strict=True)
    drawn = [(mark, answer) for mark, (answer, _) in pairs if mark.value is not None]
    if not drawn:
        return "", source.title, None
    mark, answer = next((pair for pair in drawn if pair[0].is_highlighted), None) or max(
        drawn, key=lambda pair: pair[0].value or 0.0
    )
    return mark.text, source.title, answer


__all__ = ["card_png", "card_svg", "chart_of", "file_png", "file_svg", "print_svg", "svg"]
