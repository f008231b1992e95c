"""Names and labels as SPSS takes them: 64 bytes, letters first, no sign that its language uses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_RESERVED = frozenset(["ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH"])
_MAX_NAME = 64
_CUT = "…"


def sav_names(names: Iterable[str]) -> list[str]:
    """A name each, in ASCII, told apart whatever their case.

    Examples
    --------
    >>> sav_names(["âge", "aide/prêt", "Aide prêt", "2024", "by"])
    ['age', 'aide_pret', 'Aide_pret_2', 'V_2024', 'by_']
    """
    taken: set[str] = set()
    made = []
    for name in names:
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
        plain = re.sub(r"[^A-Za-z0-9_.]+", "_", plain).strip(".")[:_MAX_NAME] or "V"
        if not plain[0].isalpha():
            plain = f"V_{plain.lstrip('_')}"[:_MAX_NAME]
        plain = plain.rstrip(".")
        if plain.upper() in _RESERVED:
            plain += "_"
        unique, number = plain, 2
        while unique.upper() in taken:
            unique = f"{plain[: _MAX_NAME - 6]}_{number}"
            number += 1
        taken.add(unique.upper())
        made.append(unique)
    return made


def cut_bytes(text: str, size: int) -> bytes:
    """The text in UTF-8, between two characters, in at most ``size`` bytes; «…» says that it was cut."""
    data = text.encode()
    if len(data) <= size:
        return data
    kept = data[: size - len(_CUT.encode())].decode(errors="ignore")
    return kept.encode() + _CUT.encode()
