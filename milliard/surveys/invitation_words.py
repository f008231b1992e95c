"""What the team writes to those it invites: plain text, with words between braces filled for each person.

Never a template: what is between braces is one of `PLACEHOLDERS`, or is refused when it is written.
"""

import re
from collections.abc import Mapping

from milliard.core.refusals import Refused

LINK = "lien"
#: Word -> what stands in its place, as the team reads it.
PLACEHOLDERS: Mapping[str, str] = {
    "prénom": "le prénom de la personne, s’il est connu",
    "nom": "son nom, s’il est connu",
    "structure": "sa structure, si elle est connue",
    "titre": "le titre de la collecte",
    "durée": "le temps qu’il faut, calculé par le site",
    "fin": "le jour de la fermeture, s’il est annoncé",
    LINK: "son lien personnel\u00a0: à la fin du texte, si vous ne dites pas où",
}
#: With the space before: a name nobody knows leaves «Bonjour,» and not «Bonjour ,».
_PLACEHOLDER = re.compile(r"(?P<space>[ \u00a0]?)\{(?P<name>[^{}\n]{1,40})\}")
_LONE_BRACE = re.compile(r"[{}]")


class UnknownInvitationWord(Refused):
    """The text has braces around a word that means nothing."""

    message = "Un mot entre accolades ne veut rien dire ici."


def check_words(text: str, *, is_subject: bool = False) -> None:
    """Raise `UnknownInvitationWord`, naming the first that means nothing. A subject holds no link."""
    known = [name for name in PLACEHOLDERS if not (is_subject and name == LINK)]
    for found in _PLACEHOLDER.finditer(text):
        if found["name"] not in known:
            listed = ", ".join(f"{{{name}}}" for name in known)
            raise UnknownInvitationWord(
                f"«\u00a0{{{found['name']}}}\u00a0» ne veut rien dire ici. On peut écrire {listed}."
            )
    if _LONE_BRACE.search(_PLACEHOLDER.sub("", text)):
        raise UnknownInvitationWord("Une accolade est seule\u00a0: écrivez par exemple {prénom}.")


def fill_words(text: str, values: Mapping[str, str]) -> str:
    """The text for one person; what is filled in is never read again."""

    def value(found: re.Match[str]) -> str:
        known = values.get(found["name"])
        if known is None:
            return found.group()
        return f"{found['space']}{known}" if known else ""

    return _PLACEHOLDER.sub(value, text)


def has_link(text: str) -> bool:
    """Whether the text says where the link goes."""
    return f"{{{LINK}}}" in text
