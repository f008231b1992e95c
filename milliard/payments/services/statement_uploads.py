"""A statement put in by a page: read again, written, its lines matched behind."""

from django.db import transaction

from milliard.accounts.models import User
from milliard.core.access import authorize
from milliard.payments.policies import can_keep_books
from milliard.payments.services.csv_mappings import mapped_file
from milliard.payments.services.statement_drafts import StatementDraft, forget_draft
from milliard.payments.services.statement_matching import BATCH
from milliard.payments.services.statements import ImportedStatement, import_statements
from milliard.payments.tasks import match_lines

#: Tasks that match a large statement: as many workers of the queue take lines of it, each others.
_WORKERS = 2


def import_draft(*, draft: StatementDraft, by: User) -> list[ImportedStatement]:
    """Write the statements of a draft, queue the matching of their lines, forget the file."""
    authorize(by, can_keep_books)
    file = mapped_file(draft.file)
    read = file.read()
    with transaction.atomic():
        imported = import_statements(file=file, read=read, by=by)
        for row, written in imported:
            for _ in range(_WORKERS if written > BATCH else 1):
                match_lines.enqueue(row.pk)
        forget_draft(draft=draft)
    return imported
