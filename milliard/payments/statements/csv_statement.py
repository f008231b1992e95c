"""A bank's CSV as a statement, by a mapping: which column is what, and how dates and amounts are written."""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any

from milliard.payments.statements.cells import (
    MAX_LABEL,
    MAX_NAME,
    MAX_REFERENCE,
    account_number,
    clean,
)
from milliard.payments.statements.csv_cells import DATE_FORMATS, cell_cents, cell_day, read_day
from milliard.payments.statements.csv_table import CsvTable, neutral, plain_words, read_table, unquoted
from milliard.payments.statements.records import Movement, StatementKind, StatementRead, StatementRefused

_TITLES: dict[str, tuple[str, ...]] = {
    "booked_on": (
        "date comptable", "date de comptabilisation", "date operation", "date d operation",
        "date de l operation", "booking date", "date", "date valeur", "date de valeur",
    ),
    "amount": ("montant", "montant operation", "montant de l operation", "amount", "somme"),
    "debit": ("debit", "debits", "sortie", "sorties"),
    "credit": ("credit", "credits", "entree", "entrees"),
    "counterparty": (
        "contrepartie", "nom contrepartie", "nom de la contrepartie", "tiers", "emetteur", "donneur d ordre",
        "nom", "beneficiaire", "counterparty",
    ),
    "bank_reference": (
        "reference bancaire", "reference operation", "reference de l operation", "numero d operation",
        "numero operation", "n operation", "id operation", "identifiant", "transaction id", "id",
    ),
    "references": ("reference", "references", "ref", "reference de bout en bout", "end to end id"),
    "currency": ("devise", "currency", "monnaie"),
    "balance": ("solde", "solde apres operation", "balance"),
}  # fmt: skip
_LABELS = (
    "libelle", "libelle simplifie", "libelle complet", "libelle operation", "libelle de l operation",
    "detail", "details", "motif", "communication", "description", "informations complementaires",
    "information complementaire", "nature", "label", "commentaire",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mapping:
    """Titles of the columns, "" where there is none, and the way numbers and dates are written."""

    booked_on: str = ""
    labels: tuple[str, ...] = ()
    #: Signed; or else the two that follow.
    amount: str = ""
    debit: str = ""
    credit: str = ""
    counterparty: str = ""
    references: str = ""
    bank_reference: str = ""
    currency: str = ""
    #: What the account holds after the movement.
    balance: str = ""
    date_format: str = "%d/%m/%Y"
    #: «,» or «.».
    decimal_mark: str = ","

    def stored(self) -> dict[str, Any]:
        """As `CsvMapping.columns` keeps it."""
        return {**asdict(self), "labels": list(self.labels)}

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "Mapping":
        """The other way."""
        known = {field.name for field in fields(cls)}
        values = {name: value for name, value in stored.items() if name in known}
        return cls(**{**values, "labels": tuple(values.get("labels", ()))})

    @property
    def is_complete(self) -> bool:
        """Whether a statement can be read by it."""
        return bool(self.booked_on and (self.amount or (self.debit and self.credit)))


def propose_mapping(table: CsvTable) -> Mapping:
    """What the titles and the first rows suggest, for a person to correct."""
    left = {plain_words(title): title for title in reversed(table.titles) if title}
    found = {name: _pick(left, words) for name, words in _TITLES.items()}
    if found["amount"] and not (found["debit"] and found["credit"]):
        found["debit"] = found["credit"] = ""
    elif found["debit"] and found["credit"]:
        found["amount"] = ""
    labels = [
        title
        for title in table.titles
        if plain_words(title) in left and plain_words(title).startswith(_LABELS)
    ]
    money = [found[name] for name in ("amount", "debit", "credit", "balance") if found[name]]
    return Mapping(
        **found,
        labels=tuple(dict.fromkeys(labels)),
        date_format=_date_format(_cells(table, [found["booked_on"]])),
        decimal_mark=_decimal_mark(_cells(table, money)),
    )


def read_csv_statement(
    data: bytes, mapping: Mapping, account: str, currency: str = "EUR"
) -> list[StatementRead]:
    """The one statement of a CSV. Raises `StatementRefused`."""
    table = read_table(data)
    places = _places(table, mapping)
    statement = StatementRead(
        StatementKind.CSV, account=account_number(account), currency=currency, line=table.title_line
    )
    balances: list[int] = []
    for line, cells in table.rows:
        row = _Row(line, cells, places, mapping)
        if row.is_empty:
            continue
        statement.movements.append(row.movement(len(statement.movements), currency))
        if mapping.balance:
            balances.append(row.cents("balance"))
    statement.entries = len(statement.movements)
    statement.sum_cents = sum(movement.amount_cents for movement in statement.movements)
    statement.is_mixed = any(movement.currency != currency for movement in statement.movements)
    days = [movement.booked_on for movement in statement.movements]
    statement.from_on, statement.to_on = min(days, default=None), max(days, default=None)
    _set_balances(statement, balances)
    return [statement]


class _Row:
    """The cells of a movement, by what they are."""

    def __init__(self, line: int, cells: list[str], places: dict[str, int], mapping: Mapping) -> None:
        self.line, self._cells, self._places, self._mapping = line, cells, places, mapping

    def cell(self, title: str) -> str:
        place = self._places.get(title, -1)
        return self._cells[place] if 0 <= place < len(self._cells) else ""

    def text(self, title: str, limit: int) -> str:
        return clean(neutral(self.cell(title)), limit)

    @property
    def is_empty(self) -> bool:
        """No day and no amount: a remark, or nothing."""
        mapping = self._mapping
        money = (self.cell(title) for title in (mapping.amount, mapping.debit, mapping.credit) if title)
        return not self.cell(mapping.booked_on).strip() and not any(cell.strip() for cell in money)

    def cents(self, name: str) -> int:
        """The amount of a column, 0 where its cell is empty."""
        title = getattr(self._mapping, name)
        cell = unquoted(self.cell(title)).strip()
        return cell_cents(cell, self._mapping.decimal_mark, self.line, title) if cell else 0

    def amount(self) -> int:
        mapping = self._mapping
        if mapping.amount:
            if not self.cell(mapping.amount).strip():
                raise StatementRefused(
                    self.line, f"Colonne «\u00a0{mapping.amount}\u00a0»\u00a0: le montant manque."
                )
            return self.cents("amount")
        debit, credit = self.cents("debit"), self.cents("credit")
        if debit and credit:
            raise StatementRefused(
                self.line, "Un débit et un crédit sur la même ligne\u00a0: lequel est le bon\u202f?"
            )
        if not self.cell(mapping.debit).strip() and not self.cell(mapping.credit).strip():
            raise StatementRefused(self.line, "Ni débit ni crédit\u00a0: le montant manque.")
        return credit or -abs(debit)

    def movement(self, number: int, currency: str) -> Movement:
        mapping = self._mapping
        day = self.cell(mapping.booked_on)
        labels = dict.fromkeys(self.text(title, MAX_LABEL) for title in mapping.labels)
        reference = self.text(mapping.references, MAX_REFERENCE)
        return Movement(
            entry=number,
            line=self.line,
            booked_on=cell_day(unquoted(day).strip(), mapping.date_format, self.line, mapping.booked_on),
            amount_cents=self.amount(),
            currency=self.text(mapping.currency, 3).upper() or currency,
            counterparty=self.text(mapping.counterparty, MAX_NAME),
            counterparty_account="",
            label=clean(" ".join(text for text in labels if text), MAX_LABEL),
            references=(reference,) if reference else (),
            bank_reference=self.text(mapping.bank_reference, MAX_REFERENCE),
            is_return=False,
            is_organisation=False,
        )


def _places(table: CsvTable, mapping: Mapping) -> dict[str, int]:
    """Where each column stands; of two of the same title, the first."""
    if not mapping.is_complete:
        message = "Dites quelles colonnes donnent la date et le montant (ou le débit et le crédit)."
        raise StatementRefused(table.title_line, message)
    places: dict[str, int] = {}
    for place, title in enumerate(table.titles):
        places.setdefault(title, place)
    places.pop("", None)
    named = [mapping.booked_on, mapping.amount, mapping.debit, mapping.credit, *mapping.labels]
    for title in filter(None, named):
        if title not in places:
            raise StatementRefused(table.title_line, f"Ce fichier n’a pas de colonne «\u00a0{title}\u00a0».")
    return places


def _set_balances(statement: StatementRead, balances: list[int]) -> None:
    """From what the account holds after each movement, whichever end of the file is the oldest."""
    if not balances:
        return
    amounts = [movement.amount_cents for movement in statement.movements]
    days = [movement.booked_on for movement in statement.movements]
    is_falling = days[0] > days[-1] or (
        days[0] == days[-1] and len(days) > 1 and balances[1] + amounts[0] == balances[0]
    )
    first, last = (-1, 0) if is_falling else (0, -1)
    statement.opening_cents = balances[first] - amounts[first]
    statement.closing_cents = balances[last]


def _pick(left: dict[str, str], words: Iterable[str]) -> str:
    """The title that is one of the words, else begins with one; it is nobody else's any more."""
    for matches in (str.__eq__, str.startswith):
        for word in words:
            for plain in left:
                if matches(plain, word):
                    return left.pop(plain)
    return ""


def _cells(table: CsvTable, titles: list[str]) -> list[str]:
    places = [table.titles.index(title) for title in titles if title]
    rows = table.rows[:200]
    return [
        cell
        for _, cells in rows
        for place in places
        if place < len(cells) and (cell := unquoted(cells[place]).strip())
    ]


def _date_format(cells: list[str]) -> str:
    """The one that reads most of the cells; French order first."""
    return max(DATE_FORMATS, key=lambda tried: sum(read_day(cell, tried) is not None for cell in cells))


def _decimal_mark(cells: list[str]) -> str:
    """The mark that comes last and is followed by one or two digits, in most cells."""
    found = [re.search(r"([.,])[0-9]{1,2}\D*$", cell) for cell in cells]
    marks = [mark[1] for mark in found if mark]
    return "." if marks.count(".") > marks.count(",") else ","
