"""Amounts in words, as receipts and cheques ask: the traditional spelling, hyphens below a hundred only."""

_UP_TO_16 = (
    "zéro",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
)
_TENS = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante", 8: "quatre-vingt"}
_POWERS = ((1_000_000_000, "milliard"), (1_000_000, "million"))


def spell_number(number: int) -> str:
    """«deux mille quatre-vingts», for 0 to 999 999 999 999. Raises `ValueError` outside."""
    if not 0 <= number < 1_000_000_000_000:
        raise ValueError(number)
    words = []
    for power, name in _POWERS:
        count, number = divmod(number, power)
        if count:
            words.append(f"{_below_thousand(count)} {name}{'s' if count > 1 else ''}")
    thousands, rest = divmod(number, 1000)
    if thousands:
        # Before «mille», which is no noun, «vingt» and «cent» take no s.
        words.append("mille" if thousands == 1 else f"{_below_thousand(thousands, has_s=False)} mille")
    if rest or not words:
        words.append(_below_thousand(rest))
    return " ".join(words)


def spell_euros(cents: int) -> str:
    """«vingt et un euros et cinq centimes». Raises `ValueError` below zero."""
    euros, rest = divmod(cents, 100)
    spelt = spell_number(euros)
    link = " d’" if euros >= 1_000_000 and not euros % 1_000_000 else " "
    words = f"{spelt}{link}euro{'s' if euros > 1 else ''}"
    if not rest:
        return words
    centimes = f"{spell_number(rest)} centime{'s' if rest > 1 else ''}"
    return f"{words} et {centimes}" if euros else centimes


def _below_thousand(number: int, *, has_s: bool = True) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _below_hundred(rest, has_s=has_s)
    head = "cent" if hundreds == 1 else f"{_UP_TO_16[hundreds]} cent"
    if not rest:
        return f"{head}s" if hundreds > 1 and has_s else head
    return f"{head} {_below_hundred(rest, has_s=has_s)}"


def _below_hundred(number: int, *, has_s: bool) -> str:
    if number <= 16:
        return _UP_TO_16[number]
    tens, unit = divmod(number, 10)
    if tens == 1:
        return f"dix-{_UP_TO_16[unit]}"
    if tens in (7, 9):  # soixante-dix, quatre-vingt-dix
        tens, unit = tens - 1, unit + 10
    head = _TENS[tens]
    if not unit:
        return f"{head}s" if tens == 8 and has_s else head
    if unit in (1, 11) and tens != 8:
        return f"{head} et {_UP_TO_16[unit]}"
    return f"{head}-{_below_hundred(unit, has_s=False)}"
