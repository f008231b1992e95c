"""Statements into rows: each movement once, whatever files and messages tell of it."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple, ParamSpec, TypeVar

from django.db import connection, transaction
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.apart import read_apart
from milliard.core.refusals import Refused
from milliard.payments.models import BankAccount, BankStatement, EntryName
from milliard.payments.models.bank import BankLineState
from milliard.payments.names import is_organisation_name
from milliard.payments.policies import can_keep_books
from milliard.payments.references import find_references
from milliard.payments.services.same_entries import NewEntry, complete_lines, pair_with_known
from milliard.payments.statements import Movement, StatementRead, fingerprints, read_statements
from milliard.payments.statements.csv_statement import Mapping, read_csv_statement
from milliard.payments.statements.fingerprints import detail_fingerprint

Args = ParamSpec("Args")
Result = TypeVar("Result")

_NO_TRANSFER = "Sortie d’argent\u00a0: rien à rapprocher."
_OTHER_CURRENCY = "En {currency}\u00a0: ce qui est demandé l’est en euros."
_NOTHING = "Zéro euro."
_LINE_COLUMNS = (
    "created_at, updated_at, account_id, statement_id, fingerprint, booked_on, amount_cents, counterparty,"
    ' label, "references", is_return, is_organisation, state, proposals, note, times_undone'
)
_NAME_ENTRIES = """
INSERT INTO payments_entryname
    (created_at, updated_at, account_id, fingerprint, kind, line_id, booked_on, amount_cents, details)
SELECT %(now)s, %(now)s, %(account)s, said.name, %(kind)s, line.id, said.booked_on, said.cents, said.details
FROM unnest(%(names)s::text[], %(firsts)s::text[], %(days)s::date[], %(cents)s::bigint[], %(details)s::int[])
    AS said (name, first, booked_on, cents, details)
JOIN payments_bankline AS line ON line.account_id = %(account)s AND line.fingerprint = said.first
"""


class NoAccount(Refused):
    """A CSV does not say which account it is of, and nobody did."""

    message = "Dites de quel compte est ce relevé\u00a0: ce fichier ne le dit pas."


@dataclass(frozen=True, slots=True)
class StatementFile:
    """A file somebody was given by a bank; ``mapping`` and ``account`` are for a CSV."""

    name: str
    path: Path
    mapping: Mapping | None = None
    account: str = ""
    #: Put in by a page: read in a process apart, within limits; a command reads its own.
    is_upload: bool = False

    def read(self) -> list[StatementRead]:
        """Its statements. Raises `StatementRefused`, and `TooCostly`, `TooManyFiles` for an upload."""
        if self.mapping is not None:
            return self.ask(read_csv_statement, self.path.read_bytes(), self.mapping, self.account)
        return self.ask(read_statements, self.path.absolute())

    def ask(self, reader: Callable[Args, Result], *args: Args.args, **kwargs: Args.kwargs) -> Result:
        """What a reader says, here or apart."""
        return read_apart(reader, *args, **kwargs) if self.is_upload else reader(*args, **kwargs)

    def digest(self) -> str:
        """Name of its content, and of the account a CSV is said to be of."""
        with self.path.open("rb") as opened:
            content = hashlib.file_digest(opened, hashlib.sha256).hexdigest()
        return f"{content}{self.account}"


class ImportedStatement(NamedTuple):
    """A statement of a file, and how many lines this import wrote of it: none when it was known."""

    statement: BankStatement
    written: int


@transaction.atomic
def import_statements(
    *, file: StatementFile, read: Sequence[StatementRead], by: User | None
) -> list[ImportedStatement]:
    """Write what the statements of a file tell and no file told before.

    Two people who import at once wait for one another at the account.
    """
    authorize(by, can_keep_books)
    if not all(statement.account for statement in read):
        raise NoAccount
    accounts = _locked_accounts(read)
    digest = file.digest()
    imported = []
    for place, (statement, names) in enumerate(zip(read, fingerprints(read), strict=True)):
        row, is_new = BankStatement.objects.get_or_create(
            digest=hashlib.sha256(f"{digest}:{place}".encode()).hexdigest(),
            defaults=_fields(statement, accounts[statement.account], file.name, by),
        )
        written = _write_entries(row, statement, names) if is_new else 0
        if is_new:
            row.lines_written = written
            row.save(update_fields=["lines_written", "updated_at"])
            data = {"entries": row.entries, "written": written, "reconciles": row.reconciles}
            journal.record("payments.bank_statement.imported", row, by=by, data=data)
        imported.append(ImportedStatement(row, written))
    return imported


def _locked_accounts(read: Sequence[StatementRead]) -> dict[str, BankAccount]:
    """The accounts the statements are of, written when new, locked in order."""
    currencies = {statement.account: statement.currency for statement in read}
    for identifier in sorted(currencies):
        BankAccount.objects.get_or_create(
            identifier=identifier, defaults={"currency": currencies[identifier] or "EUR"}
        )
    rows = BankAccount.objects.select_for_update().filter(identifier__in=currencies).order_by("pk")
    return {account.identifier: account for account in rows}


def _fields(
    statement: StatementRead, account: BankAccount, file_name: str, by: User | None
) -> dict[str, Any]:
    return {
        "account": account,
        "kind": statement.kind.value,
        "file_name": file_name[-200:],
        "identifier": statement.identifier,
        "from_on": statement.from_on,
        "to_on": statement.to_on,
        "opening_cents": statement.opening_cents,
        "closing_cents": statement.closing_cents,
        "sum_cents": statement.sum_cents,
        "entries": statement.entries,
        "pending": statement.pending,
        "reconciles": statement.reconciles,
        "imported_by": by,
    }


def _write_entries(row: BankStatement, statement: StatementRead, names: list[str]) -> int:
    """The lines nobody told before; what another kind of file told is paired with it, in its own words."""
    grouped = groupby(statement.movements, key=lambda movement: movement.entry)
    told = {
        name: NewEntry(name, list(movements)) for name, (_, movements) in zip(names, grouped, strict=True)
    }
    rows = EntryName.objects.filter(account=row.account_id, fingerprint__any=names)
    known = {
        (name, kind): (line_id, first)
        for name, kind, line_id, first in rows.values_list("fingerprint", "kind", "line", "line__fingerprint")
    }
    by_another = {name: line for (name, _), line in known.items() if (name, row.kind) not in known}
    _name_entries(row, [(told[name], first) for name, (_, first) in by_another.items()])
    complete_lines({line_id: told[name] for name, (line_id, _) in by_another.items()})
    new = [told[name] for name in told.keys() - {name for name, _ in known}]
    new.sort(key=lambda entry: entry.movements[0].entry)
    paired = pair_with_known(account=row.account, kind=row.kind, entries=new)
    fresh = [entry for entry in new if entry.name not in paired]
    written = _copy_lines(row, fresh)
    _name_entries(row, [(entry, paired.get(entry.name, entry.name)) for entry in new])
    return written


def _copy_lines(row: BankStatement, entries: Sequence[NewEntry]) -> int:
    now, count = timezone.now(), 0
    with connection.cursor() as cursor:
        statement = f"COPY payments_bankline ({_LINE_COLUMNS}) FROM STDIN"
        with cursor.copy(statement) as copy:
            for entry in entries:
                for place, movement in enumerate(entry.movements):
                    state, note = _state_of(movement)
                    copy.write_row(
                        (
                            now,
                            now,
                            row.account_id,
                            row.pk,
                            detail_fingerprint(entry.name, place),
                            movement.booked_on,
                            movement.amount_cents,
                            movement.counterparty,
                            movement.label,
                            json.dumps(movement.references, ensure_ascii=False),
                            movement.is_return,
                            movement.is_organisation or is_organisation_name(movement.counterparty),
                            state.value,
                            "[]",
                            note,
                            0,
                        )
                    )
                    count += 1
    return count


def _state_of(movement: Movement) -> tuple[BankLineState, str]:
    """Whether the line waits for a request, and why not."""
    if movement.currency != "EUR":
        return BankLineState.SET_ASIDE, _OTHER_CURRENCY.format(currency=movement.currency or "?")
    if not movement.amount_cents:
        return BankLineState.SET_ASIDE, _NOTHING
    is_plain_debit = movement.amount_cents < 0 and not movement.is_return
    if is_plain_debit and not find_references("\n".join((movement.label, *movement.references))):
        return BankLineState.SET_ASIDE, _NO_TRANSFER
    return BankLineState.TO_MATCH, ""


def _name_entries(row: BankStatement, named: Sequence[tuple[NewEntry, str]]) -> None:
    """Keep the name of each entry beside the line that bears the fingerprint given with it."""
    columns: dict[str, list[Any]] = defaultdict(list)
    for entry, first in named:
        columns["names"].append(entry.name)
        columns["firsts"].append(first)
        columns["days"].append(entry.booked_on)
        columns["cents"].append(entry.amount_cents)
        columns["details"].append(len(entry.movements))
    if named:
        values: dict[str, Any] = {
            "now": timezone.now(),
            "account": row.account_id,
            "kind": row.kind,
            **columns,
        }
        with connection.cursor() as cursor:
            cursor.execute(_NAME_ENTRIES, values)


def known_entries(read: Sequence[StatementRead]) -> list[int]:
    """How many entries of each statement a file told before in the same words."""
    return [
        EntryName.objects.filter(account__identifier=statement.account, fingerprint__any=names)
        .values("fingerprint")
        .distinct()
        .count()
        for statement, names in zip(read, fingerprints(read), strict=True)
    ]
