"""What two rows have alike, in words."""

from collections.abc import Iterable

_ALIKE = {
    "name": "nom",
    "birth_year": "année de naissance",
    "commune": "commune",
    "email": "adresse e-mail",
    "phone": "téléphone",
}


def in_common(codes: Iterable[str]) -> str:
    """«nom, commune»."""
    return ", ".join(_ALIKE[code] for code in codes)
