"""«Un» or «une» before a noun, when its ending says it: French has no rule without exceptions."""

import re

_FEMININE = re.compile(
    r"(?:[stx]ion|[ae]nce|ette|esse|tude|arche|iture|ature|erie|logie|phie|ité|ienne|ière|rice)$"
)
_MASCULINE = re.compile(r"(?:ment|oin|isme|eau|ier|ail|euil|[aeu]t|oir|if|al|ien|ilan|ieu|age)$")
#: Those that end like the other gender.
_OTHERS_FEMININE = frozenset({"eau", "peau", "dent", "jument", "page", "image", "plage", "rage", "cage"})
_OTHERS_MASCULINE = frozenset({"bastion", "silence", "comité", "squelette", "cimetière", "prix"})


def with_article(noun: str) -> str:
    """``Besoin`` → ``un besoin``, ``Démarche`` → ``une démarche``; "" for what is not surely one noun.

    >>> with_article("Besoin")
    'un besoin'
    >>> with_article("Personne")
    ''
    """
    word, _, rest = noun.strip().partition(" ")
    lowered = word[:1].lower() + word[1:]
    if not lowered.isalpha() or not lowered.islower() or (rest and not re.match(r"de |d[’']", rest)):
        return ""
    if lowered in _OTHERS_FEMININE or (_FEMININE.search(lowered) and lowered not in _OTHERS_MASCULINE):
        return f"une {lowered} {rest}".rstrip()
    if lowered in _OTHERS_MASCULINE or _MASCULINE.search(lowered):
        return f"un {lowered} {rest}".rstrip()
    return ""
