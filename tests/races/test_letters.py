"""Two persons, or a person and the queue, on one letter at the same moment: each thing happens once."""

import base64
import datetime as dt
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from itertools import permutations
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from milliard.accounts.enums import Role
from milliard.accounts.tests.factories import make_person, sign_in_with_proof
from milliard.letters.enums import AddressTrouble, DeliveryState, LetterState, Rhythm
from milliard.letters.models import AddressState, Delivery, DeliveryEvent, Letter, Segment, Subscription
from milliard.letters.queue import claim, send_slice
from milliard.letters.services.digests import gather_waiting
from milliard.letters.services.letters import (
    LetterNotDraft,
    TooLateToCancel,
    cancel_letter,
    edit_letter,
    schedule_letter,
)
from milliard.letters.services.recipients import AlreadyFrozen, Frozen, freeze_recipients
from milliard.letters.services.segments import save_segment
from milliard.letters.services.subscriptions import choose_rhythm, unsubscribe
from milliard.letters.tests.factories import make_frozen_letter, make_letter, make_subscriber
from milliard.letters.tests.smtp_server import Mailbox, smtp_server
from milliard.letters.writing import unsubscribe_url

PEOPLE = 30
SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    box = Mailbox()
    with smtp_server(box) as port:
        settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", port
        settings.LETTERS_PER_SECOND, settings.LETTERS_CONNECTIONS = 0, 2
        yield box


@pytest.fixture
def later(settings: Any) -> None:
    """Tasks wait in their table: nothing is sent inside what is raced."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def names(results: list[Any]) -> list[str]:
    return sorted(type(result).__name__ for result in results)


def states(letter: Letter) -> Counter[str]:
    return Counter(Delivery.objects.filter(letter=letter).values_list("state", flat=True))


def addresses(box: Mailbox) -> Counter[str]:
    return Counter(address for address, _ in box.accepted)


@pytest.mark.usefixtures("later")
def test_two_persons_freeze_a_letter_at_once(in_threads: Any) -> None:
    for number in range(PEOPLE):
        make_subscriber(number)
    letter = make_letter()
    results = in_threads(*[lambda: freeze_recipients(letter=letter, by=None)] * 3)
    assert names(results) == [AlreadyFrozen.__name__] * 2 + [Frozen.__name__]
    assert states(letter) == {"queued": PEOPLE}


@pytest.mark.usefixtures("later")
def test_two_persons_confirm_a_letter_at_once_and_it_leaves_once(in_threads: Any, mailbox: Mailbox) -> None:
    for number in range(PEOPLE):
        make_subscriber(number)
    letter = make_letter()
    results = in_threads(*[lambda: schedule_letter(letter=letter, by=None)] * 2)
    assert names(results) == [Frozen.__name__, LetterNotDraft.__name__]
    in_threads(*[lambda: send_slice(Letter.objects.get(pk=letter.pk), seconds=20)] * 3)
    assert set(addresses(mailbox).values()) == {1}
    assert len(addresses(mailbox)) == PEOPLE


@pytest.mark.usefixtures("later")
def test_a_double_click_on_send_sends_once_and_both_see_it_confirmed(
    in_threads: Any, mailbox: Mailbox
) -> None:
    make_subscriber(1)
    letter, organiser = make_letter(), make_person(role=Role.ORGANISER)
    clients = [Client(), Client()]
    for client in clients:
        sign_in_with_proof(client, organiser)
    address = f"/gestion/lettres/{letter.public_id}/"
    answers = in_threads(
        *(lambda client=client: client.post(f"{address}envoyer/", {"at": ""}) for client in clients)
    )
    assert sorted(answer.status_code for answer in answers) == [302, 422]
    refused = next(answer for answer in answers if answer.status_code == 422)
    assert "déjà confirmée" in refused.content.decode()
    assert Delivery.objects.count() == 1
    send_slice(letter, seconds=5)
    assert addresses(mailbox) == {"membre1@exemple.invalid": 1}


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("round_", range(5))
def test_confirming_and_stopping_at_once_ends_in_one_or_the_other(in_threads: Any, round_: int) -> None:
    make_subscriber(1)
    letter = make_letter()
    schedule_letter(letter=letter, at=timezone.now() + dt.timedelta(hours=1), by=None)
    stopped, again = in_threads(
        lambda: cancel_letter(letter=letter, by=None), lambda: schedule_letter(letter=letter, by=None)
    )
    assert isinstance(again, LetterNotDraft)
    assert stopped.state == LetterState.CANCELLED
    assert states(letter) == {"skipped": 1}


@pytest.mark.parametrize("round_", range(5))
def test_a_letter_stopped_while_it_leaves_says_of_each_whether_it_left(
    in_threads: Any, mailbox: Mailbox, round_: int
) -> None:
    for number in range(PEOPLE):
        make_subscriber(number)
    letter = make_frozen_letter()
    results = in_threads(
        lambda: send_slice(Letter.objects.get(pk=letter.pk), seconds=20),
        lambda: cancel_letter(letter=letter, by=None),
    )
    assert not isinstance(results[0], Exception), results
    send_slice(Letter.objects.get(pk=letter.pk), seconds=20)  # whatever was claimed meanwhile is settled
    letter.refresh_from_db()
    found = states(letter)
    assert letter.state in (LetterState.CANCELLED, LetterState.SENT)
    assert set(found) <= {"accepted", "skipped"}, found
    left = Delivery.objects.filter(letter=letter, state=DeliveryState.ACCEPTED)
    assert set(left.values_list("address", flat=True)) == set(addresses(mailbox))
    assert set(addresses(mailbox).values()) <= {1}


def test_stopping_waits_for_a_batch_being_taken_whose_counts_refer_to_the_letter(in_threads: Any) -> None:
    """Counts of the batch refer to the letter at its commit, while the stop holds it and waits for rows."""
    for number in range(PEOPLE):
        make_subscriber(number)
    letter = make_frozen_letter()
    has_rows = threading.Event()

    def take_slowly() -> None:
        with transaction.atomic():
            claim(letter)
            has_rows.set()
            wait_for_a_blocked_transaction()

    def stop() -> Letter:
        has_rows.wait(20)
        return cancel_letter(letter=letter, by=None)

    results = in_threads(take_slowly, stop)
    assert results == [None, letter]


def wait_for_a_blocked_transaction() -> None:
    """Until another transaction waits for this one, ten seconds at most."""
    waiting = "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
    until = time.monotonic() + 10
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute(waiting)
            if cursor.fetchone() is not None:
                return
            time.sleep(0.02)
    raise AssertionError("the stop never waited for the batch")


def test_stopping_what_just_ended_is_refused(in_threads: Any, mailbox: Mailbox) -> None:
    make_subscriber(1)
    letter = make_frozen_letter()
    send_slice(letter, seconds=5)
    results = in_threads(*[lambda: cancel_letter(letter=letter, by=None)] * 2)
    assert names(results) == [TooLateToCancel.__name__] * 2
    assert states(letter) == {"accepted": 1}


@pytest.mark.parametrize("round_", range(3))
def test_who_opts_out_while_it_leaves_receives_one_or_none_and_never_news_after(
    in_threads: Any, mailbox: Mailbox, round_: int
) -> None:
    people = [make_subscriber(number) for number in range(PEOPLE)]
    leaving = people[PEOPLE // 2 :]
    letter = make_frozen_letter()

    def stop() -> None:
        for member in leaving:
            unsubscribe(token=unsubscribe_url(member).rstrip("/").rpartition("/")[2])

    results = in_threads(lambda: send_slice(Letter.objects.get(pk=letter.pk), seconds=20), stop)
    assert results == [False, None]
    found = states(letter)
    assert set(found) <= {"accepted", "skipped"}, found
    assert set(addresses(mailbox).values()) == {1}
    assert {member.email for member in people[: PEOPLE // 2]} <= set(addresses(mailbox))
    skipped = Delivery.objects.filter(letter=letter, state=DeliveryState.SKIPPED)
    assert not set(skipped.values_list("address", flat=True)) & set(addresses(mailbox))
    assert AddressState.objects.filter(trouble=AddressTrouble.OPTED_OUT).count() == len(leaving)
    make_frozen_letter()
    assert not Delivery.objects.filter(member__in=leaving, state=DeliveryState.QUEUED).exists()


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("round_", range(3))
def test_a_list_changed_while_a_letter_is_frozen_is_the_one_before_or_after(
    in_threads: Any, round_: int
) -> None:
    for number in range(PEOPLE):
        make_subscriber(number)
    segment = Segment.objects.create(name="Tous", conditions=[])
    letter = make_letter(segment=segment)
    nobody = [{"fact": "members.lot", "is": True, "values": ["yes"]}]
    result, _ = in_threads(
        lambda: schedule_letter(letter=letter, by=None),
        lambda: save_segment(segment=segment, name="Tous", conditions=nobody, by=None),
    )
    letter.refresh_from_db()
    if isinstance(result, Frozen):
        assert (letter.frozen_conditions, states(letter)) == ([], {"queued": PEOPLE})
    else:
        assert type(result).__name__ == "NobodyToWrite"
        assert (letter.state, states(letter)) == (LetterState.DRAFT, {})


@pytest.mark.usefixtures("later")
def test_a_text_changed_while_it_is_confirmed_leaves_whole(in_threads: Any) -> None:
    make_subscriber(1)
    letter = make_letter(source="avant [a](https://exemple.invalid/avant)")
    after = {"subject": "Après", "source": "après [a](https://exemple.invalid/apres)"}
    in_threads(
        lambda: schedule_letter(letter=letter, by=None),
        lambda: edit_letter(letter=letter, **after, lane=letter.lane, segment=letter.segment, by=None),
    )
    letter.refresh_from_db()
    assert letter.state == LetterState.SCHEDULED
    assert ("avant" in letter.source) == letter.links.get().url.endswith("avant")
    assert ("avant" in letter.source) == (letter.subject == "Des nouvelles")


@pytest.mark.usefixtures("later")
def test_digests_gathered_twice_at_once_are_made_and_sent_once(in_threads: Any, mailbox: Mailbox) -> None:
    for number in range(PEOPLE):
        member = make_subscriber(number)
        Subscription.objects.filter(member=member).update(rhythm=Rhythm.WEEKLY)
    for subject in ("Une", "Deux"):
        schedule_letter(letter=make_letter(subject=subject), by=None)
    assert sorted(in_threads(*[gather_waiting] * 3)) == [0, 0, 1]
    digest = Letter.objects.get(is_digest=True)
    in_threads(*[lambda: send_slice(Letter.objects.get(pk=digest.pk), seconds=20)] * 3)
    assert set(addresses(mailbox).values()) == {1}
    assert len(addresses(mailbox)) == PEOPLE


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("round_", range(3))
def test_who_leaves_their_rhythm_while_digests_are_gathered_is_not_written_to_twice(
    in_threads: Any, mailbox: Mailbox, round_: int
) -> None:
    user = make_person()
    member = make_subscriber(1, account=user)
    Subscription.objects.filter(member=member).update(rhythm=Rhythm.WEEKLY)
    schedule_letter(letter=make_letter(), by=None)
    in_threads(gather_waiting, lambda: choose_rhythm(member=member, rhythm=None, by=user))
    gather_waiting()
    for letter in Letter.objects.due():
        send_slice(letter, seconds=5)
    assert addresses(mailbox) == {}
    assert not Subscription.objects.get().is_on


_KINDS = {
    "delivery": ("Delivery", ""),
    "hard": ("Bounce", "HardBounce"),
    "soft": ("Bounce", "SoftBounce"),
    "complaint": ("SpamComplaint", "SpamComplaint"),
}


@pytest.fixture
def provider(settings: Any) -> None:
    """A provider that proves who it is by a secret."""
    settings.MAIL_CARRIER = "anymail.backends.postmark.EmailBackend"
    settings.ANYMAIL = {"WEBHOOK_SECRET": "a:b"}


def postmark(client: Client, number: int, kind: str, delivery: Delivery) -> int:
    """One piece of news of a provider; its status."""
    record, type_ = _KINDS[kind]
    told = {
        "RecordType": record,
        "Type": type_,
        "ID": number,
        "Email": delivery.address,
        "Recipient": delivery.address,
        "BouncedAt": "2026-03-01T10:00:00Z",
        "DeliveredAt": "2026-03-01T10:00:00Z",
        "Details": "invented",
        "MessageID": f"m{number}",
        "Metadata": {"delivery": str(delivery.pk)},
    }
    headers = {"Authorization": "Basic " + base64.b64encode(b"a:b").decode()}
    body, where = json.dumps(told), "/lettres/fournisseur/postmark/"
    return client.post(where, body, content_type="application/json", headers=headers).status_code


@pytest.mark.parametrize("order", [*permutations(_KINDS)], ids="-".join)
@pytest.mark.django_db
@pytest.mark.usefixtures("provider")
def test_news_of_a_provider_in_any_order_and_again_say_the_same(order: tuple[str, ...]) -> None:
    make_subscriber(1)
    delivery, client = Delivery.objects.get(letter=make_frozen_letter()), Client()
    for kind in (*order, *reversed(order)):
        assert postmark(client, list(_KINDS).index(kind), kind, delivery) == 200
    assert DeliveryEvent.objects.count() == 4
    troubles = set(AddressState.objects.values_list("trouble", flat=True))
    assert {AddressTrouble.HARD_BOUNCE, AddressTrouble.COMPLAINED} <= troubles
    assert troubles <= {AddressTrouble.HARD_BOUNCE, AddressTrouble.COMPLAINED, AddressTrouble.SOFT_BOUNCE}


@pytest.mark.usefixtures("provider")
def test_the_same_news_posted_many_times_at_once_is_written_once(in_threads: Any) -> None:
    make_subscriber(1)
    delivery = Delivery.objects.get(letter=make_frozen_letter())
    kinds = ["hard", "hard", "complaint", "complaint", "soft", "soft"]
    statuses = in_threads(
        *(lambda kind=kind: postmark(Client(), list(_KINDS).index(kind), kind, delivery) for kind in kinds)
    )
    assert statuses == [200] * 6
    assert Counter(DeliveryEvent.objects.values_list("kind", flat=True)) == {
        "hard": 1,
        "complained": 1,
        "soft": 1,
    }
    assert set(AddressState.objects.values_list("trouble", flat=True)) == {
        AddressTrouble.HARD_BOUNCE,
        AddressTrouble.COMPLAINED,
        AddressTrouble.SOFT_BOUNCE,
    }


@pytest.mark.usefixtures("provider")
@pytest.mark.parametrize("round_", range(3))
def test_two_messages_to_one_address_come_back_at_once(in_threads: Any, round_: int) -> None:
    make_subscriber(1)
    deliveries = [Delivery.objects.get(letter=make_frozen_letter()) for _ in range(3)]
    statuses = in_threads(
        *(lambda n=n, one=one: postmark(Client(), n, "hard", one) for n, one in enumerate(deliveries))
    )
    assert statuses == [200] * 3
    assert AddressState.objects.get().trouble == AddressTrouble.HARD_BOUNCE
    assert DeliveryEvent.objects.count() == 3
