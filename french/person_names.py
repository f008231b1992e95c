"""Names of people: in any script, as they write them; and what is no name of a person.

Which words are refused was decided on lists of names (docs/decisions/0019): a word that one person bears
somewhere is refused only where it is surely not theirs.
"""

import re
import unicodedata

#: Legal forms by their letters, that no person bears: «SARL», «S.A.R.L.», «s a r l».
_ACRONYMS = ("asbl", "eurl", "gaec", "gmbh", "llc", "ltd", "sarl", "scic", "scop", "selarl", "selas", "snc")
#: Words of a legal form or of a body that no person bears, in plain letters (no accent, no capital). The
#: database refuses them too (`members_member_natural_person`), whatever the entry.
ORGANISATION_WORDS = (
    *_ACRONYMS,
    "association",
    "associations",
    "collectivite",
    "cooperative",
    "cooperatives",
    "entreprise",
    "entreprises",
    "etablissements",
    "federation",
    "fondation",
    "groupement",
    "ministere",
    "mutuelle",
    "prefecture",
    "societe",
    "societes",
    "syndicat",
)
#: Legal forms that are somebody's name too (Earl Hines, Sas, Sasu, Hok Gie, Raymond Asso, Ong): refused in
#: capitals, «EARL des Prés», or before an article, «asso du coin».
SHOUTED_WORDS = ("asso", "earl", "gie", "ong", "sas", "sasu", "sci", "scp")
#: Surnames perhaps, never a given name: «Mairie de Romans», «Comité des fêtes».
_NEVER_GIVEN = frozenset({"amicale", "collectif", "comite", "commune", "departement", "mairie"})
#: What the database searches in a plain name: the letters of an acronym may stand apart.
ORGANISATION_PATTERN = r"\m({})\M".format(
    "|".join("[. ]{0,2}".join(word) if word in _ACRONYMS else word for word in ORGANISATION_WORDS)
)
#: The same in a given name as it is written.
SHOUTED_PATTERN = rf"\m({'|'.join(SHOUTED_WORDS).upper()})\M"
_ORGANISATION = re.compile(ORGANISATION_PATTERN.replace(r"\m", r"\b").replace(r"\M", r"\b"))
_SHOUTED = re.compile(rf"\b({'|'.join('[.]?'.join(word.upper()) for word in SHOUTED_WORDS)})\b")
_BEFORE_AN_ARTICLE = re.compile(rf"\b({'|'.join(SHOUTED_WORDS)}) (d|de|des|du|l|la|le|les)\b")
LONGEST = 80
_MARKS = "-‐‑'’‘ʼ`´.·"
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


def is_of_an_organisation(given_name: str, family_name: str) -> bool:
    """Whether the words say a legal form: «Les Amis SCOP», «S.A.R.L. Martin», «société», «EARL des Prés»."""
    given, family = _spoken(given_name), _spoken(family_name)
    plain = f"{given} {family}".lower()
    if _ORGANISATION.search(plain) or given.lower().split(" ")[0] in _NEVER_GIVEN:
        return True
    if any(_BEFORE_AN_ARTICLE.search(name.lower()) for name in (given, family)):
        return True
    # «Jean SAS»: a family name alone is often in capitals.
    return bool(_SHOUTED.search(given) or (" " in family and _SHOUTED.search(family)))


def _spoken(name: str) -> str:
    """Without accents, what joins letters, or the signs between words."""
    decomposed = unicodedata.normalize("NFKD", name)
    plain = "".join(sign for sign in decomposed if not unicodedata.combining(sign) and sign not in _JOINERS)
    return " ".join(re.sub(r"[^\w.]|_", " ", plain).split())
