"""Paying, coming back, and what the address of a request shows to whom."""

import io
import re
from typing import Any

import httpx
import pypdf
import pytest
from django.core.management import call_command
from django.test import Client

from milliard.accounts.enums import Role
from milliard.accounts.tests.factories import make_person
from milliard.payments.helloasso.fake_server import FakeHelloAsso
from milliard.payments.models import Checkout, PaymentRequest
from milliard.payments.services.reading_back import read_payment_back
from milliard.payments.services.requests import cancel_request
from milliard.payments.tests.factories import make_payment, make_request

pytestmark = pytest.mark.django_db


def address(request: PaymentRequest, page: str = "") -> str:
    return f"/paiement/{request.public_id}/{page}"


def text_of(answer: Any) -> str:
    """The words of a page, every space alike."""
    words = re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("&nbsp;", " ")
    return " ".join(words.split())


def press(checkout: Checkout, act: str, **form: str) -> str:
    """Press a button of the twin's page: where it leads."""
    answer = httpx.post(checkout.redirect_url, data={"act": act, **form})
    return answer.headers["location"].removeprefix("http://127.0.0.1:8000")


def test_there_and_back_without_a_word_of_paid_before_it_is(helloasso: FakeHelloAsso, client: Client) -> None:
    request = make_request(gift_cents=500)
    page = client.get(address(request))
    assert "25 € à payer" in text_of(page)
    assert f"form-action 'self' {helloasso.address};" in page.headers["Content-Security-Policy"] + ";"
    away = client.post(address(request, "en-ligne/"))
    checkout = Checkout.objects.get()
    assert (away.status_code, away.headers["Location"]) == (303, checkout.redirect_url)
    form = httpx.get(checkout.redirect_url).text
    for button in ("Payer par carte", "Payer par prélèvement", "Refuser", "Abandonner"):
        assert button in form
    back = client.get(press(checkout, "Card", tip="150", firstName="Ada"))
    assert "Nous vérifions votre paiement" in text_of(back)
    assert "payé, merci" not in text_of(back)
    assert back.headers["Refresh"] == f"2; url={address(request, 'retour/')}?regard=1"
    assert client.post(address(request, "verifier/")).headers["Location"] == address(request, "retour/")
    done = client.get(address(request, "retour/"))
    assert "C’est payé, merci" in text_of(done)
    assert "Refresh" not in done.headers


def test_the_page_stops_looking_and_says_so(helloasso: FakeHelloAsso, client: Client) -> None:
    request = make_request()
    waits = []
    url = address(request, "retour/")
    for _ in range(20):
        answer = client.get(url)
        if "Refresh" not in answer.headers:
            break
        wait, _, url = answer.headers["Refresh"].partition("; url=")
        waits.append(int(wait))
    assert waits == sorted(waits)
    assert 60 < sum(waits) < 120
    assert "C’est plus long que d’habitude" in text_of(answer)
    for odd in ("-1", "²", "99", "999999", "<b>"):
        assert "Refresh" not in client.get(f"{address(request, 'retour/')}?regard=99").headers
        assert client.get(address(request, "retour/"), {"regard": odd}).status_code == 200


@pytest.mark.parametrize(("act", "page"), [("refuse", "echec/"), ("back", "")])
def test_refused_or_given_up(helloasso: FakeHelloAsso, client: Client, act: str, page: str) -> None:
    request = make_request()
    client.post(address(request, "en-ligne/"))
    back = press(Checkout.objects.get(), act)
    assert back.startswith(address(request, page))
    words = text_of(client.get(back))
    assert ("Le paiement n’a pas abouti" in words) == (act == "refuse")
    assert "20 € à payer" in words


def test_a_return_without_payment_pays_nothing(helloasso: FakeHelloAsso, client: Client) -> None:
    request = make_request()
    client.post(address(request, "en-ligne/"))
    forged = {"checkoutIntentId": "1", "code": "succeeded", "orderId": "1"}
    assert "Nous vérifions" in text_of(client.get(address(request, "retour/"), forged))
    client.post(address(request, "verifier/"))
    request.refresh_from_db()
    assert request.state == "open"


def test_paying_twice_is_refused_where_nobody_told_us_of_the_first(
    helloasso: FakeHelloAsso, client: Client
) -> None:
    request = make_request()
    client.post(address(request, "en-ligne/"))
    helloasso.books.pay(Checkout.objects.get().intent_id)
    again = client.post(address(request, "en-ligne/"))
    assert again.status_code == 409
    assert "C’est payé, merci" in text_of(again)
    assert "déjà payée ou annulée" in text_of(again)


def test_helloasso_away_is_said_on_the_page(helloasso: FakeHelloAsso, client: Client) -> None:
    request = make_request()
    helloasso.failures = [500, 500]
    answer = client.post(address(request, "en-ligne/"))
    assert answer.status_code == 409
    assert "HelloAsso ne répond pas en ce moment. Rien n’a été débité." in text_of(answer)
    assert "Par virement" not in text_of(answer)  # no IBAN in the settings


def test_money_put_aside_is_said_and_nobody_is_led_to_pay_again(
    helloasso: FakeHelloAsso, client: Client
) -> None:
    request = make_request()
    client.post(address(request, "en-ligne/"))
    paid = helloasso.books.pay(Checkout.objects.get().intent_id, payer={"company": "SARL"})
    read_payment_back(payment_id=paid["id"])
    words = text_of(client.get(address(request)))
    assert "Nous regardons votre paiement Nous avons reçu 20 €, mis de côté" in words
    assert words.index("Payer quand même") < words.index("En ligne, par carte")
    back = client.get(address(request, "retour/"))
    assert "Refresh" not in back.headers
    assert "Nous vérifions" not in text_of(back)
    assert "mis de côté" in text_of(back)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: make_request(), "20 € à payer"),
        (lambda: cancel_request(request=make_request()), "Cette demande est annulée"),
    ],
)
def test_each_state_in_words(make: Any, words: str, client: Client) -> None:
    assert words in text_of(client.get(address(make())))


def test_a_part_that_is_paid_leaves_the_rest(client: Client) -> None:
    request = make_request(gift_cents=500)
    make_payment(700, request=request)
    words = text_of(client.get(address(request)))
    assert "Il reste 18 € à payer" in words
    assert "Déjà reçu 7 €" in words


def test_every_other_means_carries_the_reference(client: Client, settings: Any) -> None:
    settings.PAYMENT_IBAN = "FR1420041010050500013M02606"
    settings.PAYMENT_HOLDER = "Association inventée"
    settings.PAYMENT_CHEQUE_ADDRESS = "5 rue Inventée, 75000 Paris"
    request = make_request()
    words = text_of(client.get(address(request)))
    assert "En ligne" not in words
    assert "IBAN FR14 2004 1010 0505 0001 3M02 606" in words
    assert f"À l’ordre de Association inventée Montant 20 € Au dos {request}" in words
    assert "En espèces" in words
    paper = text_of(client.get(address(request, "ordre-de-virement/")))
    assert str(request) in paper
    assert "Signature" in paper


def test_no_name_to_strangers(client: Client) -> None:
    person = make_person()
    request = make_request(payer=person, payer_name="Zoé Introuvable", payer_email="zoe@exemple.fr")
    make_payment(request=request, payer_name="Zoé Introuvable")
    for reader, knows in (
        (None, False),
        (make_person(), False),
        (make_person(role=Role.ORGANISER), False),
        (person, True),
    ):
        client = Client()
        if reader:
            client.force_login(reader)
        for page in ("", "retour/", "echec/", "ordre-de-virement/"):
            words = text_of(client.get(address(request, page)))
            assert "zoe@" not in words
            assert ("Introuvable" in words) == (knows and page != "ordre-de-virement/")


def test_the_receipt_is_a_pdf_named_for_its_payer_alone(client: Client) -> None:
    call_command("build_fonts", stdout=io.StringIO())
    person = make_person()
    request = make_request(gift_cents=500, payer=person)
    assert client.get(address(request, "recu.pdf")).status_code == 404
    make_payment(2500, request=request)
    anybody = _words(client.get(address(request, "recu.pdf")))
    client.force_login(person)
    theirs = _words(client.get(address(request, "recu.pdf")))
    assert "Ada Exemple" in theirs
    assert "Ada Exemple" not in anybody
    for words in (anybody, theirs):
        assert str(request) in words
        assert "Cotisation, le 1er mars 2026 (virement) 20 €" in words
        assert "Don, le 1er mars 2026 (virement) 5 €" in words
        assert "Total 25 €" in words
        assert "n’est pas un reçu fiscal" in words


def _words(answer: Any) -> str:
    pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    return " ".join("\n".join(page.extract_text() for page in pages).split())
