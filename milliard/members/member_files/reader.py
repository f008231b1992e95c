"""From bytes to rows: called through `core.apart`, for any file."""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from milliard.core.received_tables import (
    LOOKED_AT,
    ReceivedTable,
    TableRefused,
    plain_words,
    read_csv_table,
    unquoted,
)
from milliard.core.workbooks import is_workbook, read_workbook_table
from milliard.members.member_files import cells
from milliard.members.member_files.columns import TABLE_WORDS, MemberColumns, propose_columns
from milliard.members.member_files.records import CellProblem, FileRead, RowRead

#: What a platform says of money that is not here, or no longer.
_NOT_PAID = re.compile(r"\b(annul|rembours|refus|contest|attente|echou|abandon|impay)")
_PAYER_IS_COMPANY = (
    "Payé par une organisation\u00a0: seules des personnes adhèrent. Si la personne a payé elle-même, videz"
    " la cellule."
)


def look_at_file(data: bytes) -> ReceivedTable:
    """The titles and the first rows. Raises `TableRefused`."""
    table = _table(data)
    return replace(table, rows=table.rows[:LOOKED_AT])


def read_file(data: bytes, columns: MemberColumns | None, today: dt.date) -> FileRead:
    """Every row, by the columns said, or those recognised. Raises `TableRefused`."""
    table = _table(data)
    columns = columns or propose_columns(table.titles)
    titles = {
        name: table.titles[place] for name, place in columns.places.items() if place < len(table.titles)
    }
    if not titles.keys() >= {"given_name", "family_name"}:
        message = "Il manque la colonne du prénom ou celle du nom\u00a0: ce n’est pas une liste de membres."
        raise TableRefused(table.title_line, message)
    return FileRead([_Row(line, row, columns, titles, today).read() for line, row in table.rows], titles)


def _table(data: bytes) -> ReceivedTable:
    return (read_workbook_table if is_workbook(data) else read_csv_table)(data, TABLE_WORDS)


class _Row:
    """One row being read: every cell that is unclear is said, not only the first."""

    def __init__(
        self,
        line: int,
        row: Sequence[str],
        columns: MemberColumns,
        titles: dict[str, str],
        today: dt.date,
    ) -> None:
        self.line, self.row, self.columns, self.titles, self.today = line, row, columns, titles, today
        self.problems: list[CellProblem] = []

    def read(self) -> RowRead:
        company = self._cell("company")
        if company:
            self._refuse("company", _PAYER_IS_COMPANY)
        if _NOT_PAID.search(plain_words(self._cell("state"))):
            message = "Cette adhésion n’est pas payée, ou ne l’est plus\u00a0: elle ne s’importe pas."
            self._refuse("state", message)
        given, family = self._name("given_name"), self._name("family_name")
        joined_on, ends_on = self._cell("joined_on", cells.read_day), self._cell("ends_on", cells.read_day)
        self._check_days(joined_on, ends_on)
        return RowRead(
            self.line,
            given,
            family,
            self._cell("email", cells.read_email),
            self._cell("phone", cells.read_phone),
            self._cell("postal_code", cells.read_postal_code),
            self._cell("commune"),
            self._cell("country"),
            self._cell("birth", lambda text: cells.read_birth_year(text, self.today)),
            joined_on,
            ends_on,
            self._cell("amount", cells.read_amount),
            company,
            tuple(self.problems),
        )

    def _name(self, field: str) -> str:
        before = len(self.problems)
        name: str = self._cell(field)
        if not name and len(self.problems) == before:
            what = "prénom" if field == "given_name" else "nom"
            self._refuse(field, f"Il manque le {what} de cette personne\u00a0: écrivez-le.")
        return name

    def _check_days(self, joined_on: dt.date | None, ends_on: dt.date | None) -> None:
        if joined_on is not None and joined_on > self.today:
            self._refuse(
                "joined_on", "Cette date est à venir\u00a0: une adhésion s’importe une fois commencée."
            )
        if joined_on is not None and ends_on is not None and ends_on < joined_on:
            self._refuse(
                "ends_on", "Cette adhésion finit avant de commencer\u00a0: corrigez l’une des dates."
            )
        if ends_on is not None and ends_on.year > self.today.year + 10:
            self._refuse("ends_on", "Cette fin est à plus de dix ans\u00a0: corrigez l’année.")

    def _cell(self, field: str, read: Callable[[str], Any] = str) -> Any:
        place = self.columns.places.get(field)
        written = self.row[place] if place is not None and place < len(self.row) else ""
        try:
            return read(cells.clean_text(unquoted(written)))
        except cells.UnclearCell as unclear:
            self._refuse(field, str(unclear))
            return None if field in ("birth", "joined_on", "ends_on", "amount") else ""

    def _refuse(self, field: str, message: str) -> None:
        self.problems.append(CellProblem(self.line, self.titles.get(field, ""), message))
