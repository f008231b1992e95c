"""One assembly in Chromium, from the convocation to the signed minutes: everybody in a browser of their own.

Fourteen members, two of them on paper alone; one vote of each secrecy level. Phones and desks, axe on each
page met. `-s` prints the figures, `LOOKS` takes a picture of each page.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from milliard.assemblies.models import (
    ConfidentialBallot,
    OpenBallot,
    VoteResult,
    VotingRight,
)
from tests.browser import assembly_eve, secret_walk
from tests.browser.assembly_day import (
    CONFIDENTIAL,
    OPEN,
    SECRET,
    TRUSTEES,
    Day,
    downloaded,
    press,
    says,
    words_of_pdf,
)

#: What each mandate says in the open vote, and in the confidential one; who is not here votes otherwise.
SAID_OPENLY = {"Awa": "Pour", "Bruno": "Pour", "Chloé": "Pour", "Driss": "Contre", "Élise": "Pour",
               "Farid": "Abstention", "Inès": "Pour", "Hélène": "Contre", "Jonas": "Pour",
               "Louise": "Pour", "Maël": "Pour"}  # fmt: skip
SAID_IN_CONFIDENCE = {"Awa": "Pour", "Bruno": "Contre", "Chloé": "Contre", "Driss": "Pour", "Élise": "Pour",
                      "Farid": "Contre", "Inès": "Contre", "Hélène": "Pour", "Louise": "Pour",
                      "Maël": "Pour"}  # fmt: skip
#: In the booth by browser; the others by the engine: 0 for, 1 against, 2 abstention.
IN_THE_BOOTH = {"Hélène": "Pour", "Jonas": "Contre", "Inès": "Pour"}
BY_THE_ENGINE = {"Awa": 0, "Bruno": 0, "Chloé": 0, "Driss": 1, "Élise": 0, "Farid": 2, "Gaël": 0,
                 "Maël": 0, "Nora": 1}  # fmt: skip


@pytest.fixture
def day(site: str, open_page: Callable[..., Any], tmp_path: Path) -> Day:
    return Day(open_page, tmp_path)


@pytest.mark.slow
def test_from_the_convocation_to_the_signed_minutes(day: Day) -> None:
    assembly_eve.it_is_prepared(day)
    keys = secret_walk.keys_are_made(day)
    day.note("keys")
    assembly_eve.it_is_convened(day)
    codes = secret_walk.codes_are_made(day)
    day.note("codes")
    assembly_eve.proxies_are_given(day)
    assembly_eve.papers_are_printed(day)
    assembly_eve.they_arrive(day)
    it_opens(day)
    an_open_vote(day)
    a_confidential_vote(day)
    a_secret_vote(day, keys, codes)
    it_ends(day)
    kinds = {name.rpartition(",")[0] for name in day.looked}
    told = f"{len(kinds)} kinds of page looked at, {len(day.looked)} with their widths; seconds: {day.spent}"
    sys.stdout.write(f"\n{told}\n")


def it_opens(day: Day) -> None:
    """The bureau is named; whoever presides opens the session from their own account."""
    page = day.at("organisation", day.url("assemblies_staff:assembly_bureau"))
    for label, name in (("Présidence de séance", "Awa"), ("Secrétariat de séance", "Bruno")):
        page.get_by_label(label).fill(name)
    press(page, "Désigner")
    page = day.at("Awa", day.url("assemblies_desk:console"))
    day.look(page, "the console")
    press(page, "Ouvrir la séance")
    says(page, "La séance est ouverte")
    for name in ("Awa", "Inès"):
        day.look(day.at(name, day.url("assemblies:live")), "the session, live")
    day.look(day.at("Jonas", day.url("assemblies:screen")), "the wall")
    day.note("opening")


def _open_vote(day: Day, title: str) -> Any:
    page = day.at("Awa", day.url("assemblies_desk:console"))
    line = page.locator("details", has_text=title)
    if line.count():
        line.locator("summary").click()
    press(page, f"Ouvrir ce vote : {title}", within=line if line.count() else None)
    says(page, f"Vote ouvert : {title}")
    return page


def _close_vote(day: Day, title: str) -> str:
    page = day.at("Awa", day.url("assemblies_desk:console"))
    press(page, f"Clore ce vote et compter : {title}")
    return says(page, "Vote clos")


def _vote(day: Day, name: str, title: str, said: dict[str, str], *carried: str, same: bool = False) -> None:
    """One's own ballot and those of ``carried``; ``same``: the first is meant for all."""
    resolution = day.resolution(title)
    page = day.at(name, day.url("assemblies:vote", resolution.position))
    for mandate in (name, *carried):
        right = VotingRight.objects.get(resolution=resolution, entry=day.entry(mandate))
        if not same or mandate == name:
            page.locator(f"#v{right.pk}").get_by_label(said[mandate], exact=True).check()
    if same:
        page.get_by_label("La même chose pour tous mes bulletins").check()
    if name != "Farid":
        day.look(page, f"a {resolution.secrecy} vote")
    press(page, "Mettre mes bulletins dans l’urne" if carried else "Mettre mon bulletin dans l’urne")
    says(page, f"Vos {1 + len(carried)} bulletins sont dans l’urne" if carried else "Votre bulletin est dans")


def an_open_vote(day: Day) -> None:
    """On phones, without script, on a named paper, by hands raised; the result with its arithmetic."""
    page = _open_vote(day, OPEN)
    day.look(page, "the console, a vote open")
    for name in ("Awa", "Bruno", "Chloé", "Driss", "Élise", "Farid", "Jonas"):
        _vote(day, name, OPEN, SAID_OPENLY)
    _vote(day, "Inès", OPEN, SAID_OPENLY, "Hélène")
    _vote(day, "Louise", OPEN, SAID_OPENLY, "Maël", same=True)
    page = day.at("Awa", day.url("assemblies_desk:console"))
    page.get_by_text("Saisir des papiers nommés").click()
    page.get_by_label("N°, papier 1").fill(str(day.entry("Nora").number))
    page.get_by_label("Bulletin, papier 1").select_option(label="Contre")
    press(page, "Enregistrer ces papiers")
    says(page, "Papiers enregistrés : 1")
    for word in ("Pour", "Contre"):
        page.get_by_role("textbox", name=word, exact=True).or_(
            page.get_by_role("spinbutton", name=word, exact=True)
        ).first.fill("1")
    press(page, "Enregistrer ce décompte")
    says(page, "Décompte enregistré")
    assert OpenBallot.objects.filter(right__resolution__title=OPEN).count() == 12
    assert "adopté" in _close_vote(day, OPEN)
    for who in ("Inès", "Jonas", "quelqu’un"):
        page = day.at(who, day.url("assemblies:vote", day.resolution(OPEN).position))
        says(page, "7 voix pour, au moins, sur 13. Il y en a 9.", "Base : 14 bulletins, vote public")
        day.look(page, "a result")
    counts = VoteResult.objects.get(resolution__title=OPEN).figures["counts"]
    assert (counts["for"], counts["against"], counts["abstain"]) == (9, 4, 1)
    page = day.at("Inès", day.url("assemblies:ballots", day.resolution(OPEN).position))
    says(page, "Hélène Inventé", "par pouvoir, Inès Inventé", "2 voix comptées à main levée ou sur papier")
    day.look(page, "ballots of an open vote")
    day.note("open vote")


def a_confidential_vote(day: Day) -> None:
    """On phones, one paper in the box: counted, and joined with nobody."""
    _open_vote(day, CONFIDENTIAL)
    for name in ("Awa", "Bruno", "Chloé", "Driss", "Élise", "Farid"):
        _vote(day, name, CONFIDENTIAL, SAID_IN_CONFIDENCE)
    _vote(day, "Inès", CONFIDENTIAL, SAID_IN_CONFIDENCE, "Hélène")
    _vote(day, "Louise", CONFIDENTIAL, SAID_IN_CONFIDENCE, "Maël", same=True)
    page = day.at("Awa", day.url("assemblies_desk:console"))
    page.get_by_label("Numéro sur la liste").first.fill(str(day.entry("Nora").number))
    press(page, "Pointer")
    says(page, "a voté sur papier")
    page.get_by_role("textbox", name="Pour", exact=True).or_(
        page.get_by_role("spinbutton", name="Pour", exact=True)
    ).first.fill("1")
    day.look(page, "the console, a box to count")
    press(page, "Enregistrer ce décompte")
    assert ConfidentialBallot.objects.filter(resolution__title=CONFIDENTIAL).count() == 10
    assert "adopté" in _close_vote(day, CONFIDENTIAL)
    counts = VoteResult.objects.get(resolution__title=CONFIDENTIAL).figures["counts"]
    assert (counts["for"], counts["against"]) == (7, 4)
    page = day.at("Inès", day.url("assemblies:vote", day.resolution(CONFIDENTIAL).position))
    words = says(
        page, "6 voix pour, au moins, sur 11. Il y en a 7.", "Base : 11 bulletins, vote confidentiel"
    )
    assert "Lire chaque bulletin" not in words
    day.look(page, "a confidential result")
    day.note("confidential vote")


def a_secret_vote(day: Day, keys: dict[str, bytes], codes: dict[str, str]) -> None:
    """In the booth, with the codes of the registrar; its sums opened by two of three trustees."""
    _open_vote(day, SECRET)
    election = day.resolution(SECRET).election
    assert election is not None
    day.look(day.at("Hélène", election.get_absolute_url()), "an election, open")
    trackers = {
        name: secret_walk.votes_in_the_booth(day, name, codes[name], answer, looks=name != "Inès")
        for name, answer in IN_THE_BOOTH.items()
    }
    secret_walk.votes_by_the_engine(codes, election, BY_THE_ENGINE)
    says(day.at("Awa", day.url("assemblies_desk:console")), "12 sur 14 mandats")
    says_closed = _close_vote(day, SECRET)
    assert "Ses dépositaires doivent ouvrir les sommes" in says_closed
    secret_walk.sums_are_opened(day, keys, TRUSTEES[0], TRUSTEES[2])
    result = VoteResult.objects.get(resolution__title=SECRET)
    counts = result.figures["counts"]
    assert (counts["for"], counts["against"], counts["abstain"], result.outcome) == (8, 3, 1, "adopted")
    election.refresh_from_db()
    secret_walk.anybody_verifies(day, election, trackers["Hélène"])
    assert not VotingRight.objects.filter(resolution__title=SECRET).exists()
    page = day.at("Hélène", day.url("assemblies:vote", day.resolution(SECRET).position))
    says(page, "6 voix pour, au moins, sur 11. Il y en a 8.", "Base : 12 bulletins, vote secret")
    day.look(page, "a secret result")
    day.note("secret vote")


def it_ends(day: Day) -> None:
    """Closed, signed by whoever presides; any member verifies the file, and a line changed is named."""
    page = day.at("Awa", day.url("assemblies_desk:console"))
    press(page, "Clore la séance")
    day.look(page, "the console, closed")
    press(page, "Signer le procès-verbal")
    says(page, "Le procès-verbal est signé")
    page = day.at("Inès", day.url("assemblies:assembly"))
    day.look(page, "an assembly, signed")
    path = day.folder / "proces-verbal.json"
    path.write_bytes(downloaded(page, page.get_by_role("link", name="De quoi tout recompter").click))
    paper = words_of_pdf(page.request.get(page.url.rstrip("/") + "/proces-verbal.pdf").body())
    assert all(title in paper for title in (OPEN, CONFIDENTIAL, SECRET)), paper
    assert "Awa Inventé" in paper
    command = [sys.executable, "-m", "engines.minutes", "verify", str(path)]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
    document = json.loads(path.read_text())
    broken = len(document["lines"]) // 2
    document["lines"][broken]["content"] += " "
    path.write_text(json.dumps(document, ensure_ascii=False))
    told = subprocess.run(command, check=False, capture_output=True, text=True)
    assert told.returncode == 1
    assert f"ligne {document['lines'][broken]['position']}" in told.stderr.replace("\u00a0", " ")
    day.note("minutes")
