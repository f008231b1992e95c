"""Votes and sessions in Chromium: two people at once, a slow network, no script, the keyboard alone."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from milliard.accounts.models import User
from milliard.assemblies.enums import Secrecy
from milliard.assemblies.models import Assembly, ConfidentialBallot, OpenBallot, Resolution, VotingRight
from milliard.assemblies.tests.factories import come, make_resolution
from milliard.assemblies.tests.people import address, assembly_of, entries_by_name, vote_url
from tests.harness.browser import PHONE, faults_of, wait_until

Open = Callable[..., Any]
#: A village hall: each request takes most of a second.
SLOW = {"offline": False, "latency": 700, "downloadThroughput": 50_000, "uploadThroughput": 20_000}
BACKEND = "django.contrib.auth.backends.ModelBackend"


def sign_in(page: Any, site: str, account: User | None) -> None:
    assert account is not None
    client = Client()
    client.force_login(account, backend=BACKEND)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])


@pytest.fixture
def session(site: str) -> tuple[Assembly, dict[str, Any]]:
    assembly = assembly_of("Awa", "Louise")
    people = entries_by_name(assembly)
    come(*people.values())
    return assembly, people


def choose(page: Any, word: str) -> None:
    page.click(f"label:has-text('{word}') >> nth=0")


def test_two_people_vote_at_once_and_one_presses_twice(open_page: Open, site: str, session: Any) -> None:
    assembly, people = session
    resolution = make_resolution(assembly, is_open=True)
    pages = []
    for name in ("Awa", "Louise"):
        page = open_page("/", viewport=PHONE)
        sign_in(page, site, people[name].member.account)
        page.goto(vote_url(resolution))
        pages.append(page)
    choose(pages[0], "Pour")
    choose(pages[1], "Contre")
    # Each travels slowly; the first presses again and again meanwhile.
    for page in pages:
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        network.send("Network.emulateNetworkConditions", SLOW)
    pages[0].evaluate(
        "() => { const press = document.querySelector('[data-ballots] button');"
        " for (const _ of [1, 2, 3]) press.click(); }"
    )
    pages[1].click("text=Mettre mon bulletin dans l’urne")
    for page in pages:
        page.wait_for_selector(".cast-list")
    assert set(OpenBallot.objects.values_list("right__entry__member__given_name", "content__choice")) == {
        ("Awa", "for"),
        ("Louise", "against"),
    }
    assert set(OpenBallot.objects.values_list("revision", flat=True)) == {1}


def test_going_back_after_voting_shows_what_is_recorded(open_page: Open, site: str, session: Any) -> None:
    assembly, people = session
    resolution = make_resolution(assembly, is_open=True)
    page = open_page("/", viewport=PHONE)
    sign_in(page, site, people["Awa"].member.account)
    page.goto(vote_url(resolution))
    choose(page, "Pour")
    page.click("text=Mettre mon bulletin dans l’urne")
    page.wait_for_selector(".cast-list")
    page.go_back()
    assert "Votre voix" in page.inner_text(".cast-list")
    page.reload()
    page.click("text=Changer ce que j’ai voté")
    choose(page, "Contre")
    page.click("text=Enregistrer le changement")
    page.wait_for_selector("text=Contre")
    assert OpenBallot.objects.get().content == {"choice": "against"}


def test_a_ballot_changed_on_another_phone_is_shown_and_nothing_typed_is_lost(
    open_page: Open, site: str, session: Any
) -> None:
    assembly, people = session
    resolution = make_resolution(assembly, is_open=True)
    pages = []
    for _ in range(2):
        page = open_page("/", viewport=PHONE)
        sign_in(page, site, people["Awa"].member.account)
        page.goto(vote_url(resolution))
        pages.append(page)
    for page, word in zip(pages, ("Pour", "Contre"), strict=True):
        choose(page, word)
        page.click("text=Mettre mon bulletin dans l’urne")
    second = pages[1]
    assert "a changé depuis une autre page" in second.inner_text(".error-summary")
    assert "Pour" in second.inner_text(".cast-list")
    assert second.is_checked("input[value=against]")
    assert OpenBallot.objects.get().content == {"choice": "for"}
    assert faults_of(second) == []
    second.click("text=Enregistrer le changement")
    second.wait_for_selector("text=Votre bulletin est dans l’urne")
    assert OpenBallot.objects.get().content == {"choice": "against"}


def test_without_script_by_keyboard_alone_a_confidential_ballot_goes_in(
    open_page: Open, site: str, session: Any
) -> None:
    assembly, people = session
    resolution = make_resolution(assembly, is_open=True, secrecy=Secrecy.CONFIDENTIAL)
    page = open_page("/", viewport=PHONE, javascript=False)
    sign_in(page, site, people["Awa"].member.account)
    page.goto(address("live", assembly))
    assert "Cette page ne bouge pas seule" in page.inner_text("main")
    page.click(f"#vote-{resolution.position}")
    page.focus("input[value=for]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert "Personne ne peut" in page.inner_text(".cast-list")
    assert ConfidentialBallot.objects.get().content == {"choice": "against"}
    assert VotingRight.objects.get(entry=people["Awa"]).has_voted


def test_the_session_moves_by_itself_and_stops(open_page: Open, site: str, session: Any) -> None:
    assembly, _ = session
    page = open_page(reverse("assemblies:live", args=[assembly.public_id]), viewport=PHONE)
    requests: list[Any] = []
    page.on("request", lambda request: requests.append(request))
    resolution = make_resolution(assembly, title="Une chose qui s’ouvre", is_open=True)
    wait_until(page, "() => document.body.innerText.includes('Une chose qui s’ouvre')")
    assert page.inner_text("[data-live-said]") == "Vote ouvert\u00a0: Une chose qui s’ouvre"
    assert all("cookie" not in one.all_headers() for one in requests if one.url.endswith("/etat"))
    Resolution.objects.filter(pk=resolution.pk).update(state="withdrawn")
    Assembly.objects.filter(pk=assembly.pk).update(state="closed", closed_at=assembly.opened_at)
    wait_until(page, "() => document.body.innerText.includes('La séance est close')")
    requests.clear()
    page.wait_for_timeout(4_000)
    assert requests == []
