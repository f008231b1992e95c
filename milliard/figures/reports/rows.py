"""From estimates of the engine to rows ready to show."""

from __future__ import annotations

from dataclasses import dataclass

from engines import statistics
from engines.statistics import Category, SampleEstimate
from milliard.figures.reports.records import ALL_GROUPS, Figure, FigureRow, Unit

NO_BASE = statistics.Base(None, None, None, None)
EVERYONE = Category(ALL_GROUPS, "Ensemble")
_UNKNOWN_LABEL = "Non précisé"


@dataclass(frozen=True, eq=False)
class FigureResult:
    """What the engine answered, small counts already gone but for ``raw_base``."""

    rows: tuple[FigureRow, ...]
    #: The one estimate of a share, a mean, a median, a total; None for a table.
    overall: SampleEstimate | None
    #: The base before disclosure control: only for words that show no count.
    raw_base: statistics.Base
    shown_base: statistics.Base


def row_of(category: Category, group: Category, estimate: SampleEstimate) -> FigureRow:
    """One number. Where the whole population answered there is no sampling error, hence no interval."""
    unit: Unit = "share" if estimate.kind == "share" else "euros" if estimate.is_money else "number"
    n = estimate.count if estimate.kind == "share" else estimate.base.n
    value: float | int | None = None
    low = high = None
    if estimate.value is not None:
        value = estimate.cents if estimate.is_money else float(estimate.value)
        if estimate.interval is not None and estimate.interval.method != "census":
            low, high = float(estimate.interval.low), float(estimate.interval.high)
    return FigureRow(
        key=category.value,
        label=category.label,
        group_key=group.value,
        group_label=_UNKNOWN_LABEL if group == statistics.UNKNOWN else group.label,
        value=value,
        unit=unit,
        n=n,
        base_n=estimate.base.n,
        low=low,
        high=high,
        withheld="withheld" if estimate.mark.is_withheld else "",
    )


def nothing_shown(result: FigureResult) -> FigureResult:
    """Below the smallest group described at all, even «nobody» would say who the few are."""
    rows = tuple(
        FigureRow(row.key, row.label, row.group_key, row.group_label, unit=row.unit, withheld="withheld")
        for row in result.rows
    )
    return FigureResult(rows, None, result.raw_base, NO_BASE)


def whole_lines(figure: Figure) -> set[tuple[str, str]]:
    """Groups and answers hidden whole, their zeros too: hidden there does not mean that somebody is."""
    lines: dict[tuple[str, str], list[bool]] = {}
    is_crossed = bool(figure.spec.breakdown)
    for row in figure.rows:
        is_empty = row.value is None and not row.is_withheld
        if is_empty or (is_crossed and row.group_key == ALL_GROUPS):
            continue
        lines.setdefault(("group", row.group_key), []).append(row.is_withheld)
        if is_crossed and row.group_key != statistics.UNKNOWN.value:
            lines.setdefault(("answer", row.key), []).append(row.is_withheld)
    return {line for line, flags in lines.items() if all(flags)}
