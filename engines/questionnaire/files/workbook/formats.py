"""A cell as its author sees it: the number format of a spreadsheet applied to its value.

Excel keeps ``0.1`` and shows ``10 %``; keeps ``33`` and shows ``00033``; keeps a day where somebody typed
``10-12``. A label or a code is what was seen, so formats are read here, with the signs of a French
spreadsheet (decimal comma, thin space between thousands, names of months). What a format holds that is not
read here gives None, and the cell stays what it is. Source: ECMA-376 part 1, section 18.8.31.
"""

from __future__ import annotations

import datetime
import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from french import MONTHS, MONTHS_SHORT, NARROW

#: The day as the system writes it: its format names no order of its own.
_OF_THE_SYSTEM = {"mm-dd-yy": "dd/mm/yyyy", "m/d/yy h:mm": "dd/mm/yyyy hh:mm"}
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_SIGNIFICANT = 11  # what «Standard» shows of a number
_TOKEN = re.compile(
    r'"(?P<text>[^"]*)"|\\(?P<escaped>.)|_(?P<padding>.)|\*(?P<fill>.)|\[\$(?P<currency>[^\]-]*)[^\]]*\]'
    r"|\[(?P<bracket>[^\]]*)\]|(?P<ampm>AM/PM|A/P)|(?P<general>General|Standard)"
    r"|(?P<date>[ymdhsYMDHS]+)|(?P<digits>[#0?][#0?,.]*|\.[#0?]+)|(?P<scientific>E[+-]0+)|(?P<other>.)",
    re.DOTALL,
)


def seen_number(value: float, number_format: str) -> str | None:
    """The text of a number under its format; None for a format that is not read (fractions, exponents)."""
    sections = _sections(number_format)
    if value < 0 and len(sections) > 1:
        section, shown = sections[1], -value
    elif value == 0 and len(sections) > 2:
        section, shown = sections[2], value
    else:
        section, shown = sections[0], value
    sign = "-" if shown < 0 else ""
    return _number(Decimal(repr(abs(shown))), section, sign)


def seen_moment(value: datetime.datetime | datetime.date | datetime.time, number_format: str) -> str | None:
    """The text of a day or an hour under its format; None for a format that is not read."""
    moment = _moment(value)
    section = _sections(_OF_THE_SYSTEM.get(number_format.lower(), number_format))[0]
    tokens = list(_TOKEN.finditer(section))
    has_half = any(token["ampm"] for token in tokens)
    out: list[str] = []
    for index, token in enumerate(tokens):
        if token["date"]:
            text = _part(moment, token["date"].lower(), _is_minutes(tokens, index), has_half=has_half)
            if text is None:
                return None
            out.append(text)
        elif token["ampm"]:
            out.append("AM" if moment.hour < 12 else "PM")
        elif token["digits"] or token["scientific"] or token["general"]:
            return None
        else:
            out.append(_literal(token))
    return " ".join("".join(out).split())


def _sections(number_format: str) -> list[str]:
    """The parts of a format: positive, negative, zero, text; a quoted semicolon parts nothing."""
    parts = re.findall(r'(?:"[^"]*"|\\.|[^;"\\])+|(?<=;)(?=;|$)', number_format)
    return parts or ["General"]


def _literal(token: re.Match[str]) -> str:
    if token["padding"]:
        return " "
    return token["text"] or token["escaped"] or token["currency"] or token["other"] or ""


def _number(value: Decimal, section: str, sign: str) -> str | None:
    tokens = list(_TOKEN.finditer(section))
    if any(
        token["date"] or token["ampm"] or token["scientific"] or token["other"] in {"/", "@"}
        for token in tokens
    ):
        return None
    places = [token for token in tokens if token["digits"] or token["general"]]
    if len(places) != 1:
        return None
    if any(token["other"] == "%" for token in tokens):
        value *= 100
    digits = _general(value) if places[0]["general"] else _digits(value, places[0]["digits"])
    if digits is None:
        return None
    text = "".join(f"{sign}{digits}" if token is places[0] else _literal(token) for token in tokens)
    return " ".join(text.split(" ")).strip()


def _general(value: Decimal) -> str:
    if value >= 10**_SIGNIFICANT:
        return f"{value:f}"
    shown = format(Decimal(f"{value:.{_SIGNIFICANT}g}").normalize(), "f")
    whole, _, fraction = shown.partition(".")
    return f"{whole},{fraction}" if fraction else whole


def _digits(value: Decimal, pattern: str) -> str | None:
    """A number by its placeholders: ``0`` always, ``#`` when needed, a comma between zeros for thousands.

    None beyond the 28 digits that are computed: a spreadsheet holds fifteen.
    """
    whole, _, fraction = pattern.partition(".")
    scale = len(whole) - len(whole.rstrip(","))
    value = value / 1000**scale
    try:
        shown = value.quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP)
    except InvalidOperation:
        return None
    left, _, right = f"{shown:f}".partition(".")
    left = left.lstrip("0").rjust(whole.count("0"), "0")
    if "," in whole.rstrip(","):
        left = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", NARROW, left)
    kept = max((place for place, sign in enumerate(fraction, start=1) if sign != "#"), default=0)
    right = right[:kept] + right[kept:].rstrip("0")
    return f"{left},{right}" if right else left


def _moment(value: datetime.datetime | datetime.date | datetime.time) -> datetime.datetime:
    if isinstance(value, datetime.datetime):
        return value
    if isinstance(value, datetime.time):
        return datetime.datetime.combine(datetime.date(1900, 1, 1), value)
    return datetime.datetime.combine(value, datetime.time())


def _is_minutes(tokens: list[re.Match[str]], index: int) -> bool:
    """``m`` after an hour or before seconds is minutes, else a month."""
    around = [token["date"].lower() for token in tokens[:index] if token["date"]][-1:]
    following = [token["date"].lower() for token in tokens[index + 1 :] if token["date"]][:1]
    return any(text[0] == "h" for text in around) or any(text[0] == "s" for text in following)


def _part(moment: datetime.datetime, letters: str, is_minutes: bool, *, has_half: bool) -> str | None:
    hour = (moment.hour % 12 or 12) if has_half else moment.hour
    if letters[0] == "m" and is_minutes:
        return f"{moment.minute:0{min(len(letters), 2)}d}"
    parts = {
        "yy": f"{moment.year % 100:02d}",
        "yyyy": f"{moment.year:04d}",
        "m": str(moment.month),
        "mm": f"{moment.month:02d}",
        "mmm": MONTHS_SHORT[moment.month - 1],
        "mmmm": MONTHS[moment.month - 1],
        "d": str(moment.day),
        "dd": f"{moment.day:02d}",
        "ddd": f"{_DAYS[moment.weekday()][:3]}.",
        "dddd": _DAYS[moment.weekday()],
        "h": str(hour),
        "hh": f"{hour:02d}",
        "s": str(moment.second),
        "ss": f"{moment.second:02d}",
    }
    return parts.get(letters)
