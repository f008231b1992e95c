"""Freezing whom a letter goes to: once, in one statement, one row a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, CharField, Count, Exists, OuterRef, QuerySet, Value, When
from django.db.models.functions import Lower
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.letters.enums import AddressTrouble, DeliveryState, Lane, Rhythm
from milliard.letters.models import AddressState, Delivery, DeliveryCount, Letter, Subscription
from milliard.letters.policies import can_write_letters
from milliard.letters.segments import give_memory, members_of, read_conditions, still_here
from milliard.members.models import Member

#: Why a message is not sent, as written in `Delivery.reply`.
NO_ADDRESS = "no_address"
DEAD_ADDRESS = "dead_address"
#: What changed between the moment recipients were frozen and the sending.
GONE = "gone"
NO_LONGER_WANTED = "no_longer_wanted"
CANCELLED = "cancelled"


class AlreadyFrozen(Refused):
    """Recipients are frozen once."""

    message = "Les destinataires de cette lettre sont déjà arrêtés."


class NobodyToWrite(Refused):
    """The segment is empty, or nobody of it may receive this letter."""

    message = "Personne ne recevrait cette lettre\u00a0: la liste est vide, ou personne n’y est abonné·e."


@dataclass(frozen=True, slots=True)
class Frozen:
    """Persons by what will become of their message."""

    queued: int
    waiting: int
    skipped: int


@transaction.atomic
def freeze_recipients(*, letter: Letter, by: User | None) -> Frozen:
    """Write one `Delivery` for each person of the letter's segment, as it is now.

    News go to those who subscribed, at their rhythm; a legal notice to everybody, and who cannot be reached
    by mail is written down as such: they are owed it on paper.

    Raises
    ------
    NotAllowed, AlreadyFrozen, NobodyToWrite, UnknownFact
    """
    authorize(by, can_write_letters)
    letter = Letter.objects.select_for_update(no_key=True).get(pk=letter.pk)
    if letter.frozen_at is not None or letter.segment is None:
        raise AlreadyFrozen
    give_memory()
    conditions = letter.segment.conditions
    _insert(letter, _people_of(letter))
    frozen = _by_state(DeliveryCount.objects.of(letter))
    if not frozen.queued + frozen.waiting:
        raise NobodyToWrite
    letter.frozen_at, letter.frozen_conditions = timezone.now(), conditions
    letter.save()
    journal.record("letters.letter.frozen", letter, by=by, data={"queued": frozen.queued})
    return frozen


@transaction.atomic
def expect_recipients(*, letter: Letter, by: User | None) -> Frozen:
    """What freezing would write now, without writing it. Raises `NotAllowed`, `UnknownFact`."""
    authorize(by, can_write_letters)
    give_memory()
    people: QuerySet[Any] = _people_of(letter)
    return _by_state(dict(people.order_by().values_list("delivery_state").annotate(Count("pk"))))


def follow_changes(letter: Letter) -> None:
    """Leave out, before sending, who died, left or was erased since, and whoever no longer wants news.

    A rhythm chosen since makes the letter wait for the person's digest.
    """
    queued = Delivery.objects.filter(letter=letter, state=DeliveryState.QUEUED)
    member = OuterRef("member")
    written_to = still_here().filter(pk=member)
    queued.filter(~Exists(written_to)).update(state=DeliveryState.SKIPPED, reply=GONE)
    if letter.lane == Lane.LEGAL:
        return
    subscribed = Subscription.objects.filter(member=member, is_on=True)
    unwanted = ~Exists(subscribed) | _troubled(*_NO_NEWS, address="address")
    queued.filter(unwanted).update(state=DeliveryState.SKIPPED, reply=NO_LONGER_WANTED)
    if not letter.is_digest:
        later = Exists(subscribed.exclude(rhythm=Rhythm.AT_ONCE))
        queued.filter(later).update(state=DeliveryState.WAITING)


def _people_of(letter: Letter) -> QuerySet[Member]:
    conditions = letter.segment.conditions if letter.segment else []
    people = members_of(read_conditions(conditions), on=timezone.localdate())
    return _legal(people) if letter.lane == Lane.LEGAL else _news(people)


_NO_NEWS = (AddressTrouble.OPTED_OUT, AddressTrouble.HARD_BOUNCE, AddressTrouble.COMPLAINED)


def _troubled(*troubles: AddressTrouble, address: str = "email") -> Exists:
    # In small letters on both sides, as the table's index has them: `iexact` would read it for each person.
    rows = AddressState.objects.annotate(plain=Lower("address"))
    return Exists(rows.filter(plain=Lower(OuterRef(address)), trouble__in=troubles))


def _legal(people: QuerySet[Member]) -> QuerySet[Member]:
    """Everybody; ``reply`` says why not by mail."""
    dead = _troubled(AddressTrouble.HARD_BOUNCE)
    reply = Case(
        When(email="", then=Value(NO_ADDRESS)), When(dead, then=Value(DEAD_ADDRESS)), default=Value("")
    )
    state = Case(
        When(reply="", then=Value(DeliveryState.QUEUED)),
        default=Value(DeliveryState.SKIPPED),
        output_field=CharField(),
    )
    return people.annotate(reply=reply, delivery_state=state)


def _news(people: QuerySet[Member]) -> QuerySet[Member]:
    """Those who subscribed and whose address is well; others' rhythm makes them wait for their digest."""
    people = people.filter(subscription__is_on=True).exclude(email="")
    people = people.exclude(_troubled(*_NO_NEWS))
    state = Case(
        When(subscription__rhythm=Rhythm.AT_ONCE, then=Value(DeliveryState.QUEUED)),
        default=Value(DeliveryState.WAITING),
        output_field=CharField(),
    )
    return people.annotate(reply=Value(""), delivery_state=state)


def _insert(letter: Letter, people: QuerySet[Any]) -> None:
    rows = (
        people.annotate(to=Lower("email")).order_by("pk").values_list("pk", "to", "delivery_state", "reply")
    )
    select, values = rows.query.sql_with_params()
    table = Delivery._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (letter_id, member_id, address, state, reply, attempts)"  # noqa: S608
            f" SELECT %s, chosen.*, 0 FROM ({select}) AS chosen",
            [letter.pk, *values],
        )


def _by_state(counts: Mapping[str, int]) -> Frozen:
    states = (DeliveryState.QUEUED, DeliveryState.WAITING, DeliveryState.SKIPPED)
    return Frozen(*(counts.get(state, 0) for state in states))
