"""What a statement says, whatever its file."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from milliard.core.received_tables import TableRefused

#: More would hold the page, or the machine, too long: a movement of this size imports by month.
MAX_MOVEMENTS = 300_000


class StatementKind(StrEnum):
    """What the file is. A statement holds every movement of its days; a notification, some of them."""

    STATEMENT = "camt.053"
    NOTIFICATION = "camt.054"
    CSV = "csv"


class StatementRefused(TableRefused):
    """The file is no statement, or one of its lines cannot be read surely."""

    message = "Ce fichier n’est pas un relevé."


class Movement(NamedTuple):
    """Money that came (above zero) or left: an entry, or one of the details that make an entry up."""

    #: Number of its entry in the statement, from 0.
    entry: int
    #: Where it begins in the file.
    line: int
    booked_on: dt.date
    amount_cents: int
    currency: str
    counterparty: str
    counterparty_account: str
    label: str
    #: End-to-end identifiers and structured references, as given.
    references: tuple[str, ...]
    #: The bank's own name of the entry, or "".
    bank_reference: str
    #: The bank says that it takes an earlier movement back.
    is_return: bool
    #: The bank says that who pays is an organisation.
    is_organisation: bool


@dataclass(slots=True)
class StatementRead:
    """One statement or notification of a file."""

    kind: StatementKind
    #: IBAN without spaces, or what the bank writes instead; "" in a CSV.
    account: str = ""
    currency: str = ""
    identifier: str = ""
    line: int = 0
    from_on: dt.date | None = None
    to_on: dt.date | None = None
    opening_cents: int | None = None
    closing_cents: int | None = None
    #: Booked entries, and their sum.
    entries: int = 0
    sum_cents: int = 0
    #: Entries announced and not booked: counted for nothing.
    pending: int = 0
    #: A balance or an entry is in another currency than the rest.
    is_mixed: bool = False
    movements: list[Movement] = field(default_factory=list)

    @property
    def reconciles(self) -> bool | None:
        """Whether opening + entries = closing; None when the file does not say both."""
        if self.opening_cents is None or self.closing_cents is None:
            return None
        return not self.is_mixed and self.opening_cents + self.sum_cents == self.closing_cents
