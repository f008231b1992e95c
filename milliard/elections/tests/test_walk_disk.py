"""The same pages in one file each, opened from a disk, without network."""

import base64
import json
from io import BytesIO
from urllib.parse import urlencode

import pytest
from pypdf import PdfReader

from milliard.elections.tests.node_runs import ask
from milliard.elections.tests.walking import (
    QUESTIONS,
    b64,
    codes_of,
    is_at,
    opened,
    vote_until_sent,
)
from tests.harness.browser import faults_of


def test_a_booth_from_a_disk_votes_on_another_host(bundle, polling, open_here):
    held, code = opened()
    polling.is_open = True
    polling.files["/election.json"] = held["election"].encode()
    names = {"election": f"{polling.address}/election.json", "cast": "/ballots"}
    page = open_here(f"{(bundle / 'single' / 'booth.html').as_uri()}#{urlencode(names)}")
    vote_until_sent(page, code)
    is_at(page, "done")
    (ballot,) = polling.sent_to("/ballots")
    assert ask(("checkBallot", {"election": b64(held["election"].encode()), "ballot": b64(ballot)})) == [
        json.loads(held["roll"])[0]
    ]


@pytest.mark.parametrize("page", ["booth", "verify", "trustee", "registrar"])
def test_pages_in_one_file_open_from_a_disk(bundle, open_here, page):
    found = open_here((bundle / "single" / f"{page}.html").as_uri(), offline=True)
    is_at(found, {"booth": "failed", "verify": "choose", "trustee": "state", "registrar": "form"}[page])
    assert faults_of(found) == []


def test_codes_and_verification_from_a_disk_without_network(bundle, polling, open_here):
    registrar = open_here((bundle / "single" / "registrar.html").as_uri(), offline=True)
    codes, lists = codes_of(registrar, ["4Rb2dQhwVyLpcm"])
    sheets = PdfReader(BytesIO(registrar.pdf())).pages
    assert len(sheets) == len(codes)
    for number, (sheet, code) in enumerate(zip(sheets, codes, strict=True), start=1):
        text = sheet.extract_text()
        assert f"Personne {number}" in text
        assert code in text
    trustees = ask(("trusteeKey", {"secret": "7", "seed": "t"}))[0]
    opening = {"uuid": "4Rb2dQhwVyLpcm", "name": "Vote", "description": "", "trustees": trustees}
    (election,) = ask(("openElection", {**opening, "questions": QUESTIONS}))
    choices = [[1, 0, 0], [1, 0, 0, 0]]
    ballot = ask(
        (
            "ballot",
            {"election": b64(election.encode()), "code": codes[0], "choices": choices, "seed": "b"},
        )
    )[0]
    gathered = {"election": election, "trustees": trustees, "roll": lists["4Rb2dQhwVyLpcm"]}
    (archive,) = ask(("archive", {**gathered, "ballots": [ballot["raw"]]}))
    verify = open_here((bundle / "single" / "verify.html").as_uri(), offline=True)
    verify.get_by_label("L’urne, un fichier .bel").set_input_files(
        {"name": "vote.bel", "mimeType": "application/octet-stream", "buffer": base64.b64decode(archive)}
    )
    is_at(verify, "verdict")
    assert verify.get_by_role("heading", level=1).locator("visible=true").inner_text() == "Tout est exact"
    verify.get_by_label("Numéro de suivi").fill(ballot["tracker"])
    verify.get_by_role("button", name="Chercher").click()
    assert "il compte" in verify.evaluate("document.getElementById('found').textContent")
