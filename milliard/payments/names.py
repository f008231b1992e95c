"""Names as banks write them: capitals, titles, order and accents say nothing; a legal form says a lot."""

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
#: Words that only organisations bear.
_LEGAL_FORMS = frozenset(
    {
        *(
            "sarl",
            "sas",
            "sasu",
            "eurl",
            "sci",
            "snc",
            "scop",
            "scic",
            "selarl",
            "selas",
            "gie",
            "gaec",
            "earl",
        ),
        *("association", "assoc", "fondation", "federation", "syndicat", "mutuelle", "cooperative", "comite"),
        *("mairie", "commune", "departement", "prefecture", "ministere", "collectif"),
        *("societe", "ste", "ets", "etablissements", "earl", "gmbh", "ltd", "llc", "bv"),
    }
)


def name_words(text: str) -> frozenset[str]:
    """The words that make a name."""
    words = plain_words(text).split()
    return frozenset(word for word in words if len(word) > 1 and word not in NOISE and not _has_digit(word))


def is_organisation_name(name: str) -> bool:
    """Whether a legal form, or what only an organisation is called, is in the name."""
    return not _LEGAL_FORMS.isdisjoint(plain_words(name).split())


def _has_digit(word: str) -> bool:
    return any(letter.isdigit() for letter in word)
