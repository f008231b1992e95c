"""The words and signs that a person may write beside a number, and what each of them means."""

from typing import Literal, NamedTuple, get_args

Unit = Literal["euro", "percent", "point", "times", "day", "month", "year", "number"]
UNITS: tuple[Unit, ...] = get_args(Unit)


class Meaning(NamedTuple):
    """What the words after a number say: its unit, None when they say none, and its power of ten."""

    unit: Unit | None
    power: int


_UNIT_WORDS: dict[Unit, tuple[str, ...]] = {
    "euro": ("€", "eur", "euro", "euros"),
    "percent": ("%", "pour cent", "pourcent"),
    "point": (
        *("point", "points", "pt", "pts"),
        *(f"{points} de {percent}" for points in ("point", "points") for percent in ("pourcentage", "%")),
    ),
    "times": ("fois", "x", "×"),
    "day": ("j", "jour", "jours"),
    "month": ("mois",),
    "year": ("an", "ans", "année", "années", "annee", "annees"),
}
_SCALE_SIGNS = {3: ("k",), 6: ("m", "mio"), 9: ("md", "mds", "mrd", "mrds")}
_SCALE_WORDS = {
    3: ("mille", "milles", "millier", "milliers"),
    6: ("million", "millions"),
    9: ("milliard", "milliards"),
}
# After a sign, «d» needs its space and its apostrophe: «8 M d€» may be 8 Md€ that a space has cut.
_AFTER_SIGN = ("", " ", " d'", " de ")
_AFTER_WORD = (*_AFTER_SIGN, "d'", " d' ", " d", " d ")

#: Signs that may stand before a number.
BEFORE: dict[str, Unit] = {"€": "euro", "eur": "euro", "x": "times", "×": "times"}


def _meanings() -> dict[str, Meaning]:
    found = {"": Meaning(None, 0)}
    for unit, words in _UNIT_WORDS.items():
        found |= {word: Meaning(unit, 0) for word in words}
    for scales, links in ((_SCALE_SIGNS, _AFTER_SIGN), (_SCALE_WORDS, _AFTER_WORD)):
        for power, scale in [(power, scale) for power, names in scales.items() for scale in names]:
            found[scale] = Meaning(None, power)
            found |= {
                f"{scale}{link}{word}": Meaning("euro", power)
                for link in links
                for word in _UNIT_WORDS["euro"]
            }
    # «12 M» is twelve million; «12 m» may be months or metres as well, unless the euro sign follows.
    found["M"] = found.pop("m")
    return found


_MEANINGS = _meanings()


def meaning_of(words: str) -> Meaning | None:
    """Say what the words after a number mean; None when they are not surely understood.

    Case does not matter, but for a lone «M».

    Examples
    --------
    >>> meaning_of("millions d'euros")
    Meaning(unit='euro', power=6)
    >>> meaning_of("personnes") is None
    True
    """
    return _MEANINGS.get(words) or _MEANINGS.get(words.lower())
