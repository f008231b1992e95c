"""The table of a bank's CSV, and the account written above it."""

import hashlib
import re
from dataclasses import dataclass, replace

from milliard.core.received_tables import (
    LOOKED_AT,
    ReceivedTable,
    TableWords,
    neutral,
    plain_words,
    read_csv_table,
    unquoted,
)
from milliard.payments.statements.records import MAX_MOVEMENTS, StatementRefused

__all__ = ["CsvTable", "look_at", "neutral", "plain_words", "read_table", "unquoted"]

_WORDS = TableWords(
    titles=re.compile(
        r"\b(dates?|libell\w*|montant|debit|credit|solde|operation|valeur|devise|reference|label|amount"
        r"|description|communication|balance|compte)\b"
    ),
    max_rows=MAX_MOVEMENTS,
    too_many=f"Plus de {MAX_MOVEMENTS} lignes\u00a0: importez mois par mois.",
    no_table="Aucun tableau dans ce fichier\u00a0: ni relevé camt (XML), ni CSV d’une banque.",
    refused=StatementRefused,
)
_IBAN = re.compile(r"\b[A-Z]{2}[0-9]{2}(?: ?[0-9A-Z]{4}){3,7}(?: ?[0-9A-Z]{1,3})?\b")


@dataclass(frozen=True, slots=True)
class CsvTable(ReceivedTable):
    """The table of a bank."""

    @property
    def account(self) -> str:
        """An IBAN written above the table, or ""."""
        found = _IBAN.search(self.above)
        return found[0].replace(" ", "") if found else ""

    @property
    def digest(self) -> str:
        """Name of this kind of file: its titles and its separator."""
        words = "\x1f".join((self.separator, *map(plain_words, self.titles)))
        return hashlib.sha256(words.encode()).hexdigest()


def read_table(data: bytes) -> CsvTable:
    """The table of a file. Raises `StatementRefused`."""
    read = read_csv_table(data, _WORDS)
    return CsvTable(read.titles, read.rows, read.title_line, read.encoding, read.separator, read.above)


def look_at(data: bytes) -> CsvTable:
    """The table with its first rows only: enough to propose how the others are read."""
    table = read_table(data)
    return replace(table, rows=table.rows[:LOOKED_AT])
