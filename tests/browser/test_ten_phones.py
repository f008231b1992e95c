"""Ten members with phones on a bad network: what each browser was told is what the assembly holds.

Requests are late, some come twice, and two sent one after the other may arrive the other way round.
Everybody presses twice. `PHONES_NETWORK=slow-3g` plays the same on the «Slow 3G» of Chromium; `-s` prints
the figures.
"""

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from engines.minutes import verify
from milliard.assemblies.enums import AssemblyState, ProxyState, Secrecy
from milliard.assemblies.models import (
    Assembly,
    AttendanceMark,
    ConfidentialBallot,
    OpenBallot,
    Proxy,
    RollEntry,
    VoteResult,
    VotingRight,
)
from milliard.assemblies.papers import MOTION_WORDS
from milliard.assemblies.reports.minutes import minutes_document
from milliard.assemblies.services.assemblies import close_assembly, name_bureau, open_assembly
from milliard.assemblies.services.votes import close_vote
from milliard.assemblies.tests.factories import make_resolution
from milliard.assemblies.tests.people import address, assembly_of, entries_by_name, vote_url
from tests.browser.hall import WEATHERS, Hall, Phone, hall
from tests.harness.browser import needed_chromium
from tests.harness.network import network

NAMES = ("Awa", "Bruno", "Chloé", "Driss", "Élise", "Farid", "Gaël", "Hélène", "Inès", "Jonas")
#: Who proposes their proxy to whom; «»: without a name. Farid and Gaël to each other: one is refused.
GIVEN = {
    "Awa": "Inès",
    "Bruno": "Inès",
    "Chloé": "Inès",
    "Driss": "Jonas",
    "Élise": "Jonas",
    "Farid": "Gaël",
    "Gaël": "Farid",
    "Hélène": "",
}
CHOICES = ("for", "against", "abstain")
WEATHER = WEATHERS[os.environ.get("PHONES_NETWORK", "hall")]
Act = Callable[[Phone], Awaitable[Any]]


class Story:
    """The assembly, its ten phones, and what they were told."""

    def __init__(self, assembly: Assembly, phones: Hall) -> None:
        self.assembly, self.hall = assembly, phones
        self.entries = entries_by_name(assembly)
        self.full_names = {entry.member.name: name for name, entry in self.entries.items()}
        self.told: Counter[str] = Counter()
        self.spent: dict[str, float] = {}
        self._since = time.perf_counter()

    def note(self, what: str, count: int) -> None:
        """So many of an act were told, and are what the assembly holds."""
        now = time.perf_counter()
        self.told[what] += count
        self.spent[what], self._since = round(now - self._since, 1), now

    def names_in(self, words: str) -> set[str]:
        return {short for full, short in self.full_names.items() if full in words}

    def standing(self) -> dict[str, tuple[str, str]]:
        """Of each who gave a proxy that stands: to whom, and its state."""
        rows = Proxy.objects.filter(assembly=self.assembly).standing()
        values = rows.values_list("giver__member__given_name", "holder__member__given_name", "state")
        return {giver: (holder or "", state) for giver, holder, state in values}


@pytest.fixture
def story(site: str) -> Iterator[Story]:
    """Ten members of an assembly convened, before a network that delays, repeats and reorders."""
    path = needed_chromium()
    assembly = assembly_of(*NAMES, state=AssemblyState.CONVENED)
    cookies = {name: session_of(entry) for name, entry in entries_by_name(assembly).items()}
    with (
        network(site, spread_s=1.0, repeats=0.2) as bad,
        hall(path, bad.address, cookies, WEATHER) as phones,
    ):
        yield Story(assembly, phones)


def session_of(entry: RollEntry) -> dict[str, str]:
    client = Client()
    assert entry.member.account is not None
    client.force_login(entry.member.account, backend="django.contrib.auth.backends.ModelBackend")
    return {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}


@pytest.mark.slow
def test_ten_phones_at_once(story: Story) -> None:
    proxies_are_proposed(story)
    proxies_are_answered(story)
    present = they_arrive(story)
    entries = story.entries
    name_bureau(assembly=story.assembly, chair=entries["Inès"], secretary=entries["Jonas"], by=None)
    story.assembly = open_assembly(assembly=story.assembly, by=None)
    for secrecy in (Secrecy.OPEN, Secrecy.CONFIDENTIAL):
        they_vote(story, present, secrecy)
    close_assembly(assembly=story.assembly, by=None)
    assert verify(json.loads(json.dumps(minutes_document(story.assembly)))) == []
    sys.stdout.write(f"\n{len(NAMES)} phones, {WEATHER}: {dict(story.told)}; seconds: {story.spent}\n")


def proxies_are_proposed(story: Story) -> None:
    page = address("proxies", story.assembly)

    def give(holder: str) -> Act:
        async def act(phone: Phone) -> str:
            if not holder:
                await phone.go(page)
                return await phone.press("Donner un pouvoir sans nom", "#mine-title", twice=True)
            number = story.entries[holder].number
            await phone.go(f"{page}?q={number}")
            await phone.page.locator(f"#holder_{number}").check()
            return await phone.press("Proposer mon pouvoir", "#mine-title", twice=True)

        return act

    told = story.hall.together({giver: give(holder) for giver, holder in GIVEN.items()})
    said = {giver: GIVEN[giver] for giver, words in told.items() if "Reprendre mon pouvoir" in words}
    assert said == {giver: holder for giver, (holder, _) in story.standing().items()}
    assert len({"Farid", "Gaël"} & set(said)) == 1, "each proposed to the other: one of them is refused"
    assert len(said) == len(GIVEN) - 1
    refused = told[({"Farid", "Gaël"} - set(said)).pop()]
    assert "a elle-même donné pouvoir" in refused or "Vous votez vous-même" in refused
    story.note("proxies proposed", len(said))


def proxies_are_answered(story: Story) -> None:
    page = address("proxies", story.assembly)
    loser = next(name for name in ("Farid", "Gaël") if name not in story.standing())
    refusing = {"Jonas": {"Driss"}}

    def answer(name: str) -> Act:
        async def act(phone: Phone) -> set[str]:
            """Say yes, or no to some, until nobody waits but those there is no room for."""
            await phone.go(page)
            known: set[str] = set()
            for _ in GIVEN:
                lines = phone.page.locator("section[aria-labelledby=offered-title] li")
                texts = [await line.inner_text() for line in await lines.all()]
                new = [(place, text) for place, text in enumerate(texts) if not story.names_in(text) & known]
                if not new:
                    break
                place, text = new[0]
                known |= story.names_in(text)
                says_no = bool(story.names_in(text) & refusing.get(name, set()))
                button = "Refuser" if says_no else "Accepter"
                await phone.press(button, "#mine-title", within=lines.nth(place), twice=True)
            held = await phone.page.locator("section[aria-labelledby=held-title]").inner_text()
            return story.names_in(held)

        return act

    told = story.hall.together({name: answer(name) for name in ("Inès", "Jonas", loser)})
    accepted = [
        (giver, to) for giver, (to, state) in story.standing().items() if state == ProxyState.ACCEPTED
    ]
    assert {(giver, holder) for holder, givers in told.items() for giver in givers} == set(accepted)
    assert len(told["Inès"]) == 2, "three proposed, the statutes leave room for two"
    assert told["Jonas"] == {"Élise"}
    assert Proxy.objects.get(giver=story.entries["Driss"]).state == ProxyState.REFUSED
    story.note("proxies accepted", len(accepted))


def they_arrive(story: Story) -> list[str]:
    """Everybody comes but those whose proxy is carried, or has no name; Élise comes, and hers falls."""
    away = {giver for giver, (_, state) in story.standing().items() if state == ProxyState.ACCEPTED} - {
        "Élise"
    }
    present = [name for name in NAMES if name not in away | {"Hélène"}]
    page = address("assembly", story.assembly)

    def come(name: str) -> Act:
        async def act(phone: Phone) -> str:
            await phone.go(page)
            words = await phone.press("Je suis là, à distance", "aside", twice=True)
            if name == "Driss":  # an errand
                await phone.press("Je pars", "aside", twice=True)
                words = await phone.press("Je suis là, à distance", "aside", twice=True)
            return words

        return act

    told = story.hall.together({name: come(name) for name in present})
    assert [name for name, words in told.items() if "Vous êtes là, à distance" in words] == present
    marks = AttendanceMark.objects.filter(assembly=story.assembly).order_by("pk")
    lines = Counter(marks.values_list("entry__member__given_name", flat=True))
    assert lines == {name: 3 if name == "Driss" else 1 for name in present}
    assert "Élise" not in story.standing()
    story.note("arrivals", len(present))
    return present


def intended(story: Story, title: str, name: str) -> str:
    """What is voted for one mandate: each its own, so that none can stand for another."""
    carried = story.names_in(title)
    return CHOICES[NAMES.index(carried.pop() if carried else name) % 3]


def they_vote(story: Story, present: list[str], secrecy: Secrecy) -> None:
    vote = make_resolution(story.assembly, is_open=True, secrecy=secrecy)

    def cast(name: str) -> Act:
        async def act(phone: Phone) -> list[str]:
            await phone.go(vote_url(vote))
            for ballot in await phone.page.locator("form[data-ballots] fieldset").all():
                title = await ballot.locator("legend").inner_text()
                await ballot.locator(f"input[value={intended(story, title, name)}]").check()
            several = await phone.page.locator("form[data-ballots] fieldset").count() > 1
            button = "Mettre mes bulletins" if several else "Mettre mon bulletin"
            await phone.press(button, ".cast-list", twice=True)
            return [await one.inner_text() for one in await phone.page.locator(".cast-list li").all()]

        return act

    told = story.hall.together({name: cast(name) for name in present})
    said = {
        (story.names_in(line) or {name}).pop(): intended(story, line, name)
        for name, lines in told.items()
        for line in lines
    }
    rights = VotingRight.objects.filter(resolution=vote)
    assert (
        len(said) == sum(map(len, told.values())) == rights.filter(has_voted=True).count() == rights.count()
    )
    if secrecy == Secrecy.OPEN:
        for name, lines in told.items():
            for line in lines:
                assert MOTION_WORDS[intended(story, line, name)] in line
        ballots = OpenBallot.objects.filter(right__resolution=vote)
        stored = ballots.values_list("right__entry__member__given_name", "content__choice", "revision")
        assert {(name, choice, 1) for name, choice in said.items()} == set(stored)
    else:
        box = ConfidentialBallot.objects.filter(resolution=vote).values_list("content__choice", flat=True)
        assert Counter(box) == Counter(said.values())
    close_vote(resolution=vote, by=None)
    counts = VoteResult.objects.get(resolution=vote).figures["counts"]
    assert {choice: counts[choice] for choice in CHOICES} == Counter(said.values())
    story.note(f"ballots, {secrecy}", len(said))
