"""An import written, then undone as a whole: thousands of rows in a few statements, one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.organisations.enums import (
    BatchState,
    FieldSource,
    ImportDecision,
    ImportVerdict,
    OrganisationState,
)
from milliard.organisations.fields import put, stored, write_words
from milliard.organisations.models import (
    Affiliation,
    FieldProvenance,
    ImportBatch,
    ImportRow,
    Organisation,
    OrganisationNeed,
)
from milliard.organisations.policies import can_keep_directory
from milliard.organisations.services.assessing import assess, fields_to_write, first_hand_of
from milliard.organisations.services.bulk import save_columns
from milliard.organisations.services.imports import lock_prepared
from milliard.territories.models import Commune

_AT_ONCE = 1_000
_COLUMNS = (
    *(
        "name",
        "legal_form",
        "siren",
        "siret",
        "rna",
        "sector",
        "themes",
        "commune",
        "address_line",
        "website",
    ),
    *("contact_email", "is_contact_public", "description", "founded_on", "headcount", "words", "name_words"),
)


class ImportNotApplied(Refused):
    """There is nothing to undo, or it was written too long ago."""

    message = "Cet import n’est pas écrit, a déjà été annulé, ou date de plus de six mois."


@dataclass(frozen=True, slots=True)
class Undone:
    """Pages removed, pages as before, and those ``kept`` because others wrote on them since."""

    removed: int
    restored: int
    kept: int


@transaction.atomic
def apply_import(*, batch: ImportBatch, by: User | None) -> ImportBatch:
    """Do with each row what was decided; rows are judged again first, the directory may have changed.

    Raises `ImportNotPrepared`.
    """
    authorize(by, can_keep_directory)
    locked = lock_prepared(batch)
    hold_directory()
    rows = list(locked.rows.select_related("organisation"))
    assess(rows)
    made = _add([row for row in rows if row.decision == ImportDecision.ADD], locked)
    changed = _complete(
        [row for row in rows if row.decision == ImportDecision.UPDATE and row.organisation], locked
    )
    _affiliate(rows, locked)
    _save_rows(rows)
    locked.state, locked.applied_at = BatchState.APPLIED, timezone.now()
    locked.added, locked.changed = made, changed
    locked.save()
    journal.record("organisations.import.applied", locked, by=by, data={"added": made, "changed": changed})
    return locked


@transaction.atomic
def undo_import(*, batch: ImportBatch, by: User | None) -> Undone:
    """Take back all an import wrote, but what somebody wrote since. Raises `ImportNotApplied`."""
    authorize(by, can_keep_directory)
    locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if not locked.is_undoable:
        raise ImportNotApplied
    hold_directory()
    Affiliation.objects.filter(batch=locked).delete()
    rows = list(locked.rows.filter(is_written=True).select_related("organisation"))
    restored = _restore(
        [row for row in rows if row.decision == ImportDecision.UPDATE and row.organisation], locked
    )
    removed, kept = _remove(
        [row for row in rows if row.decision == ImportDecision.ADD and row.organisation], locked
    )
    locked.state, locked.undone_at = BatchState.UNDONE, timezone.now()
    locked.save()
    undone = Undone(removed, restored, kept)
    journal.record("organisations.import.undone", locked, by=by, data={"removed": removed, "kept": kept})
    return undone


def hold_directory() -> None:
    """Let nobody write an organisation until the transaction ends; everybody reads."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE organisations_organisation IN SHARE ROW EXCLUSIVE MODE")


def _add(rows: Sequence[ImportRow], batch: ImportBatch) -> int:
    communes = Commune.objects.in_bulk({row.values["commune"] for row in rows if row.values.get("commune")})
    for row in rows:
        made = Organisation(state=OrganisationState.PUBLISHED)
        for name, value in row.values.items():
            put(made, name, value)
        if made.commune_id:
            made.commune = communes[made.commune_id]
        write_words(made)
        row.organisation, row.is_written = made, True
    Organisation.objects.bulk_create([_made(row) for row in rows], batch_size=_AT_ONCE)
    _say_sources([(_made(row), name) for row in rows for name in row.values], batch)
    return len(rows)


def _complete(rows: Sequence[ImportRow], batch: ImportBatch) -> int:
    known = first_hand_of(row.organisation_id for row in rows)
    changed, said = [], []
    for row in rows:
        names = fields_to_write(row, known)
        if not names:
            continue
        said += [(row, name) for name in names]
        changed.append(row)
    sources = _sources_of(changed)
    for row, name in said:
        one = _made(row)
        row.before[name] = {"value": stored(one, name), **sources.get((one.pk, name), {})}
        put(one, name, row.values[name])
        row.is_written = True
    _update([_made(row) for row in changed])
    _say_sources([(_made(row), name) for row, name in said], batch)
    return len(changed)


def _update(organisations: Sequence[Organisation]) -> None:
    communes = Commune.objects.in_bulk({one.commune_id for one in organisations if one.commune_id})
    for one in organisations:
        one.commune = communes.get(one.commune_id) if one.commune_id else None
        write_words(one)
    save_columns(organisations, _COLUMNS)


def _made(row: ImportRow) -> Organisation:
    assert row.organisation is not None, row.number
    return row.organisation


def _sources_of(rows: Sequence[ImportRow]) -> dict[tuple[int, str], dict[str, Any]]:
    """Who had said each field of organisations, as `_restore` reads it back."""
    said = FieldProvenance.objects.filter(organisation__in=[row.organisation_id for row in rows])
    return {
        (one.organisation_id, one.field): {
            "source": one.source,
            "said_at": one.said_at.isoformat(),
            "batch": one.batch_id,
            "by": one.by_id,
            "reference": one.reference,
        }
        for one in said
    }


def _say_sources(said: Sequence[tuple[Organisation, str]], batch: ImportBatch) -> None:
    at = timezone.now()
    FieldProvenance.objects.bulk_create(
        [
            FieldProvenance(organisation=one, field=name, source=FieldSource.IMPORT, said_at=at, batch=batch)
            for one, name in said
        ],
        batch_size=5 * _AT_ONCE,
        update_conflicts=True,
        unique_fields=["organisation", "field"],
        update_fields=["source", "said_at", "by", "batch", "reference", "updated_at"],
    )


def _affiliate(rows: Sequence[ImportRow], batch: ImportBatch) -> None:
    """The organisations of a network's own file belong to it; those left aside by somebody do not."""
    if batch.network is None:
        return
    sure = {row.organisation.pk: row.organisation for row in rows if row.organisation and _is_in_network(row)}
    Affiliation.objects.bulk_create(
        [Affiliation(network=batch.network, organisation=one, batch=batch) for one in sure.values()],
        batch_size=_AT_ONCE,
        ignore_conflicts=True,
    )


def _is_in_network(row: ImportRow) -> bool:
    is_same = row.verdict == ImportVerdict.SAME and not row.is_decided
    return is_same or row.decision != ImportDecision.SKIP


def _save_rows(rows: Sequence[ImportRow]) -> None:
    names = ["problems", "verdict", "decision", "organisation", "score", "is_written", "before"]
    save_columns(rows, names)


def _restore(rows: Sequence[ImportRow], batch: ImportBatch) -> int:
    """Fields whose last word is still this import's hold again what they held, said by who had said it."""
    ours = set(FieldProvenance.objects.filter(batch=batch).values_list("organisation_id", "field"))
    touched, sources = [], []
    for row in rows:
        one = _made(row)
        names = [name for name in row.before if (one.pk, name) in ours]
        for name in names:
            put(one, name, row.before[name]["value"])
            sources += [(one, name, row.before[name])]
        touched += [one] if names else []
    _update(touched)
    restored = [(one.pk, name) for one, name, _ in sources]
    _forget_sources(restored)
    FieldProvenance.objects.bulk_create(
        [
            FieldProvenance(
                organisation=one,
                field=name,
                source=before["source"],
                said_at=before["said_at"],
                batch_id=before["batch"],
                by_id=before["by"],
                reference=before["reference"],
            )
            for one, name, before in sources
            if "source" in before
        ],
        batch_size=5 * _AT_ONCE,
    )
    return len(touched)


def _forget_sources(pairs: Sequence[tuple[int, str]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM organisations_fieldprovenance AS said USING unnest(%s::bigint[], %s::text[])"
            " AS gone (organisation, field)"
            " WHERE said.organisation_id = gone.organisation AND said.field = gone.field",
            [[pk for pk, _ in pairs], [name for _, name in pairs]],
        )


def _remove(rows: Sequence[ImportRow], batch: ImportBatch) -> tuple[int, int]:
    """Pages the import made go away, but those that somebody claimed, wrote on or linked to since."""
    made = {row.organisation_id for row in rows}
    others = set(
        Organisation.objects.filter(pk__in=made)
        .exclude(claims=None, needs=None, proposals=None, affiliations=None)
        .values_list("pk", flat=True)
    )
    others |= set(
        FieldProvenance.objects.filter(organisation__in=made)
        .exclude(batch=batch)
        .values_list("organisation_id", flat=True)
    )
    gone = made - others
    for model in (FieldProvenance, OrganisationNeed):
        model.objects.filter(organisation__in=gone).delete()
    ImportRow.objects.filter(organisation__in=gone).update(organisation=None)
    Organisation.objects.filter(pk__in=gone).delete()
    return len(gone), len(others)
