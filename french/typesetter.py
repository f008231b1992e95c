"""The one typesetter: a text set as French printers do, with nothing added and nothing removed.

U+202F (narrow no-break space) parts thousands and stands before ; ! ?
U+00A0 (no-break space) stands before : % € and inside « ».
"""

import re

from french.signs import APOSTROPHE, HYPHEN, NARROW, NBSP

_SPACE = f"[ {NBSP}{NARROW}]"
_RULES = (
    (re.compile(rf"{_SPACE}(?=[;!?])"), NARROW),
    (re.compile(rf"{_SPACE}(?=[:%€»])"), NBSP),
    (re.compile(rf"(?<=«){_SPACE}"), NBSP),
    (re.compile(rf"(?<=\d){_SPACE}(?=\d{{3}}(?!\d))"), NARROW),
    (re.compile(rf"(?<=\d){_SPACE}(?=(?:M€|Md€|h\b|km\b|min\b))"), NBSP),
    (re.compile(r"(?<= [–—]) "), NBSP),
    (re.compile(rf"{_SPACE}(?=· )"), NBSP),  # what parts two pieces ends a line, it never begins one
    (re.compile(r"(?<=[^\W\d_])(?:'|&#x27;|&#39;)(?=[^\W\d_])"), APOSTROPHE),
)
_PRONOUNS = "je|tu|il|elle|on|nous|vous|ils|elles|moi|toi|le|la|les|lui|leur|eux|y|en|ce|ci|là"
# Only inside a word of a sentence: never in an address, an e-mail or a code that someone copies.
_BOUND = re.compile(
    rf"(?<![\w/@.:+-])[^\W\d_]+(?:{APOSTROPHE}[^\W\d_]+)?"
    rf"(?:-t-(?:il|elle|on)|-(?:{_PRONOUNS})|(?<=\bdemi)-[^\W\d_]+|(?<=\bDemi)-[^\W\d_]+)(?![\w/@-]|[.:]\w)"
)
_TAG = re.compile(r"(<[a-zA-Z/!][^<>]*>)")  # «a < b > c» holds no tag


def typeset(text: str) -> str:
    """Set a text as French printers do; doing it twice changes nothing more.

    Spaces that must not break become no-break ones; the typewriter's apostrophe between two letters (escaped
    or not) becomes the real one; a verb and its pronoun («auriez-vous», «celles-ci») stay on one line.

    Markup between < and > is left as it is, so that safe HTML can pass through. Time grows with the length
    of the text and no faster, whatever it holds.

    Examples
    --------
    >>> typeset("Quoi ? 1 234 €") == f"Quoi{NARROW}? 1{NARROW}234{NBSP}€"
    True
    """
    parts = _TAG.split(text)
    for index in range(0, len(parts), 2):
        for pattern, sign in _RULES:
            parts[index] = pattern.sub(sign, parts[index])
        parts[index] = _BOUND.sub(lambda found: found[0].replace("-", HYPHEN), parts[index])
    return "".join(parts)
