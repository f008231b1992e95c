"""French numbers, amounts, dates and no-break spaces, as functions; the template filters call them.

U+202F (narrow no-break space) parts thousands and stands before ; ! ?
U+00A0 (no-break space) stands before : % € and inside « ».
"""

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from milliard.core.french import APOSTROPHE, HYPHEN, MINUS, NARROW, NBSP
from milliard.core.periods import format_day

Number = int | float | Decimal | Fraction


def to_decimal(value: Number) -> Decimal:
    """The exact decimal of a number; a float is read as it prints, so that 0.1 stays 0.1."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    return Decimal(str(value))


def format_number(value: Number, places: int = 0) -> str:
    """A number in French: «1 234 567,5». Halves are rounded away from zero, as people do on paper."""
    rounded = to_decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = f"{abs(rounded):,.{places}f}".replace(",", NARROW).replace(".", ",")
    return f"{MINUS}{text}" if rounded < 0 else text


def format_euros_short(cents: int) -> str:
    """Integer cents with three significant digits or so: «950 €», «312 M€», «1,4 Md€»."""
    euros = Decimal(cents) / 100
    for limit, unit in ((Decimal(10) ** 9, "Md€"), (Decimal(10) ** 6, "M€")):
        # 999,96 M€ would print as 1 000 M€; it is kept so, because «1 000 M€» is how the movement counts.
        if abs(euros) >= limit:
            scaled = euros / limit
            places = 0 if abs(scaled) >= 100 or scaled == scaled.to_integral_value() else 1
            return f"{format_number(scaled, places)}{NBSP}{unit}".replace(f",0{NBSP}", NBSP)
    return f"{format_number(euros)}{NBSP}€"


def format_percent(share: Number, places: int = 0) -> str:
    """A share between 0 and 1 as a percentage: 0.75 → «75 %»."""
    return f"{format_number(to_decimal(share) * 100, places)}{NBSP}%"


def format_date(day: dt.date) -> str:
    """A date in full: «1er juillet 2024», «26 mars 2024»."""
    return format_day(day)


def format_date_short(day: dt.date) -> str:
    """A date in digits: «26/03/2024»."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def format_time(moment: dt.datetime | dt.time) -> str:
    """A time of day: «14 h 05», «9 h»."""
    minutes = f"{NBSP}{moment.minute:02d}" if moment.minute else ""
    return f"{moment.hour}{NBSP}h{minutes}"


_SPACE = "[ \u00a0\u202f]"
_RULES = (
    (re.compile(rf"{_SPACE}(?=[;!?])"), NARROW),
    (re.compile(rf"{_SPACE}(?=[:%€»])"), NBSP),
    (re.compile(rf"(?<=«){_SPACE}"), NBSP),
    (re.compile(rf"(?<=\d){_SPACE}(?=\d{{3}}(?!\d))"), NARROW),
    (re.compile(rf"(?<=\d){_SPACE}(?=(?:M€|Md€|h\b|km\b|min\b))"), NBSP),
    (re.compile(r"(?<= [–—]) "), NBSP),
    (re.compile(rf"{_SPACE}(?=· )"), NBSP),  # what parts two pieces ends a line, it never begins one
    (re.compile(r"(?<=[^\W\d_])(?:'|&#x27;|&#39;)(?=[^\W\d_])"), APOSTROPHE),
)
_PRONOUNS = "je|tu|il|elle|on|nous|vous|ils|elles|moi|toi|le|la|les|lui|leur|eux|y|en|ce|ci|là"
# Only inside a word of a sentence: never in an address, an e-mail or a code that someone copies.
_BOUND = re.compile(
    rf"(?<![\w/@.:+-])[^\W\d_]+(?:{APOSTROPHE}[^\W\d_]+)?"
    rf"(?:-t-(?:il|elle|on)|-(?:{_PRONOUNS})|(?<=\bdemi)-[^\W\d_]+|(?<=\bDemi)-[^\W\d_]+)(?![\w/@-]|[.:]\w)"
)
_TAG = re.compile(r"(<[^>]*>)")


def bind_spaces(text: str) -> str:
    """Set a text as French printers do; adds and removes nothing.

    Spaces that must not break become no-break ones; the typewriter's apostrophe between two letters (escaped
    or not) becomes the real one; a verb and its pronoun («auriez-vous», «celles-ci») stay on one line.

    Markup between < and > is left as it is, so that safe HTML can pass through.
    """
    parts = _TAG.split(text)
    for index in range(0, len(parts), 2):
        for pattern, space in _RULES:
            parts[index] = pattern.sub(space, parts[index])
        parts[index] = _BOUND.sub(lambda found: found[0].replace("-", HYPHEN), parts[index])
    return "".join(parts)
