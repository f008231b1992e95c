"""Messages that people write to us: received once, seen to by the team, forgotten after a year."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from milliard.accounts.models import User
from milliard.accounts.policies import Person
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.mail import queue_mail
from milliard.core.rate_limit import Limit, is_once_too_often
from milliard.core.refusals import Refused
from milliard.website.emails import MESSAGE_RECEIVED
from milliard.website.models import ContactMessage
from milliard.website.policies import can_read_messages, can_write_to_us

#: Said on the form and on the privacy page.
KEPT = dt.timedelta(days=365)
#: From one connection, or under one address: a person writes twice when they forgot something.
LIMIT = Limit("website.contact", hits=5, window_s=3600)


class TooManyMessages(Refused):
    """More than anybody writes in an hour."""

    message = (
        "Plusieurs messages nous sont déjà parvenus de vous depuis une heure. Le vôtre est toujours là\u00a0:"
        " envoyez-le un peu plus tard, ou écrivez-nous par e-mail, à l’adresse donnée au bas de la page."
    )


@transaction.atomic
def receive_message(
    *, name: str, email: str, subject: str, text: str, stamp: str, sender: str, by: Person | None
) -> bool:
    """Keep a message and mail it to the movement; False when the same form sent it already.

    ``sender``: the network it comes from, counted and not kept.

    Raises
    ------
    TooManyMessages
        From there or from this address came as many as anybody writes.
    """
    authorize(by, can_write_to_us)
    if ContactMessage.objects.filter(stamp=stamp).exists():
        return False
    counts = [is_once_too_often(counted, LIMIT) for counted in (sender, email.lower())]
    if any(counts):
        raise TooManyMessages
    said = {"name": name, "email": email, "subject": subject, "text": text}
    ContactMessage(**said, stamp=stamp).full_clean(validate_unique=False)
    # A double click: the second waits for the first, then finds its message.
    message, is_new = ContactMessage.objects.get_or_create(stamp=stamp, defaults=said)
    if is_new:
        address = settings.SITE_URL + reverse("messages_staff:messages")
        queue_mail(
            MESSAGE_RECEIVED,
            to=settings.CONTACT_EMAIL,
            context={"message": message, "address": address},
            reply_to=email,
        )
    return is_new


@transaction.atomic
def handle_message(*, message: ContactMessage, by: User | None) -> ContactMessage:
    """Say that a message was seen to. Twice is once."""
    authorize(by, can_read_messages)
    locked = ContactMessage.objects.select_for_update().get(pk=message.pk)
    if not locked.is_handled:
        locked.handled_at, locked.handled_by = timezone.now(), by
        locked.save()
        journal.record("website.message.handled", locked, by=by)
    return locked


@transaction.atomic
def reopen_message(*, message: ContactMessage, by: User | None) -> ContactMessage:
    """Say that a message must be seen to again."""
    authorize(by, can_read_messages)
    locked = ContactMessage.objects.select_for_update().get(pk=message.pk)
    if locked.is_handled:
        locked.handled_at = locked.handled_by = None
        locked.save()
        journal.record("website.message.reopened", locked, by=by)
    return locked


@transaction.atomic
def delete_message(*, message: ContactMessage, by: User | None) -> None:
    """Forget a message at once."""
    authorize(by, can_read_messages)
    locked = ContactMessage.objects.select_for_update().get(pk=message.pk)
    journal.record("website.message.deleted", locked, by=by)
    locked.delete()


def forget_old_messages() -> list[tuple[str, int]]:
    """Housekeeping: those of more than a year ago."""
    old = ContactMessage.objects.filter(created_at__lt=timezone.now() - KEPT)
    return [("messages reçus il y a plus d’un an", old.delete()[0])]
