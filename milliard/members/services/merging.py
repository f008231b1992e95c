"""One row absorbed by another, and back: what points at a member changes hands, nothing is deleted.

The relations are read from the models, so that a table of a higher app that points at members follows too.
What cannot stand twice (a profile, a subscription) stays with the row absorbed, out of sight. Of two open
dues requests, the one for which no money moved is given up, and stays given up when the rows are separated.
"""

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import pgtrigger
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.core.sealing import seal, unseal
from milliard.members import policies
from milliard.members.enums import DepartureKind, EntryKind
from milliard.members.models import (
    Departure,
    DuesRequest,
    Member,
    MemberConsent,
    Merge,
    PossibleDuplicate,
    RegisterEntry,
)
from milliard.members.services.dues import NOTHING_MOVES, close_request, lock_dues
from milliard.members.services.entries import write_entry
from milliard.members.services.joining import ensure_alone_in_account, ensure_natural_person

_PURPOSE = "members.merge"
#: What a person chooses field by field.
CHOSEN = ("given_name", "family_name", "email", "phone", "country", "commune_id", "account_id")
#: Of an absent value, the other row's is taken: nothing known is lost from sight.
_FILLED = ("email", "phone", "account_id")
#: Rows about the two rows themselves: they stay where they are.
_STAY: tuple[type[models.Model], ...] = (Member, Merge, PossibleDuplicate, RegisterEntry)


class SameMember(Refused):
    message = "C’est la même fiche\u00a0: il en faut deux."


class AlreadyMerged(Refused):
    message = "L’une de ces fiches est déjà réunie avec une autre, ou effacée."


class PeriodsOverlap(Refused):
    """Both paid for the same days: somebody decides about the money first."""

    message = (
        "Les deux fiches ont payé pour les mêmes jours. Remboursez ou annulez d’abord l’une des"
        " cotisations\u00a0: rien de ce qui touche à l’argent n’est perdu ni deviné."
    )


class KeepTheOther(Refused):
    """The row to keep is of somebody who left, the other is not."""

    message = (
        "La personne est partie d’après la fiche gardée, pas d’après l’autre\u00a0: gardez plutôt l’autre."
    )


class TwoPayments(Refused):
    """Money is on its way for both."""

    message = "Deux paiements sont en cours, un par fiche\u00a0: attendez qu’ils arrivent."


class CannotUnmerge(Refused):
    message = "Cette réunion est déjà défaite, ou l’une des fiches a été réunie ailleurs ou effacée depuis."


@transaction.atomic
def merge_members(
    *, kept: Member, absorbed: Member, chosen: Mapping[str, Any] | None = None, by: User | None
) -> Merge:
    """Join two rows of one person. ``chosen``: values of `CHOSEN` to keep, those of ``kept`` unless given.

    Raises
    ------
    NotAllowed, SameMember, AlreadyMerged, KeepTheOther, TwoPayments, PeriodsOverlap, NotANaturalPerson,
    SameNameInAccount
    """
    authorize(by, policies.can_keep_register)
    if kept.pk == absorbed.pk:
        raise SameMember
    kept, absorbed = _lock_pair(kept, absorbed)
    merge = Merge(kept=kept, absorbed=absorbed, merged_by=by, sealed_before=_seal(_before(kept, absorbed)))
    merge.moved = _move_all(absorbed, kept)
    merge.save()
    wanted = {name: getattr(absorbed, name) for name in _FILLED if not getattr(kept, name)} | dict(
        chosen or {}
    )
    absorbed.merged_into, absorbed.card_code = kept, ""
    absorbed.save()
    for name, value in wanted.items():
        if name not in CHOSEN:
            raise ValueError(name)
        setattr(kept, name, value)
    ensure_natural_person(kept.given_name, kept.family_name)
    ensure_alone_in_account(kept)
    kept.full_clean()
    kept.save()
    _tell(merge, EntryKind.MERGED, by)
    journal.record("members.member.merged", kept, by=by, data={"absorbed": absorbed.number})
    return merge


def _lock_pair(kept: Member, absorbed: Member) -> tuple[Member, Member]:
    """Both rows and what they are asked, as they are now; one open request at most remains."""
    asked = {}
    for row in sorted((kept, absorbed), key=lambda row: row.pk):
        locked, asked[row.pk] = lock_dues(row)
        if locked.merged_into_id is not None or locked.erased_at is not None:
            raise AlreadyMerged
        kept, absorbed = (locked, absorbed) if row.pk == kept.pk else (kept, locked)
    gone = Departure.objects.filter(returned_on__isnull=True)
    if gone.filter(member=kept).exists() and not gone.filter(member=absorbed).exists():
        raise KeepTheOther
    _give_up_one(asked[absorbed.pk], asked[kept.pk])
    return kept, absorbed


def _give_up_one(*asked: DuesRequest | None) -> None:
    """Two open requests of one person: the one for which no money moved is no longer asked."""
    both = [request for request in asked if request is not None]
    if len(both) < 2:
        return
    idle = [request for request in both if request.payment_request.state in NOTHING_MOVES]
    if not idle:
        raise TwoPayments
    close_request(idle[0])


def _before(kept: Member, absorbed: Member) -> dict[str, Any]:
    return {name: getattr(kept, name) for name in CHOSEN} | {"absorbed_card_code": absorbed.card_code}


@transaction.atomic
def merge_pair(
    *, duplicate: PossibleDuplicate, keeps_first: bool, chosen: Mapping[str, Any], by: User | None
) -> Merge:
    """Join the two rows of a possible duplicate. Raises what `merge_members` raises."""
    kept, absorbed = (duplicate.first, duplicate.second)[:: 1 if keeps_first else -1]
    return merge_members(kept=kept, absorbed=absorbed, chosen=chosen, by=by)


@transaction.atomic
def unmerge_members(*, merge: Merge, by: User | None) -> Merge:
    """Give back what changed hands, as far as it is still there.

    Raises
    ------
    NotAllowed, CannotUnmerge, SameNameInAccount
    """
    authorize(by, policies.can_keep_register)
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    if merge.undone_at is not None:
        raise CannotUnmerge
    pair = Member.objects.select_for_update().filter(pk__in=(merge.kept_id, merge.absorbed_id)).order_by("pk")
    rows = {row.pk: row for row in pair}
    kept, absorbed = rows[merge.kept_id], rows[merge.absorbed_id]
    if kept.erased_at or absorbed.erased_at or kept.merged_into_id is not None:
        raise CannotUnmerge
    before = json.loads(unseal(merge.sealed_before, purpose=_PURPOSE))
    absorbed.card_code = before.pop("absorbed_card_code")
    for name, value in before.items():
        setattr(kept, name, value)
    ensure_alone_in_account(kept)
    kept.save()  # first: two present rows never bear one name in one account
    absorbed.merged_into = None
    ensure_alone_in_account(absorbed)
    absorbed.save()
    for model, name, _ in _relations():
        numbers = merge.moved.get(_label(model, name), [])
        with _editable(model):
            model._base_manager.filter(pk__in=numbers, **{name: kept}).update(**{name: absorbed})
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
    if model is Departure:  # who resigned, then joined again by another row, did not leave
        rows = rows.exclude(kind=DepartureKind.RESIGNED, returned_on__isnull=True)
    if is_one and model._base_manager.filter(**{name: kept}).exists():
        return []
    moved: list[int] = []
    for number in rows.order_by("pk").values_list("pk", flat=True):
        try:
            with transaction.atomic(), _editable(model):
                rows.filter(pk=number).update(**{name: kept})
        except IntegrityError as error:
            if "members_period_apart" in str(error):
                raise PeriodsOverlap from None
            continue  # what cannot stand twice stays with the row absorbed
        moved.append(number)
    return moved


def _editable(model: type[models.Model]) -> AbstractContextManager[None]:
    """An answer about consent is never edited, but follows its person."""
    return pgtrigger.ignore("members.MemberConsent:consent_kept") if model is MemberConsent else nullcontext()


def _seal(values: Mapping[str, Any]) -> str:
    return seal(json.dumps(values), purpose=_PURPOSE)


def _tell(merge: Merge, kind: EntryKind, by: User | None) -> None:
    today: dt.date = timezone.localdate()
    members: Sequence[Member] = (merge.kept, merge.absorbed)
    for member, other in zip(members, reversed(members), strict=True):
        write_entry(member=member, kind=kind, effective_on=today, by=by, reason=f"avec {other.number}")
