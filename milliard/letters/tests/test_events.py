"""Yes and no to news, and what comes back about addresses."""

import base64
import json
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client

from milliard.accounts.tests.factories import make_person
from milliard.letters.bounces import read_reports
from milliard.letters.enums import AddressTrouble, DeliveryState, EventKind, Rhythm
from milliard.letters.models import AddressState, Delivery, DeliveryEvent, Subscription
from milliard.letters.services.addresses import PersonsOwnChoice, clear_bounces
from milliard.letters.services.bounce_mailbox import Read, read_bounce
from milliard.letters.services.events import record_event
from milliard.letters.services.letters import schedule_letter
from milliard.letters.services.subscriptions import choose_rhythm
from milliard.letters.tests.factories import make_letter, make_subscriber
from milliard.letters.tests.imap_server import imap_server
from milliard.letters.writing import for_person, unsubscribe_url, write_letter
from milliard.members.enums import ConsentPurpose
from milliard.members.services.profiles import record_consent
from milliard.members.tests.factories import make_member

pytestmark = pytest.mark.django_db


def sent(member: Any) -> Delivery:
    letter = make_letter()
    schedule_letter(letter=letter, by=None)
    Delivery.objects.filter(letter=letter).update(state=DeliveryState.ACCEPTED)
    return Delivery.objects.get(letter=letter, member=member)


def message_id(delivery: Delivery) -> str:
    written = write_letter(delivery.letter)
    message = for_person(written, delivery.member, to=delivery.address, delivery=delivery)
    return str(message.extra_headers["Message-ID"])


def dsn(
    name: str, *, status: str = "5.1.1", action: str = "failed", words: str = "550 5.1.1 unknown"
) -> bytes:
    return f"""Return-Path: <>
From: MAILER-DAEMON@mx.exemple.invalid (Mail Delivery System)
To: retours@exemple.invalid
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain; charset=utf-8

I'm sorry to have to inform you that your message could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.exemple.invalid
X-Postfix-Queue-ID: 4F1

Final-Recipient: rfc822; membre1@exemple.invalid
Original-Recipient: rfc822;membre1@exemple.invalid
Action: {action}
Status: {status}
Remote-MTA: dns; mx.exemple.invalid
Diagnostic-Code: smtp; {words}

--B
Content-Type: text/rfc822-headers

From: Milliard <bonjour@localhost>
Message-ID: {name}
Subject: Des nouvelles

--B--
""".replace("\n", "\r\n").encode()


def complaint(name: str) -> bytes:
    return f"""From: fbl@exemple.invalid
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="B"

--B
Content-Type: text/plain

This is an email abuse report.

--B
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: SomeGenerator/1.0
Version: 1

--B
Content-Type: message/rfc822

From: Milliard <bonjour@localhost>
Message-ID: {name}
Subject: Des nouvelles

Bonjour
--B--
""".encode()


@pytest.mark.parametrize(
    ("options", "kind"),
    [
        ({}, EventKind.HARD),
        ({"status": "5.2.2", "words": "552 5.2.2 mailbox full"}, EventKind.SOFT),
        ({"status": "5.7.1", "words": "554 5.7.1 looks like spam"}, EventKind.SOFT),
        ({"status": "4.4.7", "words": "delivery time expired"}, EventKind.SOFT),
        ({"status": "2.0.0", "action": "delivered", "words": "250 ok"}, EventKind.DELIVERED),
    ],
)
def test_delivery_reports_are_read(options: dict[str, str], kind: EventKind) -> None:
    (report,) = read_reports(dsn("<a.1.b@localhost>", **options))
    assert (report.kind, report.message_id) == (kind, "<a.1.b@localhost>")


def test_a_delay_and_an_automatic_answer_tell_nothing() -> None:
    assert read_reports(dsn("<a@localhost>", action="delayed", status="4.4.1")) == []
    assert read_reports(b"From: a@exemple.invalid\r\nSubject: Absent\r\n\r\nEn vacances") == []
    assert read_reports(b"\xff\x00 nonsense") == []


def test_a_report_is_written_once_and_a_forged_one_never() -> None:
    delivery = sent(make_subscriber(1))
    raw, read = dsn(message_id(delivery)), Read()
    assert read_bounce(raw, read=read)
    assert read_bounce(raw, read=read)
    assert (read.new, read.known, DeliveryEvent.objects.count()) == (1, 1, 1)
    state = AddressState.objects.get()
    assert (state.trouble, state.cause) == (AddressTrouble.HARD_BOUNCE, "550 5.1.1 unknown")
    forged = message_id(delivery).replace(message_id(delivery)[-27:-11], "0" * 16)
    assert not read_bounce(dsn(forged), read=read)
    assert read.others == 1


def test_a_complaint_stops_news() -> None:
    member = make_subscriber(1)
    assert read_bounce(complaint(message_id(sent(member))), read=Read())
    assert AddressState.objects.get().trouble == AddressTrouble.COMPLAINED
    letter = make_letter()
    make_subscriber(2)
    schedule_letter(letter=letter, by=None)
    assert not Delivery.objects.filter(letter=letter, member=member).exists()


def test_three_soft_bounces_in_a_row_make_a_dead_address_and_one_message_counts_once() -> None:
    member = make_subscriber(1)

    def bounce(number: str, delivery: Delivery) -> None:
        record_event(
            source="imap", external_id=number, kind=EventKind.SOFT, address=member.email, delivery=delivery
        )

    def troubles() -> dict[str, int]:
        return dict(AddressState.objects.values_list("trouble", "times"))

    first = sent(member)
    bounce("a", first)
    bounce("b", first)
    assert troubles() == {"soft_bounce": 1}
    sent(member)  # arrived: nothing came back
    bounce("c", sent(member))
    assert troubles() == {"soft_bounce": 1}
    bounce("d", sent(member))
    bounce("e", sent(member))
    assert troubles() == {"soft_bounce": 3, "hard_bounce": 3}
    clear_bounces(address=AddressState.objects.get(trouble=AddressTrouble.HARD_BOUNCE), by=None)
    assert troubles() == {}


def test_who_opted_out_is_not_put_back_by_the_team() -> None:
    member = make_subscriber(1)
    Client().post(unsubscribe_url(member))
    with pytest.raises(PersonsOwnChoice):
        clear_bounces(address=AddressState.objects.get(), by=None)


def test_what_comes_back_settles_an_uncertain_message() -> None:
    delivery = sent(make_subscriber(1))
    Delivery.objects.update(state=DeliveryState.UNCERTAIN)
    read_bounce(dsn(message_id(delivery)), read=Read())
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.ACCEPTED


def test_the_mailbox_is_read_over_imap_once(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    delivery = sent(make_subscriber(1))
    messages = [dsn(message_id(delivery)), b"From: a@exemple.invalid\r\n\r\nBonjour"]
    with imap_server(messages) as box:
        settings.BOUNCE_IMAP_HOST, settings.BOUNCE_IMAP_PORT = "127.0.0.1", box.port
        settings.BOUNCE_IMAP_TLS = False
        settings.BOUNCE_IMAP_USER, settings.BOUNCE_IMAP_PASSWORD = "retours", "secret"
        call_command("read_bounces")
        assert (box.flags, DeliveryEvent.objects.count()) == ([set(), set()], 0)
        call_command("read_bounces", "--apply")
        assert box.flags == [{"\\Seen"}, {"\\Flagged"}]
        call_command("read_bounces", "--apply")
    assert DeliveryEvent.objects.count() == 1
    assert "1 retours notés, 0 déjà connus, 1 messages" in capsys.readouterr().out


def test_opening_the_unsubscribe_link_does_nothing_and_posting_stops_at_once() -> None:
    member = make_subscriber(1)
    client = Client(enforce_csrf_checks=True)
    assert client.get(unsubscribe_url(member)).status_code == 200
    assert Subscription.objects.get().is_on
    client.post(unsubscribe_url(member), {"List-Unsubscribe": "One-Click"})
    assert not Subscription.objects.get().is_on
    assert AddressState.objects.get().trouble == AddressTrouble.OPTED_OUT
    client.post(unsubscribe_url(member), {"again": "1"})
    assert Subscription.objects.get().is_on
    assert not AddressState.objects.exists()


def test_one_of_a_couple_stops_and_the_other_goes_on() -> None:
    ada, bob = make_subscriber(1), make_subscriber(1, given_name="Bob")
    assert ada.email == bob.email
    Client().post(unsubscribe_url(ada))
    assert set(Subscription.objects.filter(is_on=True).values_list("member", flat=True)) == {bob.pk}
    assert not AddressState.objects.exists()


def test_a_proved_address_subscribes_at_once_and_another_is_asked_first() -> None:
    user = make_person(email="ada@exemple.invalid")
    proved = make_member(account=user, email="ada@exemple.invalid")
    other = make_member(account=user, email="bob@exemple.invalid", given_name="Bob")
    assert choose_rhythm(member=proved, rhythm=Rhythm.WEEKLY, by=user)
    assert not choose_rhythm(member=other, rhythm=Rhythm.MONTHLY, by=user)
    assert Subscription.objects.get().member == proved
    (message,) = mail.outbox
    assert message.to == ["bob@exemple.invalid"]
    url = next(line for line in str(message.body).splitlines() if "/lettres/confirmer/" in line)
    assert Client().get(url).status_code == 200
    assert Subscription.objects.count() == 1
    assert Client().post(url).status_code == 200
    assert Subscription.objects.get(member=other).rhythm == Rhythm.MONTHLY
    other.email = "parti@exemple.invalid"
    other.save()
    assert Client().post(url).status_code == 409


def test_consent_given_or_withdrawn_elsewhere_is_followed() -> None:
    user = make_person(email="ada@exemple.invalid")
    member = make_member(account=user, email="ada@exemple.invalid")
    record_consent(member=member, purpose=ConsentPurpose.NEWSLETTER, is_given=True, by=user)
    assert Subscription.objects.get().is_on
    record_consent(member=member, purpose=ConsentPurpose.NEWSLETTER, is_given=False, by=user)
    assert not Subscription.objects.get().is_on


def postmark(client: Client, delivery: Delivery, secret: str) -> int:
    told = {
        "RecordType": "Bounce",
        "Type": "HardBounce",
        "ID": 42,
        "Email": delivery.address,
        "BouncedAt": "2026-03-01T10:00:00Z",
        "Details": "550 unknown",
        "MessageID": "abc",
        "Metadata": {"delivery": str(delivery.pk)},
    }
    headers = {"Authorization": "Basic " + base64.b64encode(secret.encode()).decode()}
    address = "/lettres/fournisseur/postmark/"
    return client.post(
        address, json.dumps(told), content_type="application/json", headers=headers
    ).status_code


def test_a_provider_is_believed_once_and_with_its_secret_only(settings: Any) -> None:
    delivery, client = sent(make_subscriber(1)), Client()
    settings.MAIL_CARRIER = "anymail.backends.postmark.EmailBackend"
    assert postmark(client, delivery, "a:b") == 404  # without a secret, anybody could post
    settings.ANYMAIL = {"WEBHOOK_SECRET": "a:b"}
    assert postmark(client, delivery, "a:c") == 400
    assert not DeliveryEvent.objects.exists()
    assert [postmark(client, delivery, "a:b") for _ in range(2)] == [200, 200]
    assert DeliveryEvent.objects.get().delivery == delivery
    assert AddressState.objects.get().trouble == AddressTrouble.HARD_BOUNCE
    settings.MAIL_CARRIER = "anymail.backends.mailgun.EmailBackend"
    assert postmark(client, delivery, "a:b") == 404  # not our provider
