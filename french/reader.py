"""The one reader of numbers and amounts typed by a person: understood surely, or asked again.

Spaces of any kind and apostrophes may part the thousands, by three; the decimal mark is a comma or a dot. A
dot before exactly three digits («1.000») is a thousand for one person and a unit for another: asked again.
So is a comma («1,000») where no one counts in thousandths: whole numbers, plain amounts, days, months, years.
"""

import re
from decimal import Decimal
from typing import Final, NamedTuple, NoReturn

from french.questions import Code, Kind, Unclear, diagnose, hesitation
from french.signs import MINUS, ODD_SPACES
from french.units import BEFORE, UNITS, Unit, meaning_of

#: One hundred thousand billion euros: more than any amount a person means, less than a bigint of cents.
MAX_CENTS: Final = 10**16
#: Longer than any number a person types with its unit.
MAX_TYPED: Final = 60

_ALIKE = str.maketrans(
    dict.fromkeys(ODD_SPACES, " ") | dict.fromkeys("’‘ʼ", "'") | dict.fromkeys(f"{MINUS}–‐‑", "-")
)
_RUNS = re.compile("  +")
# Head, number, tail: the classes leave no choice, so that the match is made in one pass.
_PARTS = re.compile(r"([^0-9.,]*)([0-9., ']*)(.*)", re.DOTALL)
_HEAD = re.compile(r"(\( ?)?([-+] ?)?(€|eur|[x×])? ?([-+] ?)?", re.IGNORECASE)
_DIGITS = re.compile(
    r"(?P<whole>[0-9]+|[1-9][0-9]{0,2}(?P<group>[ '.,])[0-9]{3}(?:(?P=group)[0-9]{3})*)?"
    r"(?:(?P<gap> ?)(?P<mark>[.,])(?P<decimals>[0-9]*))?"
)
_PLAIN = re.compile(r"[+-]?[0-9]{1,15}(?:[.,](?:[0-9]{1,2}|[0-9]{4,9}))?")
_PLAIN_INTEGER = re.compile(r"[+-]?[0-9]{1,15}")
_PLAIN_EUROS = re.compile(r"([+-]?[0-9]{1,13})(?:[.,]([0-9]{1,2}))?")
_WITH_SCALE = frozenset({"euro", "number", "integer"})
_NO_THOUSANDTHS = frozenset({"euro", "integer", "day", "month", "year"})


class _Reading(NamedTuple):
    """A number as it was written: its sign, its digits, how many are decimals, the scale that follows."""

    sign: str
    digits: str
    places: int
    power: int

    @property
    def number(self) -> Decimal:
        """The exact value, with the decimals that were written."""
        shift = max(self.power - self.places, 0)
        return Decimal(f"{self.sign}{self.digits}{'0' * shift}E-{max(self.places - self.power, 0)}")

    def whole(self, shift: int = 0) -> int | None:
        """The value times ten to ``shift``, None when something is left after the comma."""
        digits = self.digits + "0" * (self.power + shift)
        cut = len(digits) - self.places
        return None if digits[cut:].strip("0") else int(f"{self.sign}{digits[:cut] or 0}")


def read_number(text: str) -> Decimal:
    """Read a number typed by a person: «1 234,5», «1.234,5», «1234.5», «2 millions».

    Returns
    -------
    Decimal
        Exact, with the decimals that were typed: «12,50» gives 12.50.

    Raises
    ------
    Unclear
        With the question to ask: nothing typed, letters, two possible readings, several numbers…

    Examples
    --------
    >>> read_number("− 1 234,50")
    Decimal('-1234.50')
    >>> read_number("12 34")
    Traceback (most recent call last):
        ...
    french.questions.Unclear: Est-ce un seul nombre ? Écrivez le nombre tout attaché...
    """
    return _decimal(text, "number")


def read_quantity(text: str, unit: Unit) -> Decimal:
    """Read a number of a known unit, which may be written beside it or left out.

    Parameters
    ----------
    unit : str
        euro (in euros: «12,5 k€» gives 12500), percent («3 %» gives 3), point (of percentage), times
        («1,8 x»), day, month, year, or number.

    Raises
    ------
    Unclear
        With the question to ask, in particular when another unit is written.
    ValueError
        ``unit`` is none of these.

    Examples
    --------
    >>> read_quantity("1,4 Md€", "euro")
    Decimal('1400000000')
    >>> read_quantity("18 mois", "month")
    Decimal('18')
    """
    if unit not in UNITS:
        raise ValueError(f"{unit!r} is not a unit: {', '.join(UNITS)}.")
    return _decimal(text, unit)


def read_percent(text: str) -> Decimal:
    """Read a percentage, with or without its sign: «3,25 %» gives 3.25, not 0.0325.

    Raises
    ------
    Unclear
        With the question to ask.

    Examples
    --------
    >>> read_percent("3,25 %")
    Decimal('3.25')
    """
    return _decimal(text, "percent")


def read_cents(text: str) -> int:
    """Read an amount in euros as integer cents: «1 234,56 €», «1234.5», «15 k€», «(3 200 €)».

    Raises
    ------
    Unclear
        With the question to ask; in particular when there are more than two decimals once in euros, or more
        than ``MAX_CENTS``. A negative amount is read: whether it may be is for the caller to say.

    Examples
    --------
    >>> read_cents("1 234,56 €")
    123456
    >>> read_cents("12,5 k€")
    1250000
    """
    if plain := _PLAIN_EUROS.fullmatch(text):
        return int(plain[1] + (plain[2] or "").ljust(2, "0"))
    reading = _read(text, "euro")
    cents = reading.whole(2)
    if cents is None or (reading.places > 2 and not reading.power):
        raise Unclear("decimals", "euro")
    if abs(cents) > MAX_CENTS:
        raise Unclear("too_large", "euro")
    return cents


def read_integer(text: str) -> int:
    """Read a whole number: «1 250», «12,0», «2 millions».

    Raises
    ------
    Unclear
        With the question to ask; in particular when there is a part after the comma, or three digits of it
        («1,000» may be a thousand).

    Examples
    --------
    >>> read_integer("1 250")
    1250
    """
    if _PLAIN_INTEGER.fullmatch(text):
        return int(text)
    reading = _read(text, "integer")
    value = reading.whole()
    if value is None or (reading.places > 2 and not reading.power):
        raise Unclear("not_whole", "integer")
    return value


def _decimal(text: str, kind: Kind) -> Decimal:
    if _PLAIN.fullmatch(text):
        number = Decimal(text.replace(",", "."))
        return number or abs(number)
    return _read(text, kind).number


def _read(text: str, kind: Kind) -> _Reading:
    """Part a text in head, number and tail, and understand the three."""
    typed = text.strip()
    if not typed:
        raise Unclear("empty", kind)
    if len(typed) > MAX_TYPED:
        raise Unclear("too_long", kind)
    typed = _RUNS.sub(" ", typed.translate(_ALIKE))
    head, number, tail = _split(typed)
    sign, is_open, before = _read_head(head, typed, kind)
    power = _read_tail(tail, typed, kind, is_open=is_open, before=before)
    whole, decimals = _read_digits(number, typed, kind, power)
    digits = whole + decimals
    return _Reading(sign if digits.strip("0") else "", digits, len(decimals), power)


def _split(typed: str) -> tuple[str, str, str]:
    """Head, number and tail, without the full stop of a sentence nor the spaces between."""
    parts = _PARTS.fullmatch(typed)
    head, number, tail = parts.groups() if parts else ("", "", typed)
    number = number.rstrip(" ")
    ending = tail or number
    if ending[-1:] == "." and ending[-2:-1] not in ("", " ", ".", ","):
        return (head, number, tail[:-1]) if tail else (head, number[:-1], "")
    return head, number, tail


def _read_head(head: str, typed: str, kind: Kind) -> tuple[str, bool, Unit | None]:
    """The sign, whether a parenthesis opens (accountants' minus), and the unit written before the number."""
    found = _HEAD.fullmatch(head)
    if found is None:
        _give_up(typed, kind, "letters" if head.strip("-+( ") else "signs")
    opening, sign, before, late_sign = found.groups()
    if sum(map(bool, (opening, sign, late_sign))) > 1:
        _give_up(typed, kind, "signs")
    is_negative = opening or (sign or late_sign or "")[:1] == "-"
    return "-" if is_negative else "", bool(opening), BEFORE[before.lower()] if before else None


def _read_tail(tail: str, typed: str, kind: Kind, *, is_open: bool, before: Unit | None) -> int:
    """The power of ten that the words after the number say, once their unit is the one expected."""
    if is_open:
        if tail[:1] == ")":
            tail = tail[1:].lstrip(" ")
        elif tail[-1:] == ")":
            tail = tail[:-1].rstrip(" ")
        else:
            _give_up(typed, kind, "signs")
    meaning = meaning_of(tail)
    if meaning is None:
        if tail == "m" and kind in _WITH_SCALE:
            _give_up(typed, kind, "scale")
        cuts = range(1, len(tail))
        has_two = any(meaning_of(tail[:cut].strip(" ")) and meaning_of(tail[cut:].strip(" ")) for cut in cuts)
        _give_up(typed, kind, "two_units" if has_two else "signs" if tail[:1] in "-+()" else "letters")
    if before and meaning.unit and before != meaning.unit:
        _give_up(typed, kind, "two_units")
    if (before or meaning.unit or kind) != kind or (meaning.power and kind not in _WITH_SCALE):
        _give_up(typed, kind, "unit")
    return meaning.power


def _read_digits(number: str, typed: str, kind: Kind, power: int) -> tuple[str, str]:
    """The digits before and after the decimal mark, once only one reading is left."""
    found = _DIGITS.fullmatch(number)
    if found is None:
        _give_up(typed, kind, "grouping" if " " in number or "'" in number else "marks")
    whole, group, gap, mark, decimals = (part or "" for part in found.groups())
    if mark and mark == group:
        _give_up(typed, kind, "marks")
    if not decimals and (not whole or gap or (mark and group in (".", ","))):
        _give_up(typed, kind, "marks")
    takes_comma = power > 0 or kind not in _NO_THOUSANDTHS
    whole = whole.replace(group, "") if group else whole
    may_be_thousands = group == " " or (len(whole) <= 3 and whole[:1] not in ("", "0"))
    if len(decimals) == 3 and may_be_thousands and (mark == "." or not takes_comma):
        raise hesitation(kind, whole, decimals, takes_comma=takes_comma)
    return whole, decimals


def _give_up(typed: str, kind: Kind, code: Code) -> NoReturn:
    raise diagnose(typed, kind, code)
