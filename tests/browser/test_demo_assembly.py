"""The assembly of the demonstration, one press from opening, with ten thousand members: to signed minutes.

`test_whole_assembly.py` walks one from its convocation; this one holds at the size of the movement. `-s`
prints how long each act took.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from demo.accounts import ORGANISER
from demo.movement.assembling import TO_OPEN
from milliard.accounts.models import User
from milliard.assemblies.models import Assembly, VoteResult
from milliard.core.models import OutboxMail
from tests.browser.assembly_day import OPEN, SECRET, Day, downloaded, press, says
from tests.browser.secret_walk import sums_are_opened, sums_are_opened_by_the_engine, votes_in_the_booth

CHAIR, MEMBER, SCRIPTED = "Awa", "Farid", "Inès"
_MAXIME = "maxime.membre@exemple.fr"
CONFIDENTIAL_ONE = "Priorités de l’année"


class DemoDay(Day):
    """The day of the demonstration's assembly; the names are those of `Day` whose browsers they get.

    Who presides has a desk's width; a member has two phones, one of which runs no script.
    """

    def __init__(self, open_page: Callable[..., Any], folder: Path) -> None:
        addresses = {CHAIR: ORGANISER, MEMBER: _MAXIME, SCRIPTED: _MAXIME}
        accounts = {name: User.objects.get(email=address) for name, address in addresses.items()}
        self.begin(open_page, folder, accounts)
        self.assembly_id = Assembly.objects.get(title=TO_OPEN).pk


@pytest.fixture
def site(demo_site: str) -> str:
    """What `open_page` opens: a copy of the country of this test's own."""
    return demo_site


@pytest.mark.slow
def test_ten_thousand_members_from_the_opening_to_signed_minutes(
    open_page: Callable[..., Any], tmp_path: Path
) -> None:
    day = DemoDay(open_page, tmp_path)
    page = day.at(CHAIR, day.url("assemblies_desk:console"))
    press(page, "Ouvrir la séance")
    says(page, "La séance est ouverte")
    day.look(page, "ten thousand, the console")
    day.note("opening")
    page = day.at(MEMBER, day.url("assemblies:assembly"))
    press(page, "Je suis là, à distance")
    says(page, "Vous êtes là, à distance")
    day.note("arrival")
    _in_the_open(day)
    _in_confidence(day)
    _in_secret(day)
    _it_ends(day)
    sys.stdout.write(f"\n{len(day.looked)} pages looked at; seconds: {day.spent}\n")


def _opened(day: Day, title: str) -> None:
    page = day.at(CHAIR, day.url("assemblies_desk:console"))
    line = page.locator("details", has_text=title)
    if line.count():
        line.first.locator("summary").click()
    press(page, f"Ouvrir ce vote : {title}")
    says(page, f"Vote ouvert : {title}")


def _closed(day: Day, title: str) -> str:
    page = day.at(CHAIR, day.url("assemblies_desk:console"))
    press(page, f"Clore ce vote et compter : {title}")
    return says(page, "Vote clos")


def _in_the_open(day: Day) -> None:
    """Each of some 2,500 mandates has a right; one votes from a phone without script."""
    _opened(day, OPEN)
    day.note("open vote, opened")
    page = day.at(MEMBER, day.url("assemblies:vote", day.resolution(OPEN).position))
    page.get_by_label("Pour", exact=True).first.check()
    press(page, "Mettre mon bulletin dans l’urne")
    says(page, "Votre bulletin est dans l’urne")
    day.note("open vote, cast")
    _closed(day, OPEN)
    page = day.at(MEMBER, day.url("assemblies:vote", day.resolution(OPEN).position))
    says(page, "Base : 1 bulletin", "vote public")
    day.note("open vote, closed")


def _in_confidence(day: Day) -> None:
    """One ballot is too few for a result to be told: the page says so."""
    _opened(day, CONFIDENTIAL_ONE)
    page = day.at(SCRIPTED, day.url("assemblies:vote", day.resolution(CONFIDENTIAL_ONE).position))
    names = page.eval_on_selector_all("[data-ballots] input[type=radio]", "all => all.map(one => one.name)")
    for name in dict.fromkeys(names):
        page.locator(f"input[type=radio][name='{name}']").first.check()
    day.look(page, "ten thousand, grades")
    press(page, "Mettre mon bulletin dans l’urne")
    says(page, "Votre bulletin est dans l’urne")
    _closed(day, CONFIDENTIAL_ONE)
    page = day.at(SCRIPTED, day.url("assemblies:vote", day.resolution(CONFIDENTIAL_ONE).position))
    day.look(page, "ten thousand, too few grades")
    says(page, "10")
    day.note("confidential vote")


def _in_secret(day: Day) -> None:
    """Open since the convocation: thousands have voted; one more does, and two trustees open the sums, one
    with the engine on a machine of their own, one in a browser that counts every ballot again.
    """
    election = day.resolution(SECRET).election
    assert election is not None
    votes_in_the_booth(day, SCRIPTED, _code(), "Pour")
    day.note("secret vote, cast in the booth")
    _closed(day, SECRET)
    keys = {name: _key(day.accounts[name].email) for name in (CHAIR, SCRIPTED)}
    sums_are_opened_by_the_engine(day, keys[CHAIR], CHAIR)
    sums_are_opened(day, keys, SCRIPTED)
    result = VoteResult.objects.get(resolution=day.resolution(SECRET))
    assert (result.outcome, sum(result.figures["counts"].values()) > 2_500) == ("adopted", True)
    day.note("secret vote, counted")


def _mail(address: str, subject: str) -> str:
    return OutboxMail.objects.filter(recipient=address, subject__startswith=subject).latest("pk").body


def _code() -> str:
    return _mail(_MAXIME, "Votre code de vote").split()[-1]


def _key(address: str) -> bytes:
    return _mail(address, "Votre clé de dépositaire").splitlines()[-1].encode()


def _it_ends(day: Day) -> None:
    page = day.at(CHAIR, day.url("assemblies_desk:console"))
    press(page, "Clore la séance")
    press(page, "Signer le procès-verbal")
    says(page, "Le procès-verbal est signé")
    page = day.at(SCRIPTED, day.url("assemblies:assembly"))
    path = day.folder / "proces-verbal.json"
    path.write_bytes(downloaded(page, page.get_by_role("link", name="De quoi tout recompter").click))
    assert json.loads(path.read_text())["lines"]
    command = [sys.executable, "-m", "engines.minutes", "verify", str(path)]
    subprocess.run(command, check=True, capture_output=True)
    day.note("minutes")
