"""The booth on a slow phone: Chromium with its processor slowed six times, the published pages as they are.

    .venv/bin/python benchmarks/booth.py [VOTES]

From the press on «Relire mon bulletin» to a ballot encrypted, proved, signed and ready to be cast, in a page
just opened, nothing warmed up. Targets: 1 s for a motion, 5 s for a majority judgment of five proposals (five
times exactly one of six).

Then one core of Node, beside sirona, another implementation in JavaScript over another curve package; and the
verification page, processor not slowed, over an archive of motions.
"""

import base64
import json
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from ground import Table, step

from bootstrap.tests import find_chromium
from milliard.elections.tests.node_runs import PACKAGE, SCRIPTS, ask, run_node
from milliard.elections.tests.voting_site import VotingSite, voting_site
from tests.harness.browser import PHONE, launched, wait_until

SLOWED = 6
ARCHIVED = 200
UUID = "4Rb2dQhwVyLpcm"
CODE = "HyQ6r-bx17xV-PHsTf-Ec4vbJ"


def exactly_one(answers: list[str], question: str) -> dict[str, Any]:
    return {"answers": answers, "min": 1, "max": 1, "question": question}


GRADES = ["Excellent", "Très bien", "Bien", "Assez bien", "Passable", "À rejeter"]
KINDS: dict[str, tuple[list[dict[str, Any]], float]] = {
    "motion": ([exactly_one(["Pour", "Contre", "Abstention"], "Adopter ?")], 1.0),
    "majority judgment, 5 × 6": ([exactly_one(GRADES, f"Projet {n}") for n in range(1, 6)], 5.0),
    "any of 20": (
        [{"answers": [f"Projet {n}" for n in range(20)], "min": 0, "max": 20, "question": "Lesquels ?"}],
        5.0,
    ),
}


def election_of(questions: list[dict[str, Any]]) -> dict[str, str]:
    trustees, credential = ask(
        ("trusteeKey", {"secret": "7", "seed": "t"}), ("credential", {"uuid": UUID, "code": CODE})
    )
    opening = {"uuid": UUID, "name": "Essai", "description": "", "trustees": trustees, "questions": questions}
    return {
        "election": ask(("openElection", opening))[0],
        "trustees": trustees,
        "roll": json.dumps([credential]),
    }


def encrypting_s(browser: Any, site: VotingSite) -> float:
    """Seconds from the press to the ballot that is ready, by the page's own clock."""
    context = browser.new_context(viewport=PHONE, locale="fr-FR")
    try:
        page = context.new_page()
        page.goto(
            f"{site.address}/booth.html#{urlencode({'election': '/election.json', 'cast': '/ballots'})}"
        )
        wait_until(page, "!document.querySelector('[data-step=code]').hidden")
        page.get_by_label("Votre code de vote").fill(CODE)
        page.get_by_role("button", name="Continuer").click()
        for question in page.locator("fieldset").all():
            question.locator("input").nth(1).check()
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        page.evaluate(
            """() => {
              const cast = document.getElementById("cast");
              document.querySelector("#questions-form button").addEventListener(
                "click", () => { window.pressed = performance.now(); }, true);
              new MutationObserver(() => {
                if (!cast.disabled && window.pressed) window.ready ??= performance.now();
              }).observe(cast, { attributes: true });
            }"""
        )
        page.get_by_role("button", name="Relire").click()
        wait_until(page, "window.ready > 0", patience_s=120)
        return float(page.evaluate("(window.ready - window.pressed) / 1000"))
    finally:
        context.close()


def verifying_s(browser: Any, site: VotingSite) -> float:
    """Seconds from the opened page to its verdict."""
    context = browser.new_context(viewport=PHONE, locale="fr-FR")
    try:
        page = context.new_page()
        page.goto(f"{site.address}/verify.html#archive=/vote.bel")
        wait_until(page, "!document.querySelector('[data-step=verdict]').hidden", patience_s=300)
        verdict = page.evaluate("document.getElementById('verdict').textContent")
        assert verdict == "Tout est exact", verdict
        return float(page.evaluate("performance.now() / 1000"))
    finally:
        context.close()


def archive_of_motions() -> bytes:
    held = election_of(KINDS["motion"][0])
    election = base64.b64encode(held["election"].encode()).decode()
    choices = [[1, 0, 0]]
    votes = ask(
        *(
            ("ballot", {"election": election, "code": CODE, "choices": choices, "seed": n})
            for n in range(ARCHIVED)
        )
    )
    return base64.b64decode(ask(("archive", {**held, "ballots": [vote["raw"] for vote in votes]}))[0])


def main(votes: int) -> bool:
    path = find_chromium()
    assert path, "Chromium is not on this machine"
    table = Table(f"A ballot on a slow phone: processor slowed {SLOWED} times, {votes} votes each")
    met = True
    with tempfile.TemporaryDirectory() as name, launched(path) as browser:
        folder = Path(name)
        run_node(PACKAGE / "build.mjs", folder)
        with voting_site(folder) as site:
            for kind, (questions, target_s) in KINDS.items():
                with step(kind):
                    site.files["/election.json"] = election_of(questions)["election"].encode()
                    times = [encrypting_s(browser, site) for _ in range(votes)]
                middle = statistics.median(times)
                met &= middle < target_s
                table.add(kind, f"{middle:.2f} s (worst {max(times):.2f})", f"target {target_s:g} s")
            with step("verification"):
                site.files["/vote.bel"] = archive_of_motions()
                seconds = verifying_s(browser, site)
            table.add(
                f"{ARCHIVED} motions verified", f"{seconds:.1f} s", f"{1000 * seconds / ARCHIVED:.1f} ms each"
            )
    with step("one core, beside sirona"):
        measured = json.loads(run_node(SCRIPTS / "speed.mjs").stdout)
    for kind, found in measured.items():
        for act, peer in (("make", "peerMake"), ("check", "peerCheck")):
            ratio = found[act] / found[peer]
            table.add(
                f"{kind}, {act}, in Node",
                f"{found[act]:.1f} ms",
                f"{ratio:.2f} x sirona ({found[peer]:.1f} ms)",
            )
    table.show()
    return met


if __name__ == "__main__":
    sys.exit(0 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 5) else 1)
