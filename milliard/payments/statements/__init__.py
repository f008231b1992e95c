"""Bank statements as their files tell them: camt.053 and camt.054 (versions 2 to 13), CSV. No database here.

Owns: what an amount, a date, a party, a reference means in each kind of file, and what names a movement.
Promises: exact cents; only booked entries counted; the line of the file in whatever is refused.
Refuses: to guess an amount, to hide that opening + entries is not closing.
"""

from milliard.payments.statements.fingerprints import fingerprints
from milliard.payments.statements.reader import read_statements
from milliard.payments.statements.records import Movement, StatementKind, StatementRead, StatementRefused

__all__ = [
    "Movement",
    "StatementKind",
    "StatementRead",
    "StatementRefused",
    "fingerprints",
    "read_statements",
]
