"""Groups: founded, entered, led, ended."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import slugify

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.members.models import Member
from milliard.participation import emails, policies
from milliard.participation.enums import GroupDoor, SeatState
from milliard.participation.models import GroupSeat, WorkingGroup
from milliard.places.models import Place
from milliard.territories.models import Department


class GroupEnded(Refused):
    message = "Ce groupe est fini\u00a0: on n’y entre plus."


class NoReferentLeft(Refused):
    message = "Il faut une personne référente au moins\u00a0: nommez-en d’abord une autre."


class NotAtTheDoor(Refused):
    message = "Cette demande a déjà une réponse, ou n’existe plus."


@transaction.atomic
def found_group(
    *,
    name: str,
    summary: str,
    description: str = "",
    door: GroupDoor = GroupDoor.OPEN,
    place: Place | None = None,
    department: Department | None = None,
    referent: Member,
    by: User,
) -> WorkingGroup:
    """Found a group, with somebody to welcome people."""
    authorize(by, policies.can_organise)
    group = WorkingGroup(
        name=name,
        summary=summary,
        description=description,
        door=door,
        place=place,
        department=department,
        slug=_free_slug(name),
    )
    group.full_clean()
    group.save()
    GroupSeat.objects.create(group=group, member=referent, state=SeatState.IN, is_referent=True)
    journal.record("participation.group.founded", group, by=by)
    return group


def _free_slug(name: str) -> str:
    start = slugify(name)[:70].strip("-") or "groupe"
    taken = set(WorkingGroup.objects.filter(slug__startswith=start).values_list("slug", flat=True))
    numbered = (f"{start}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (start, *numbered) if slug not in taken)


@transaction.atomic
def enter_group(*, group: WorkingGroup, member: Member, words: str = "", by: User) -> GroupSeat:
    """Enter an open group, or ask at the door of another. Asked twice, once.

    Raises
    ------
    NotAllowed, GroupEnded
    """
    authorize(by, policies.can_take_part, member)
    group = lock_group(group)
    if group.ended_on is not None:
        raise GroupEnded
    seat = group.seats.filter(member=member).first() or GroupSeat(group=group, member=member)
    if seat.state in (SeatState.IN, SeatState.ASKED):
        return seat
    seat.state = SeatState.IN if group.door == GroupDoor.OPEN else SeatState.ASKED
    seat.words = words
    seat.full_clean()
    seat.save()
    if seat.state == SeatState.ASKED:
        emails.tell_referents(seat)
    return seat


@transaction.atomic
def answer_request(*, seat: GroupSeat, is_welcome: bool, by: User) -> GroupSeat:
    """Open the door, or not; the person is told. Raises `NotAtTheDoor`."""
    authorize(by, policies.leads_group, seat.group)
    lock_group(seat.group)
    seat = GroupSeat.objects.select_related("group", "member").get(pk=seat.pk)
    if seat.state != SeatState.ASKED:
        raise NotAtTheDoor
    seat.state = SeatState.IN if is_welcome else SeatState.REFUSED
    seat.save(update_fields=["state", "updated_at"])
    emails.tell_answer(seat)
    journal.record("participation.group.answered", seat.group, by=by, data={"member": seat.member.number})
    return seat


@transaction.atomic
def leave_group(*, group: WorkingGroup, member: Member, by: User) -> GroupSeat | None:
    """Leave, or take back a request; None when there was neither. Raises `NoReferentLeft`."""
    authorize(by, policies.can_take_part, member)
    group = lock_group(group)
    seat = group.seats.filter(member=member, state__in=(SeatState.IN, SeatState.ASKED)).first()
    if seat is None:
        return None
    if seat.is_referent and not _other_referents(seat).exists():
        raise NoReferentLeft
    seat.state, seat.is_referent = SeatState.LEFT, False
    seat.save(update_fields=["state", "is_referent", "updated_at"])
    return seat


@transaction.atomic
def name_group_referent(*, seat: GroupSeat, is_referent: bool, by: User) -> GroupSeat:
    """Entrust the group to somebody in it, or no more. Raises `NoReferentLeft`, `NotAtTheDoor`."""
    authorize(by, policies.leads_group, seat.group)
    lock_group(seat.group)
    seat = GroupSeat.objects.select_related("group", "member").get(pk=seat.pk)
    if seat.state != SeatState.IN:
        raise NotAtTheDoor
    if not is_referent and not _other_referents(seat).exists():
        raise NoReferentLeft
    seat.is_referent = is_referent
    seat.save(update_fields=["is_referent", "updated_at"])
    data = {"member": seat.member.number, "referent": is_referent}
    journal.record("participation.group.referent_named", seat.group, by=by, data=data)
    return seat


@transaction.atomic
def change_group(
    *,
    group: WorkingGroup,
    name: str,
    summary: str,
    description: str,
    door: GroupDoor,
    place: Place | None,
    department: Department | None,
    referents: Sequence[Member],
    by: User,
) -> WorkingGroup:
    """Say otherwise what a group is, where, and who leads it; its address stays.

    A referent who was not inside enters. A door that opens lets in those who waited at it, and they are told.

    Raises
    ------
    NotAllowed, NoReferentLeft, GroupEnded
    """
    authorize(by, policies.can_organise)
    group = lock_group(group)
    if group.ended_on is not None:
        raise GroupEnded
    if not referents:
        raise NoReferentLeft
    group.name, group.summary, group.description = name, summary, description
    group.door, group.place, group.department = door, place, department
    group.full_clean()
    group.save()
    _set_referents(group, referents)
    if door == GroupDoor.OPEN:
        for seat in group.seats.filter(state=SeatState.ASKED).select_related("group", "member"):
            seat.state = SeatState.IN
            seat.save(update_fields=["state", "updated_at"])
            emails.tell_answer(seat)
    journal.record("participation.group.changed", group, by=by)
    return group


def _set_referents(group: WorkingGroup, referents: Sequence[Member]) -> None:
    chosen = {member.pk for member in referents}
    group.seats.filter(is_referent=True).exclude(member__in=chosen).update(is_referent=False)
    for number in sorted(chosen):
        GroupSeat.objects.update_or_create(
            group=group, member_id=number, defaults={"state": SeatState.IN, "is_referent": True}
        )


@transaction.atomic
def end_group(*, group: WorkingGroup, by: User) -> WorkingGroup:
    """The group is over: its page stays, nobody enters."""
    authorize(by, policies.leads_group, group)
    group = lock_group(group)
    if group.ended_on is None:
        group.ended_on = timezone.localdate()
        group.save(update_fields=["ended_on", "updated_at"])
        journal.record("participation.group.ended", group, by=by)
    return group


def lock_group(group: WorkingGroup) -> WorkingGroup:
    """The group as it is now; whoever changes what is its waits."""
    return WorkingGroup.objects.select_for_update().get(pk=group.pk)


def _other_referents(seat: GroupSeat) -> QuerySet[GroupSeat]:
    return seat.group.seats.filter(is_referent=True, state=SeatState.IN).exclude(pk=seat.pk)
