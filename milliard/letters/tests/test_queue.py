"""Each person receives a letter once, whatever stops the sender."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from milliard.accounts.enums import Role
from milliard.accounts.tests.factories import make_person
from milliard.core.mail import MailDelayed
from milliard.core.refusals import NotAllowed
from milliard.letters import queue
from milliard.letters.enums import AddressTrouble, DeliveryState, Lane, LetterState
from milliard.letters.models import AddressState, Delivery, Letter
from milliard.letters.queue import LostClaim, Steps, claim, send_slice, settle_uncertain
from milliard.letters.services.letters import NothingUncertain, settle_letter
from milliard.letters.tests.factories import make_frozen_letter, make_subscriber
from milliard.letters.tests.smtp_server import Mailbox, smtp_server

pytestmark = pytest.mark.usefixtures("committed_database")


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    box = Mailbox()
    with smtp_server(box) as port:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.LETTERS_PER_SECOND, settings.LETTERS_CONNECTIONS = 0, 3
        yield box


def states(letter: Letter) -> Counter[str]:
    return Counter(Delivery.objects.filter(letter=letter).values_list("state", flat=True))


def test_everybody_receives_it_once_with_their_own_words(mailbox: Mailbox) -> None:
    for number in range(120):
        make_subscriber(number, given_name=f"Prénom{number}")
    letter = make_frozen_letter()
    assert send_slice(letter, seconds=30) is False
    assert Counter(address for address, _ in mailbox.accepted) == Counter(
        f"membre{number}@exemple.invalid" for number in range(120)
    )
    letter.refresh_from_db()
    assert (letter.state, states(letter)) == (LetterState.SENT, {"accepted": 120})
    reply = Delivery.objects.filter(letter=letter).values_list("reply", flat=True)[0]
    assert reply == "250 2.0.0 queued for …"
    _address, message = mailbox.accepted[0]
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in message
    assert message.count(b"Content-Type: text/") == 2


def test_what_the_server_refuses_or_delays(mailbox: Mailbox) -> None:
    for number in range(3):
        make_subscriber(number)
    answers = {
        "membre0@exemple.invalid": "550 5.1.1 membre0@exemple.invalid unknown",
        "membre1@exemple.invalid": "451 later",
    }
    mailbox.verdict = answers.get
    letter = make_frozen_letter()
    assert send_slice(letter, seconds=5) is True
    assert states(letter) == {"refused": 1, "queued": 1, "accepted": 1}
    assert Delivery.objects.get(state=DeliveryState.REFUSED).reply == "550 5.1.1 … unknown"
    assert Delivery.objects.get(state=DeliveryState.QUEUED).claimed_at > timezone.now()


def test_no_server_keeps_everything_for_later(settings: Any) -> None:
    make_subscriber()
    letter = make_frozen_letter()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with pytest.raises(MailDelayed):
        send_slice(letter, seconds=5)
    assert states(letter) == {"queued": 1}


@pytest.mark.parametrize(("lane", "received"), [(Lane.LEGAL, 2), (Lane.NEWS, 1)])
def test_after_a_kill_what_was_claimed_is_sent_and_what_is_uncertain_is_settled(
    mailbox: Mailbox, lane: Lane, received: int
) -> None:
    make_subscriber(1)
    make_subscriber(2)
    letter = make_frozen_letter(lane)
    token, (first, _second) = claim(letter)
    Steps(token).begin(first)  # killed here: the first may have been accepted, the second surely was not
    send_slice(letter, seconds=5)
    assert len(mailbox.accepted) == received
    assert states(letter)["uncertain"] == (lane == Lane.NEWS)
    settle_uncertain(letter=letter, left=[first.pk], lost=[])
    assert states(letter) == {"accepted": 2}


def test_a_row_taken_by_somebody_else_is_left_alone() -> None:
    make_subscriber()
    letter = make_frozen_letter()
    token, (delivery,) = claim(letter)
    queue.recover(letter)
    with pytest.raises(LostClaim):
        Steps(token).begin(delivery)


def test_what_did_not_leave_goes_again_under_the_same_name_and_what_left_does_not(mailbox: Mailbox) -> None:
    for number in range(3):
        make_subscriber(number)
    letter = make_frozen_letter()
    token, (first, second, third) = claim(letter)
    for delivery in (first, second):
        Steps(token).begin(delivery)
    send_slice(letter, seconds=5)
    assert [address for address, _ in mailbox.accepted] == [third.address]
    with pytest.raises(NotAllowed):
        settle_letter(letter=letter, left=[], lost=[first.pk], by=make_person(role=Role.ANALYST))
    # A row that is not uncertain, or of another letter, is nobody's to settle here.
    assert settle_letter(letter=letter, left=[first.pk], lost=[second.pk, third.pk], by=None) == 1
    send_slice(letter, seconds=5)
    assert [address for address, _ in mailbox.accepted] == [third.address, second.address]
    assert states(letter) == {"accepted": 3}
    with pytest.raises(NothingUncertain):
        settle_letter(letter=letter, left=[first.pk], lost=[second.pk], by=None)


def test_a_claim_lost_takes_nothing_from_the_message_before() -> None:
    make_subscriber(1)
    make_subscriber(2)
    letter = make_frozen_letter()
    token, (first, second) = claim(letter)
    steps = Steps(token)
    steps.begin(first)
    steps.accepted(first, "250 ok")
    Delivery.objects.filter(pk=second.pk).update(state=DeliveryState.SKIPPED)
    with pytest.raises(LostClaim):
        steps.begin(second)
    steps.write()
    assert states(letter) == {"accepted": 1, "skipped": 1}


def test_two_senders_at_once_send_it_once(mailbox: Mailbox) -> None:
    import threading

    from django.db import connection

    for number in range(40):
        make_subscriber(number)
    letter = make_frozen_letter()

    def send() -> None:
        send_slice(Letter.objects.get(pk=letter.pk), seconds=20)
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(mailbox.accepted) == len({address for address, _ in mailbox.accepted}) == 40


def test_a_notice_reaches_who_opted_out_and_says_who_it_cannot_reach() -> None:
    opted_out, dead, nameless = make_subscriber(1), make_subscriber(2), make_subscriber(3)
    nameless.email = ""
    nameless.save()
    for member, trouble in ((opted_out, AddressTrouble.OPTED_OUT), (dead, AddressTrouble.HARD_BOUNCE)):
        AddressState.objects.create(address=member.email, trouble=trouble, since=timezone.now())
    notice = make_frozen_letter(Lane.LEGAL)
    assert states(notice) == {"queued": 1, "skipped": 2}
    assert set(Delivery.objects.filter(letter=notice).values_list("member", "reply")) == {
        (opted_out.pk, ""),
        (dead.pk, "dead_address"),
        (nameless.pk, "no_address"),
    }
