"""Money is an integer number of cents, always. This module is the only way from and to what people write.

`parse_euros` reads «1 234,56 €», «1234.5», «15 k€», «2,5 M€»; `format_euros` writes «1 234,56 €» with a
narrow no-break space in the thousands and a no-break space before the sign.
"""

import re
from decimal import ROUND_HALF_UP, Decimal

from milliard.core.french import MINUS, NARROW, NBSP

#: One hundred thousand billion euros: more than any amount a person means, less than a bigint of cents.
MAX_CENTS = 10**16

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009']+")
_UNITS = {"": 1, "k": 10**3, "m": 10**6, "md": 10**9}
_SHAPE = re.compile(
    r"(?P<sign>[-\u2212+]?)(?P<whole>[0-9]+)(?:[.,](?P<part>[0-9]+))?(?P<unit>k|md|m|)(?:€|euros?|eur)?",
    re.IGNORECASE,
)
_GROUPED = re.compile(r"(?<![0-9])[0-9]{1,3}(?:\.[0-9]{3})+(?=,)")


class NotAnAmount(ValueError):
    """The text is no amount in euros; the message says in French what to write instead."""


def parse_euros(text: str) -> int:
    """Cents of an amount typed by a person.

    Spaces of any kind and the euro sign are optional; the decimal mark is a comma or a dot; «k», «M» and
    «Md» multiply. What could be read in two ways («1.234», «1,234») is refused rather than guessed.

    Raises
    ------
    NotAnAmount
        With a French sentence for the person.
    """
    packed = _SPACES.sub("", text)
    if not packed:
        raise NotAnAmount("Écrivez un montant, par exemple 1\u202f250 ou 12,50.")
    if "," in packed:
        packed = _GROUPED.sub(lambda match: match.group().replace(".", ""), packed)
    match = _SHAPE.fullmatch(packed)
    if match is None:
        raise NotAnAmount(
            "Écrivez le montant en chiffres, par exemple 1\u202f250 ou 12,50\u202f;"
            " le signe € n’est pas nécessaire."
        )
    unit, part = _UNITS[match["unit"].lower()], match["part"] or ""
    if unit == 1 and len(part) > 2:
        raise NotAnAmount(
            "Nous ne savons pas lire ce montant\u00a0: écrivez les milliers sans point (1250)"
            " et deux chiffres au plus après la virgule (12,50)."
        )
    return _checked(match["sign"], match["whole"], part, unit)


def _checked(sign: str, whole: str, part: str, unit: int) -> int:
    if len(whole) > 17 or len(part) > 17:
        raise NotAnAmount("Ce montant est trop grand\u00a0: vérifiez le nombre de zéros.")
    numerator, denominator = int(whole + part) * unit * 100, int("1" + "0" * len(part))
    cents, rest = divmod(numerator, denominator)
    if rest:
        raise NotAnAmount("Écrivez au plus deux chiffres après la virgule, une fois le montant en euros.")
    if cents > MAX_CENTS:
        raise NotAnAmount("Ce montant est trop grand\u00a0: vérifiez le nombre de zéros.")
    return -cents if sign in ("-", MINUS) else cents


def format_euros(cents: int, *, with_cents: bool | None = None) -> str:
    """«1 234,56 €». ``with_cents`` None writes the cents only when there are some."""
    shows = bool(cents % 100) if with_cents is None else with_cents
    euros = Decimal(abs(cents)) / 100
    rounded = euros.quantize(Decimal("0.01") if shows else Decimal(1), rounding=ROUND_HALF_UP)
    text = f"{rounded:,}".replace(",", NARROW).replace(".", ",")
    sign = MINUS if cents < 0 and rounded else ""
    return f"{sign}{text}{NBSP}€"


def to_decimal(cents: int) -> Decimal:
    """Euros as an exact decimal with two places, for files and spreadsheets."""
    return Decimal(cents).scaleb(-2)
