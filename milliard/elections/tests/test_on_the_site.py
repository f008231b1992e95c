"""The static pages in front of the platform: its addresses, its ballot box, its ceremony, its policy."""

import json
from pathlib import Path
from typing import Any

from milliard.elections import addresses, services
from milliard.elections.services import ceremony
from milliard.elections.services.casting import cast_ballot
from milliard.elections.tests import factories
from milliard.elections.tests.walking import is_at
from tests.harness.browser import wait_until


def press(page: Any, name: str) -> None:
    page.get_by_role("button", name=name).locator("visible=true").click()


def fill_ballot(page: Any, code: str) -> None:
    is_at(page, "code")
    page.get_by_label("Votre code de vote").fill(code)
    press(page, "Continuer")
    is_at(page, "questions")
    page.locator("fieldset").first.locator("input").first.check()
    press(page, "Relire mon bulletin")
    is_at(page, "review")


def send(page: Any) -> None:
    press(page, "Préparer mon message")
    is_at(page, "message")
    press(page, "Envoyer")
    wait_until(page, "document.getElementById('sent').textContent.includes('reçu')")


def give_key(page: Any, key: bytes) -> None:
    is_at(page, "key")
    file = {"name": "cle.json", "mimeType": "application/json", "buffer": key}
    page.get_by_label("Votre clé").set_input_files(file)


def test_a_vote_through_the_pages_and_the_platform(open_page: Any) -> None:
    held = factories.make_ready(voters=12)
    election = factories.make_open(held)
    for voter in range(1, 12):
        cast_ballot(uuid=election.uuid, raw=factories.ballot_of(held, election, voter, [voter % 3]))
    page = open_page(addresses.booth_url(election))
    fill_ballot(page, held.codes[0])
    late = open_page(addresses.booth_url(election))
    fill_ballot(late, held.codes[1])
    press(page, "Chiffrer et voter")
    is_at(page, "done")
    tracker = page.evaluate("document.getElementById('tracker').textContent")
    services.close_election(election=election, by=None)
    press(late, "Chiffrer et voter")
    is_at(late, "refused")
    assert "ballot-after-end" in late.evaluate("document.getElementById('refusal').textContent")

    election.refresh_from_db()
    key = {"kind": "milliard-trustee-key", "version": 1, "uuid": str(held.series.public_id), "name": ""}
    for trustee in (held.trustees[0], held.trustees[2]):
        page = open_page(addresses.trustee_page_url(trustee, election))
        give_key(page, json.dumps({**key, "seed": held.seeds[trustee.index]}).encode())
        send(page)
    assert services.sums_of(election) == [[4, 4, 4]]
    page = open_page(addresses.verification_url(election, tracker))
    is_at(page, "verdict")
    assert page.evaluate("document.getElementById('verdict').textContent") == "Tout est exact"
    assert "il compte" in page.evaluate("document.getElementById('found').textContent")


def test_the_ceremony_of_a_series(open_page: Any) -> None:
    series = factories.make_series()
    ceremony.start_ceremony(series=series, by=None)
    keys: dict[int, bytes] = {}
    for step in ("certificate", "polynomial", "voutput"):
        for trustee in series.trustees.select_related("account", "series").order_by("index"):
            page = open_page(addresses.trustee_page_url(trustee))
            if step == "certificate":
                is_at(page, "new-key")
                with page.expect_download() as found:
                    press(page, "Créer ma clé")
                keys[trustee.index] = Path(found.value.path()).read_bytes()
                page.get_by_label("Le fichier est enregistré").check()
            else:
                give_key(page, keys[trustee.index])
            send(page)
            page.close()
    series.refresh_from_db()
    assert json.loads(series.trustees_json)[0][0] == "Pedersen"
