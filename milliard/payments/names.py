"""Names as banks write them: capitals, titles, order and accents say nothing; a legal form says a lot."""

import re

from milliard.payments.statements.csv_table import plain_words

#: Said around a name, never part of it. The same stand in `payments_name_keys` (migration 0002).
NOISE = frozenset(
    {
        *("mr", "mme", "mlle", "monsieur", "madame", "mademoiselle"),
        *("ou", "et", "de", "du", "des", "la", "le", "les", "pour"),
        *("vir", "virement", "virt", "sepa", "recu", "inst", "instantane", "eur", "notprovided"),
        *("motif", "ref", "reference", "adhesion", "cotisation", "don"),
    }
)
_ACRONYMS = ("asbl", "eurl", "gaec", "gmbh", "llc", "ltd", "sarl", "scic", "scop", "selarl", "selas", "snc")
#: «s a r l».
_APART = re.compile(rf"\b({'|'.join(' ?'.join(word) for word in _ACRONYMS)})\b")
#: Legal forms and bodies whose word no person bears.
_BORNE_BY_NOBODY = frozenset(
    {
        *_ACRONYMS,
        *("association", "associations", "fondation", "federation", "syndicat", "mutuelle", "groupement"),
        *("cooperative", "cooperatives", "entreprise", "entreprises", "societe", "societes"),
        *("collectivite", "ministere", "prefecture", "etablissements"),
    }
)
#: What an organisation is called, and somebody perhaps: a person decides.
_LEGAL_FORMS = _BORNE_BY_NOBODY | {
    *("sas", "sasu", "sci", "gie", "earl", "bv", "ste", "ets"),
    *("assoc", "comite", "mairie", "commune", "departement", "collectif"),
}


def name_words(text: str) -> frozenset[str]:
    """The words that make a name."""
    words = plain_words(text).split()
    return frozenset(word for word in words if len(word) > 1 and word not in NOISE and not _has_digit(word))


def is_organisation_name(name: str) -> bool:
    """Whether a legal form, or what only an organisation is called, is in the name."""
    return not _LEGAL_FORMS.isdisjoint(_forms(name))


def company_of(*, company: str, name: str) -> str:
    """The organisation that pays: said to, or whose legal form stands where a person's name was asked."""
    return company or ("" if _BORNE_BY_NOBODY.isdisjoint(_forms(name)) else name)


def _forms(name: str) -> list[str]:
    return _APART.sub(lambda found: found[0].replace(" ", ""), plain_words(name)).split()


def _has_digit(word: str) -> bool:
    return any(letter.isdigit() for letter in word)
