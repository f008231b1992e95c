"""SIREN, SIRET and RNA numbers as people write them: read, checked, or refused with a sentence."""

import re

from stdnum.fr import siren as stdnum_siren
from stdnum.fr import siret as stdnum_siret

_RNA = re.compile(r"W[0-9][0-9A-Z][0-9]{7}")
#: La Poste has too many establishments for Luhn's rule: the sum of their digits is a multiple of 5.
_LA_POSTE = "356000000"


class NotAnIdentifier(ValueError):
    """The text is no such number; ``str()`` is the sentence to show."""


def read_siren(text: str) -> str:
    """Nine digits. Raises `NotAnIdentifier`."""
    digits = _compact(text)
    _ensure_digits(digits, 9, "SIREN")
    if not stdnum_siren.is_valid(digits):
        raise NotAnIdentifier(f"«\u00a0{text}\u00a0» n’est pas un SIREN\u00a0: un de ses chiffres est faux.")
    return digits


def read_siret(text: str) -> str:
    """Fourteen digits. Raises `NotAnIdentifier`."""
    digits = _compact(text)
    _ensure_digits(digits, 14, "SIRET")
    is_of_la_poste = digits.startswith(_LA_POSTE) and sum(map(int, digits)) % 5 == 0
    if not (stdnum_siret.is_valid(digits) or is_of_la_poste):
        raise NotAnIdentifier(f"«\u00a0{text}\u00a0» n’est pas un SIRET\u00a0: un de ses chiffres est faux.")
    return digits


def read_rna(text: str) -> str:
    """W, then nine digits, the second one a letter in Corsica and overseas. Raises `NotAnIdentifier`."""
    number = _compact(text).upper()
    if not _RNA.fullmatch(number):
        raise NotAnIdentifier(
            f"«\u00a0{text}\u00a0» n’est pas un numéro RNA\u00a0: un W, puis neuf chiffres,"
            " par exemple W751000000."
        )
    return number


def _compact(text: str) -> str:
    return re.sub(r"[\s.\-\u00a0\u202f]", "", text)


def _ensure_digits(digits: str, length: int, name: str) -> None:
    if not re.fullmatch(r"[0-9]+", digits):
        raise NotAnIdentifier(f"Un {name} n’a que des chiffres\u00a0: «\u00a0{digits}\u00a0» en a d’autres.")
    if len(digits) == length - 1:
        raise NotAnIdentifier(
            f"Un {name} a {length} chiffres, celui-ci {len(digits)}\u00a0:"
            " un tableur enlève parfois le zéro du début."
        )
    if len(digits) != length:
        raise NotAnIdentifier(f"Un {name} a {length} chiffres, celui-ci {len(digits)}.")
