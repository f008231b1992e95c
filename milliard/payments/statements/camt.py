"""camt.053 and camt.054 as a stream: an entry is read, then forgotten; entities and DTDs are refused."""

import datetime as dt
import re
from pathlib import Path
from typing import IO
from xml.sax import SAXParseException

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from milliard.payments.statements.camt_entries import amount_of, is_booked, read_entry, signed_cents
from milliard.payments.statements.cells import account_number, clean, read_iso_date
from milliard.payments.statements.nodes import Node
from milliard.payments.statements.records import (
    MAX_MOVEMENTS,
    StatementKind,
    StatementRead,
    StatementRefused,
)

_MESSAGES = {
    "BkToCstmrStmt": ("Stmt", StatementKind.STATEMENT),
    "BkToCstmrDbtCdtNtfctn": ("Ntfctn", StatementKind.NOTIFICATION),
}
_INTRADAY = "BkToCstmrAcctRpt"
_NAMESPACE = re.compile(r"camt\.0[0-9]{2}\.001\.([0-9]{2})")
_VERSIONS = range(2, 14)
#: In the order they are trusted: booked at the opening, booked at the close of the day before.
_OPENINGS = ("OPBD", "PRCD")
_CLOSING = "CLBD"


def read_camt(file: Path | IO[bytes]) -> list[StatementRead]:
    """Every statement of the file, in order. Raises `StatementRefused`."""
    parser = _CamtParser()
    try:
        if isinstance(file, Path):
            with file.open("rb") as opened:
                parser.parse(opened)
        else:
            parser.parse(file)
    except SAXParseException as error:
        line = error.getLineNumber() or 1
        message = "Ce fichier XML est abîmé ou incomplet\u00a0: téléchargez-le à nouveau."
        raise StatementRefused(line, message) from error
    except DefusedXmlException as error:
        message = "Ce fichier XML contient des définitions (DTD ou entités) qu’aucun relevé n’a."
        raise StatementRefused(parser.line, message) from error
    except (ValueError, LookupError) as error:  # an encoding that is declared and unknown, or bytes that lie
        raise StatementRefused(parser.line, "L’encodage de ce fichier XML ne se lit pas.") from error
    if not parser.message_line:
        raise StatementRefused(1, "Ce fichier XML n’est pas un relevé camt.053 ou camt.054.")
    if not parser.statements:
        raise StatementRefused(parser.message_line, "Aucun relevé dans ce fichier\u00a0: rien à importer.")
    return parser.statements


class _CamtParser(DefusedExpatParser):  # type: ignore[misc] # no stubs
    """Keeps the element of a statement that is being read, and nothing of those before.

    Its handlers are expat's own: the layer of SAX above them would take as long again.
    """

    def __init__(self) -> None:
        self.statements: list[StatementRead] = []
        self.message_line = 0
        self._names = ("", StatementKind.STATEMENT)
        self._current: _Building | None = None
        self._depth = self._statement_depth = 0
        self._open: list[Node] = []
        super().__init__(forbid_dtd=True)

    def reset(self) -> None:
        super().reset()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text

    @property
    def line(self) -> int:
        """Where it stands."""
        return self._parser.CurrentLineNumber if self._parser else 1

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        local = name.rpartition(":")[2]
        if self._current is not None:
            currency = attributes.get("Ccy", "") if attributes else ""
            node = Node(local, self._parser.CurrentLineNumber, currency)
            if self._open:
                self._open[-1].below.append(node)
            self._open.append(node)
            return
        self._check_version(attributes)
        if local == _INTRADAY:
            message = (
                "Relevé du jour en cours (camt.052), qui peut changer\u00a0: importez le relevé définitif."
            )
            raise StatementRefused(self.line, message)
        if local in _MESSAGES:
            self._names = _MESSAGES[local]
            self.message_line = self.line
        elif local == self._names[0]:
            self._statement_depth = self._depth
            self._current = _Building(StatementRead(self._names[1], line=self.line))

    def _check_version(self, attributes: dict[str, str]) -> None:
        spaces = (value for name, value in attributes.items() if name.startswith("xmlns"))
        found = (int(one[1]) for value in spaces if (one := _NAMESPACE.search(value)))
        unknown = [version for version in found if version not in _VERSIONS]
        if unknown:
            raise StatementRefused(self.line, f"Version {unknown[0]} inconnue\u00a0: de 2 à 13 se lisent.")

    def _text(self, content: str) -> None:
        if self._open:
            self._open[-1].text += content

    def _end(self, name: str) -> None:
        if self._open:
            node = self._open.pop()
            if not self._open and self._current is not None:
                self._current.take(node)
        elif self._current is not None and self._depth == self._statement_depth:
            self.statements.append(self._current.finished())
            self._current = None
        self._depth -= 1


class _Building:
    """A statement while its parts come."""

    def __init__(self, statement: StatementRead) -> None:
        self._statement = statement
        self._balances: list[tuple[str, Node]] = []
        self._said_currency = ""
        self._created_on: dt.date | None = None

    def take(self, node: Node) -> None:
        """One part, whole."""
        statement = self._statement
        if node.name == "Ntry":
            self._take_entry(node)
        elif node.name == "Bal":
            kind = node.first_text(("Tp", "CdOrPrtry", "Cd"), ("Tp", "CdOrPrtry", "Prtry"))
            if kind in (*_OPENINGS, _CLOSING):
                self._balances.append((kind, node))
        elif node.name == "Acct":
            number = node.first_text(("Id", "IBAN"), ("Id", "Othr", "Id"), ("Id", "PrtryAcct", "Id"))
            statement.account = account_number(number)
            self._said_currency = node.text_of("Ccy")
        elif node.name == "Id":
            statement.identifier = clean(node.text, 80)
        elif node.name == "CreDtTm":
            self._created_on = read_iso_date(node.text, node.line)
        elif node.name == "FrToDt":
            first, last = node.text_of("FrDtTm"), node.text_of("ToDtTm")
            statement.from_on = read_iso_date(first, node.line) if first else None
            statement.to_on = read_iso_date(last, node.line) if last else None

    def _take_entry(self, node: Node) -> None:
        statement = self._statement
        if not is_booked(node):
            statement.pending += 1
            return
        movements = read_entry(
            node, number=statement.entries, account=statement.account, otherwise_on=self._created_on
        )
        statement.movements += movements
        statement.entries += 1
        statement.sum_cents += sum(movement.amount_cents for movement in movements)
        if len(statement.movements) > MAX_MOVEMENTS:
            message = f"Plus de {MAX_MOVEMENTS} lignes\u00a0: demandez à la banque des fichiers plus courts."
            raise StatementRefused(node.line, message)

    def finished(self) -> StatementRead:
        """The statement, its balances and its currency found."""
        statement = self._statement
        if not statement.account:
            raise StatementRefused(statement.line, "Ce relevé ne dit pas de quel compte il est.")
        opening, closing = self._opening(), self._last(_CLOSING)
        currencies = [node.currency for node in map(amount_of, filter(None, (opening, closing)))]
        currencies += {movement.currency for movement in statement.movements}
        statement.currency = self._said_currency or next(iter(currencies), "")
        statement.is_mixed = any(currency != statement.currency for currency in currencies)
        statement.opening_cents = signed_cents(opening) if opening else None
        statement.closing_cents = signed_cents(closing) if closing else None
        days = [movement.booked_on for movement in statement.movements]
        statement.from_on = statement.from_on or min(days, default=None)
        statement.to_on = statement.to_on or max(days, default=None)
        return statement

    def _opening(self) -> Node | None:
        """The first booked balance: of several days in one statement, that of the first."""
        for wanted in _OPENINGS:
            found = [node for kind, node in self._balances if kind == wanted]
            if found:
                return min(found, key=_day_of)
        return None

    def _last(self, wanted: str) -> Node | None:
        found = [node for kind, node in reversed(self._balances) if kind == wanted]
        return max(found, key=_day_of, default=None)


def _day_of(balance: Node) -> str:
    return balance.first_text(("Dt", "Dt"), ("Dt", "DtTm"))[:10]
