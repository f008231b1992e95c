"""One row absorbed by another, and back: whatever points at a member changes hands, nothing is deleted.

The relations are read from the models, so that a table of a higher app that points at members follows too. What
cannot stand twice (a profile, a subscription, one open dues request) stays with the row absorbed, out of sight.
"""

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.core.sealing import seal, unseal
from milliard.members import policies
from milliard.members.enums import EntryKind
from milliard.members.models import Member, Merge, PossibleDuplicate, RegisterEntry
from milliard.members.services.entries import write_entry

_PURPOSE = "members.merge"
#: What a person chooses field by field.
CHOSEN = ("given_name", "family_name", "email", "phone", "country", "commune_id", "account_id")
#: Rows about the two rows themselves: they stay where they are.
_STAY: tuple[type[models.Model], ...] = (Member, Merge, PossibleDuplicate, RegisterEntry)


class SameMember(Refused):
    message = "C’est la même fiche\u00a0: il en faut deux."


class AlreadyMerged(Refused):
    message = "L’une de ces fiches est déjà réunie avec une autre, ou effacée."


class PeriodsOverlap(Refused):
    """Both paid for the same days: somebody decides about the money first."""

    message = (
        "Les deux fiches ont payé pour les mêmes jours. Remboursez ou annulez d’abord l’une des cotisations\u00a0:"
        " rien de ce qui touche à l’argent n’est perdu ni deviné."
    )


class CannotUnmerge(Refused):
    message = "Cette réunion est déjà défaite."


@transaction.atomic
def merge_members(
    *, kept: Member, absorbed: Member, chosen: Mapping[str, Any] | None = None, by: User | None
) -> Merge:
    """Join two rows of one person. ``chosen``: values of `CHOSEN` to keep, those of ``kept`` unless given.

    Raises
    ------
    NotAllowed, SameMember, AlreadyMerged, PeriodsOverlap
    """
    authorize(by, policies.can_keep_register)
    if kept.pk == absorbed.pk:
        raise SameMember
    rows = Member.objects.select_for_update().filter(pk__in=(kept.pk, absorbed.pk)).order_by("pk")
    locked = {row.pk: row for row in rows if row.merged_into_id is None and row.erased_at is None}
    if len(locked) < 2:
        raise AlreadyMerged
    kept, absorbed = locked[kept.pk], locked[absorbed.pk]
    before = {name: getattr(kept, name) for name in CHOSEN}
    merge = Merge(kept=kept, absorbed=absorbed, merged_by=by, sealed_before=_seal(before))
    merge.moved = _move_all(absorbed, kept)
    merge.save()
    absorbed.merged_into, absorbed.card_code = kept, ""
    absorbed.save()
    for name, value in (chosen or {}).items():
        if name not in CHOSEN:
            raise ValueError(name)
        setattr(kept, name, value)
    kept.full_clean()
    kept.save()
    _tell(merge, EntryKind.MERGED, by)
    journal.record("members.member.merged", kept, by=by, data={"absorbed": absorbed.number})
    return merge


@transaction.atomic
def unmerge_members(*, merge: Merge, by: User | None) -> Merge:
    """Give back what changed hands, as far as it is still there. Raises `CannotUnmerge`."""
    authorize(by, policies.can_keep_register)
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    if merge.undone_at is not None:
        raise CannotUnmerge
    pair = Member.objects.select_for_update().filter(pk__in=(merge.kept_id, merge.absorbed_id)).order_by("pk")
    rows = {row.pk: row for row in pair}
    kept, absorbed = rows[merge.kept_id], rows[merge.absorbed_id]
    absorbed.merged_into = None
    absorbed.save()
    for model, name, _ in _relations():
        numbers = merge.moved.get(_label(model, name), [])
        model._base_manager.filter(pk__in=numbers, **{name: kept}).update(**{name: absorbed})
    for name, value in json.loads(unseal(merge.sealed_before, purpose=_PURPOSE)).items():
        setattr(kept, name, value)
    kept.save()
    merge.undone_at, merge.undone_by = timezone.now(), by
    merge.save()
    _tell(merge, EntryKind.UNMERGED, by)
    journal.record("members.member.unmerged", kept, by=by, data={"absorbed": absorbed.number})
    return merge


def _relations() -> Iterator[tuple[type[models.Model], str, bool]]:
    """(model, field, whether one only) of every table that points at a member."""
    for relation in Member._meta.related_objects:
        model = relation.related_model
        if (
            isinstance(model, type)
            and not issubclass(model, _STAY)
            and not hasattr(model, "pgh_tracked_model")
        ):
            yield model, relation.field.name, bool(relation.one_to_one)


def _label(model: type[models.Model], field: str) -> str:
    return f"{model._meta.label_lower}.{field}"


def _move_all(absorbed: Member, kept: Member) -> dict[str, list[int]]:
    return {
        _label(model, name): moved
        for model, name, is_one in _relations()
        if (moved := _move(model, name, absorbed, kept, is_one=is_one))
    }


def _move(model: type[models.Model], name: str, absorbed: Member, kept: Member, *, is_one: bool) -> list[int]:
    rows = model._base_manager.filter(**{name: absorbed})
    if is_one and model._base_manager.filter(**{name: kept}).exists():
        return []
    moved: list[int] = []
    for number in rows.order_by("pk").values_list("pk", flat=True):
        try:
            with transaction.atomic():
                rows.filter(pk=number).update(**{name: kept})
        except IntegrityError as error:
            if "members_period_apart" in str(error):
                raise PeriodsOverlap from None
            continue  # what cannot stand twice stays with the row absorbed
        moved.append(number)
    return moved


def _seal(values: Mapping[str, Any]) -> str:
    return seal(json.dumps(values), purpose=_PURPOSE)


def _tell(merge: Merge, kind: EntryKind, by: User | None) -> None:
    today: dt.date = timezone.localdate()
    members: Sequence[Member] = (merge.kept, merge.absorbed)
    for member, other in zip(members, reversed(members), strict=True):
        write_entry(member=member, kind=kind, effective_on=today, by=by, reason=f"avec {other.number}")
