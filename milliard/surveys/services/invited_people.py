"""Those who were invited, one by one: removed, written to again, and their names forgotten in time.

In an anonymous collection nothing here tells who has answered: what is refused to some would tell it, so
nothing is refused.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.surveys.errors import CollectionNotOpen
from milliard.surveys.invitation_words import check_words
from milliard.surveys.models import Collection, Invitation, InvitationWords
from milliard.surveys.policies import can_invite
from milliard.surveys.services.invitations import MAX_REMINDERS
from milliard.surveys.tasks import send_invitations

#: A collection that closed may open again within this time: the names are kept until then.
NAMES_KEPT_FOR = timedelta(days=30)
#: No one is written to twice within this time at the press of a button.
RESEND_GAP = timedelta(hours=1)


class NotWrittenAgain(Refused):
    """The person has answered, was written to a moment ago, or often enough."""

    message = "Cette personne n’a pas besoin d’un autre message."


@transaction.atomic
def remove_invitation(*, invitation: Invitation, by: User | None) -> None:
    """Take one person out: their link opens nothing any more. A response begun with it stays."""
    authorize(by, can_invite, invitation.collection)
    locked = _locked(invitation)
    if locked is not None:
        locked.delete()
        journal.record("surveys.invitation.removed", invitation.collection, by=by)


@transaction.atomic
def resend_invitation(*, invitation: Invitation, by: User | None) -> None:
    """Send one person their link again, as one of their three reminders.

    Raises `NotWrittenAgain` (never in an anonymous collection), `CollectionNotOpen`, ``NotAllowed``.
    """
    collection = invitation.collection
    authorize(by, can_invite, collection)
    if not collection.is_open():
        raise CollectionNotOpen("Cette collecte n’est pas ouverte\u00a0: le lien n’aurait pas de suite.")
    locked = _locked(invitation)
    reason = _reason_against(locked)
    if reason and not collection.is_anonymous:
        raise NotWrittenAgain(reason)
    if locked is not None and not reason:
        is_reminder = locked.sent_at is not None
        Invitation.objects.filter(pk=locked.pk).update(
            is_waiting=True,
            is_refused=False,
            reminded_at=timezone.now() if is_reminder else None,
            reminders=F("reminders") + (1 if is_reminder else 0),
        )
        send_invitations.enqueue(collection.pk)
    journal.record("surveys.invitation.resent", collection, by=by)


@transaction.atomic
def write_invitation_words(
    *,
    collection: Collection,
    subject: str = "",
    text: str = "",
    reminder_subject: str = "",
    reminder_text: str = "",
    by: User | None,
) -> InvitationWords:
    """Set what the mails of a collection say; blank for the platform's own words.

    Raises `UnknownInvitationWord`, ``ValidationError``, ``NotAllowed``.
    """
    authorize(by, can_invite, collection)
    words = InvitationWords.objects.select_for_update().filter(collection=collection).first()
    words = words or InvitationWords(collection=collection)
    words.subject, words.text = subject.strip(), text.strip()
    words.reminder_subject, words.reminder_text = reminder_subject.strip(), reminder_text.strip()
    for line in (words.subject, words.reminder_subject):
        check_words(line, is_subject=True)
    for body in (words.text, words.reminder_text):
        check_words(body)
    words.full_clean()
    words.save()
    journal.record("surveys.invitation_words.written", collection, by=by)
    return words


def forget_names() -> int:
    """Take the names out of the invitations of collections that closed a while ago; of how many people."""
    return _named_too_long().update(given_name="", family_name="", organisation="")


def _named_too_long() -> QuerySet[Invitation]:
    limit = timezone.now() - NAMES_KEPT_FOR
    closed = Collection.objects.filter(
        Q(closed_at__lte=limit) | Q(closes_at__lte=limit), opens_at__isnull=False
    )
    named = ~Q(given_name="") | ~Q(family_name="") | ~Q(organisation="")
    return Invitation.objects.filter(named, collection__in=closed)


def _locked(invitation: Invitation) -> Invitation | None:
    return Invitation.objects.select_for_update(of=("self",)).filter(pk=invitation.pk).first()


def _reason_against(invitation: Invitation | None) -> str:
    if invitation is None:
        return "Cette personne n’est plus invitée."
    if invitation.is_spent:
        return "Cette personne a déjà répondu\u00a0: merci à elle."
    if invitation.is_waiting:
        return "Son message est déjà en route."
    if invitation.reminders >= MAX_REMINDERS:
        return f"Cette personne a déjà reçu {MAX_REMINDERS} relances\u00a0: c’est le plus qu’on en envoie."
    last = invitation.reminded_at or invitation.sent_at
    if last is not None and last > timezone.now() - RESEND_GAP:
        return "Un message lui est parti il y a moins d’une heure."
    return ""
