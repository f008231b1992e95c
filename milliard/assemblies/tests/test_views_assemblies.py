"""The page of an assembly, one's part in it, proxies, the roll."""

import hashlib
from uuid import uuid4

import pytest
from django.test import Client

from milliard.accounts.tests.clients import signed_in
from milliard.accounts.tests.factories import make_person
from milliard.assemblies.enums import AssemblyState, MarkKind, ProxyState
from milliard.assemblies.models import Assembly, AttendanceMark, Proxy, SpeakingRequest
from milliard.assemblies.panels import assembly_cards
from milliard.assemblies.search import SOURCES
from milliard.assemblies.services.assemblies import cancel_assembly
from milliard.assemblies.services.proxies import give_proxy
from milliard.assemblies.tests.factories import (
    closed_with,
    come,
    entrust,
    make_assembly,
    make_resolution,
    make_voter,
)
from milliard.assemblies.tests.people import (
    address,
    assembly_of,
    browser_of,
    entries_by_name,
    text_of,
)

pytestmark = pytest.mark.django_db


def test_everybody_reads_the_rules_in_sentences() -> None:
    assembly = assembly_of("Awa", "Louise", quorum_numerator=1, quorum_denominator=4)
    page = text_of(Client().get(address("assembly", assembly)))
    assert "il faut le quart des membres de la liste, présents ou représentés\u00a0: 1 sur 2." in page
    assert "Le texte est adopté s’il réunit plus de la moitié des voix pour et contre." in page
    assert "2\u00a0pouvoirs au plus par personne" in page
    assert "Awa" not in page


def test_the_link_of_the_video_call_is_for_the_roll() -> None:
    assembly = assembly_of("Awa", "Louise")
    Assembly.objects.filter(pk=assembly.pk).update(online_url="https://visio.exemple.invalid/salle")
    url = address("assembly", assembly)
    assert "visio.exemple" not in text_of(Client().get(url))
    assert "visio.exemple" not in text_of(signed_in(make_person()).get(url))
    assert "visio.exemple" in text_of(browser_of(entries_by_name(assembly)["Awa"]).get(url))


def test_i_am_here_sent_twice_is_one_line_and_an_old_page_does_not_bring_me_back() -> None:
    assembly = assembly_of("Awa", "Louise")
    awa, url = entries_by_name(assembly)["Awa"], address("assembly", assembly)
    client, form = browser_of(awa), {"act": "arrive", "key": str(uuid4())}
    for _ in range(2):
        assert "vous êtes là, à distance" in text_of(client.post(url, form, follow=True))
    assert AttendanceMark.objects.count() == 1
    client.post(url, {"act": "leave", "key": str(uuid4())})
    said = text_of(client.post(url, form, follow=True))
    assert "Cette page était ancienne" in said
    assert AttendanceMark.objects.order_by("-pk").first().kind == MarkKind.LEFT


def test_nobody_is_far_away_where_statutes_do_not_allow_it() -> None:
    assembly = assembly_of("Awa", "Louise", remote_allowed=False)
    client, url = browser_of(entries_by_name(assembly)["Awa"]), address("assembly", assembly)
    page = text_of(client.get(url))
    assert "Je suis là" not in page
    assert "Mon code pour l’accueil" in page
    said = text_of(client.post(url, {"act": "arrive", "key": str(uuid4())}, follow=True))
    assert "ne permettent pas d’assister à distance" in said
    assert not AttendanceMark.objects.exists()


def test_the_floor_is_asked_once_and_given_up() -> None:
    assembly = assembly_of("Awa", "Louise")
    people, url = entries_by_name(assembly), address("assembly", assembly)
    come(*people.values())
    client = browser_of(people["Awa"])
    for _ in range(2):
        page = text_of(client.post(url, {"act": "speak", "from": "live"}, follow=True))
    assert "Vous êtes la prochaine personne à parler" in page
    assert "La séance en direct" in page
    assert SpeakingRequest.objects.count() == 1
    assert "Demander la parole" in text_of(client.post(url, {"act": "hush"}, follow=True))


def test_two_of_one_household_act_each_for_themself() -> None:
    account = make_person()
    members = [make_voter(account, given_name=name, family_name="Inventé") for name in ("Awa", "Claude")]
    assembly = make_assembly(members=members, state=AssemblyState.OPEN)
    client, url = signed_in(account), address("assembly", assembly)
    client.post(url, {"act": "arrive", "key": str(uuid4()), "member": str(members[1].public_id)})
    assert AttendanceMark.objects.get().entry.member == members[1]
    assert "Vous êtes là" in text_of(client.get(f"{url}?pour={members[1].public_id}"))
    assert "Je suis là" in text_of(client.get(f"{url}?pour={members[0].public_id}"))


def test_a_cancelled_assembly_says_why() -> None:
    assembly = assembly_of("Awa", "Louise", state=AssemblyState.CONVENED)
    cancel_assembly(assembly=assembly, cancelled_why="La salle a brûlé.", by=None)
    assert "La salle a brûlé." in text_of(Client().get(address("assembly", assembly)))


def test_what_is_not_convened_is_seen_by_nobody() -> None:
    assembly = make_assembly(state=AssemblyState.ROLLED)
    for name in ("assembly", "live", "live_state", "screen", "roll", "roll_lines"):
        assert Client().get(address(name, assembly)).status_code == 404


# Proxies


def test_a_proxy_is_found_by_three_letters_given_accepted_and_taken_back() -> None:
    assembly = assembly_of("Awa", "Claude", "Louise", state=AssemblyState.CONVENED)
    people, url = entries_by_name(assembly), address("proxies", assembly)
    giver, holder = browser_of(people["Awa"]), browser_of(people["Claude"])
    assert "Claude" not in text_of(giver.get(f"{url}?q=cl"))
    assert "Claude Inventé" in text_of(giver.get(f"{url}?q=clau"))
    assert "Claude Inventé" in text_of(giver.get(f"{url}?q={people['Claude'].number}"))
    said = text_of(giver.post(url, {"act": "give", "holder": people["Claude"].number}, follow=True))
    assert "il compte dès qu’il est accepté" in said
    proxy = Proxy.objects.get()
    page = text_of(holder.post(url, {"act": "accept", "proxy": proxy.public_id}, follow=True))
    assert "Vous portez 1\u00a0pouvoir, sur 2 au plus, de Awa Inventé" in page
    assert "pouvoir accepté le" in text_of(giver.get(url))
    giver.post(url, {"act": "revoke", "proxy": proxy.public_id})
    proxy.refresh_from_db()
    assert proxy.state == ProxyState.REVOKED


def test_nobody_answers_for_another() -> None:
    assembly = assembly_of("Awa", "Claude", "Louise", state=AssemblyState.CONVENED)
    people, url = entries_by_name(assembly), address("proxies", assembly)
    proxy = give_proxy(giver=people["Awa"], holder=people["Claude"], by=None)
    for act in ("accept", "refuse", "revoke"):
        answer = browser_of(people["Louise"]).post(url, {"act": act, "proxy": proxy.public_id})
        assert answer.status_code == 404
    proxy.refresh_from_db()
    assert proxy.state == ProxyState.OFFERED


def test_a_proxy_without_a_name_where_statutes_take_them() -> None:
    for rule, is_taken in (("shared", True), ("refused", False)):
        assembly = assembly_of("Awa", "Louise", state=AssemblyState.CONVENED, blank_proxies=rule)
        client, url = browser_of(entries_by_name(assembly)["Awa"]), address("proxies", assembly)
        assert ("sans nom" in text_of(client.get(url))) == is_taken
        client.post(url, {"act": "blank"})
        assert Proxy.objects.filter(assembly=assembly, is_blank=True).exists() == is_taken


def test_who_is_there_or_carries_has_no_form_to_give_and_after_the_opening_nobody_has() -> None:
    assembly = assembly_of("Awa", "Claude", "Louise", state=AssemblyState.CONVENED)
    people, url = entries_by_name(assembly), address("proxies", assembly)
    entrust(people["Claude"], people["Awa"])
    come(people["Louise"])
    assert "rendez-les d’abord" in text_of(browser_of(people["Awa"]).get(url))
    assert "Vous êtes là\u00a0: il n’y a pas de pouvoir à donner" in text_of(
        browser_of(people["Louise"]).get(url)
    )
    other = assembly_of("Autre", "Encore")
    page = text_of(browser_of(entries_by_name(other)["Autre"]).get(address("proxies", other)))
    assert "Il est trop tard" in page


# The roll


def test_names_of_the_roll_are_for_those_on_it_and_its_lines_make_its_digest() -> None:
    assembly = assembly_of("Awa", "Louise")
    people, url = entries_by_name(assembly), address("roll", assembly)
    assert "Louise" not in text_of(Client().get(url))
    assert "Louise" not in text_of(signed_in(make_person()).get(url))
    page = text_of(browser_of(people["Awa"]).get(url))
    assert "Louise Inventé" in page
    lines = b"".join(Client().get(address("roll_lines", assembly)).streaming_content)
    assert hashlib.sha256(lines).hexdigest() == assembly.roll_digest
    mine = next(line for line in lines.decode().splitlines() if line in page)
    assert mine.startswith(f"{people['Awa'].number} ")
    assert "Louise" not in text_of(browser_of(people["Awa"]).get(f"{url}?q=awa"))


# The session


def test_the_session_asked_again_is_the_same_for_all_and_names_nobody() -> None:
    assembly = assembly_of("Awa", "Louise")
    people, url = entries_by_name(assembly), address("live_state", assembly)
    come(*people.values())
    browser_of(people["Awa"]).post(address("assembly", assembly), {"act": "speak"})
    resolution = make_resolution(assembly, is_open=True)
    seen, signed = Client().get(url), browser_of(people["Awa"]).get(url)
    assert seen.content == signed.content
    assert "Cookie" not in signed.headers.get("Vary", "")
    assert "public" in seen.headers["Cache-Control"]
    page = text_of(seen)
    assert resolution.title in page
    assert f"n°\u00a0{people['Awa'].number}" in page
    assert "Awa" not in page
    assert Client().get(url, headers={"If-None-Match": seen.headers["ETag"]}).status_code == 304


def test_the_session_stops_asking_once_it_is_over() -> None:
    assembly = assembly_of("Awa", "Louise")
    url = address("live_state", assembly)
    assert 'data-every="2"' in text_of(Client().get(address("live", assembly)))
    Assembly.objects.filter(pk=assembly.pk).update(state=AssemblyState.CLOSED, closed_at=assembly.opened_at)
    assert 'data-every="0"' in text_of(Client().get(url))


def test_the_wall_shows_names_to_the_bureau_alone() -> None:
    assembly = assembly_of("Awa", "Louise", "Claude")
    people = entries_by_name(assembly)
    come(*people.values())
    browser_of(people["Claude"]).post(address("assembly", assembly), {"act": "speak"})
    closed_with(make_resolution(assembly, is_open=True), "motion")
    wall = text_of(Client().get(address("screen", assembly)))
    assert "Claude" not in wall
    assert "Pour <strong>9</strong>" in wall
    assert "Claude Inventé" in text_of(browser_of(people["Awa"]).get(address("screen", assembly)))
    assert browser_of(people["Claude"]).get(address("screen_names", assembly)).status_code == 403


# Other pages


@pytest.mark.parametrize(
    "query", ["?q=%25%25%25", "?q=999999999999999", "?q=n°%204", "?pour=x&page=x", "?q=" + "é" * 900]
)
def test_odd_questions_are_answered(query: str) -> None:
    assembly = assembly_of("Awa", "Louise", state=AssemblyState.CONVENED)
    client = browser_of(entries_by_name(assembly)["Awa"])
    for name in ("roll", "proxies", "assembly", "live"):
        assert client.get(f"{address(name, assembly)}{query}").status_code == 200
    assert client.get(address("vote", assembly, 99_999_999_999)).status_code == 404
    odd = {"act": "give", "holder": "²", "proxy": "x", "key": "x", "member": "x"}
    assert client.post(address("proxies", assembly), odd).status_code == 302
    assert client.post(address("assembly", assembly), {**odd, "act": "arrive"}).status_code == 302


def test_the_member_s_page_and_what_there_is_to_do_tell_of_it() -> None:
    assembly = assembly_of("Awa", "Louise", "Claude", state=AssemblyState.CONVENED)
    people = entries_by_name(assembly)
    give_proxy(giver=people["Claude"], holder=people["Awa"], by=None)
    page = text_of(browser_of(people["Awa"]).get(f"/mon-adhesion/{people['Awa'].member.public_id}/"))
    assert f"vous y avez le n°\u00a0{people['Awa'].number}" in page
    assert "1\u00a0pouvoir vous attend" in page
    assert [card.title for card in assembly_cards()] == [assembly.title]


def test_the_site_s_search_finds_an_assembly_and_its_texts_once_convened() -> None:
    assembly, draft = assembly_of("Awa", "Louise"), make_assembly(state=AssemblyState.ROLLED)
    make_resolution(assembly, title="Le siège à Brest")
    make_resolution(draft, title="Pas encore")
    source = next(one for one in SOURCES if one.public is not None)
    found = [document.title for row in source.public() for document in source.documents(row)]
    assert found == [assembly.title, "Le siège à Brest"]
