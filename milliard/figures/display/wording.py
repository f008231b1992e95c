"""Numbers, bases and dates in French. Pure functions; the templates only place the words."""

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from django.utils import timezone

import french
from french import NARROW, NBSP
from milliard.figures.reports import TALLY, Figure, FigureKind, FigureRow

#: What a figure of each kind is called before its base.
KIND_WORDS = {
    FigureKind.SHARE: "Part",
    FigureKind.MEAN: "Moyenne",
    FigureKind.MEDIAN: "Médiane",
    FigureKind.TOTAL: "Total",
    FigureKind.DISTRIBUTION: "Part",
    FigureKind.CROSSTAB: "Part",
    FigureKind.MULTIPLE: "Part",
    FigureKind.HISTOGRAM: "Part",
    FigureKind.RANKS: "Part",
    FigureKind.MEAN_RANK: "Rang moyen",
    FigureKind.BY_MONTH: "Part",
    FigureKind.BY_QUARTER: "Part",
    FigureKind.BY_YEAR: "Part",
}
#: By what dates are counted, in a caption.
PERIOD_WORDS = {
    FigureKind.BY_MONTH: "par mois",
    FigureKind.BY_QUARTER: "par trimestre",
    FigureKind.BY_YEAR: "par année",
}
#: Every number that is kept back, on the page, in the PDF and in the pictures.
WITHHELD = "non publié"
#: Why: one sentence for all, since telling the small counts from those that protect them would bound both.
WITHHELD_REASON = "non publié\u00a0: effectif trop petit, ou il permettrait d’en retrouver un"


def value_text(value: float | int | None, unit: str) -> str:
    """The number as it is read: «75 %», «1,4 Md€», «656,6», «510»; a dash when there is none."""
    if value is None:
        return "–"
    if unit == "share":
        return french.format_percent(value)
    if unit == "euros":
        return french.format_euros_short(round(value))
    if unit == "count":
        return french.format_number(value)
    if float(value).is_integer():
        return french.format_number(value)
    return french.format_number(value, 0 if abs(value) >= 1_000 else 1 if abs(value) >= 10 else 2)


def _estimate_text(value: float | int | None, unit: str) -> str:
    """An amount that is estimated: three significant figures, since the fourth is chance."""
    return value_text(french.round_figures(value) if value and unit == "euros" else value, unit)


def row_text(row: FigureRow) -> str:
    """A row's number, or that it is not published."""
    if row.is_withheld:
        return WITHHELD
    is_estimated = row.low is not None
    return (_estimate_text if is_estimated else value_text)(row.value, row.unit)


def interval_text(row: FigureRow) -> str:
    """«entre 71 % et 79 %»; empty when there is no interval."""
    if row.is_withheld or row.low is None or row.high is None:
        return ""
    return f"entre {_estimate_text(row.low, row.unit)} et {_estimate_text(row.high, row.unit)}"


def uncertainty_text(figure: Figure, row: FigureRow) -> str:
    """How sure a number is: its interval, or that it is counted and not estimated; empty when withheld."""
    if figure.is_tally and row.value is not None:
        return TALLY
    interval = interval_text(row)
    return f"intervalle à 95{NBSP}%{NBSP}: {interval}" if interval else ""


def bracket_text(row: FigureRow) -> str:
    """The interval where there is little room: «[71 % ; 79 %]»; empty when there is none."""
    if row.is_withheld or row.low is None or row.high is None:
        return ""
    return f"[{_estimate_text(row.low, row.unit)}{NARROW}; {_estimate_text(row.high, row.unit)}]"


def count_text(count: int | None) -> str:
    return "–" if count is None else french.format_number(count)


def base_text(figure: Figure) -> str:
    """«Part des organisations ayant répondu à toutes les questions · n = 510»."""
    words = f"{KIND_WORDS[figure.spec.kind]} {figure.base_label}"
    if figure.breakdown_label:
        phrase = figure.breakdown_phrase or f"la réponse à «{NBSP}{figure.breakdown_label}{NBSP}»"
        words += f", selon {phrase}"
    if period := PERIOD_WORDS.get(figure.spec.kind):
        words += f", {period}"
    return f"{words} · {n_text(figure.base_n)}"


def bases_text(figures: Sequence[Figure]) -> str:
    """The same for several figures whose bases differ: «n de 1 107 à 1 124 selon la question»."""
    words = f"{KIND_WORDS[figures[0].spec.kind]} {figures[0].base_label}"
    sizes = [figure.base_n for figure in figures if figure.base_n is not None]
    if not sizes:
        return words
    ends = (french.format_number(end) for end in (min(sizes), max(sizes)))
    return f"{words} · n de {' à '.join(ends)} selon la question"


def n_text(base_n: int | None) -> str:
    """«n = 510», or that too few answered to show how many."""
    return f"n{NBSP}={NBSP}{french.format_number(base_n)}" if base_n is not None else "n non publié"


class Dated(Protocol):
    """A figure, or a dataset: it has dates."""

    @property
    def collected_from(self) -> dt.date | None: ...
    @property
    def collected_to(self) -> dt.date | None: ...
    @property
    def frozen_at(self) -> dt.datetime: ...


def dates_text(dated: Dated) -> str:
    """«Recueilli du 1er juillet au 31 octobre 2024», or the day the data were frozen."""
    start, end = dated.collected_from, dated.collected_to
    if start and end and start != end:
        first = french.format_date(start)
        if start.year == end.year:
            first = first.removesuffix(f"{NBSP}{start.year}")
        return f"Recueilli du {first} au {french.format_date(end)}"
    if day := start or end:
        return f"Recueilli le {french.format_date(day)}"
    return f"Données figées le {french.format_date(timezone.localdate(dated.frozen_at))}"


def dates_short(dated: Dated) -> str:
    """The same by the month, where there is little room: «juillet–octobre 2024».

    Without dates: «données figées en juillet 2024».
    """
    first = dated.collected_from or dated.collected_to
    if first is None:
        return f"données figées en {month_text(timezone.localdate(dated.frozen_at))}"
    last = dated.collected_to or first
    from_month, to_month = month_text(first), month_text(last)
    if from_month == to_month:
        return to_month
    if first.year == last.year:
        from_month = from_month.removesuffix(f"{NBSP}{first.year}")
    return f"{from_month}–{to_month}"


def month_text(day: dt.date) -> str:
    """«juillet 2024»."""
    return french.format_month(day)


def rows_text(count: int | None) -> str:
    """A number of rows, or that it is not published."""
    return WITHHELD if count is None else count_text(count)


def threshold_note(threshold: int) -> str:
    """What «non publié» means, under a table that has some."""
    return (
        f"«{NBSP}Non publié{NBSP}»{NBSP}: l’effectif est trop petit (de 1 à {threshold - 1} réponses, ou un "
        "groupe trop petit pour être décrit), ou il permettrait d’en retrouver un. Rien ne dit lequel des "
        "deux\u00a0: ainsi, personne ne peut être reconnu."
    )
