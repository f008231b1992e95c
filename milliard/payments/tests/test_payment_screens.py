"""What the treasurer does with one payment: count it for a request, write that it went back."""

import io
import json
import re
from typing import Any
from uuid import uuid4

import pypdf
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.accounts.tests.factories import make_person
from milliard.core.refusals import NotAllowed
from milliard.payments.enums import Hold, Means, ReversalKind
from milliard.payments.models import Payment, Reversal
from milliard.payments.services.ledger import MoneyOfAnOrganisation, count_payment
from milliard.payments.services.requests import RequestClosed, cancel_request
from milliard.payments.tests.factories import make_payment, make_request

pytestmark = pytest.mark.django_db


@pytest.fixture
def treasurer() -> Client:
    cache.clear()
    return signed_in(Role.TREASURER)


def screen(client: Client, payment: Payment, act: str = "") -> str:
    name = f"payments_staff:payment{act and f'_{act}'}"
    return client.get(reverse(name, args=[payment.public_id])).content.decode()


def posted(client: Client, payment: Payment, act: str, **typed: Any) -> str:
    address = reverse(f"payments_staff:payment_{act}", args=[payment.public_id])
    return client.post(address, typed, follow=True).content.decode().replace("\u202f", " ")


def test_what_waits_is_counted_for_the_request_whose_reference_is_written(treasurer: Client) -> None:
    payment, request = make_payment(3500, means=Means.CASH), make_request()
    assert "Compter pour une demande" in screen(treasurer, payment)
    for typed, words in (
        ("", "Écrivez la référence"),
        ("RF00 ACDE HJKM", "vérifiez chacune"),
        ("RF46 HAKV AKVH", "Aucune demande"),
    ):
        assert words in posted(treasurer, payment, "count", request=typed), typed
    typed = f" {str(request).lower()} "
    assert "Il reste 15\u00a0€ à décider" in posted(treasurer, payment, "count", request=typed)
    payment.refresh_from_db()
    request.refresh_from_db()
    assert (request.state, payment.hold, payment.unallocated_cents) == ("paid", Hold.OVERPAID, 1500)
    assert "déjà payée ou annulée" in posted(treasurer, payment, "count", request=typed)


def test_money_of_an_organisation_counts_for_nobody(treasurer: Client) -> None:
    payment = make_payment(payer_company="SARL Inventée")
    assert "Compter pour une demande" not in screen(treasurer, payment)
    request = make_request()
    assert "C’est une organisation" in posted(treasurer, payment, "count", request=str(request))
    with pytest.raises(MoneyOfAnOrganisation):
        count_payment(payment=payment, request=request, by=make_person(role=Role.TREASURER))
    request.refresh_from_db()
    assert request.state == "open"


def test_who_may_count_and_for_what() -> None:
    payment, request = make_payment(), make_request()
    with pytest.raises(NotAllowed):
        count_payment(payment=payment, request=request, by=make_person(role=Role.ADMIN))
    cancel_request(request=request)
    with pytest.raises(RequestClosed):
        count_payment(payment=payment, request=request, by=make_person(role=Role.TREASURER))


@pytest.mark.parametrize(("means", "is_by_hand"), [(Means.HELLOASSO_CARD, False), (Means.CHEQUE, True)])
def test_what_helloasso_holds_goes_back_by_helloasso_alone(
    treasurer: Client, means: Means, is_by_hand: bool
) -> None:
    payment = make_payment(request=make_request(), means=means)
    assert ("saisi par erreur" in screen(treasurer, payment)) == is_by_hand
    assert ("il s’écrit ici tout seul" in screen(treasurer, payment)) != is_by_hand
    typed = {"kind": ReversalKind.REFUNDED, "amount_cents": "20", "occurred_on": timezone.localdate()}
    words = posted(treasurer, payment, "reverse", **typed)
    assert ("remboursez-le là-bas" in words) != is_by_hand
    assert Reversal.objects.exists() == is_by_hand


def test_nobody_writes_by_hand_that_money_counts_again(treasurer: Client) -> None:
    payment = make_payment(request=make_request(), means=Means.CHEQUE)
    assert "compté de nouveau" not in screen(treasurer, payment, "reverse")
    typed = {"kind": ReversalKind.RESTORED, "amount_cents": "20", "occurred_on": timezone.localdate()}
    posted(treasurer, payment, "reverse", **typed)
    assert not Reversal.objects.exists()


@pytest.mark.usefixtures("fonts")
def test_whoever_receives_at_a_place_prints_a_receipt_that_names_the_person() -> None:
    organiser, other, request = signed_in(Role.ORGANISER), signed_in(Role.ORGANISER), make_request()
    typed = {
        "means": "cash",
        "request": str(request),
        "amount_cents": "20",
        "received_on": timezone.localdate(),
        "payer_name": "Ada Exemple",
    }
    page = organiser.post(reverse("payments_staff:payment_receive"), typed, follow=True).content.decode()
    assert "Imprimez le reçu" in page
    (address,) = re.findall(r'href="(/paiement/[^"]+recu.pdf)"', page)
    assert "Ada Exemple" in words_of(organiser, address)
    assert "Ada Exemple" not in words_of(other, address)
    screen = reverse("payments_staff:payment", args=[Payment.objects.get().public_id])
    assert (organiser.get(screen).status_code, other.get(screen).status_code) == (200, 302)
    typed["request"] = ""
    page = organiser.post(reverse("payments_staff:payment_receive"), typed, follow=True).content.decode()
    assert "attend que la trésorerie" in page
    assert "recu.pdf" not in page


def words_of(client: Client, address: str) -> str:
    content = client.get(address).content
    return pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text()


def test_the_planner_knows_how_many_bear_a_name() -> None:
    """From the latest payment back, or by the index of words: it chooses by how many it believes there are,
    one in ten thousand without the index's own statistics.
    """
    kept = make_payment()
    fields = {field.attname: getattr(kept, field.attname) for field in Payment._meta.concrete_fields}
    fields |= {"id": None, "meant_for_id": None}
    names = [f"{'Martin' if number % 200 == 0 else 'Durand'} {number}" for number in range(5000)]
    Payment.objects.bulk_create(
        Payment(**{**fields, "public_id": uuid4(), "payer_name": name}) for name in names
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE payments_payment")
    plan = json.loads(Payment.objects.saying("martin").explain(format="json"))
    assert 15 < plan[0]["Plan"]["Plan Rows"] < 40
