"""The treasurer puts a statement in, says the columns once, chooses by hand, undoes; nothing is lost."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.payments.models import BankLine, BankStatement, CsvMapping
from milliard.payments.tests.factories import make_bank_lines, make_request
from milliard.payments.tests.statements.writing import Detail, Entry, camt

pytestmark = pytest.mark.django_db
IMPORT = "payments_staff:statement_import"


@pytest.fixture
def treasurer() -> Client:
    return signed_in(Role.TREASURER)


def put_in(client: Client, data: bytes, name: str = "mars.xml") -> Any:
    return client.post(reverse(IMPORT), {"file": SimpleUploadedFile(name, data)})


def held(response: Any) -> str:
    found = re.search(r'name="held" value="([^"]+)"', response.content.decode())
    assert found
    return found[1]


def confirm(client: Client, response: Any) -> Any:
    return client.post(reverse("payments_staff:statement_confirm"), {"held": held(response)}, follow=True)


def test_a_camt_file_is_shown_then_imported_and_matched(treasurer: Client) -> None:
    request = make_request()
    data = camt(Entry(details=[Detail(text=request.reference)]), opening="10.00", closing="31.00")
    shown = put_in(treasurer, data)
    assert shown.status_code == 200
    page = shown.content.decode()
    assert "Le compte n’est pas juste" in page
    assert "Ce compte n’a encore aucun relevé ici" in page
    assert not BankStatement.objects.exists()
    done = confirm(treasurer, shown)
    assert "1\u00a0€ d’écart" in done.content.decode()
    request.refresh_from_db()
    assert request.state == "paid"
    again = confirm(treasurer, put_in(treasurer, data))
    assert "0\u00a0ligne nouvelle" in again.content.decode()


def test_what_is_wrong_stands_beside_the_field_with_its_line(treasurer: Client) -> None:
    answer = put_in(treasurer, camt(Entry(), Entry("1.005")))
    assert answer.status_code == 422
    assert "Ligne 6\u00a0:" in answer.content.decode()
    assert put_in(treasurer, b"%PDF-1.7 \x00").status_code == 422


def test_the_columns_of_a_csv_are_said_once(treasurer: Client) -> None:
    data = "Date;Libellé;Montant\n02/03/2026;VIR LEA;12,50\n".encode()
    asked = put_in(treasurer, data, "mars.csv")
    address = asked["Location"]
    page = treasurer.get(address)
    assert "VIR LEA" in page.content.decode()
    chosen = {
        "account": "FR76 3000 4000 0312 3456 7890 144",
        "booked_on": "Date",
        "date_format": "%d/%m/%Y",
        "amount": "Montant",
        "decimal_mark": ",",
        "labels": ["Libellé"],
    }
    wrong = treasurer.post(address, chosen)
    assert wrong.status_code == 422
    assert "FR76 3000 4000 0312 3456 7890 144" in wrong.content.decode()
    chosen["account"] = "FR7630004000031234567890143"
    confirm(treasurer, treasurer.post(address, chosen))
    assert BankLine.objects.get().amount_cents == 1250
    assert CsvMapping.objects.count() == 1
    april = put_in(treasurer, data.replace(b"/03/", b"/04/"), "avril.csv")
    assert april.status_code == 200
    confirm(treasurer, april)
    assert BankLine.objects.count() == 2


def test_a_preview_is_its_owners_and_used_once(treasurer: Client) -> None:
    shown = put_in(treasurer, camt(Entry()))
    other = signed_in(Role.TREASURER)
    assert "plus valable" in confirm(other, shown).content.decode()


def test_a_request_found_by_hand_is_chosen(treasurer: Client) -> None:
    request = make_request(payer_name="Hélène Exemple")
    (line,) = make_bank_lines(1, counterparty="GRAND-MERE")
    address = reverse("payments_staff:line", args=[line.pk])
    for typed in ("helene", request.reference.lower(), "20"):
        assert "Hélène Exemple" in treasurer.get(address, {"q": typed}).content.decode()
    match = reverse("payments_staff:line_match", args=[line.pk])
    assert "Choisissez au moins une demande" in treasurer.post(match, follow=True).content.decode()
    done = treasurer.post(match, {"requests": [request.pk]}, follow=True)
    assert "1\u00a0demande payée" in done.content.decode()
    undo = reverse("payments_staff:line_undo", args=[line.pk])
    assert "rien n’est effacé" in treasurer.get(undo).content.decode()
    treasurer.post(undo)
    line.refresh_from_db()
    assert line.state == "to_match"


def test_a_proposal_says_its_score_and_why(treasurer: Client) -> None:
    make_request(payer_name="Jean Paul Dupont")
    (line,) = make_bank_lines(1)
    page = treasurer.get(reverse("payments_staff:line", args=[line.pk])).content.decode()
    assert "55 sur 100" in page
    assert "une partie du nom est la même" in page


def test_the_list_shows_first_what_waits(treasurer: Client) -> None:
    make_bank_lines(1, counterparty="QUI ATTEND")
    make_bank_lines(1, counterparty="MIS DE COTE", state="set_aside")
    address = reverse("payments_staff:bank_lines")
    first, everything = treasurer.get(address), treasurer.get(address, {"etat": ""})
    assert "MIS DE COTE" not in first.content.decode()
    assert "MIS DE COTE" in everything.content.decode()
