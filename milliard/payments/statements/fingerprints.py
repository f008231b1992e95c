"""What names an entry, whatever file and message tell of it: nothing is written twice.

The bank's own reference where it gives one, with the day and the amount (a return may bear the reference of
what it returns); else day, amount and texts, and the rank among entries of the file that are equal in all.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from milliard.payments.statements.records import Movement, StatementRead

_Words = tuple[str, ...]


def fingerprints(statements: Sequence[StatementRead]) -> list[list[str]]:
    """For each statement of a file, the name of each of its entries, in order.

    A statement that is twice in the file gives the same names twice.
    """
    entries = [list(_entries(statement)) for statement in statements]
    ranks: Counter[_Words] = Counter()
    seen: dict[_Words, list[str]] = {}
    names = []
    for statement, found in zip(statements, entries, strict=True):
        repeated = Counter(name for entry in found if (name := _bank_name(entry)))
        content = (statement.account, statement.identifier, *(_digest(_texts(entry)) for entry in found))
        if content not in seen:
            seen[content] = [_name(statement.account, entry, repeated, ranks) for entry in found]
        names.append(seen[content])
    return names


def detail_fingerprint(entry: str, place: int) -> str:
    """Name of one detail of an entry; the first bears the entry's."""
    return _digest((entry, str(place))) if place else entry


def _entries(statement: StatementRead) -> Iterator[list[Movement]]:
    for _, movements in groupby(statement.movements, key=lambda movement: movement.entry):
        yield list(movements)


def _name(account: str, entry: list[Movement], repeated: Counter[_Words], ranks: Counter[_Words]) -> str:
    bank = _bank_name(entry)
    if bank and repeated[bank] == 1:
        return _digest(("bank", account, *bank))
    texts = _texts(entry)
    ranks[(account, *texts)] += 1
    return _digest(("texts", account, *texts, str(ranks[(account, *texts)])))


def _bank_name(entry: list[Movement]) -> _Words:
    """Empty when the bank gives none."""
    first = entry[0]
    return (first.bank_reference, *_money(entry)) if first.bank_reference else ()


def _money(entry: list[Movement]) -> _Words:
    return entry[0].booked_on.isoformat(), str(sum(movement.amount_cents for movement in entry))


def _texts(entry: list[Movement]) -> _Words:
    words = [(movement.counterparty, movement.label, *movement.references) for movement in entry]
    return (*_money(entry), *(" ".join(text.casefold().split()) for found in words for text in found))


def _digest(words: _Words) -> str:
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()
