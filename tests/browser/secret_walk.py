"""The secret, verifiable vote of an assembly, walked in browsers: keys, codes, booth, sums, verification.

Keys are made and kept in the browsers of trustees, codes in the tool of the registrar; the test reads them
where these people do, from the files that their pages give.
"""

import json
import secrets
import subprocess
import sys
from typing import Any
from urllib.parse import urljoin

from django.test import Client
from django.urls import reverse

from engines.ballots import choice_of, make_ballot, secret_of_code, share_of_archive, share_of_letter
from milliard.elections import addresses
from milliard.elections.enums import ElectionState
from milliard.elections.models import ElectionSeries, SecretElection, SeriesVoter
from milliard.elections.services.archives import archive_file
from milliard.elections.services.protocol import protocol_of
from milliard.elections.tests.walking import is_at
from tests.browser.assembly_day import SECRET, TRUSTEES, Day, downloaded, press, says
from tests.harness.browser import wait_until

#: A trustee's browser counts the whole box again before it opens a sum: thousands of ballots take it minutes.
_RECOUNT_S = 400


def keys_are_made(day: Day) -> dict[str, bytes]:
    """The series is written, its trustees accept, and make their keys in three steps; the keys."""
    page = day.at("organisation", reverse("elections_staff:series_write"))
    page.get_by_label("Titre").fill("Scrutins de l’assemblée inventée")
    page.get_by_label("Nom public de la personne ou de l’organisation").fill("Association inventée")
    page.get_by_label("Adresse e-mail de son compte").fill(day.accounts["registre"].email)
    day.look(page, "a series to write", within=".sv")
    press(page, "Enregistrer")
    series = ElectionSeries.objects.get()
    page.goto(reverse("elections_staff:series_trustees", args=[series.public_id]))
    lines = [f"{day.accounts[name].email} {name} Inventé" for name in TRUSTEES]
    page.get_by_label("Dépositaires").fill("\n".join(lines))
    press(page, "Demander à ces personnes")
    own = reverse("elections:trustee", args=[series.public_id])
    for name in TRUSTEES:
        page = day.at(name, own)
        day.look(page, "a trustee is asked")
        press(page, "J’accepte")
    page = day.at("organisation", reverse("elections_staff:series_start", args=[series.public_id]))
    press(page, "Commencer la cérémonie des clés")
    keys: dict[str, bytes] = {}
    for step in ("certificate", "polynomial", "voutput"):
        for name in TRUSTEES:
            page = day.at(name, own)
            page.get_by_role("link", name="Ouvrir la page des dépositaires").click()
            if step == "certificate":
                is_at(page, "new-key")
                day.look(page, "a trustee’s new key")
                keys[name] = downloaded(page, page.get_by_role("button", name="Créer ma clé").click)
                page.get_by_label("Le fichier est enregistré").check()
                _send(page)
            else:
                _give_key(page, keys[name])
    says(day.at(TRUSTEES[0], own), "Elle est finie, les clés sont prêtes")
    series.refresh_from_db()
    assert json.loads(series.trustees_json)[0][0] == "Pedersen"
    assert all(json.loads(key)["seed"] not in series.trustees_json for key in keys.values())
    return keys


def _give_key(page: Any, key: bytes) -> None:
    is_at(page, "key")
    page.get_by_label("Votre clé").set_input_files(
        {"name": "cle.json", "mimeType": "application/json", "buffer": key}
    )
    _send(page)


def _send(page: Any) -> None:
    page.get_by_role("button", name="Préparer mon message").locator("visible=true").click()
    is_at(page, "message", _RECOUNT_S)
    # The site of the tests does its tasks at once: what the last trustee posts is answered when the whole is
    # verified, which a page does not wait for (20 s). It says to try again, and the same message counts once.
    told = "document.getElementById('sent').textContent"
    for _ in range(_RECOUNT_S // 20):
        page.evaluate("document.getElementById('sent').textContent = ''")
        page.get_by_role("button", name="Envoyer").click()
        wait_until(page, f"{told} !== ''")
        if "réessayez" not in page.evaluate(told):
            break
    assert "reçu" in page.evaluate(told), page.evaluate(told)


def codes_are_made(day: Day) -> dict[str, str]:
    """The registrar takes the numbers away, makes codes, brings the public ones back; codes by name."""
    series = ElectionSeries.objects.get()
    page = day.at("registre", reverse("elections:codes", args=[series.public_id]))
    day.look(page, "the registrar’s page")
    numbers = downloaded(page, page.get_by_role("link", name="Les numéros (CSV)").click)
    uuids = page.get_by_label("Les identifiants des scrutins").input_value()
    with page.expect_navigation():
        page.get_by_role("link", name="Ouvrir l’outil").click()
    page.get_by_label("Pour quelle assemblée").fill("Assemblée inventée")
    page.get_by_label("La liste des votant·es").set_input_files(
        {"name": "numeros.csv", "mimeType": "text/csv", "buffer": numbers}
    )
    page.get_by_label("Identifiants des votes").fill(uuids)
    day.look(page, "the registrar’s tool")
    page.get_by_role("button", name="Fabriquer les codes").click()
    is_at(page, "done")
    lists = downloaded(page, page.get_by_role("button", name="Listes publiques").click)
    rows = downloaded(page, page.get_by_role("button", name="Codes pour l’envoi").click)
    page.goto(reverse("elections:codes", args=[series.public_id]))
    page.get_by_label("Fichier des codes publics").set_input_files(
        {"name": "listes.json", "mimeType": "application/json", "buffer": lists}
    )
    press(page, "Envoyer les codes publics")
    says(page, "Codes publics reçus")
    cells = [line.replace('"', "").split(";") for line in rows.decode("utf-8-sig").splitlines()[1:]]
    by_number = {int(one[0]): one[-1] for one in cells}
    voters = SeriesVoter.objects.filter(series=series).values_list("number", "member__given_name")
    assert all(code.encode() not in lists for code in by_number.values())
    return {name: by_number[number] for number, name in voters}


def votes_in_the_booth(day: Day, name: str, code: str, answer: str, *, looks: bool = False) -> str:
    """From the page of the vote to the tracker."""
    vote = day.resolution(SECRET)
    page = day.at(name, day.url("assemblies:vote", vote.position))
    day.look(page, "a secret vote")
    with page.expect_navigation():
        page.get_by_role("link", name="Ouvrir l’isoloir").click()
    is_at(page, "code")
    if looks:
        day.look(page, "the booth, code")
    page.get_by_label("Votre code de vote").fill(code)
    page.get_by_role("button", name="Continuer").click()
    is_at(page, "questions")
    page.get_by_label(answer, exact=True).check()
    if looks:
        day.look(page, "the booth, questions")
    page.get_by_role("button", name="Relire").click()
    is_at(page, "review")
    if looks:
        day.look(page, "the booth, review")
    page.get_by_role("button", name="Chiffrer et voter").click()
    is_at(page, "done")
    if looks:
        day.look(page, "the booth, done")
    tracker: str = page.evaluate("document.getElementById('tracker').textContent")
    return tracker


def votes_by_the_engine(codes: dict[str, str], election: SecretElection, choices: dict[str, int]) -> None:
    """Other machines than browsers: the same protocol, posted without an account."""
    described = protocol_of(election)
    for name, place in choices.items():
        secret = secret_of_code(described.group, described.uuid, codes[name])
        chosen = [choice_of(described.questions[0], [place])]
        raw = make_ballot(described, secret, chosen, randomness=secrets.randbelow).raw
        url = reverse("elections:cast", args=[election.uuid])
        assert Client().post(url, raw, content_type="application/json").status_code == 200


def sums_are_opened(day: Day, keys: dict[str, bytes], *names: str) -> None:
    series = ElectionSeries.objects.get()
    for name in names:
        page = day.at(name, reverse("elections:trustee", args=[series.public_id]))
        day.look(page, "sums await a trustee")
        with page.expect_navigation():
            page.get_by_role("link", name="Ouvrir les sommes").click()
        is_at(page, "key")
        day.look(page, "a trustee’s key, given again")
        _give_key(page, keys[name])


def sums_are_opened_by_the_engine(day: Day, key: bytes, name: str) -> None:
    """What a trustee computes elsewhere from the public archive, given on their own page."""
    series = ElectionSeries.objects.get()
    own = series.trustees.get(account=day.accounts[name])
    election = series.elections.get(state=ElectionState.DECRYPTING)
    secret = share_of_letter(protocol_of(election).group, json.loads(key)["seed"], own.share_letter)
    with archive_file(election) as stream:
        share = share_of_archive(stream, own.index, secret, randomness=secrets.randbelow)
    page = day.at(name, reverse("elections:trustee", args=[series.public_id]))
    page.locator("summary", has_text="Travailler sur un appareil sans réseau").click()
    page.get_by_label("Votre part de").fill(share.to_bytes(protocol_of(election).group).decode())
    press(page, "Publier cette part")
    says(page, "Votre part est vérifiée et publiée.")


def anybody_verifies(day: Day, election: SecretElection, tracker: str) -> None:
    """The public page, the trackers, the verification in the browser, and the engine's own command."""
    for who in ("quelqu’un", "Jonas"):
        page = day.at(who, election.get_absolute_url())
        says(page, "Le résultat", "sur 14 codes remis")
        day.look(page, "an election")
        with page.expect_navigation():
            page.get_by_role("link", name="Retrouver un numéro de suivi").click()
        page.get_by_label("Votre numéro de suivi").fill(tracker)
        press(page, "Chercher")
        says(page, "Ce bulletin est dans l’urne")
        day.look(page, "trackers")
        page.goto(addresses.verification_url(election, tracker))
        is_at(page, "verdict")
        assert page.evaluate("document.getElementById('verdict').textContent") == "Tout est exact"
        assert "il compte" in page.evaluate("document.getElementById('found').textContent")
        day.look(page, "the verification")
    archive = day.folder / f"{election.uuid}.bel"
    url = urljoin(page.url, reverse("elections:board", args=[election.uuid]))
    archive.write_bytes(page.request.get(url).body())
    command = [sys.executable, "-m", "engines.ballots", "verify", str(archive)]
    subprocess.run(command, check=True, capture_output=True)
