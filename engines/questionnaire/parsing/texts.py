"""Typed text: kept as it is, refused when it cannot be stored."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from stdnum.exceptions import ValidationError
from stdnum.fr import siren, siret

from engines.questionnaire.model import Question
from engines.questionnaire.positions import stored_position
from french import format_exact, typeset
from french.coordinates import UnclearCoordinates, read_coordinates

MAX_TEXT = 500
MAX_LONG_TEXT = 20_000
MAX_EMAIL = 254

_EMAIL = re.compile(r"[^@\s<>()\[\],;:\\\"]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,63}")
_COMMUNE = re.compile(r"[0-9][0-9AB][0-9]{3}", re.ASCII)
_RNA = re.compile(r"W[0-9]{9}", re.ASCII)  # no key to check, unlike the SIREN
_NO_SUCH_NUMBER = "Ce numéro n’existe pas : vérifiez les chiffres."
_SHAPE_OF_NUMBER = "Un SIREN a 9 chiffres, un SIRET 14, un RNA la lettre W et 9 chiffres."
# Bidirectional overrides make a text read otherwise than it is stored.
_FORBIDDEN = re.compile("[\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


class AnswerError(ValueError):
    """The typed text cannot be stored. ``message_fr`` says what to do; ``raw`` is the text."""

    def __init__(self, message_fr: str, raw: Sequence[str] = ()) -> None:
        self.message_fr = typeset(message_fr)
        self.raw = tuple(raw)
        super().__init__(self.message_fr)


def clean_text(typed: str, longest: int, *, keeps_lines: bool = False) -> str:
    """The text without the spaces around it, refused when it is too long or holds what text cannot."""
    if len(typed) > longest * 2 + 1000:  # far too long: do not even look at it
        raise AnswerError(f"Cette réponse est trop longue : {format_exact(longest)} caractères au plus.")
    text = typed.replace("\r\n", "\n").replace("\r", "\n")
    is_unfit = any(
        (category := unicodedata.category(character)) == "Cs"
        or (category == "Cc" and character not in "\n\t")
        for character in text
    )
    if is_unfit or _FORBIDDEN.search(text):
        raise AnswerError("Cette réponse contient un caractère invisible : retapez-la sans copier-coller.")
    text = unicodedata.normalize("NFC", text).strip().strip("\ufeff")
    if not keeps_lines:
        text = re.sub(r"[\n\t]+", " ", text)
    if len(text) > longest:
        raise AnswerError(
            f"Cette réponse fait {format_exact(len(text))} caractères : gardez-en {format_exact(longest)}"
            " au plus."
        )
    return text


def parse_text(question: Question, typed: str) -> str | None:
    return clean_text(typed, MAX_TEXT) or None


def parse_long_text(question: Question, typed: str) -> str | None:
    return clean_text(typed, MAX_LONG_TEXT, keeps_lines=True) or None


def parse_commune(question: Question, typed: str) -> str:
    """The INSEE code; that the commune exists is checked by the caller, who holds the list."""
    code = clean_text(typed, 100).upper()
    if not _COMMUNE.fullmatch(code):
        raise AnswerError("Choisissez la commune dans la liste.")
    return code


def parse_geopoint(question: Question, typed: str) -> str:
    """Coordinates, rounded before they are stored: see `engines.questionnaire.positions`."""
    try:
        return stored_position(read_coordinates(typed), question.decimals)
    except UnclearCoordinates as error:
        raise AnswerError(str(error)) from error


def parse_organisation(question: Question, typed: str) -> str:
    """A SIREN (from a SIRET if need be) or an RNA number, checked by its key where there is one."""
    code = re.sub(r"[\s.\-\u00a0\u202f]", "", clean_text(typed, 100)).upper()
    try:
        if _RNA.fullmatch(code):
            return code
        if len(code) == 14:
            return str(siret.validate(code))[:9]
        return str(siren.validate(code))
    except ValidationError as error:
        is_whole = code.isascii() and code.isdigit() and len(code) in (9, 14)
        raise AnswerError(_NO_SUCH_NUMBER if is_whole else _SHAPE_OF_NUMBER) from error


def parse_email(question: Question, typed: str) -> str:
    text = clean_text(typed, MAX_EMAIL).replace("’", "'")  # what a phone types for the apostrophe
    is_odd = ".." in text or text.startswith(".") or ".@" in text
    if is_odd or not _EMAIL.fullmatch(text):
        raise AnswerError("Écrivez une adresse e-mail complète, par exemple camille@exemple.fr.")
    local, _, domain = text.rpartition("@")
    if not local.isascii():
        raise AnswerError("Avant le « @ », une adresse e-mail n’a ni accent ni cédille : vérifiez-la.")
    return f"{local}@{domain.lower()}"
