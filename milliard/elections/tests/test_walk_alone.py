"""One page at a time: a trustee by hand, a booth that is refused, an archive that is false."""

import base64
import json

from milliard.elections.tests.node_runs import ask
from milliard.elections.tests.walking import (
    QUESTIONS,
    b64,
    downloaded,
    is_at,
    looks_right,
    opened,
    vote_until_sent,
)
from tests.harness.browser import wait_until


def test_a_trustee_by_hand_and_too_few_ballots(polling, open_here):
    state = {"kind": "milliard-trustee-state", "version": 1, "uuid": "4Rb2dQhwVyLpcm", "name": "Essai"}
    page = open_here(f"{polling.address}/trustee.html")
    page.get_by_label("Ce que la personne qui organise vous envoie").fill("n’importe quoi")
    page.get_by_role("button", name="Continuer").click()
    wait_until(page, "!document.getElementById('failure').hidden")
    page.get_by_label("Ce que la personne qui organise vous envoie").fill(
        json.dumps({**state, "step": "key"})
    )
    page.get_by_role("button", name="Continuer").click()
    is_at(page, "new-key")
    key = downloaded(page, "Créer ma clé")
    assert downloaded(page, "Créer ma clé") == key
    page.get_by_label("Le fichier est enregistré").check()
    page.get_by_role("button", name="Préparer mon message").locator("visible=true").click()
    is_at(page, "message")
    public = json.loads(page.get_by_label("Le message, à transmettre").input_value())
    assert json.loads(key)["secret"] not in json.dumps(public)
    looks_right(page, "trustee-message")

    trustees = json.dumps([["Single", public]], separators=(",", ":"))
    opening = {"uuid": state["uuid"], "name": "Vote", "description": "", "trustees": trustees}
    (election,) = ask(("openElection", {**opening, "questions": QUESTIONS}))
    (archive,) = ask(
        ("archive", {"election": election, "trustees": trustees, "roll": "[]", "ballots": [], "ended": True})
    )
    page = open_here(f"{polling.address}/trustee.html")
    page.get_by_label("Ce que la personne qui organise vous envoie").fill(
        json.dumps({**state, "step": "decrypt"})
    )
    page.get_by_role("button", name="Continuer").click()
    is_at(page, "key")
    page.get_by_role("button", name="Préparer mon message").locator("visible=true").click()
    wait_until(page, "document.getElementById('key-error').textContent.includes('fichier de votre clé')")
    for label, content in (("Votre clé", key), ("L’urne, un fichier .bel", base64.b64decode(archive))):
        page.get_by_label(label).set_input_files(
            {"name": "fichier", "mimeType": "application/octet-stream", "buffer": content}
        )
    page.get_by_role("button", name="Préparer mon message").locator("visible=true").click()
    wait_until(page, "document.getElementById('key-error').textContent.includes('Moins de dix')")


def test_a_refused_ballot_and_a_false_archive_are_named(polling, open_here):
    held, code = opened()
    polling.files["/election.json"] = held["election"].encode()
    polling.refusing["/ballots"] = (409, b'{"code":"ballot-after-end","message":"Le vote est clos."}')
    page = open_here(f"{polling.address}/booth.html?election=/election.json&cast=/ballots")
    vote_until_sent(page, code)
    is_at(page, "refused")
    assert "clos" in page.get_by_role("alert").locator("visible=true").inner_text()
    looks_right(page, "booth-refused")

    ballot = polling.sent_to("/ballots")[0]
    spoilt = ballot.replace(b'"response":"', b'"response":"1', 1)
    (archive,) = ask(("archive", {**held, "ballots": [b64(ballot), b64(spoilt)]}))
    page = open_here(f"{polling.address}/verify.html")
    page.get_by_label("L’urne, un fichier .bel").set_input_files(
        {"name": "vote.bel", "mimeType": "application/octet-stream", "buffer": base64.b64decode(archive)}
    )
    is_at(page, "verdict")
    reasons = page.get_by_role("listitem").all_inner_texts()
    assert len(reasons) == 1
    assert "event 2" in reasons[0]
    looks_right(page, "verdict-false")
