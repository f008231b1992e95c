"""A whole vote through the pages: codes, keys of three trustees, ballots on a phone, count, verification."""

import base64
from urllib.parse import urlencode

import pytest

from milliard.elections.tests.node_runs import ask
from milliard.elections.tests.walking import (
    QUESTIONS,
    SHOWN,
    Ceremony,
    b64,
    codes_of,
    downloaded,
    is_at,
    looks_right,
    vote,
)
from tests.harness.browser import wait_until


@pytest.fixture
def held(polling, open_here):
    """Codes and keys made through the pages, the vote opened."""
    uuids = ["4Rb2dQhwVyLpcm", "5Rb2dQhwVyLpcm"]
    codes, lists = codes_of(open_here(f"{polling.address}/registrar.html"), uuids)
    ceremony = Ceremony(polling, "4b7c8f6e-2f0c-4a49-9a53-1f6f6f3f9c1b")  # a series: its keys open many votes
    trustees, letters = ceremony.hold(open_here)
    opening = {
        "uuid": uuids[0],
        "name": "Vote d’essai",
        "description": "Deux questions.",
        "trustees": trustees,
    }
    (election,) = ask(("openElection", {**opening, "questions": QUESTIONS}))
    polling.files |= {"/election.json": election.encode(), "/credentials.json": lists[uuids[0]].encode()}
    return {"codes": codes, "roll": lists[uuids[0]], "ceremony": ceremony, "letters": letters} | {
        "trustees": trustees,
        "election": election,
    }


def test_a_whole_vote(polling, held, open_here):
    names = {"election": "/election.json", "cast": "/ballots", "archive": "/vote.bel"}
    booth = f"{polling.address}/booth.html#{urlencode(names | {'credentials': '/credentials.json'})}"
    codes = held["codes"]

    page = open_here(booth)
    is_at(page, "code")
    looks_right(page, "booth-code")
    page.get_by_label("Votre code de vote").fill(codes[0][:-1] + ("2" if codes[0][-1] != "2" else "3"))
    page.get_by_role("button", name="Continuer").click()
    wait_until(page, "!document.getElementById('code-error').hidden")
    assert "n’est pas sur la liste" in page.get_by_role("alert").first.inner_text()
    page.get_by_label("Votre code de vote").fill(codes[0])
    page.get_by_role("button", name="Continuer").click()
    is_at(page, "questions")
    page.get_by_role("button", name="Relire").click()
    assert page.evaluate(SHOWN) == "questions"
    page.get_by_label("Contre").check()
    page.get_by_label("Aïcha").check()
    page.get_by_label("Bruno").check()
    looks_right(page, "booth-questions")
    page.get_by_role("button", name="Relire").click()
    is_at(page, "review")
    wait_until(page, "!document.getElementById('cast').disabled")
    looks_right(page, "booth-review")
    # Audit instead of casting: the ballot is opened, controlled, and thrown away.
    seal = page.evaluate("document.getElementById('seal').textContent")
    page.get_by_text("Vérifier plutôt que voter").click()
    page.get_by_role("button", name="Ouvrir ce bulletin").click()
    is_at(page, "audited")
    assert "identique" in page.evaluate("document.getElementById('audit-verdict').textContent")
    looks_right(page, "booth-audited")
    audit = downloaded(page, "Télécharger le fichier de contrôle")
    assert codes[0].encode() not in audit
    assert not polling.posted[-1][0].startswith("/ballots")
    page.get_by_role("button", name="Préparer un nouveau bulletin").click()
    wait_until(page, "!document.getElementById('cast').disabled")
    assert page.evaluate("document.getElementById('seal').textContent") != seal
    # The answer is lost twice: the same ballot goes again, and no other.
    polling.losing = 2
    page.get_by_role("button", name="Chiffrer et voter").click()
    is_at(page, "done", 60)
    looks_right(page, "booth-done")
    sent = polling.sent_to("/ballots")
    assert len(sent) >= 3
    assert len(set(sent)) == 1
    assert all("Cookie" not in each and "Referer" not in each for each in polling.headers)
    tracker = page.evaluate("document.getElementById('tracker').textContent")
    assert tracker in downloaded(page, "Télécharger").decode()
    stored = page.evaluate(
        "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie,"
        " document.getElementById('code').value])"
    )
    assert stored == '[{},{},"",""]'

    other = open_here(booth)
    vote(other, codes[1])
    ballots = [sent[0], polling.sent_to("/ballots")[-1]]
    choices = [[1, 0, 0], [1, 0, 0, 0]]
    made = ask(
        *(
            (
                "ballot",
                {"election": b64(held["election"].encode()), "code": code, "choices": choices, "seed": code},
            )
            for code in codes[2:]
        )
    )
    gathered = {
        "election": held["election"],
        "trustees": held["trustees"],
        "roll": held["roll"],
        "ballots": [*map(b64, ballots), *(each["raw"] for each in made)],
        "ended": True,
    }
    (archive,) = ask(("archive", gathered))
    before = polling.files["/vote.bel"] = base64.b64decode(archive)

    shares = {}
    for index in (1, 3):
        told = {"election": "4Rb2dQhwVyLpcm", "archive": "/vote.bel", "letter": held["letters"][index - 1]}
        held["ceremony"].publish(index, "decrypt", **told)
        query = urlencode({"state": f"/state-{index}.json", "post": f"/message-{index}"})
        shares[index] = held["ceremony"].answer(
            open_here(f"{polling.address}/trustee.html#{query}"), "decrypt", index
        )
    (archive,) = ask(("archive", {**gathered, "shares": shares}))
    polling.files["/vote.bel"] = base64.b64decode(archive)

    # The booth's own link leads to the ballot in the archive.
    page.get_by_role("link", name="Le retrouver dans l’urne").click()
    is_at(page, "verdict")
    assert page.get_by_role("heading", level=1).locator("visible=true").inner_text() == "Tout est exact"
    assert "il compte" in page.evaluate("document.getElementById('found').textContent")
    numbers = page.get_by_role("cell").all_inner_texts()
    assert numbers == ["10", "1", "0", "9", "1", "1", "1"]
    looks_right(page, "verdict")
    page.get_by_text("Comparer à une copie").click()
    page.get_by_label("Votre copie").set_input_files(
        {"name": "avant.bel", "mimeType": "application/octet-stream", "buffer": before}
    )
    wait_until(page, "document.getElementById('compared').textContent.includes('Tout ce que vous aviez')")
    page.get_by_label("Votre copie").set_input_files(
        {"name": "autre.bel", "mimeType": "application/octet-stream", "buffer": before[:-1] + b"x"}
    )
    wait_until(page, "document.getElementById('compared').textContent.includes('retiré ou changé')")
    page.get_by_text("Contrôler un bulletin ouvert").click()
    page.get_by_label("Empreinte notée").fill(seal)
    page.get_by_label("Fichier de contrôle").set_input_files(
        {"name": "controle.json", "mimeType": "application/json", "buffer": audit}
    )
    wait_until(page, "document.getElementById('audited').textContent.includes('contient bien')")
    assert "Aïcha, Bruno" in page.evaluate("document.getElementById('audited').textContent")
