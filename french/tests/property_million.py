"""Write a million values and read each of them back: ``python -m french.tests.property_million [VALUES]``."""

import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction

from french import (
    MAX_CENTS,
    format_euros,
    format_euros_short,
    format_exact,
    format_number,
    format_percent,
    format_points,
    plural,
    read_cents,
    read_integer,
    read_number,
    read_percent,
    read_quantity,
)

VALUES = 1_000_000
#: Name, what was written, what it reads back to, what it should.
Trip = tuple[str, str, Decimal | int, Decimal | int]


def _rounded(value: Decimal | Fraction, places: int) -> Decimal:
    """Halves away from zero, by whole numbers: not as the writer does it."""
    exact = Fraction(value) * 10**places
    units = (abs(exact.numerator) * 2 + exact.denominator) // (2 * exact.denominator)
    return Decimal(units if exact >= 0 else -units).scaleb(-places)


def _cents(rng: random.Random) -> int:
    cents = rng.randrange(10 ** rng.randrange(1, 17))
    return min(cents, MAX_CENTS) * rng.choice((1, 1, -1))


def _decimal(rng: random.Random, digits: int = 15) -> Decimal:
    whole = rng.randrange(10 ** rng.randrange(1, digits))
    return Decimal(whole * rng.choice((1, 1, -1))).scaleb(-rng.randrange(7))


def euros(rng: random.Random) -> Trip:
    cents = _cents(rng)
    text = format_euros(cents)
    return "format_euros", text, read_cents(text), cents


def euros_with_cents(rng: random.Random) -> Trip:
    cents = _cents(rng)
    text = format_euros(cents, with_cents=True)
    return "format_euros with cents", text, read_cents(text), cents


def euros_without_cents(rng: random.Random) -> Trip:
    cents = _cents(rng)
    text = format_euros(cents, with_cents=False)
    return "format_euros without cents", text, read_cents(text), int(_rounded(Fraction(cents, 100), 0)) * 100


def euros_short(rng: random.Random) -> Trip:
    cents = _cents(rng)
    text, size = format_euros_short(cents), abs(cents)
    unit = 10**11 if size >= 10**11 else 10**8 if size >= 10**8 else 100
    places = 0 if unit == 100 or size >= 100 * unit else 1 if size >= 10 * unit else 2
    expected = _rounded(Fraction(cents, unit), places) * unit / 100
    return "format_euros_short", text, read_quantity(text, "euro"), expected


def number(rng: random.Random) -> Trip:
    value, places = _decimal(rng), rng.randrange(7)
    text = format_number(value, places)
    return "format_number", text, read_number(text), _rounded(value, places)


def fraction(rng: random.Random) -> Trip:
    value, places = Fraction(rng.randrange(-(10**9), 10**9), rng.randrange(1, 10**4)), rng.randrange(4)
    text = format_number(value, places)
    return "format_number of a Fraction", text, read_number(text), _rounded(value, places)


def floating(rng: random.Random) -> Trip:
    value, places = round(rng.uniform(-1e6, 1e6), rng.randrange(6)), rng.randrange(4)
    text = format_number(value, places)
    return "format_number of a float", text, read_number(text), _rounded(Decimal(repr(value)), places)


def exact(rng: random.Random) -> Trip:
    value = _decimal(rng)
    text = format_exact(value)
    return "format_exact", text, read_number(text), value


def integer(rng: random.Random) -> Trip:
    value = rng.randrange(-(10 ** rng.randrange(1, 19)), 10**18)
    text = format_number(value)
    return "format_number of an int", text, read_integer(text), value


def percent(rng: random.Random) -> Trip:
    share, places = _decimal(rng, 8), rng.randrange(4)
    text = format_percent(share, places)
    return "format_percent", text, read_percent(text), _rounded(share * 100, places)


def points(rng: random.Random) -> Trip:
    share, places = _decimal(rng, 8), rng.randrange(4)
    text = format_points(share, places)
    return "format_points", text, read_quantity(text, "point"), _rounded(share * 100, places)


def months(rng: random.Random) -> Trip:
    count = rng.randrange(10 ** rng.randrange(1, 7))
    text = plural(count, "mois", "mois")
    return "plural", text, read_quantity(text, "month"), count


TRIPS: tuple[Callable[[random.Random], Trip], ...] = (
    *(euros, euros_with_cents, euros_without_cents, euros_short),
    *(number, fraction, floating, exact, integer, percent, points, months),
)


def trips(values: int, seed: int) -> Iterator[Trip]:
    """So many values written and read back, each way in turn."""
    rng = random.Random(seed)
    for place in range(values):
        yield TRIPS[place % len(TRIPS)](rng)


def main(values: int = VALUES, seed: int = 20_261_123) -> int:
    """Try, print the figures and the first values that came back wrong."""
    began, tried, wrong = time.perf_counter(), Counter[str](), Counter[str]()
    for name, text, back, expected in trips(values, seed):
        tried[name] += 1
        if back != expected:
            wrong[name] += 1
            if wrong[name] <= 5:
                sys.stdout.write(f"wrong: {name} {text!r} came back {back}, not {expected}\n")
    seconds = time.perf_counter() - began
    sys.stdout.writelines(f"{name:<32}{count:>10,}{wrong[name]:>8,} wrong\n" for name, count in tried.items())
    sys.stdout.write(f"{'values':<32}{tried.total():>10,}{wrong.total():>8,} wrong{seconds:>8.1f} s\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
