"""From what a person types to what the table holds: the rules of the commune search, without a query.

The table compares names without accents, capitals, hyphens and apostrophes (`Commune.search_name`); this
module brings the typed text to the same form and reads what is written around the name.
"""

import re
import unicodedata
from dataclasses import dataclass

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "-": " ", "'": " ", "’": " ", "‘": " ", "–": " "})
_SHORT_WORDS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_ORDINAL = re.compile(r"^(\d{1,2})(?:er|ere|e|eme|ieme)$")
_LABEL = re.compile(r"^(?P<name>.+?)\s*\((?P<department>[0-9][0-9AB][0-9]?)\)\s*$", re.IGNORECASE)
_CODE = re.compile(r"^\d[\dab]\d{3}$")
_POSTAL_PREFIX = re.compile(r"^\d{2,5}$")
_POSTAL_INSIDE = re.compile(r"(?<!\d)\d{5}(?!\d)")
#: A longer text is no name of a commune: the longest has 45 letters.
MAX_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Wanted:
    """A typed search: a plain name, and a department, postal code or INSEE code when there is one."""

    name: str = ""
    department: str = ""
    postal: str = ""
    code: str = ""


def plain(text: str) -> str:
    """Lower case, no accents, single spaces, «st» written out: the same form as ``Commune.search_name``."""
    decomposed = unicodedata.normalize("NFKD", text).lower()
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(_whole_word(word) for word in letters.translate(_LIGATURES).replace("\0", " ").split())


def _whole_word(word: str) -> str:
    ordinal = _ORDINAL.match(word)
    if ordinal:
        number = int(ordinal[1])
        return "1er" if number == 1 else f"{number}e"
    return _SHORT_WORDS.get(word.rstrip("."), word)


def read(text: str) -> Wanted:
    """Understand «Saint-Étienne (42)», «42000», «420», «42218», «42000 st etienne», «st etienne»."""
    typed = text.strip()[:MAX_LENGTH]
    label = _LABEL.match(typed)
    if label:
        return Wanted(name=plain(label["name"]), department=label["department"].upper())
    packed = typed.replace(" ", "").lower()
    if _POSTAL_PREFIX.match(packed):
        return Wanted(postal=packed, code=packed if _CODE.match(packed) else "")
    if _CODE.match(packed):
        return Wanted(code=packed.upper())
    postal = _POSTAL_INSIDE.search(typed)
    if postal:
        return Wanted(name=plain(typed.replace(postal.group(), " ")), postal=postal.group())
    return Wanted(name=plain(typed))
