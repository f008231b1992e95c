"""Places as stored: coordinates rounded before anything keeps them; `french.coordinates` reads them."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal

from engines.questionnaire.model import MAX_DECIMALS
from french import NBSP
from french.coordinates import Coordinates, plain_degrees

#: What a place kept with so many decimals is near to, as the person is told.
NEARNESS = (
    f"100{NBSP}km",
    f"10{NBSP}km",
    f"1{NBSP}km",
    f"100{NBSP}mètres",
    f"10{NBSP}mètres",
    f"1{NBSP}mètre",
)
_STORED = re.compile(r"(-?\d{1,2}(?:\.\d{1,5})?) (-?\d{1,3}(?:\.\d{1,5})?)", re.ASCII)


def stored_position(place: Coordinates, decimals: int) -> str:
    """The text to keep, ``"48.853 2.349"``, rounded to ``decimals`` of a degree.

    >>> from french.coordinates import read_coordinates
    >>> stored_position(read_coordinates("48.8534951, 2.3483915"), 3)
    '48.853 2.348'
    """
    step = Decimal(1).scaleb(-min(max(decimals, 0), MAX_DECIMALS))
    return " ".join(plain_degrees(number.quantize(step, ROUND_HALF_EVEN)) for number in place)


def position_from_text(text: str) -> Coordinates | None:
    """The place of a stored text, or None."""
    match = _STORED.fullmatch(text)
    if match is None:
        return None
    place = Coordinates(Decimal(match[1]), Decimal(match[2]))
    return place if abs(place.latitude) <= 90 and abs(place.longitude) <= 180 else None
