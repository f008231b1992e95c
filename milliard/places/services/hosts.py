"""The team of a place."""

from django.db import transaction
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.members.models import Member
from milliard.members.policies import is_own
from milliard.places import policies
from milliard.places.enums import HostRole
from milliard.places.models import Host, Place


class NoLeadLeft(Refused):
    """A place has somebody who answers for it."""

    message = "Il faut une personne référente au moins\u00a0: nommez-en d’abord une autre."


class UnknownMember(Refused):
    """The number is of nobody who can host."""

    message = "Nous ne trouvons pas ce numéro de membre. Il est sur la carte\u00a0: M suivi de sept chiffres."


def member_of_number(number: str) -> Member:
    """The member of a card's number, however it was typed. Raises `UnknownMember`."""
    digits = "".join(sign for sign in number if sign.isascii() and sign.isdigit())
    found = Member.objects.present().filter(pk=int(digits[:12])).first() if digits else None
    if found is None or found.account_id is None:
        raise UnknownMember
    return found


@transaction.atomic
def add_host(*, place: Place, member: Member, role: HostRole, by: User) -> Host:
    """Welcome somebody in the team, or change their role. Asked twice, once. Raises `NoLeadLeft`."""
    authorize(by, policies.can_change_hosts, place)
    place = Place.objects.select_for_update().get(pk=place.pk)
    host = place.hosts.filter(member=member, until=None).first()
    if host is None:
        host = Host(place=place, member=member, since=timezone.localdate())
    elif host.role == HostRole.LEAD and role != HostRole.LEAD:
        _ensure_another_lead(host)
    host.role = role
    host.full_clean()
    host.save()
    journal.record("places.host.added", place, by=by, data={"member": member.number, "role": role.value})
    return host


@transaction.atomic
def end_host(*, host: Host, by: User) -> Host:
    """Somebody leaves the team: themselves, or whoever leads it. Raises `NoLeadLeft`."""
    if not is_own(by, host.member):
        authorize(by, policies.can_change_hosts, host.place)
    Place.objects.select_for_update().get(pk=host.place_id)
    host = Host.objects.select_related("place", "member").get(pk=host.pk)
    if host.until is not None:
        return host
    if host.role == HostRole.LEAD:
        _ensure_another_lead(host)
    host.until = timezone.localdate()
    host.save(update_fields=["until", "updated_at"])
    journal.record("places.host.ended", host.place, by=by, data={"member": host.member.number})
    return host


@transaction.atomic
def show_name(*, host: Host, is_named: bool, by: User) -> Host:
    """A host's own choice: their given name on the page, or not."""
    authorize(by, policies.can_propose_place, host.member)
    host.is_named = is_named
    host.save(update_fields=["is_named", "updated_at"])
    return host


def _ensure_another_lead(host: Host) -> None:
    others = host.place.hosts.filter(role=HostRole.LEAD, until=None).exclude(pk=host.pk)
    if not others.exists():
        raise NoLeadLeft
