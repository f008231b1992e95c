"""What is asked again when a typed number is not surely understood: one warm sentence for each reason.

The codes are stable: pages, journals and exercises may keep them.
"""

import re
import unicodedata
from typing import Literal, get_args

from french.typesetter import typeset
from french.units import Unit
from french.writer import format_number

#: What is being read: a unit, or a whole number.
Kind = Unit | Literal["integer"]

Code = Literal[
    "empty",
    "too_long",
    "letters",
    "foreign_digits",
    "invisible",
    "ambiguous_group",
    "grouping",
    "marks",
    "signs",
    "several_numbers",
    "expression",
    "exponent",
    "scale",
    "unit",
    "two_units",
    "tax",
    "decimals",
    "not_whole",
    "too_large",
]
CODES: tuple[Code, ...] = get_args(Code)

_NAMES: dict[Kind, tuple[str, str]] = {
    "euro": ("le montant en euros", "1 250 ou 12,50"),
    "percent": ("le pourcentage", "12,5"),
    "point": ("le nombre de points", "1,5"),
    "times": ("le nombre de fois", "1,8"),
    "day": ("le nombre de jours", "45"),
    "month": ("le nombre de mois", "18"),
    "year": ("le nombre d'années", "7"),
    "number": ("le nombre", "1 250 ou 12,5"),
    "integer": ("le nombre", "1 250"),
}
_SENTENCES: dict[Code, str] = {
    "empty": "Écrivez {what}, par exemple {example}.",
    "too_long": "C'est trop long pour un nombre : écrivez {what} seul, par exemple {example}.",
    "letters": "Écrivez {what} seul, en chiffres, par exemple {example}.",
    "foreign_digits": "« {sign} » est un chiffre {script} : écrivez {what} avec les chiffres de 0 à 9,"
    " par exemple {example}.",
    "invisible": "Un caractère invisible s'est glissé ici : retapez {what} au clavier,"
    " par exemple {example}.",
    "ambiguous_group": "Nous hésitons entre {thousands} et {fraction} : écrivez {plain} tout attaché, ou bien"
    " {other}.",
    "grouping": "Est-ce un seul nombre ? Écrivez {what} tout attaché, ou par groupes de trois chiffres :"
    " 12500 ou 12 500.",
    "marks": "Écrivez une seule virgule, entre deux chiffres, par exemple {example}.",
    "signs": "Écrivez un seul signe, juste devant le nombre : −5.",
    "several_numbers": "Nous lisons plusieurs nombres : écrivez-en un seul, par exemple {example}.",
    "expression": "Faites le calcul de votre côté, puis écrivez le résultat seul, par exemple {example}.",
    "exponent": "Écrivez {what} avec tous ses chiffres : 100 000 plutôt que 1e5.",
    "scale": "Que veut dire « m » ? Écrivez « M€ » pour des millions, ou bien tous les zéros.",
    "unit": "Ici, écrivez {what} seul, sans autre unité, par exemple {example}.",
    "two_units": "Nous lisons deux unités : écrivez {what} seul, par exemple {example}.",
    "tax": "Écrivez {what} seul, sans « HT » ni « TTC », par exemple {example}.",
    "decimals": "Deux chiffres au plus après la virgule, une fois le montant en euros : 1 250 ou 1 250,50.",
    "not_whole": "Écrivez un nombre entier, sans virgule ni point, par exemple {example}.",
    "too_large": "Ce montant est trop grand : vérifiez le nombre de zéros.",
}

_SCRIPTS = {"FULLWIDTH": "pleine chasse", "ARABIC": "arabe", "SUPERSCRIPT": "en exposant"}


class Unclear(ValueError):
    """What was typed is not surely understood, and nothing is guessed.

    Attributes
    ----------
    code : str
        Why, one of ``CODES``.
    question : str
        A French sentence for the person, ready to print beside the field: what to write instead.

    Examples
    --------
    >>> Unclear("empty", "month").question == typeset("Écrivez le nombre de mois, par exemple 18.")
    True
    """

    def __init__(self, code: Code, kind: Kind, **words: str) -> None:
        what, example = _NAMES[kind]
        self.code: Code = code
        self.question = typeset(_SENTENCES[code].format(what=what, example=example, **words))
        super().__init__(self.question)

    def __reduce__(self) -> tuple[object, ...]:
        """Travel between processes whole, although it is not built from its sentence."""
        return Unclear.__new__, (Unclear, self.question), {"code": self.code, "question": self.question}


def hesitation(kind: Kind, whole: str, decimals: str, *, takes_comma: bool) -> Unclear:
    """Ask which of the two numbers that «1.000» or «1,000» may be was meant."""
    thousands = int(whole + decimals)
    if takes_comma:
        other = f"{whole},{decimals} avec une virgule"
    elif kind == "integer":
        other = f"{whole} sans rien après"
    else:
        other = "un ou deux chiffres après la virgule"
    return Unclear(
        "ambiguous_group",
        kind,
        thousands=format_number(thousands),
        fraction=f"{whole},{decimals}",
        plain=str(thousands),
        other=other,
    )


#: Reasons that the text shows by itself, the surest first.
_SHOWN: tuple[tuple[Code, re.Pattern[str]], ...] = (
    ("tax", re.compile(r"\b(?:ht|ttc)\b", re.IGNORECASE)),
    ("exponent", re.compile(r"[0-9]e[-+]?[0-9]|0x", re.IGNORECASE)),
    ("expression", re.compile(r"^=|[0-9€%)] ?[*/^÷×x+] ?[-+]?[0-9(]", re.IGNORECASE)),
    ("several_numbers", re.compile(r"[0-9][^0-9]*[^0-9., '][^0-9]*[0-9]|[\t\r\n]")),
)


def diagnose(text: str, kind: Kind, code: Code) -> Unclear:
    """Say why a text is not surely understood; ``code`` says where the reader stumbled, if nothing better."""
    odd = next((sign for sign in text if not sign.isascii() and sign.isnumeric()), None)
    if odd is not None:
        return Unclear("foreign_digits", kind, sign=odd, script=_script(odd))
    if any(unicodedata.category(sign)[0] == "C" and sign not in "\t\r\n" for sign in text):
        return Unclear("invisible", kind)
    if not any("0" <= sign <= "9" for sign in text):
        return Unclear("letters", kind)
    return Unclear(next((shown for shown, pattern in _SHOWN if pattern.search(text)), code), kind)


def _script(sign: str) -> str:
    """The writing a digit comes from, in words."""
    name = unicodedata.name(sign, "")
    other = "d'une autre écriture" if sign.isdecimal() else "particulier"
    return next((words for part, words in _SCRIPTS.items() if part in name), other)
