"""Personal invitations: sent once, reminded only while unfinished, spent with the completed response.

In an anonymous collection the invitation only ever knows «spent»: no date, no reminder, no relation.
`milliard.surveys.services.housekeeping` removes, once a day, what PostgreSQL itself would tell of the order.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.addresses import BadAddresses as BadAddresses  # what the caller of `invite` catches
from milliard.core.addresses import read_addresses
from milliard.core.refusals import Refused
from milliard.surveys import tokens
from milliard.surveys.errors import CollectionNotOpen, InvitationNeeded, InvitationSpent, UnknownToken
from milliard.surveys.invited_person import InvitedPerson
from milliard.surveys.models import Collection, Invitation, Response
from milliard.surveys.policies import can_invite
from milliard.surveys.services.invitation_queue import add_waiting
from milliard.surveys.services.unwanted import unwanted_among
from milliard.surveys.tasks import send_invitations

#: No one receives two mails of one collection within this time.
REMINDER_GAP = timedelta(days=3)
MAX_REMINDERS = 3


class BegunMeanwhile(Refused):
    """The invitation waited for has its response by now, which must be held first."""

    message = "Une réponse vient d’être commencée avec cette invitation\u00a0: rouvrez-la."


@dataclass(frozen=True, slots=True)
class Invited:
    """How many new invitations, how many addresses already had one, how many want none any more."""

    created: int
    known: int
    unwanted: int = 0


@transaction.atomic
def invite(*, collection: Collection, emails: Iterable[str] | str, by: User | None) -> Invited:
    """Invite these addresses; a worker sends their mails. Those already invited are left alone.

    emails: a pasted list, or addresses. Raises :class:`BadAddresses` with every wrong line,
    :class:`CollectionNotOpen`, ``NotAllowed``.
    """
    authorize(by, can_invite, collection)
    addresses = read_addresses(emails if isinstance(emails, str) else "\n".join(emails))
    people = [InvitedPerson(address) for address in addresses]
    return invite_people(collection=collection, people=people, by=by)


@transaction.atomic
def invite_people(*, collection: Collection, people: Sequence[InvitedPerson], by: User | None) -> Invited:
    """Invite these people, whose addresses were checked and differ; their names go in their mails.

    Raises :class:`CollectionNotOpen`, ``NotAllowed``.
    """
    authorize(by, can_invite, collection)
    addresses = [person.email for person in people]
    locked = Collection.objects.select_for_update(of=("self",), no_key=True).get(pk=collection.pk)
    if not locked.is_open():
        raise CollectionNotOpen("Ouvrez la collecte avant d’inviter.")
    known = set(locked.invitations.filter(email__in=addresses).values_list("email", flat=True))
    unwanted = unwanted_among(addresses)
    new = [person for person in people if person.email not in known and person.email not in unwanted]
    if new:
        add_waiting(collection=locked, people=new)
        send_invitations.enqueue(locked.pk)
        journal.record("surveys.invitations.sent", locked, by=by, data={"count": len(new)})
    return Invited(len(new), len(known), len(unwanted))


def reminders_due(collection: Collection, now: datetime | None = None) -> QuerySet[Invitation]:
    """Whom a reminder may reach: invited, unfinished, not written to lately, not too often."""
    before = (now or timezone.now()) - REMINDER_GAP
    found = collection.invitations.unfinished().filter(sent_at__lte=before, reminders__lt=MAX_REMINDERS)
    return found.filter(Q(reminded_at__isnull=True) | Q(reminded_at__lte=before))


@transaction.atomic
def send_reminders(*, collection: Collection, by: User | None) -> int:
    """One reminder to each unfinished invitation, sent by a worker; how many. Safe to run twice a day.

    One statement: whoever finishes at this moment is not counted, or forgets the reminder by finishing.
    """
    authorize(by, can_invite, collection)
    locked = Collection.objects.select_for_update(of=("self",), no_key=True).get(pk=collection.pk)
    if not locked.is_open():
        raise CollectionNotOpen("Cette collecte n’est pas ouverte\u00a0: une relance n’aurait pas de suite.")
    count = reminders_due(locked).update(
        reminded_at=timezone.now(), reminders=F("reminders") + 1, is_waiting=True
    )
    if count:
        send_invitations.enqueue(locked.pk)
        # Of an anonymous collection, how many had not finished: two such counts would tell on somebody.
        data = {} if locked.is_anonymous else {"count": count}
        journal.record("surveys.reminders.sent", locked, by=by, data=data)
    return count


def go_on_sending() -> int:
    """Queue again the mails that still wait; of how many collections. Once a day: a task may have failed.

    Where they are being sent at this moment, a second task shares the work.
    """
    pks = set(Invitation.objects.waiting().values_list("collection", flat=True).distinct())
    for pk in pks:
        send_invitations.enqueue(pk)
    return len(pks)


def claim(*, collection: Collection, invitation_key: str) -> Invitation | None:
    """The invitation a first page came with; locked when it has no response yet. Inside a transaction.

    One that has its response is not locked: whoever finishes that response holds it and then asks for the
    invitation, so that the response comes first here too (:func:`ensure_not_spent` once it is held).

    Raises :class:`InvitationNeeded`, :class:`InvitationSpent`, :class:`UnknownToken`, and
    :class:`BegunMeanwhile` when somebody began with it while this transaction waited: roll back, ask again.
    """
    if not invitation_key:
        if collection.invitation_only:
            raise InvitationNeeded
        return None
    invitation = _found(collection, invitation_key, lock=False)
    if invitation.response_id is None:
        invitation = _found(collection, invitation_key, lock=True)
        if invitation.response_id is not None and not invitation.is_spent:
            raise BegunMeanwhile
    if invitation.is_spent:
        raise InvitationSpent
    return invitation


def ensure_not_spent(invitation: Invitation) -> None:
    """Read again once its response is held. Raises :class:`InvitationSpent` if it was finished or erased."""
    if not Invitation.objects.filter(pk=invitation.pk, is_spent=False).exists():
        raise InvitationSpent


def mark_begun(*, invitation: Invitation, response: Response) -> None:
    """Remember whose response it is, unless the collection is anonymous."""
    whose = {} if response.collection.is_anonymous else {"response": response}
    Invitation.objects.filter(pk=invitation.pk).update(is_opened=True, **whose)


def spend(*, collection: Collection, response: Response, invitation_key: str) -> None:
    """Spend the invitation of a response being completed, in the same transaction.

    ``update`` and not ``save``: the row's own date of change would tell when somebody answered.
    """
    if not collection.is_anonymous:
        Invitation.objects.filter(response=response).update(is_spent=True, is_waiting=False)
        return
    if not invitation_key:
        if collection.invitation_only:
            raise InvitationNeeded("Rouvrez l’invitation reçue par e-mail, puis terminez.")
        return
    invitation = _found(collection, invitation_key, lock=True)
    if invitation.is_spent:
        raise InvitationSpent
    Invitation.objects.filter(pk=invitation.pk).update(
        is_spent=True, is_waiting=False, reminders=0, reminded_at=None
    )


def _found(collection: Collection, invitation_key: str, *, lock: bool) -> Invitation:
    link = tokens.read_link(invitation_key)
    if link.kind is not tokens.LinkKind.INVITATION:
        raise UnknownToken
    rows = Invitation.objects.select_for_update(of=("self",)) if lock else Invitation.objects.all()
    invitation = rows.filter(pk=link.pk, collection=collection).first()
    if invitation is None or not link.matches(invitation.token_digest):
        raise UnknownToken
    return invitation
