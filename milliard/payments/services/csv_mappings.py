"""How the CSVs of a bank are read: proposed from their titles, said by a person once, then remembered."""

from dataclasses import replace

from django.db import transaction

from milliard.accounts.models import User
from milliard.core.access import authorize
from milliard.payments.models import BankAccount, CsvMapping
from milliard.payments.policies import can_keep_books
from milliard.payments.services.statements import StatementFile
from milliard.payments.statements.csv_statement import Mapping, propose_mapping
from milliard.payments.statements.csv_table import CsvTable, look_at
from milliard.payments.statements.reader import begins_as_xml


def table_of(file: StatementFile) -> CsvTable:
    """The titles and first rows of a CSV. Raises `StatementRefused`."""
    return file.ask(look_at, file.path.read_bytes())


def mapped_file(file: StatementFile) -> StatementFile:
    """The file with what is known of how it is read; as it is, when it is no CSV."""
    if begins_as_xml(file.path):
        return file
    table = table_of(file)
    known = remembered(table, file.account or table.account)
    account = file.account or table.account or (known.account.identifier if known else "")
    mapping = Mapping.of(known.columns) if known else propose_mapping(table)
    return replace(file, mapping=mapping, account=account)


def remembered(table: CsvTable, account: str) -> CsvMapping | None:
    """How files of these titles were read: for this account, else for another of the same bank."""
    found = CsvMapping.objects.filter(header_digest=table.digest).select_related("account")
    mappings = list(found.order_by("-updated_at")[:50])
    own = (one for one in mappings if one.account.identifier == account)
    return next(own, None) or next(iter(mappings), None)


@transaction.atomic
def remember_mapping(*, table: CsvTable, account: str, mapping: Mapping, by: User | None) -> CsvMapping:
    """Keep how files of these titles are read for an account."""
    authorize(by, can_keep_books)
    row, _ = BankAccount.objects.get_or_create(identifier=account)
    kept, _ = CsvMapping.objects.update_or_create(
        account=row, header_digest=table.digest, defaults={"columns": mapping.stored()}
    )
    return kept
