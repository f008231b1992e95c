"""The draw itself: a ticket from a secret committed to beforehand and a value nobody could choose.

    commitment = SHA-256(seed)
    ticket     = SHA-256(seed, line feed, public value, line feed, attempt) modulo 1,000,000

All in UTF-8, so that any shell can do it again. The attempt is 0; it would be raised for a digest in the
incomplete last million, once in 10^70, so that every ticket has exactly the same chance.
"""

import hashlib

from engines.sortition._lottery import TICKETS

SHORTEST_SEED = 16
"""Characters: a shorter seed could be guessed from its commitment."""

_FULL = 2**256 // TICKETS * TICKETS


def commitment_of(seed: str) -> str:
    """What is published before: it fixes the seed without telling it."""
    return hashlib.sha256(seed.encode()).hexdigest()


def ticket_of(seed: str, public_value: str) -> int:
    """The ticket drawn, from 0 to 999,999.

    >>> ticket_of("a seed", "a value"), ticket_of("a seed", "another value")
    (470410, 711735)
    """
    if "\n" in seed or "\n" in public_value:
        raise ValueError("a seed or a public value holds no line feed: it parts them")
    attempt = 0
    while True:
        digest = hashlib.sha256(f"{seed}\n{public_value}\n{attempt}".encode()).digest()
        number = int.from_bytes(digest, "big")
        if number < _FULL:
            return number % TICKETS
        attempt += 1
