"""A second reader, slow and written otherwise: what every way of writing numbers makes of a text.

It cuts the text at every place, tries every convention (French, English, German, Swiss) on the middle, and
keeps all the values it finds. One value: the text is sure. Two: it is ambiguous. None: it is no quantity. It
takes nothing from the reader, neither its expressions nor its lists of words.
"""

import unicodedata
from collections.abc import Iterator
from fractions import Fraction

#: Mark of the thousands, mark of the decimals.
WAYS = [(group, mark) for group in ("", " ", "'", ".", ",") for mark in (",", ".") if group != mark]
SCALES = {
    "k": 3,
    "mille": 3,
    "milles": 3,
    "millier": 3,
    "milliers": 3,
    "m": 6,
    "mio": 6,
    "million": 6,
    "millions": 6,
    "md": 9,
    "mds": 9,
    "mrd": 9,
    "mrds": 9,
    "milliard": 9,
    "milliards": 9,
}
OF = ("", " ", " d'", " de ")
OF_AFTER_A_WORD = (*OF, "d'", " d' ", " d", " d ")
WORDS = {
    "euro": ("€", "eur", "euro", "euros"),
    "percent": ("%", "pour cent", "pourcent"),
    "point": ("point", "points", "pt", "pts"),
    "times": ("fois", "x", "×"),
    "day": ("j", "jour", "jours"),
    "month": ("mois",),
    "year": ("an", "ans", "année", "années", "annee", "annees"),
    "number": (),
    "integer": (),
}
HEADS = {"": None, "€": "euro", "eur": "euro", "x": "times", "×": "times"}


def values(text: str, unit: str) -> set[Fraction]:
    """Every value that a text may have for a unit, or as an «integer»."""
    flat = "".join(_plain(sign) for sign in text.strip())
    while "  " in flat:
        flat = flat.replace("  ", " ")
    found = set()
    for start in range(len(flat) + 1):
        for sign, is_open, before in _heads(flat[:start]):
            if before not in (None, unit):
                continue
            for end in range(start + 1, len(flat) + 1):
                for power in _tails(flat[end:], unit, is_open=is_open):
                    for number in _numbers(flat[start:end], unit, is_scaled=power > 0):
                        found.add(sign * number * 10**power)
    return found


def _plain(sign: str) -> str:
    name = unicodedata.name(sign, "")
    if unicodedata.category(sign) == "Zs":
        return " "
    if "SINGLE QUOTATION MARK" in name or "APOSTROPHE" in name:
        return "'"
    if name in ("MINUS SIGN", "EN DASH", "HYPHEN", "NON-BREAKING HYPHEN"):
        return "-"
    return sign


def _heads(head: str) -> Iterator[tuple[int, bool, str | None]]:
    """Sign, parenthesis and unit, when what stands before the number is made of these alone."""
    pieces = [piece for piece in _pieces(head) if piece != " "]
    if "  " in head or head.startswith(" ") or len(pieces) != len(set(pieces)):
        return
    signs = [piece for piece in pieces if piece in ("-", "+", "(")]
    units = [piece for piece in pieces if piece not in ("-", "+", "(")]
    is_open = "(" in pieces
    if len(signs) > 1 or len(units) > 1 or any(unit not in HEADS for unit in units):
        return
    if is_open and pieces[0] != "(":
        return
    yield (-1 if "-" in pieces or is_open else 1), is_open, HEADS[units[0]] if units else None


def _pieces(head: str) -> list[str]:
    """The head letter by letter, but for words."""
    pieces: list[str] = []
    for sign in head.lower():
        if sign.isalpha() and pieces and pieces[-1].isalpha() and pieces[-1].isascii():
            pieces[-1] += sign
        else:
            pieces.append(sign)
    return pieces


def _tails(tail: str, unit: str, *, is_open: bool) -> Iterator[int]:
    """Powers of ten, when what stands after the number is a scale, the unit, both or nothing."""
    if tail.endswith(".") and not tail.endswith(" ."):
        tail = tail[:-1]
    tail = tail.removeprefix(" ")
    if is_open:
        if tail.startswith(")"):
            tail = tail[1:].removeprefix(" ")
        elif tail.endswith(")"):
            tail = tail[:-1].removesuffix(" ")
        else:
            return
    if not tail or tail.lower() in WORDS[unit]:
        yield 0
    if unit == "point" and tail.lower() in [
        f"{word} de {what}" for word in ("point", "points") for what in ("pourcentage", "%")
    ]:
        yield 0
    if unit in ("euro", "number", "integer"):
        yield from _scales(tail, unit)


def _scales(tail: str, unit: str) -> Iterator[int]:
    for scale, power in SCALES.items():
        if not tail.lower().startswith(scale):
            continue
        rest = tail.lower()[len(scale) :]
        if not rest and tail != "m":
            yield power
        if unit == "euro":
            links = OF_AFTER_A_WORD if scale.startswith("mill") else OF
            yield from (power for of in links if rest.startswith(of) and rest[len(of) :] in WORDS["euro"])


def _numbers(text: str, unit: str, *, is_scaled: bool) -> Iterator[Fraction]:
    """The values of digits and marks, one for each way of writing that allows them."""
    takes_comma = is_scaled or unit not in ("euro", "integer", "day", "month", "year")
    for group, mark in WAYS:
        left, found, right = text.partition(mark)
        if takes_comma and group == "," and not found and text.count(",") == 1:
            continue  # where decimals are at home, a lone comma is the French decimal mark
        is_grouped = bool(group) and group in left
        if not found and left.endswith(" "):
            continue
        if found and not right and (not left or left.endswith(" ") or (is_grouped and group in ".,")):
            continue
        whole = _whole(left.removesuffix(" "), group if is_grouped else "")
        if whole is not None and _are_digits(right) and (left or right) and left != " ":
            yield whole + (Fraction(int(right), 10 ** len(right)) if right else 0)


def _whole(left: str, group: str) -> int | None:
    if not left:
        return 0
    pieces = left.split(group) if group else [left]
    if not all(piece and _are_digits(piece) for piece in pieces):
        return None
    if group and (
        len(pieces[0]) > 3 or pieces[0].startswith("0") or {len(piece) for piece in pieces[1:]} != {3}
    ):
        return None
    return int("".join(pieces))


def _are_digits(text: str) -> bool:
    return all(sign in "0123456789" for sign in text)
