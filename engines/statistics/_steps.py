"""The plain steps behind a figure, in French, for «comment ce chiffre est calculé»."""

import math
from dataclasses import dataclass

from engines.statistics._intervals import Interval, Number
from engines.statistics._missing import MISSING_LABELS, MissingCounts

THIN = "\u202f"
WIDE = "\u00a0"

_METHODS = {
    "wilson": "méthode de Wilson",
    "student": "loi de Student",
    "woodruff": "méthode de Woodruff",
    "order_statistics": "rangs des réponses triées",
    "census": "toute la population a répondu",
}


@dataclass(frozen=True)
class Step:
    """One step: a stable `code`, a French sentence ready to print, and the numbers it uses by name."""

    code: str
    text: str
    values: tuple[tuple[str, Number], ...] = ()


def french(value: Number, digits: int = 0) -> str:
    """A number as French readers write it.

    Examples
    --------
    >>> french(1234.5, 1).replace(chr(0x202F), "_")
    '1_234,5'
    """
    if isinstance(value, int) and digits == 0:
        return f"{value:,d}".replace(",", THIN)
    return f"{float(value):,.{digits}f}".replace(",", THIN).replace(".", ",")


def percent(share: float) -> str:
    """A share with one decimal and its sign."""
    return f"{french(100 * share, 1)}{WIDE}%"


def euros(cents: Number) -> str:
    """An amount in euros, written from whole cents without passing through a float."""
    whole = round(cents)
    sign, (units, rest) = "−" if whole < 0 else "", divmod(abs(whole), 100)
    return f"{sign}{french(units)}{f',{rest:02d}' if rest else ''}{WIDE}€"


def plain(value: Number) -> str:
    """A quantity with up to two decimals, none if it is whole."""
    return french(value, 0 if float(value).is_integer() else 2)


def counted(count: int, singular: str, plural: str) -> str:
    """A count with its noun; French keeps the singular below two."""
    return f"{french(count)} {singular if count < 2 else plural}"


def points(error: float | None) -> str:
    """A difference of shares in percentage points."""
    value = 100 * (error or 0.0)
    return f"{french(value, 1)} {'point' if value < 2 else 'points'} de pourcentage"


def base_step(n: int, outside: int, missing: MissingCounts) -> Step:
    """Who is counted, who is put aside and why."""
    present = [(code, count) for code, count in missing.by_code().items() if count]
    reasons = [f"{MISSING_LABELS[code].lower()}{WIDE}: {french(count)}" for code, count in present]
    text = f"Base{WIDE}: {counted(n, 'réponse retenue', 'réponses retenues')}"
    if reasons:
        aside = counted(missing.total, "mise de côté", "mises de côté")
        text += f"{THIN}; {aside} ({', '.join(reasons)})"
    if outside:
        text += f"{THIN}; {french(outside)} hors du champ de ce chiffre"
    return Step("base", text + ".", (("n", n), ("missing", missing.total), ("outside", outside)))


def share_steps(
    count: int, base: int, weighted: tuple[float, float] | None, share: float
) -> tuple[Step, ...]:
    """From counts (and sums of weights) to the share."""
    matching = counted(count, "réponse correspond", "réponses correspondent")
    first = Step("count", f"{matching}, sur {french(base)}.", (("count", count), ("base", base)))
    if weighted is None:
        text = f"Part{WIDE}: {french(count)} ÷ {french(base)} = {percent(share)}."
        return first, Step("share", text, (("share", share),))
    part, whole = weighted
    text = (
        f"Avec les poids de redressement{WIDE}: {french(part, 1)} ÷ {french(whole, 1)} = {percent(share)}. "
        "Un poids corrige le fait que certains groupes ont plus répondu que d’autres."
    )
    return first, Step("weighted_share", text, (("part", part), ("whole", whole), ("share", share)))


def error_step(error: float | None, shown: str) -> tuple[Step, ...]:
    """How far the figure would move from one sample to another."""
    if error is None or not math.isfinite(error):
        return ()
    text = (
        f"Erreur type{WIDE}: {shown}, soit ce dont le chiffre bouge d’ordinaire d’un échantillon à l’autre."
    )
    return (Step("standard_error", text, (("se", error),)),)


def interval_step(interval: Interval | None, low: str, high: str) -> tuple[Step, ...]:
    """The interval and its method."""
    if interval is None:
        return ()
    level = french(100 * interval.level)
    text = f"Intervalle à {level}{WIDE}% ({_METHODS[interval.method]}){WIDE}: de {low} à {high}."
    return (Step(f"interval_{interval.method}", text, (("low", interval.low), ("high", interval.high))),)
