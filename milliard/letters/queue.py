"""The queue of a letter: resumed after any stop, never twice to one person.

One process sends a letter at a time: it holds an advisory lock while it lives. A row goes
``queued -> claimed -> uncertain -> accepted``, each step committed; ``uncertain`` is written just before the
server is told that the message is whole. After a kill, ``claimed`` rows surely were not sent and are queued
again; an ``uncertain`` one may have been: a legal notice is sent again under the same Message-ID, which mail
boxes know as one message; news are not, and the team sees it (`settle_uncertain`).

The acceptance of a message and the step of the next one are one commit: a message costs one write.
"""

import datetime as dt
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Min, Q
from django.utils import timezone

from milliard.core.mail import MailDelayed
from milliard.core.prepared import planned_cursor
from milliard.letters.carriers import Carrier, RecipientRefused, ServerLost, open_carrier
from milliard.letters.enums import DeliveryState, Lane, LetterState
from milliard.letters.models import Delivery, Letter
from milliard.letters.services.recipients import CANCELLED, follow_changes
from milliard.letters.writing import WrittenLetter, for_person, write_letter
from milliard.members.models import Member

#: First key of the advisory locks; the second is the letter's number.
_LOCK = 7_202
_CLAIMED_AT_ONCE = 50
#: A server that says «later» is asked as many times, an hour apart at first, then two, four…
MAX_ATTEMPTS = 5
_RETRY_AFTER = dt.timedelta(hours=1)


#: What became of some messages.
_SETTLE = f"""
    UPDATE {Delivery._meta.db_table} AS message SET state = told.state, reply = told.reply, settled_at = now()
    FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS told (id, state, reply) WHERE message.id = told.id
"""  # noqa: S608
#: The same, and that another is about to be whole: one statement, so one commit.
_BEGIN = f"""
    WITH settled AS ({_SETTLE})
    UPDATE {Delivery._meta.db_table} SET state = '{DeliveryState.UNCERTAIN}'
    WHERE id = %s AND state = '{DeliveryState.CLAIMED}' AND claimed_at = %s
"""  # noqa: S608


class LostClaim(Exception):
    """Somebody else took the row: nothing was sent, and nothing is."""


@dataclass(slots=True)
class Pace:
    """So many messages a second for all threads; 0 for as fast as the server takes them."""

    per_second: float
    _next: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self) -> None:
        if not self.per_second:
            return
        with self._lock:
            now = time.monotonic()
            self._next = max(now, self._next) + 1 / self.per_second
            delay = self._next - now - 1 / self.per_second
        if delay > 0:
            time.sleep(delay)


def send_slice(letter: Letter, *, seconds: float) -> bool:
    """Send for so long; whether anything is left to send now. Does nothing when another process sends it.

    Raises `MailDelayed` when the server takes nothing: the task is tried again later.
    """
    with _alone(letter) as is_alone:
        if not is_alone:
            return False
        if not Letter.objects.due().filter(pk=letter.pk).update(state=LetterState.SENDING):
            return False
        letter.refresh_from_db()
        recover(letter)
        follow_changes(letter)
        senders = _Senders(write_letter(letter), time.monotonic() + seconds)
        senders.run()
        skip_if_cancelled(letter)
        if senders.lost is not None:
            raise MailDelayed(senders.lost)
        return not _close_if_done(letter)


@contextmanager
def _alone(letter: Letter) -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCK, letter.pk])
        is_alone = bool(cursor.fetchone()[0])
        try:
            yield is_alone
        finally:
            if is_alone:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCK, letter.pk])


def recover(letter: Letter) -> None:
    """What a killed sender held, while nobody else sends the letter."""
    rows = Delivery.objects.filter(letter=letter)
    rows.filter(state=DeliveryState.CLAIMED).update(state=DeliveryState.QUEUED, claimed_at=None)
    if letter.lane == Lane.LEGAL:
        rows.filter(state=DeliveryState.UNCERTAIN).update(state=DeliveryState.QUEUED, claimed_at=None)


def is_being_sent(letter: Letter) -> bool:
    """Whether a process holds the letter now."""
    with _alone(letter) as is_alone:
        return not is_alone


def next_try_at(letter: Letter) -> dt.datetime | None:
    """When what is left may be sent: a moment to come where the server asked to come back; None for now."""
    rows = Delivery.objects.filter(letter=letter, state=DeliveryState.QUEUED)
    if rows.filter(Q(claimed_at__isnull=True) | Q(claimed_at__lte=timezone.now())).exists():
        return None
    first: dt.datetime | None = rows.aggregate(first=Min("claimed_at"))["first"]
    return first


def skip_if_cancelled(letter: Letter) -> None:
    """What is left of a cancelled letter is not sent, and says so."""
    letter.refresh_from_db(fields=["state"])
    if letter.state == LetterState.CANCELLED:
        left = (DeliveryState.QUEUED, DeliveryState.WAITING)
        rows = Delivery.objects.filter(letter=letter, state__in=left)
        rows.update(state=DeliveryState.SKIPPED, reply=CANCELLED)


@transaction.atomic
def settle_uncertain(*, letter: Letter, left: Sequence[int], lost: Sequence[int]) -> tuple[int, int]:
    """Say of messages nobody knows the end of that they left, or did not: these go again. Both counts."""
    rows = Delivery.objects.filter(letter=letter, state=DeliveryState.UNCERTAIN)
    accepted = {"state": DeliveryState.ACCEPTED, "settled_at": timezone.now(), "reply": "sans réponse lue"}
    counted = rows.filter(pk__in=left).update(**accepted)
    return counted, rows.filter(pk__in=lost).update(state=DeliveryState.QUEUED, claimed_at=None)


def _close_if_done(letter: Letter) -> bool:
    """Whether nothing is left to send."""
    todo = Q(state__in=(DeliveryState.QUEUED, DeliveryState.CLAIMED))
    if Delivery.objects.filter(todo, letter=letter).exists():
        return False
    sending = Letter.objects.filter(pk=letter.pk, state=LetterState.SENDING)
    sending.update(state=LetterState.SENT, sent_at=timezone.now())
    return True


class _Senders:
    """Threads that share a letter's queue, each with its own connection to both servers."""

    def __init__(self, written: WrittenLetter, until: float) -> None:
        self.written = written
        self.until = until
        self.pace = Pace(settings.LETTERS_PER_SECOND)
        self.lost: str | None = None
        self.failure: Exception | None = None

    def run(self) -> None:
        threads = [
            threading.Thread(target=self._work, daemon=True) for _ in range(settings.LETTERS_CONNECTIONS)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self.failure is not None:
            raise self.failure

    def _work(self) -> None:
        try:
            carrier = open_carrier()
            try:
                self._send_batches(carrier)
            finally:
                carrier.close()
        except ServerLost as lost:
            self.lost = str(lost)
        except Exception as error:  # noqa: BLE001 (raised again by the thread that waits for this one)
            self.failure = error
        finally:
            connection.close()

    def _send_batches(self, carrier: Carrier) -> None:
        while time.monotonic() < self.until and self.lost is None and self.failure is None:
            token, batch = claim(self.written.letter)
            if not batch:
                return
            thread_steps = Steps(token)
            try:
                for delivery in batch:
                    self.pace.wait()
                    _send_one(self.written, delivery, carrier, thread_steps)
            finally:
                thread_steps.write()
                thread_steps.give_back()


@transaction.atomic
def claim(letter: Letter) -> tuple[dt.datetime, list[Delivery]]:
    """Take some rows of the queue; the moment is the token that proves they are ours."""
    token = timezone.now()
    ready = Q(claimed_at__isnull=True) | Q(claimed_at__lte=token)
    rows = Delivery.objects.filter(ready, letter=letter, state=DeliveryState.QUEUED).order_by("id")
    rows = rows.select_for_update(skip_locked=True, of=("self",)).select_related("member")
    batch = list(rows[:_CLAIMED_AT_ONCE])
    taken = Delivery.objects.filter(pk__in=[row.pk for row in batch])
    taken.update(state=DeliveryState.CLAIMED, claimed_at=token, attempts=F("attempts") + 1)
    return token, batch


def _send_one(written: WrittenLetter, delivery: Delivery, carrier: Carrier, steps: "Steps") -> None:
    member: Member = delivery.member
    message = for_person(written, member, to=delivery.address, delivery=delivery)
    try:
        steps.accepted(delivery, carrier.send(message, before_end=lambda: steps.begin(delivery)))
    except RecipientRefused as refused:
        if refused.may_pass and delivery.attempts + 1 < MAX_ATTEMPTS:
            steps.later(delivery)
        else:
            steps.refused(delivery, refused.reply)
    except LostClaim:
        carrier.close()  # the message was begun: ending the connection here is what discards it
        raise ServerLost("claim lost") from None


class Steps:
    """Steps of one thread's batch, written together with the step of the next message."""

    def __init__(self, token: dt.datetime) -> None:
        self._token = token
        self._settled: list[tuple[int, str, str]] = []

    def begin(self, delivery: Delivery) -> None:
        """Commit that this message is about to be whole, and what became of those before.

        Raises `LostClaim` when the row is no longer ours.
        """
        with planned_cursor() as cursor:
            cursor.execute(_BEGIN, [*_columns(self._settled), delivery.pk, self._token])
            is_ours = cursor.rowcount == 1
        self._settled = []  # committed with it, whether the claim holds or not
        if not is_ours:
            raise LostClaim

    def accepted(self, delivery: Delivery, reply: str) -> None:
        self._settled.append((delivery.pk, DeliveryState.ACCEPTED, _without_address(reply, delivery)))

    def refused(self, delivery: Delivery, reply: str) -> None:
        self._settled.append((delivery.pk, DeliveryState.REFUSED, _without_address(reply, delivery)))

    def later(self, delivery: Delivery) -> None:
        """The server asks to come back: queued again, not before an hour, two, four."""
        wait = _RETRY_AFTER * 2**delivery.attempts
        Delivery.objects.filter(pk=delivery.pk).update(
            state=DeliveryState.QUEUED, claimed_at=timezone.now() + wait
        )

    def write(self) -> None:
        """Commit what became of messages already answered for."""
        if self._settled:
            with connection.cursor() as cursor:
                cursor.execute(_SETTLE, _columns(self._settled))
        self._settled = []

    def give_back(self) -> None:
        """Rows of the batch that were not begun return to the queue."""
        mine = Delivery.objects.filter(state=DeliveryState.CLAIMED, claimed_at=self._token)
        mine.update(state=DeliveryState.QUEUED, claimed_at=None, attempts=F("attempts") - 1)


def _columns(settled: Sequence[tuple[int, str, str]]) -> list[list[Any]]:
    return [[row[place] for row in settled] for place in range(3)]


def _without_address(reply: str, delivery: Delivery) -> str:
    return reply.replace(delivery.address, "…")[:200]
