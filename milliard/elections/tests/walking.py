"""What people do on the static pages of a vote, by the words they read there."""

import base64
import json
from pathlib import Path
from urllib.parse import urlencode

from milliard.elections.tests.node_runs import ask
from tests.harness.browser import faults_of, photograph, wait_until

VOTERS = "numéro;nom;e-mail\n" + "".join(f"{n};Personne {n};personne{n}@exemple.fr\n" for n in range(1, 12))
QUESTIONS = [
    {"answers": ["Pour", "Contre", "Abstention"], "min": 1, "max": 1, "question": "Adopter la motion ?"},
    {"answers": ["Aïcha", "Bruno", "Chloé"], "blank": True, "min": 1, "max": 2, "question": "Qui siégera ?"},
]
SHOWN = "document.querySelector('[data-step]:not([hidden])')?.dataset.step"


def b64(raw):
    return base64.b64encode(raw).decode()


def is_at(page, step, patience_s=60):
    wait_until(page, f"step => {SHOWN} === step", step, patience_s)


def looks_right(page, name):
    assert faults_of(page) == []
    photograph(page, f"elections-{name}")


def downloaded(page, button):
    with page.expect_download() as found:
        page.get_by_role("button", name=button).click()
    return Path(found.value.path()).read_bytes()


def codes_of(page, uuids):
    """The registrar's page: codes by number, and the public lists."""
    page.get_by_label("Pour quelle assemblée").fill("Assemblée d’essai")
    page.get_by_label("Ou collez-la ici").fill(VOTERS)
    page.get_by_label("Identifiants des votes").fill("\n".join(uuids))
    looks_right(page, "registrar")
    page.get_by_role("button", name="Fabriquer les codes").click()
    is_at(page, "done")
    looks_right(page, "codes")
    lists = json.loads(downloaded(page, "Listes publiques"))["lists"]
    rows = downloaded(page, "Codes pour l’envoi").decode("utf-8-sig").splitlines()[1:]
    codes = [row.split(";")[-1].strip('"') for row in rows]
    assert [row.split(";")[0] for row in rows] == [f'"{n}"' for n in range(1, 12)]
    assert set(lists) == set(uuids)
    # What the page gives is what the codes derive, for the vote and for its spare; its order says nothing.
    for uuid in uuids:
        derived = ask(*(("credential", {"uuid": uuid, "code": code}) for code in codes))
        assert json.loads(lists[uuid]) == sorted(derived)
    return codes, lists


class Ceremony:
    """The organiser of a threshold of three, by addresses: states to read, messages received."""

    def __init__(self, polling, uuid):
        self.polling, self.uuid = polling, uuid
        self.keys = {}

    def publish(self, owner, step, **others):
        state = {"kind": "milliard-trustee-state", "version": 1, "uuid": self.uuid, "name": "Essai"}
        self.polling.files[f"/state-{owner}.json"] = json.dumps({**state, "step": step, **others}).encode()

    def message(self, index, step):
        found = [json.loads(each) for each in self.polling.sent_to(f"/message-{index}")]
        assert found[-1]["step"] == step
        return found[-1]["message"]

    def answer(self, page, step, index):
        """The trustee's side of one step, with the file of their key when it is asked."""
        is_at(page, "new-key" if step == "certificate" else "key")
        if index == 1:
            looks_right(page, f"trustee-{step}")
        if step == "certificate":
            self.keys[index] = downloaded(page, "Créer ma clé")
            page.get_by_label("Le fichier est enregistré").check()
        else:
            file = {"name": "cle.json", "mimeType": "application/json", "buffer": self.keys[index]}
            page.get_by_label("Votre clé").set_input_files(file)
        page.get_by_role("button", name="Préparer mon message").locator("visible=true").click()
        is_at(page, "message")
        page.get_by_role("button", name="Envoyer").click()
        wait_until(page, "document.getElementById('sent').textContent.includes('reçu')")
        return self.message(index, step)

    def hold(self, open_here):
        """The three steps; returns what is published, and each one's letter."""

        def step_of(step, others):
            found = []
            for index in (1, 2, 3):
                self.publish(index, step, **others(index))
                query = urlencode({"state": f"/state-{index}.json", "post": f"/message-{index}"})
                page = open_here(f"{self.polling.address}/trustee.html#{query}")
                found.append(self.answer(page, step, index))
                page.context.close()
            return found

        certificates = step_of("certificate", lambda index: {"index": index, "threshold": 2, "size": 3})
        polynomials = step_of("polynomial", lambda _: {"certificates": certificates})
        gathered = {"certificates": certificates, "polynomials": polynomials}
        (vinputs,) = ask(("vinputs", gathered))
        voutputs = step_of(
            "voutput", lambda index: {"certificates": certificates, "vinput": vinputs[index - 1]}
        )
        (made,) = ask(("thresholdKeys", {**gathered, "voutputs": voutputs}))
        return made["trustees"], made["letters"]


def vote(page, code, *, lost=0):
    """The booth, from the code to the tracker."""
    is_at(page, "code")
    page.get_by_label("Votre code de vote").fill(code.replace("-", " "))
    page.get_by_role("button", name="Continuer").click()
    is_at(page, "questions")
    page.get_by_label("Pour", exact=True).check()
    page.get_by_label("Vote blanc").check()
    page.get_by_label("Chloé").check()
    page.get_by_role("button", name="Relire").click()
    is_at(page, "review")
    page.get_by_role("button", name="Chiffrer et voter").click()
    is_at(page, "done", patience_s=60 + 10 * lost)
    return page.get_by_text("Votre numéro de suivi").locator("xpath=../p").inner_text()


def opened(questions=QUESTIONS):
    """An election held by one key, with one code."""
    uuid, code = "4Rb2dQhwVyLpcm", "HyQ6r-bx17xV-PHsTf-Ec4vbJ"
    trustees, credential = ask(
        ("trusteeKey", {"secret": "7", "seed": "t"}), ("credential", {"uuid": uuid, "code": code})
    )
    opening = {"uuid": uuid, "name": "Vote", "description": "", "trustees": trustees}
    (election,) = ask(("openElection", {**opening, "questions": questions}))
    return {"election": election, "trustees": trustees, "roll": json.dumps([credential])}, code


def vote_until_sent(page, code):
    is_at(page, "code")
    page.get_by_label("Votre code de vote").fill(code)
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("Pour", exact=True).check()
    page.get_by_label("Vote blanc").check()
    page.get_by_role("button", name="Relire").click()
    page.get_by_role("button", name="Chiffrer et voter").click()
