"""Coordinates of places: read as people copy and type them, shown in French.

Degrees of WGS 84, latitude first, as on every map and in ODK. Read: «48.853, 2.349», «48,853 ; 2,349»,
«48,853 2,349», «48.853 N 2.349 E», «48°51′11″N 2°20′57″E» (O or W for the west). What could be read in two
ways is asked again rather than guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from french.signs import MINUS, NBSP

LONGEST = 100
_EXAMPLE = f"Écrivez la latitude puis la longitude, par exemple{NBSP}: 48,853{NBSP}; 2,349."
_TWO_WAYS = f"Séparez les deux nombres par un point-virgule, par exemple{NBSP}: 48,853{NBSP}; 2,349."
_MARKS = str.maketrans(
    {
        **dict.fromkeys("′’‘´`ʹ", "'"),
        **dict.fromkeys("″”“„ʺ", '"'),
        **dict.fromkeys("º˚", "°"),
        **dict.fromkeys("−–‐‑", "-"),
        **dict.fromkeys("\u00a0\u202f\t\u2009", " "),
    }
)
_NUMBER = r"\d{1,3}(?:[.,]\d{1,15})?"
_DECIMALS = re.compile(rf"([+-]?{_NUMBER})(\s*[;/]\s*|\s*,\s+|\s+,\s*|\s+|,)([+-]?{_NUMBER})", re.ASCII)
_DEGREES = re.compile(
    rf"([+-]?)({_NUMBER})\s*(?:°\s*(?:({_NUMBER})\s*'\s*(?:({_NUMBER})\s*(?:\"|''))?)?)?\s*([NSEOW]?)",
    re.ASCII,
)


class UnclearCoordinates(ValueError):
    """The text is not a place; says in French what to write."""


class Coordinates(NamedTuple):
    """Degrees, north and east positive."""

    latitude: Decimal
    longitude: Decimal


@dataclass(frozen=True, slots=True)
class _Angle:
    degrees: Decimal
    letter: str


def read_coordinates(typed: str) -> Coordinates:
    """The place that a typed text says, not rounded. Raises `UnclearCoordinates`.

    >>> read_coordinates("48,85 ; 2,35")
    Coordinates(latitude=Decimal('48.85'), longitude=Decimal('2.35'))
    >>> read_coordinates("2°21′E, 48°51′N").latitude
    Decimal('48.85')
    """
    if len(typed) > LONGEST:
        raise UnclearCoordinates(_EXAMPLE)
    text = typed.translate(_MARKS).upper().strip().removeprefix("GEO:").strip("() ")
    if "°" in text or re.search("[NSEOW]", text):
        return _checked(_in_degrees(text))
    match = _DECIMALS.fullmatch(text)
    if match is None:
        raise UnclearCoordinates(_EXAMPLE)
    commas = text.count(",")
    if match[2] == "," and not (commas == 3 or (commas == 1 and "." in text)):
        raise UnclearCoordinates(_TWO_WAYS)  # «48,85»: one number, or two?
    first, second = (Decimal(part.replace(",", ".")) for part in (match[1], match[3]))
    return _checked(Coordinates(first, second))


def _in_degrees(text: str) -> Coordinates:
    first = _DEGREES.match(text)
    rest = text[first.end() :].lstrip(" ,;/") if first else ""
    second = _DEGREES.fullmatch(rest)
    if first is None or second is None:
        raise UnclearCoordinates(_EXAMPLE)
    one, other = _angle(first), _angle(second)
    letters = one.letter + other.letter
    if not letters or re.fullmatch("[NS][EOW]", letters):
        return Coordinates(one.degrees, other.degrees)
    if re.fullmatch("[EOW][NS]", letters):
        return Coordinates(other.degrees, one.degrees)
    raise UnclearCoordinates(f"Écrivez une lettre pour chaque nombre{NBSP}: N ou S, puis E ou O.")


def _angle(match: re.Match[str]) -> _Angle:
    sign, letter = match[1], match[5]
    parts = [Fraction(part.replace(",", ".")) if part else Fraction(0) for part in match.group(2, 3, 4)]
    if sign and letter:
        raise UnclearCoordinates("Écrivez un signe ou une lettre, pas les deux.")
    if parts[1] >= 60 or parts[2] >= 60:
        raise UnclearCoordinates("Les minutes et les secondes vont de 0 à 59.")
    if (match[3] and parts[0].denominator > 1) or (match[4] and parts[1].denominator > 1):
        raise UnclearCoordinates(_EXAMPLE)
    whole = parts[0] + parts[1] / 60 + parts[2] / 3600
    degrees = Decimal(whole.numerator) / Decimal(whole.denominator)
    return _Angle(-degrees if sign == "-" or letter in ("S", "O", "W") else degrees, letter)


def _checked(place: Coordinates) -> Coordinates:
    if abs(place.latitude) > 90:
        swapped = abs(place.longitude) <= 90
        advice = " Écrivez-la en premier, avant la longitude." if swapped else ""
        raise UnclearCoordinates(f"La latitude va de {MINUS}90 à 90.{advice}")
    if abs(place.longitude) > 180:
        raise UnclearCoordinates(f"La longitude va de {MINUS}180 à 180.")
    return place


def plain_degrees(number: Decimal) -> str:
    """The shortest writing of a number of degrees, with a point."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def format_coordinates(place: Coordinates) -> str:
    """«48,853° N, 2,349° E»."""
    north, east = place
    latitude = f"{plain_degrees(abs(north)).replace('.', ',')}°{NBSP}{'S' if north < 0 else 'N'}"
    return f"{latitude}, {plain_degrees(abs(east)).replace('.', ',')}°{NBSP}{'O' if east < 0 else 'E'}"


def typed_coordinates(place: Coordinates) -> str:
    """What the box shows, and is read back equal: «48,853 ; 2,349»."""
    return " ; ".join(plain_degrees(number).replace(".", ",") for number in place)
