"""The life of a letter: drafted, tried on oneself, confirmed, cancelled, settled.

Recipients are frozen at the moment somebody confirms, even for a letter that leaves later: they are those
whose number was shown. Who joins afterwards does not receive it; who died, left or unsubscribed afterwards
is left out when it leaves (`services.recipients.follow_changes`).
"""

import datetime as dt
from collections.abc import Sequence

from django.core.mail import get_connection
from django.db import transaction
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.mail import MailNotSent
from milliard.core.refusals import Refused
from milliard.letters import queue
from milliard.letters.enums import DeliveryState, Lane, LetterState
from milliard.letters.models import DeliveryCount, Letter, LetterLink, Segment
from milliard.letters.policies import can_write_letters
from milliard.letters.services.recipients import Frozen, freeze_recipients
from milliard.letters.services.segments import keep_ready_segment
from milliard.letters.tasks import send_letter_at
from milliard.letters.writing import check_placeholders, for_person, links_of, write_letter
from milliard.members.facts import ReadySegment
from milliard.members.models import Member

#: Whom a draft is for: a saved list, a ready one that is then kept, or nobody yet.
Chosen = Segment | ReadySegment | None


class LetterNotDraft(Refused):
    """What left, or was confirmed, is not changed."""

    message = "Cette lettre est déjà confirmée\u00a0: son texte ne change plus. Vous pouvez la copier."


class LetterWithoutSegment(Refused):
    message = "Choisissez d’abord à qui cette lettre s’adresse."


class TooLateToCancel(Refused):
    message = "Cette lettre est déjà partie en entier\u00a0: il n’y a plus rien à arrêter."


class InThePast(Refused):
    message = "Ce moment est déjà passé. Laissez vide pour envoyer tout de suite."


class StillSending(Refused):
    message = "L’envoi est en cours\u00a0: attendez qu’il s’arrête pour décider."


class NothingUncertain(Refused):
    message = "Plus aucun de ces messages n’est incertain\u00a0: quelqu’un vient de les régler."


class TestNotSent(Refused):
    message = "Le serveur de courrier n’a pas pris le message. Réessayez dans quelques minutes."


@transaction.atomic
def draft_letter(
    *,
    subject: str,
    source: str,
    lane: Lane = Lane.NEWS,
    segment: Chosen = None,
    written_by: User | None = None,
    by: User | None,
) -> Letter:
    """Begin a letter. Raises `NotAllowed`, `UnknownPlaceholder`, `ValidationError`.

    ``written_by``: who holds the pen, where an app above asked its own policy and acts for the platform.
    """
    authorize(by, can_write_letters)
    letter = Letter(written_by=written_by or by)
    _write(letter, subject=subject, source=source, lane=lane, segment=segment, by=by)
    journal.record("letters.letter.drafted", letter, by=by)
    return letter


@transaction.atomic
def edit_letter(
    *, letter: Letter, subject: str, source: str, lane: Lane, segment: Chosen, by: User | None
) -> Letter:
    """Change a draft. Raises `NotAllowed`, `LetterNotDraft`, `UnknownPlaceholder`, `ValidationError`."""
    authorize(by, can_write_letters)
    letter = _locked(letter)
    if letter.state != LetterState.DRAFT:
        raise LetterNotDraft
    _write(letter, subject=subject, source=source, lane=lane, segment=segment, by=by)
    journal.record("letters.letter.changed", letter, by=by)
    return letter


def copy_letter(*, letter: Letter, by: User | None) -> Letter:
    """A new draft with the same words, lane and list. Raises `NotAllowed`."""
    return draft_letter(
        subject=letter.subject,
        source=letter.source,
        lane=Lane(letter.lane),
        segment=letter.segment,
        by=by,
    )


def send_test(*, letter: Letter, member: Member, by: User) -> None:
    """Send the letter to whoever asks, written as to ``member``. Raises `NotAllowed`, `TestNotSent`.

    At once and by the site's own mail: who presses the button wants to see it, or to know why not.
    """
    authorize(by, can_write_letters)
    message = for_person(write_letter(letter), member, to=by.email, is_test=True)
    message.connection = get_connection()
    try:
        message.send()
    except Exception as error:  # noqa: BLE001 (every way to fail has its own)
        raise TestNotSent from MailNotSent(type(error).__name__)


@transaction.atomic
def schedule_letter(*, letter: Letter, at: dt.datetime | None = None, by: User | None) -> Frozen:
    """Confirm: freeze whom it goes to, count its links, and send it ``at`` a moment, or now.

    Raises
    ------
    NotAllowed, LetterNotDraft, LetterWithoutSegment, InThePast, NobodyToWrite, UnknownFact
    """
    authorize(by, can_write_letters)
    letter = _locked(letter)
    if letter.state != LetterState.DRAFT:
        raise LetterNotDraft
    if letter.segment is None:
        raise LetterWithoutSegment
    if at is not None and at < timezone.now():
        raise InThePast
    check_placeholders(letter.subject + letter.source)
    frozen = freeze_recipients(letter=letter, by=by)
    keep_links(letter)
    letter.refresh_from_db()
    letter.state, letter.scheduled_at = LetterState.SCHEDULED, at or timezone.now()
    letter.save()
    journal.record("letters.letter.scheduled", letter, by=by, data={"at": letter.scheduled_at.isoformat()})
    send_letter_at(letter, letter.scheduled_at)
    return frozen


def keep_links(letter: Letter) -> None:
    """Number the links of news, to count them; a notice's lead straight on."""
    if letter.lane == Lane.NEWS:
        LetterLink.objects.bulk_create(
            LetterLink(letter=letter, position=position, url=url)
            for position, url in enumerate(links_of(letter), start=1)
        )


@transaction.atomic
def cancel_letter(*, letter: Letter, by: User | None) -> Letter:
    """Send nothing more of it. What left has left. Raises `NotAllowed`, `TooLateToCancel`."""
    authorize(by, can_write_letters)
    letter = _locked(letter)
    if letter.state not in (LetterState.SCHEDULED, LetterState.SENDING):
        raise TooLateToCancel
    _set_state(letter, LetterState.CANCELLED)
    queue.skip_if_cancelled(letter)
    sent = DeliveryCount.objects.of(letter).get(DeliveryState.ACCEPTED, 0)
    journal.record("letters.letter.cancelled", letter, by=by, data={"already_sent": sent})
    return letter


@transaction.atomic
def settle_letter(*, letter: Letter, left: Sequence[int], lost: Sequence[int], by: User | None) -> int:
    """Decide about messages nobody knows the end of: some left, others are sent again; how many of these.

    Raises `NotAllowed`, `StillSending`, `NothingUncertain`.
    """
    authorize(by, can_write_letters)
    letter = _locked(letter)
    if queue.is_being_sent(letter):
        raise StillSending
    counted, again = queue.settle_uncertain(letter=letter, left=left, lost=lost)
    if not counted + again:
        raise NothingUncertain
    if again and letter.state != LetterState.CANCELLED:
        _set_state(letter, LetterState.SENDING)
        send_letter_at(letter, None)
    elif again:
        queue.skip_if_cancelled(letter)
    journal.record("letters.letter.settled", letter, by=by, data={"left": counted, "sent_again": again})
    return again


def _write(
    letter: Letter, *, subject: str, source: str, lane: Lane, segment: Chosen, by: User | None
) -> None:
    check_placeholders(subject + source)
    if isinstance(segment, ReadySegment):
        segment = keep_ready_segment(ready=segment, by=by)
    letter.subject, letter.source, letter.lane, letter.segment = subject, source, lane, segment
    letter.full_clean()
    letter.save()


def _locked(letter: Letter) -> Letter:
    # ``no_key``: counts of messages refer to the letter at the queue's commit, whose rows a stop waits for.
    locked = Letter.objects.select_for_update(of=("self",), no_key=True)
    return locked.select_related("segment").get(pk=letter.pk)


def _set_state(letter: Letter, state: LetterState) -> None:
    """Of a letter that is leaving: writing every column, its keys too, would make the queue wait."""
    letter.state = state
    letter.save(update_fields=["state", "updated_at"])
