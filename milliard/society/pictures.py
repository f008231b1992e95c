"""The chart of a trait: both shares side by side, or, where values are many, the differences alone."""

from django.utils.safestring import SafeString

from french import format_number, format_percent
from milliard.society.reports.compared import ComparedTrait, ComparedValue
from milliard.society.reports.published import ShownLottery
from milliard.ui.charts import Bar, BarGroup, bar_amounts, grouped_bars, page_svg

#: Past so many values, two bars each would be a wall.
_MANY = 9
_HIDDEN = "n.\u00a0c."


def picture_of(trait: ComparedTrait, who: str) -> SafeString:
    """For the page, in the reader's colours; drawn once for all readers."""
    drawn = _drawn(trait)
    if not trait.is_comparable:
        bars = [_alone(value) for value in trait.values]
        chart = bar_amounts(bars, title=trait.title, base=f"Parmi {who}", write=format_percent)
    elif has_gaps(trait):
        bars = [_gap(value) for value in drawn]
        chart = bar_amounts(bars, title=_title(trait), base="Écart avec la population", write=written_gap)
    else:
        groups = [_pair(value) for value in drawn]
        chart = grouped_bars(
            groups, series=("Ici", "Population"), title=_title(trait), base=f"Ici\u00a0: parmi {who}."
        )
    return page_svg(chart, id=f"{trait.code}-picture")


def has_gaps(trait: ComparedTrait) -> bool:
    """Whether the differences alone are drawn."""
    return len(_drawn(trait)) > _MANY


def _drawn(trait: ComparedTrait) -> list[ComparedValue]:
    return [value for value in trait.values if value.population is not None]


def written_gap(difference: float) -> str:
    """«+3,2 pts», with its sign; a true minus."""
    points = round(difference * 100, 1)
    sign = "+" if points > 0 else ""
    return f"{sign}{format_number(points, 1)}\u00a0pts"


def _title(trait: ComparedTrait) -> str:
    return f"{trait.title}, comparé à la population"


def _pair(value: ComparedValue) -> BarGroup:
    here = Bar("", value.share, value.low, value.high, text=_written(value.share), is_highlighted=True)
    return BarGroup(value.label, (here, Bar("", value.population, text=_written(value.population))))


def _alone(value: ComparedValue) -> Bar:
    if value.share is None:
        return Bar(value.label, None, text=_HIDDEN)
    text = _written(value.share)
    return Bar(value.label, value.share, value.low, value.high, text=text, is_highlighted=True)


def _gap(value: ComparedValue) -> Bar:
    if value.difference is None:
        return Bar(value.label, None, text=_HIDDEN)
    return Bar(
        value.label,
        value.difference,
        value.difference_low,
        value.difference_high,
        text=written_gap(value.difference),
        is_highlighted=value.is_apart,
    )


def _written(share: float | None) -> str:
    return _HIDDEN if share is None else format_percent(share)


def histogram_of(lottery: ShownLottery) -> SafeString:
    """How many volunteers have which chance."""
    bars = [
        Bar(f"de {format_percent(bar.low)} à {format_percent(bar.high)}", float(bar.people))
        for bar in lottery.bars
    ]
    chart = bar_amounts(
        bars, title="Chances des volontaires", base="Volontaires selon leur chance", write=format_number
    )
    return page_svg(chart, id="chances")
