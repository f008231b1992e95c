"""Marks in the CSS class of a question, for what LimeSurvey has no place for: written, and read back.

LimeSurvey knows a short text, not a commune; a number, not an amount; an answer, not a «ne sait pas». The
writer adds classes such as ``milliard-kind-commune``: harmless there, and a file that went through
LimeSurvey keeps what its variables are. Files of other people have none of them.
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from engines.questionnaire.model import Choice, Kind, Missing, Question, QuestionRole

#: For the kinds LimeSurvey does not know: the pattern it checks, and the hint it shows.
PATTERNS = {
    Kind.COMMUNE: "^(2[AB]|[0-9][0-9])[0-9]{3}$",
    Kind.ORGANISATION: "^([0-9]{9}|W[0-9A-Z]{9})$",
    Kind.EMAIL: r"^[^@\s]+@[^@\s]+\.[^@\s]+$",
    Kind.TIME: "^([01][0-9]|2[0-3]):[0-5][0-9]$",
    Kind.DATETIME: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]$",
    Kind.GEOPOINT: "^-?[0-9]{1,2}([.][0-9]{1,3})? -?[0-9]{1,3}([.][0-9]{1,3})?$",
}
HINTS = {
    Kind.COMMUNE: "Code INSEE de la commune, cinq caractères.",
    Kind.ORGANISATION: "SIREN (neuf chiffres) ou RNA (W suivi de neuf caractères), sans espace.",
    Kind.EMAIL: "Une adresse e-mail.",
    Kind.TIME: "L’heure sur 24 heures, par exemple 14:05.",
    Kind.DATETIME: "La date et l’heure, écrites comme 2026-11-23T14:05.",
    Kind.GEOPOINT: "La latitude, une espace, la longitude, comme 48.853 2.349 (trois décimales au plus).",
    Kind.AMOUNT: "En euros, sans espace\u00a0: 1500,50.",
}
SUFFIXES = {Kind.AMOUNT: "€", Kind.PERCENTAGE: "%"}
#: Extensions of files by type: Python's own table, not the machine's, so that files are the same everywhere.
FILE_TYPES = mimetypes.MimeTypes()
#: The kinds that LimeSurvey's own types do not tell.
_MARKED = frozenset({*PATTERNS, *SUFFIXES})
_MARK = re.compile(r"milliard-(kind|role|missing|sensitive)(?:-([a-z_]+))?(?:-([A-Za-z0-9]+))?")


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of one question. ``missing``: by LimeSurvey's code of the answer."""

    kind: Kind | None = None
    role: QuestionRole = QuestionRole.CONTENT
    is_sensitive: bool = False
    missing: Mapping[str, Missing] = field(default_factory=dict)


NO_MARKS = Marks()


def written_marks(question: Question, choices: tuple[Choice, ...], codes: Mapping[str, str]) -> str:
    """The classes of a question. ``codes``: LimeSurvey's code of each value."""
    marks = []
    if question.kind in _MARKED:
        marks.append(f"milliard-kind-{question.kind.value}")
    if question.role is not QuestionRole.CONTENT:
        marks.append(f"milliard-role-{question.role.value}")
    if question.is_sensitive:
        marks.append("milliard-sensitive")
    marks += [
        f"milliard-missing-{choice.missing.value}-{codes[choice.value]}"
        for choice in choices
        if choice.missing is not None and choice.value in codes
    ]
    return " ".join(marks)


def read_marks(classes: str) -> Marks:
    """The marks among the CSS classes of a question; what is not one of ours is left alone."""
    kind, role, is_sensitive = None, QuestionRole.CONTENT, False
    missing: dict[str, Missing] = {}
    for name in classes.split():
        found = _MARK.fullmatch(name)
        what, value, code = found.groups() if found else ("", "", "")
        if what == "kind" and value in _MARKED:
            kind = Kind(value)
        elif what == "role" and value in set(QuestionRole):
            role = QuestionRole(value)
        elif what == "missing" and code and value in set(Missing):
            missing[code] = Missing(value)
        elif what == "sensitive":
            is_sensitive = True
    return Marks(kind, role, is_sensitive, missing)
