"""An import taken back, as long as nothing depends on what it wrote.

The register keeps its lines, with one more that says so; days that count for no day and rows without a name
are all that is left.
"""

from collections.abc import Iterator, Sequence

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from french import typeset
from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.members.enums import EntryKind
from milliard.members.models import (
    ImportedRow,
    Member,
    MemberImport,
    MembershipPeriod,
    PossibleDuplicate,
    RegisterEntry,
)
from milliard.members.policies import can_keep_register
from milliard.members.services.forgetting import forget_members
from milliard.members.services.imports import entry_of, reason_of
from milliard.members.services.joining import hold_door

_BATCH = 1_000


class ImportAlreadyUndone(Refused):
    message = "Cet import est déjà défait."


class ImportInUse(Refused):
    """Something depends on what the import wrote."""

    message = "Cet import ne peut plus être défait."


@transaction.atomic
def undo_import(*, member_import: MemberImport, by: User | None) -> MemberImport:
    """Take back what an import wrote: its days count for no day, who it wrote down is forgotten.

    Raises
    ------
    NotAllowed, ImportAlreadyUndone, ImportInUse
    """
    authorize(by, can_keep_register)
    hold_door()
    done = MemberImport.objects.select_for_update().get(pk=member_import.pk)
    if done.undone_at is not None:
        raise ImportAlreadyUndone
    rows = ImportedRow.objects.filter(member_import=done)
    numbers = sorted(set(rows.values_list("member", flat=True)))
    list(Member.objects.select_for_update().filter(pk__in=numbers).order_by("pk"))
    new = list(rows.filter(is_new_member=True).values_list("member", flat=True))
    if names := sorted(set(_depending(done, new))):
        message = f"Cet import ne peut plus être défait : de lui dépendent déjà {', '.join(names)}."
        raise ImportInUse(typeset(message))
    periods = MembershipPeriod.objects.filter(imported_row__member_import=done)
    periods.update(cancelled_on=F("starts_on"))
    rows.delete()
    forget_members(numbers=new, by=by)  # before the lines: it empties the reasons of those it forgets
    today = timezone.localdate()
    RegisterEntry.objects.bulk_create(
        (entry_of(number, EntryKind.CORRECTED, today, _undone(done), by) for number in numbers),
        batch_size=_BATCH,
    )
    done.undone_at, done.undone_by = timezone.now(), by
    done.save()
    journal.record("members.import.undone", done, by=by)
    return done


def _depending(done: MemberImport, new: Sequence[int]) -> Iterator[str]:
    """What somebody did since with the persons an import wrote, and with the days it paid."""
    people = Member.objects.filter(pk__in=new)
    if people.filter(account__isnull=False).exists():
        yield "des comptes"
    if people.filter(Q(merged_into__isnull=False) | Q(absorbed__isnull=False)).exists():
        yield "des fiches réunies"
    undone = MemberImport.objects.filter(undone_at__isnull=False)
    reasons = [reason_of(done), *(reason for one in undone for reason in (reason_of(one), _undone(one)))]
    ours = {
        ImportedRow: Q(member_import=done),
        MembershipPeriod: Q(imported_row__member_import=done) | Q(cancelled_on=F("starts_on")),
        RegisterEntry: Q(reason__in=reasons),
        PossibleDuplicate: Q(),
    }
    for relation in (*Member._meta.related_objects, *MembershipPeriod._meta.related_objects):
        model, field = relation.related_model, relation.field.name
        if not isinstance(model, type) or hasattr(model, "pgh_tracked_model") or model is Member:
            continue
        is_of_member = relation.model is Member
        if model is ImportedRow and not is_of_member:
            continue
        named = (
            Q(**{f"{field}__in": new})
            if is_of_member
            else Q(**{f"{field}__imported_row__member_import": done})
        )
        rows: models.QuerySet[models.Model] = model._base_manager.filter(named)
        if rows.exclude(ours.get(model, Q(pk__in=[]))).exists():
            yield str(model._meta.verbose_name_plural)


def _undone(done: MemberImport) -> str:
    """What the lines of an import taken back say."""
    return f"{done} défait"
