"""Spoil good spellings at random and look for one that is misread: ``python -m french.tests.fuzz [TEXTS]``.

Each text must be asked again, or read as the one value that `french.tests.oracle` finds in it. And whatever
the oracle says, when only spaces moved, the value is still the one that the good spelling had.
"""

import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction

from french import UNITS, Unclear, read_cents, read_integer, read_quantity
from french.tests import oracle

TEXTS = 300_000
SPACES = (" ", "\u00a0", "\u202f", "\u2009", "\u2007")
SUFFIXES = {
    "euro": {
        **dict.fromkeys(("", "€", " €", "€.", " euros", " EUR", " Euro"), 0),
        **dict.fromkeys(("k", " k€", "keur", " K€", " mille euros", " milliers d’euros"), 3),
        **dict.fromkeys((" M€", "M", " millions d'euros", " million", " MEUR", " Mio €"), 6),
        **dict.fromkeys((" Md€", "Mds", " milliards d’euros", " milliard d'euros", " Mrd EUR"), 9),
    },
    "percent": dict.fromkeys(("", "%", " %", " pour cent", " %."), 0),
    "point": dict.fromkeys(("", " point", " points", " pts", " points de pourcentage"), 0),
    "times": dict.fromkeys(("", " x", "x", " ×", " fois"), 0),
    "day": dict.fromkeys(("", " jours", " jour", " j"), 0),
    "month": dict.fromkeys(("", " mois"), 0),
    "year": dict.fromkeys(("", " ans", " an", " années"), 0),
    "number": {"": 0, "k": 3, " millions": 6, " milliard": 9},
    "integer": {"": 0, " k": 3, " millions": 6, " mille": 3},
}
NOISE = (
    *"0123456789" * 3,
    *"..,,,''’()--−–++%€€kKmMdDxX×/*=²٣３\t eEnj",
    *SPACES * 3,
    *(" mois", " %", " €", "k€", "Md", "de ", " 000", ",50", " HT", " et ", "12", ".000", ",000", " 13 000"),
)
#: A unit, cents or a whole number: its reader, the unit for the oracle, what one unit is worth.
READERS: dict[str, tuple[Callable[[str], Decimal | int], str, int]] = {
    **{unit: (lambda text, unit=unit: read_quantity(text, unit), unit, 1) for unit in UNITS},
    "cents": (read_cents, "euro", 100),
    "integer": (read_integer, "integer", 1),
}


def spelling(rng: random.Random, unit: str) -> tuple[str, Fraction]:
    """A good spelling of a quantity, and its value."""
    places = 0 if unit == "integer" else rng.choice((0, 0, 1, 2, 2))
    suffix, power = rng.choice(list(SUFFIXES[unit].items()))
    whole = rng.randrange(10 ** rng.randrange(1, 11 - power))
    decimals = f"{rng.randrange(10**places):0{places}d}" if places else ""
    space = rng.choice(SPACES)
    grouped = f"{whole:,}"
    styles = [
        (str(whole), ","),
        (str(whole), "."),
        (grouped.replace(",", space), ","),
        (grouped.replace(",", "’"), "."),
    ]
    if decimals or grouped.count(",") != 1:
        styles += [(grouped.replace(",", "."), ","), (grouped, ".")]
    text, mark = rng.choice(styles)
    text += f"{mark}{decimals}" if decimals else ""
    value = (whole + Fraction(int(decimals or 0), 10**places)) * 10**power
    sign = rng.choice(("", "", "", "-", "− ", "+", "("))
    text = (
        f"({text}{suffix})"
        if sign == "(" and not suffix.endswith(".")
        else f"{sign.strip('(')}{text}{suffix}"
    )
    return text, -value if text[0] in "-−(" else value


def spoilt(rng: random.Random, text: str) -> str:
    """The text after one to three slips of the fingers."""
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3))):
        place = rng.randrange(len(text) + 1)
        match rng.randrange(5):
            case 0:
                text = text[:place] + rng.choice(NOISE) + text[place:]
            case 1:
                text = text[:place] + text[place + 1 :]
            case 2:
                text = text[:place] + text[place : place + 1] * 2 + text[place + 1 :]
            case 3:
                text = text[:place] + text[place : place + 2][::-1] + text[place + 2 :]
            case 4:
                text = text[:place] + rng.choice(NOISE) + text[place + 1 :]
    return text


def outcomes(texts: int, seed: int) -> Iterator[tuple[str, str, str]]:
    """Kind, text and outcome of each try: right, asked, cautious (the oracle is sure) or misread."""
    rng = random.Random(seed)
    kinds = [*READERS, "cents", "cents", "euro"]
    for _ in range(texts):
        kind = rng.choice(kinds)
        read, unit, worth = READERS[kind]
        text, value = spelling(rng, unit)
        if outcome(read, text, {value * worth}) != "right":
            yield kind, text, "good spelling refused"
        wrong = spoilt(rng, text)
        result = outcome(read, wrong, {value * worth for value in oracle.values(wrong, unit)})
        if (
            result == "right"
            and "".join(wrong.split()) == "".join(text.split())
            and read(wrong) != value * worth
        ):
            result = "misread"
        yield kind, wrong, result


def outcome(read: Callable[[str], Decimal | int], text: str, values: set[Fraction]) -> str:
    """What became of a text whose possible values are known."""
    try:
        value = read(text)
    except Unclear:
        return "cautious" if len(values) == 1 else "asked"
    return "right" if values == {Fraction(value)} else "misread"


def main(texts: int = TEXTS, seed: int = 20_261_123) -> int:
    """Try, print the counts and some of the texts that went wrong."""
    began, counts = time.perf_counter(), Counter[str]()
    for kind, text, result in outcomes(texts, seed):
        counts[result] += 1
        if result in ("misread", "good spelling refused") and counts[result] <= 20:
            sys.stdout.write(f"{result}: {kind} {text!r}\n")
    lines = {
        "texts spoilt": texts,
        "read, as the oracle": counts["right"],
        "asked again": counts["asked"] + counts["cautious"],
        "  of which the oracle is sure": counts["cautious"],
        "misread": counts["misread"],
        "good spellings refused": counts["good spelling refused"],
    }
    sys.stdout.writelines(f"{name:<32}{count:>10,}\n" for name, count in lines.items())
    sys.stdout.write(f"{'seconds':<32}{time.perf_counter() - began:>10.1f}\n")
    return 1 if counts["misread"] or counts["good spelling refused"] else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
