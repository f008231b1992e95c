"""Names of ours -> codes that LimeSurvey accepts: one each, always the same, never two for one.

A name that is a code already stays as it is. The others lose what is not a letter or a digit, are cut, and
take a number when they would be another's. Limits: LimeSurvey's own checks (20 characters for a question or
a row, 5 for an answer; letters and digits; words its expressions keep for themselves).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

QUESTION = re.compile(r"[A-Za-z][A-Za-z0-9]{0,19}")
ROW = re.compile(r"[A-Za-z0-9]{1,20}")
ANSWER = re.compile(r"[A-Za-z0-9]{1,5}")
_LENGTHS = {QUESTION: 20, ROW: 20, ANSWER: 5}
_RESERVED = frozenset(
    ["lang", "sid", "savedid", "token", "qid", "gid", "sgq", "self", "that", "this", "time", "other"]
)
_NUMBER = re.compile(r"[0-9]+(?:e[0-9]{1,3})?")


def make_codes(names: Iterable[str], shape: re.Pattern[str]) -> dict[str, str]:
    """A code of that ``shape`` for each name, all different, even to what takes «01» for «1»."""
    wanted = list(dict.fromkeys(names))
    codes: dict[str, str] = {}
    taken: set[str | Decimal] = set()
    for name in wanted:  # first those that can keep their name, wherever they stand
        if shape.fullmatch(name) and name.lower() not in _RESERVED and _same(name) not in taken:
            codes[name] = name
            taken.add(_same(name))
    for name in wanted:
        if name not in codes:
            codes[name] = _free(_plain(name, shape), _LENGTHS[shape], taken)
            taken.add(_same(codes[name]))
    return {name: codes[name] for name in wanted}


def _same(code: str) -> str | Decimal:
    """What two codes share when LimeSurvey or its database may take them for one another."""
    text = code.lower()
    return Decimal(text) if _NUMBER.fullmatch(text) else text


def _plain(name: str, shape: re.Pattern[str]) -> str:
    """Letters and digits alone; what followed another mark begins with a capital."""
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    first, *others = re.split(r"[^A-Za-z0-9]+", ascii_only.strip("_-.")) or [""]
    plain = first + "".join(word[:1].upper() + word[1:] for word in others)
    if shape is QUESTION and not plain[:1].isalpha():
        plain = f"Q{plain}"
    return plain or "A"


def _free(plain: str, length: int, taken: set[str | Decimal]) -> str:
    code, number = plain[:length], 1
    while _same(code) in taken or code.lower() in _RESERVED:
        number += 1
        tail = str(number)
        code = plain[: length - len(tail)] + tail
    return code
