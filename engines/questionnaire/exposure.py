"""What the answers to a question say of who gives them, and so who may read them.

By kind, and for a short text by the words of its question: a name, a phone number or an address asked in a
text is as telling as one asked by its own kind. A question taken for one of these by mistake is only better
guarded.
"""

from __future__ import annotations

import enum
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from engines.questionnaire.model import Definition, Kind, Question


class Exposure(enum.StrEnum):
    """What an answer gives away by itself."""

    #: Who answers: a name, an address, a number of a person or an organisation.
    IDENTITY = "identity"
    #: A document, which may hold anything.
    FILE = "file"
    #: The person's own words.
    WORDS = "words"
    #: A choice, a number, a date, a place: one of many alike.
    CODED = "coded"


_IDENTITY_KINDS = frozenset({Kind.EMAIL, Kind.ORGANISATION})
_TEXT_KINDS = frozenset({Kind.TEXT, Kind.LONG_TEXT})
_NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL})
_TELEPHONE = r"tel|telephones?|mobile|portable|phone|whatsapp"
_NAME = r"noms?|prenoms?|patronyme|names?|surname|firstname|lastname|pseudo|signature"
_ADDRESS = r"adresses?|address|courriels?|mails?|emails?|coordonnees?|contacts?|joindre"
_REGISTRY = r"siren|siret|rna|iban|raison sociale|denomination"
_IN_TEXT = re.compile(rf"\b(?:{_NAME}|{_ADDRESS}|{_TELEPHONE}|{_REGISTRY})\b")
#: A long text speaks of many things: only one that begins by asking for an address or a name is one.
_IN_LONG_TEXT = re.compile(
    rf"^(?:quel\w* (?:est|sont) )?(?:votre |vos |your )?(?:{_NAME}|{_ADDRESS}|{_TELEPHONE}|{_REGISTRY})\b"
)
_IN_NUMBER = re.compile(rf"\b(?:{_TELEPHONE}|siren|siret)\b")


def exposure_of(question: Question) -> Exposure:
    """What the answers to a question give away.

    >>> exposure_of(Question("tel", Kind.TEXT, "Où vous appeler ?")).value
    'identity'
    >>> exposure_of(Question("recit", Kind.LONG_TEXT, "Racontez")).value
    'words'
    """
    kind = question.kind
    if kind in _IDENTITY_KINDS:
        return Exposure.IDENTITY
    if kind is Kind.FILE:
        return Exposure.FILE
    if kind in _TEXT_KINDS:
        return Exposure.IDENTITY if _asks_who(question) else Exposure.WORDS
    if kind in _NUMBERS and _IN_NUMBER.search(_plain(f"{question.key} {question.label}")):
        return Exposure.IDENTITY
    return Exposure.CODED


def _asks_who(question: Question) -> bool:
    if question.kind is Kind.LONG_TEXT:
        return any(_IN_LONG_TEXT.search(_plain(text)) for text in (question.key, question.label))
    return bool(_IN_TEXT.search(_plain(f"{question.key} {question.label}")))


def _plain(text: str) -> str:
    """Small letters without accents, words apart by one space."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(character for character in bare if not unicodedata.combining(character))
    return " ".join(re.split(r"[\W_]+", letters.replace("e-mail", "email"))).strip()


@dataclass(frozen=True, slots=True)
class Readership:
    """Questions of one exposure: their labels by key, in order."""

    exposure: Exposure
    labels: dict[str, str]


def readerships(definition: Definition) -> Iterator[Readership]:
    """The questions that are answered, by what they give away; exposures of no question are left out."""
    found: dict[Exposure, dict[str, str]] = {exposure: {} for exposure in Exposure}
    for question in definition.questions():
        if question.is_answerable:
            found[exposure_of(question)][question.key] = question.label
    return (Readership(exposure, labels) for exposure, labels in found.items() if labels)


WORDS_OF_EXPOSURE = {
    Exposure.IDENTITY: "Ce qui dit qui répond (nom, adresse, téléphone, numéro d’organisation)",
    Exposure.FILE: "Fichiers",
    Exposure.WORDS: "Textes libres",
    Exposure.CODED: "Choix, nombres, dates, communes",
}
#: Who reads each, for the importer and the screen of a version; the screens of the team hold to it.
READERS_OF_EXPOSURE = {
    Exposure.IDENTITY: "L’organisation et l’administration. Ni analyse, ni jeu de données, ni citation.",
    Exposure.FILE: "L’organisation et l’administration, un par un, chaque téléchargement au journal.",
    Exposure.WORDS: "L’organisation, l’administration et l’analyse. Publics seulement une fois relus"
    " et déclarés citables.",
    Exposure.CODED: "L’organisation, l’administration et l’analyse\u00a0; publics en chiffres d’ensemble.",
}
MOST_LABELS = 8


def sentences(definition: Definition) -> list[tuple[str, str, str]]:
    """(what, which questions, who reads it) for people, in French; the anonymous case is told apart."""
    lines = []
    for one in readerships(definition):
        named = ", ".join(f"«\u00a0{label}\u00a0»" for label in list(one.labels.values())[:MOST_LABELS])
        left = len(one.labels) - MOST_LABELS
        more = f" et {left} de plus" if left > 0 else ""
        lines.append((WORDS_OF_EXPOSURE[one.exposure], named + more, READERS_OF_EXPOSURE[one.exposure]))
    return lines


#: Said below: what an anonymous collection changes.
ANONYMOUS = (
    "Dans une collecte anonyme, personne ne lit une réponse entière\u00a0: les textes et les "
    "fichiers sont montrés"
    " mélangés, sans date, séparés des autres réponses, et rien ne se cherche par adresse."
)
