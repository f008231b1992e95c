"""Names of people: in any script, as they write them; and what is no name of a person."""

import re
import unicodedata

#: Words of a legal form or of a body that no person bears, in plain letters (no accent, no capital). The
#: database refuses them too (`members_member_natural_person`), whatever the entry.
ORGANISATION_WORDS = (
    "association",
    "associations",
    "collectivite",
    "cooperative",
    "cooperatives",
    "entreprise",
    "entreprises",
    "eurl",
    "federation",
    "fondation",
    "gaec",
    "gie",
    "mutuelle",
    "sarl",
    "sasu",
    "scic",
    "scop",
    "societe",
    "societes",
    "syndicat",
)
#: The same, with other words or in capitals: «Earl» and «Sas» are borne by people, «EARL des Prés» is not.
_WITH_OTHER_WORDS = frozenset({"earl", "sas", "sci", "asso", "mairie", "ong"})
LONGEST = 80
_MARKS = "-‐‑'’ʼ`´.·"
_JOINERS = "\u200c\u200d"


def clean_name(text: str) -> str:
    """The name as it is kept: composed letters (NFC), one space between words, nothing invisible."""
    composed = unicodedata.normalize("NFC", text)
    kept = (letter for letter in composed if letter in _JOINERS or unicodedata.category(letter) != "Cf")
    return " ".join("".join(kept).split())


def is_written_as_a_name(name: str) -> bool:
    """Letters of any script, with the marks that stand between them."""
    return any(letter.isalpha() for letter in name) and all(
        letter.isalpha() or letter in f" {_MARKS}{_JOINERS}" or unicodedata.category(letter).startswith("M")
        for letter in name
    )


def is_of_an_organisation(*names: str) -> bool:
    """Whether the words say a legal form: «Les Amis SCOP», «S.A.R.L. Martin», «société»."""
    found = [_plain_words(name) for name in names]
    words = {word for name in found for word in name}
    if not words.isdisjoint(ORGANISATION_WORDS):
        return True
    is_shouted = {name.isupper() for name in names} == {True, False}
    return any(
        not _WITH_OTHER_WORDS.isdisjoint(plain) and (len(plain) > 1 or (is_shouted and name.isupper()))
        for name, plain in zip(names, found, strict=True)
    )


def _plain_words(name: str) -> list[str]:
    decomposed = unicodedata.normalize("NFKD", name).lower()
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    # «s.a.r.l.» and «s a r l» are «sarl».
    packed = re.sub(r"\b(?:\w[.\s]\s?){2,}\w?\b", lambda found: re.sub(r"\W", "", found[0]) + " ", plain)
    return re.findall(r"\w+", packed)
