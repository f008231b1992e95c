"""The treasurer brings a statement and matches its lines: on a phone, without JavaScript too."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from milliard.accounts.enums import Role
from milliard.accounts.tests.factories import make_person
from milliard.payments.models import BankLine
from milliard.payments.services.statement_matching import match_statement
from milliard.payments.tests.factories import make_request
from milliard.payments.tests.statements.writing import Detail, Entry, camt
from tests.browser.signing_in import sign_in
from tests.harness.browser import PHONE, axe_violations, photograph, scrolls_sideways


def looked_at(page: Any, name: str, *, with_axe: bool) -> None:
    """Axe is a script that waits for itself: where none runs, it would never answer."""
    assert not with_axe or axe_violations(page, within=".sv") == [], name
    assert not scrolls_sideways(page), name
    photograph(page, name)


@pytest.mark.parametrize("javascript", [True, False])
def test_from_the_file_to_a_line_matched_by_hand(
    open_page: Callable[..., Any], tmp_path: Path, javascript: bool
) -> None:
    by = make_person(role=Role.TREASURER)
    paid, asked = make_request(payer_name="Hélène Exemple"), make_request(payer_name="Jean Paul Martin")
    entries = [
        Entry(details=[Detail(who="MME HELENE EXEMPLE", text=f"ADHESION {paid.reference}")]),
        Entry(details=[Detail(who="MARTIN JEAN", text="ADHESION MERCI A TOUTES ET TOUS")]),
        Entry("1500.00", details=[Detail(who="COMMUNE DE VILLEINVENTEE", text="SUBVENTION 2026")]),
        Entry("12.30", "DBIT", details=[Detail(who="BANQUE INVENTEE", text="FRAIS")]),
    ]
    path = tmp_path / "mars.xml"
    path.write_bytes(camt(*entries, opening="100.00", closing="1627.71"))
    page = open_page("/", viewport=PHONE, javascript=javascript)
    sign_in(page, by.email)
    page.goto("/gestion/releves-de-banque/")
    looked_at(page, "statements-empty", with_axe=javascript)
    page.goto("/gestion/releves-de-banque/importer/")
    page.get_by_label("Relevé").set_input_files(path)
    page.get_by_role("button", name="Lire le relevé").click()
    page.get_by_text("Le compte n’est pas juste").wait_for()
    looked_at(page, "statement-preview", with_axe=javascript)
    page.get_by_role("button", name="Importer").click()
    page.get_by_text("Importé\u00a0: 4").wait_for()
    line = BankLine.objects.get(counterparty="MARTIN JEAN")
    match_statement(statement=line.statement, by=None)
    page.reload()
    looked_at(page, "statement", with_axe=javascript)
    page.goto("/gestion/lignes-de-releve/")
    looked_at(page, "lines", with_axe=javascript)
    page.goto(f"/gestion/lignes-de-releve/{line.pk}/?q=exemple")
    looked_at(page, "line", with_axe=javascript)
    page.get_by_role("button", name="C’est bien cela").click()
    page.get_by_text("Rapproché\u00a0: 1").wait_for()
    looked_at(page, "line-matched", with_axe=javascript)
    asked.refresh_from_db()
    assert asked.state == "paid"
    csv = tmp_path / "mars.csv"
    csv.write_bytes("Date;Libellé;Débit;Crédit\n02/03/2026;VIR LEA;;12,50\n".encode("cp1252"))
    page.goto("/gestion/releves-de-banque/importer/")
    page.get_by_label("Relevé").set_input_files(csv)
    page.get_by_role("button", name="Lire le relevé").click()
    page.get_by_label("Compte").first.wait_for()
    looked_at(page, "columns", with_axe=javascript)
