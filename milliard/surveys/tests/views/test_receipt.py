"""The receipt one keeps: number, date, consents; on the page, on paper, as a PDF, by mail."""

import time

import pytest
from django.test import Client

from milliard.surveys.enums import Purpose
from milliard.surveys.models import Collection, Response
from milliard.surveys.tests import factories
from milliard.surveys.tests.browsing import fill, text_of, url
from milliard.surveys.views.receipt_files import receipt_data
from milliard.surveys.views.review import read_again
from milliard.surveys.views.visits import find_visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fonts")]


def finished(client: Client, **fields) -> Collection:
    texts = [factories.consent_text(Purpose.STATISTICS), factories.consent_text(Purpose.CONTACT)]
    collection = factories.open_collection(
        title="Le Recueil", organiser="la Coopérative", consent_texts=texts, **fields
    )
    agreed = {f"consent_{texts[0].pk}": "on"}
    fill(client, client.get(url(collection, "section/page/")), go="finish", nom="#read(«Awa»)", **agreed)
    assert Response.objects.get().completed_at is not None
    return collection


def number() -> str:
    return str(Response.objects.get().public_id)[:8]


def test_the_copy_on_paper_has_number_date_consents_and_a_way_back(client: Client) -> None:
    words = text_of(client.get(url(finished(client), "imprimer/?rempli=1")))
    for part in (number(), "Reçue", "le ", "Oui", "Non", "Revenir à mes réponses", "en PDF"):
        assert part in words, part


def test_the_printed_receipt_keeps_the_consents(client: Client) -> None:
    content = client.get(url(finished(client), "recu/")).content.decode()
    printed = content.split('<ul class="print-only">')[1].split("</ul>")[0]
    assert (printed.count("Oui"), printed.count("Non")) == (1, 1)


def test_the_pdf_says_what_the_page_says(client: Client, rf) -> None:
    collection = finished(client)
    request = rf.get("/")
    request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
    visit = find_visit(request, collection.slug)
    data = receipt_data(visit, read_again(visit))
    assert data["short"] == number()
    assert [row["decision"] for row in data["consents"]] in (["Oui.", "Non."], ["Non.", "Oui."])
    assert data["sections"][0]["lines"][0]["answer"] == "#read(«Awa»)"
    response = client.get(url(collection, "recu.pdf"))
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/pdf")
    assert response.content.startswith(b"%PDF-")
    assert number() in response.headers["Content-Disposition"]
    assert "no-store" in response.headers["Cache-Control"]


def test_the_pdf_is_quick_once_its_maker_is_loaded(client: Client) -> None:
    address = url(finished(client), "recu.pdf")
    client.get(address)
    durations = []
    for _ in range(3):
        start = time.perf_counter()
        client.get(address)
        durations.append(time.perf_counter() - start)
    assert min(durations) < 0.3 * 3, durations  # three times: the machine is shared


def test_the_receipt_is_mailed_to_the_address_typed_without_the_answers(client: Client, mailoutbox) -> None:
    collection = finished(client)
    page = client.post(url(collection, "recu/"), {"mail": "1", "email": "awa@exemple.org"}, follow=True)
    assert "C’est envoyé à awa@exemple.org" in text_of(page)
    (mail,) = mailoutbox
    assert mail.to == ["awa@exemple.org"]
    for part in (number(), "Le Recueil", "– Oui", "– Non", "/questionnaires/reprendre/"):
        assert part in mail.body, part
    assert "Awa»" not in mail.body


def test_a_wrong_address_is_told_beside_the_box_and_mails_are_counted(client: Client, mailoutbox) -> None:
    collection = finished(client)
    wrong = client.post(url(collection, "recu/"), {"mail": "1", "email": "awa@"})
    assert wrong.status_code == 422
    assert "Erreur" in wrong.content.decode().split("<title>")[1][:12]
    for _ in range(6):
        last = client.post(url(collection, "recu/"), {"mail": "1", "email": "awa@exemple.org"})
    assert len(mailoutbox) == 4
    assert "Beaucoup d’e-mails" in text_of(last)


def test_an_anonymous_response_gives_no_address_and_no_hour(client: Client, mailoutbox) -> None:
    collection = finished(client, is_anonymous=True)
    assert 'name="mail"' not in client.get(url(collection, "recu/")).content.decode()
    client.post(url(collection, "recu/"), {"mail": "1", "email": "awa@exemple.org"})
    assert not mailoutbox
    assert " à " not in text_of(client.get(url(collection, "imprimer/?rempli=1"))).split("Reçue")[1][:40]


def test_who_has_not_finished_has_no_receipt(client: Client) -> None:
    collection = factories.open_collection()
    fill(client, client.get(url(collection, "section/page/")), nom="Awa")
    assert client.get(url(collection, "recu.pdf")).status_code == 302
