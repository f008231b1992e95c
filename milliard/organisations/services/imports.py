"""A file of organisations: read, shown with what each row would do, corrected, written, undone as a whole."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.apart import read_apart
from milliard.core.refusals import Refused
from milliard.organisations.enums import BatchState, ImportDecision, ImportVerdict
from milliard.organisations.imports.headings import COLUMN_LABELS, moved_columns, propose_columns
from milliard.organisations.imports.rows import OrganisationRow, read_rows, suspect_columns
from milliard.organisations.imports.sheet import OrganisationSheet, SheetRefused, read_sheet
from milliard.organisations.models import ImportBatch, ImportRow, Network
from milliard.organisations.policies import can_keep_directory
from milliard.organisations.services.assessing import assess
from milliard.organisations.services.bulk import save_columns

_ROWS_AT_ONCE = 1_000
_NO_NAME = "Aucune colonne ne dit le nom des organisations\u00a0: appelez-la «\u00a0Nom\u00a0»."


class ImportNotPrepared(Refused):
    """The import was written or undone already."""

    message = "Cet import n’attend plus de décision."


class NoNameColumn(Refused):
    """No column was said to hold the names."""

    message = "Dites quelle colonne porte le nom des organisations."


class ColumnTwice(Refused):
    """One column was said to hold two things."""

    message = "Une même colonne sert deux fois\u00a0: choisissez-en une pour chaque information."


class NotForThisRow(Refused):
    """The decision makes no sense for what the row is."""

    message = "Cette décision n’est pas possible pour cette ligne."


@dataclass(frozen=True, slots=True)
class OrganisationFile:
    """A file somebody was given by a network, as read; ``columns``: field -> place of its column."""

    name: str
    digest: str
    sheet: OrganisationSheet
    columns: Mapping[str, int]


def read_file(path: Path, name: str, *, is_upload: bool = False) -> OrganisationFile:
    """The table of a file, and what its titles mean. Raises `SheetRefused`, and what `read_apart` does."""
    sheet = read_apart(read_sheet, path.absolute()) if is_upload else read_sheet(path)
    columns = propose_columns(sheet.headings)
    if "name" not in columns:
        raise SheetRefused(sheet.heading_row, _NO_NAME)
    with path.open("rb") as opened:
        digest = hashlib.file_digest(opened, hashlib.sha256).hexdigest()
    return OrganisationFile(name, digest, sheet, columns)


def assess_file(file: OrganisationFile) -> list[ImportRow]:
    """What each row would do; nothing is written."""
    read = read_rows(
        file.sheet.rows, file.sheet.headings, file.columns, timezone.localdate(), file.sheet.too_long
    )
    rows = [_row_of(one) for one in read]
    assess(rows)
    return rows


@transaction.atomic
def prepare_import(*, file: OrganisationFile, network: Network | None, by: User | None) -> ImportBatch:
    """Keep a file and what each of its rows would do, for somebody to look at."""
    authorize(by, can_keep_directory)
    batch = ImportBatch.objects.create(
        file_name=file.name[-160:],
        digest=file.digest,
        headings=list(file.sheet.headings),
        columns=dict(file.columns),
        first_row=file.sheet.heading_row + 1,
        network=network,
        read_by=by,
    )
    rows = assess_file(file)
    for row in rows:
        row.batch = batch
    ImportRow.objects.bulk_create(rows, batch_size=_ROWS_AT_ONCE)
    journal.record("organisations.import.prepared", batch, by=by, data={"rows": len(rows)})
    return batch


@transaction.atomic
def set_columns(*, batch: ImportBatch, columns: Mapping[str, int], by: User | None) -> ImportBatch:
    """Read the rows again by other columns. Raises `NoNameColumn`, `ColumnTwice`, `ImportNotPrepared`."""
    authorize(by, can_keep_directory)
    locked = lock_prepared(batch)
    if "name" not in columns:
        raise NoNameColumn
    if len(set(columns.values())) != len(columns):
        raise ColumnTwice
    locked.columns = {name: place for name, place in columns.items() if name in COLUMN_LABELS}
    locked.save(update_fields=["columns", "updated_at"])
    rows = list(locked.rows.all())
    read = read_rows(
        [(row.number, row.cells) for row in rows], locked.headings, locked.columns, timezone.localdate()
    )
    for row, one in zip(rows, read, strict=True):
        row.values, row.problems, row.is_decided = one.values, list(map(list, one.problems)), False
    assess(rows)
    save_rows(rows)
    return locked


@transaction.atomic
def decide_row(*, row: ImportRow, decision: ImportDecision, by: User | None) -> ImportRow:
    """Say what will be done with a row. Raises `NotForThisRow`, `ImportNotPrepared`."""
    authorize(by, can_keep_directory)
    lock_prepared(row.batch)
    locked = ImportRow.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if decision not in possible_decisions(locked):
        raise NotForThisRow
    locked.decision, locked.is_decided = decision, True
    locked.save(update_fields=["decision", "is_decided", "updated_at"])
    return locked


def possible_decisions(row: ImportRow) -> list[ImportDecision]:
    """What may be done with a row. One found by its number cannot be added beside itself."""
    if row.verdict == ImportVerdict.REFUSED:
        return [ImportDecision.SKIP]
    if row.organisation_id is None:
        return [ImportDecision.ADD, ImportDecision.SKIP]
    if row.score is None:
        return [ImportDecision.UPDATE, ImportDecision.SKIP]
    return [ImportDecision.UPDATE, ImportDecision.ADD, ImportDecision.SKIP]


def remarks_on(batch: ImportBatch) -> Iterator[str]:
    """What somebody should know before writing: the same file, columns that moved or hold other things."""
    others = ImportBatch.objects.filter(state=BatchState.APPLIED).exclude(pk=batch.pk)
    if same := others.filter(digest=batch.digest).first():
        yield f"Ce fichier a déjà été importé, sous le nom «\u00a0{same.file_name}\u00a0»."
    earlier = others.filter(network=batch.network).order_by("-applied_at").first() if batch.network else None
    if earlier and (moved := moved_columns(batch.headings, earlier.headings)):
        yield f"Depuis le dernier fichier de ce réseau, des colonnes ont bougé\u00a0: {', '.join(moved)}."
    rows = [_read_again(row) for row in batch.rows.all()] if batch.is_prepared else []
    if suspect := suspect_columns(rows, batch.columns, batch.headings):
        names = ", ".join(f"«\u00a0{name}\u00a0»" for name in suspect)
        yield f"Presque rien de ce que contient {names} ne se lit\u00a0: les colonnes ont peut-être bougé."


def lock_prepared(batch: ImportBatch) -> ImportBatch:
    """The import, held until the transaction ends. Raises `ImportNotPrepared`."""
    locked = ImportBatch.objects.select_for_update(of=("self",)).select_related("network").get(pk=batch.pk)
    if not locked.is_prepared:
        raise ImportNotPrepared
    return locked


def save_rows(rows: Sequence[ImportRow]) -> None:
    """Write what was judged of rows."""
    names = ["values", "problems", "verdict", "decision", "is_decided", "organisation", "score"]
    save_columns(rows, names)


def _row_of(one: OrganisationRow) -> ImportRow:
    problems: list[Any] = list(map(list, one.problems))
    return ImportRow(
        number=one.number,
        cells=list(one.cells),
        values=one.values,
        problems=problems,
        verdict=ImportVerdict.NEW,
    )


def _read_again(row: ImportRow) -> OrganisationRow:
    problems = [(column, sentence) for column, sentence in row.problems]
    return OrganisationRow(row.number, row.cells, row.values, problems)
