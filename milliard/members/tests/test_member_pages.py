"""One's own pages: each state says what is next; another's do not exist; card, receipt, profile, leaving."""

import datetime as dt
import re

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from milliard.accounts.enums import Role
from milliard.accounts.tests.factories import make_person
from milliard.members.enums import ConsentPurpose
from milliard.members.models import Member, MemberProfile
from milliard.members.purposes import receipt_facts
from milliard.members.services.profiles import agreed_to
from milliard.members.tests.factories import ask, make_joined, make_rates, pay
from milliard.members.tests.stories import Story, set_rates

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 1)


@pytest.fixture(autouse=True)
def _one_day():
    cache.clear()
    with time_machine.travel(dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def member(client: Client) -> Member:
    make_rates()
    mine = make_joined()
    client.force_login(mine.account)
    return mine


@pytest.fixture
def paid(member: Member) -> Member:
    pay(ask(member, 2000, 500), on=TODAY)
    member.refresh_from_db()
    return member


def page(client: Client, name: str, member: Member) -> str:
    response = client.get(reverse(f"members:{name}", args=[member.public_id]))
    assert response.status_code == 200
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


STORIES = [
    ("", "Vous avez commencé à adhérer", "Reprendre"),
    ("asked 2026-02-20", "il reste à payer", "Reprendre le paiement"),
    ("paid 2026-02-20", "membre jusqu’au 19 février 2027", ""),
    ("paid 2025-03-15", "finit le 14 mars 2026", "Renouveler"),
    ("paid 2025-02-20", "gardez votre voix jusqu’au 21 mars 2026", "Renouveler"),
    ("paid 2024-05-01", "a pris fin le 30 avril 2025", "Reprendre"),
    ("paid 2026-01-01; taken-back 2026-01-20", "a été repris", "Reprendre le paiement"),
    ("paid 2026-01-01; left 2026-01-20", "revenir ne coûte rien", "Revenir"),
    ("paid 2025-01-01; left 2025-01-20", "La porte est ouverte", "Revenir"),
    ("paid 2025-01-01; excluded 2025-01-20", "Pour en parler, écrivez-nous", ""),
]


@pytest.mark.parametrize(("happened", "words", "button"), STORIES)
def test_each_state_says_what_is_next(client: Client, happened: str, words: str, button: str) -> None:
    set_rates("rolling")
    story = Story()
    for event in filter(None, happened.split("; ")):
        word, day = event.split()
        assert story.live(word, dt.date.fromisoformat(day))
    client.force_login(story.member.account)
    html = page(client, "member", story.member).replace("\u2011", "-")
    assert words in html
    next_step = html[html.index("next-title") : html.index("</section>", html.index("next-title"))]
    assert (f"<span>{button}</span>" in next_step) if button else ("button" not in next_step)


@pytest.mark.parametrize(("happened", "words", "button"), STORIES)
def test_amounts_are_asked_of_whoever_may_pay_and_of_nobody_else(
    client: Client, happened: str, words: str, button: str
) -> None:
    set_rates("rolling")
    story = Story()
    for event in filter(None, happened.split("; ")):
        word, day = event.split()
        story.live(word, dt.date.fromisoformat(day))
    client.force_login(story.member.account)
    url = reverse("members:dues", args=[story.member.public_id])
    may_pay = bool(button) and "ne coûte rien" not in words
    assert client.get(url).status_code == (200 if may_pay else 302)
    assert client.post(url, {"amount": "3500"}).status_code == 302
    asked = story.member.dues_requests.filter(payment_request__amount_cents=3500)
    assert asked.exists() == may_pay


def test_what_belongs_to_another_does_not_exist(client: Client, paid: Member) -> None:
    request = paid.dues_requests.get().payment_request
    client.force_login(make_person())
    for name in ("member", "identity", "profile", "leave", "card", "card_pdf", "dues"):
        assert client.get(reverse(f"members:{name}", args=[paid.public_id])).status_code == 404
    assert client.get(reverse("members:paid", args=[request.public_id])).status_code == 404
    for name in ("card_redraw", "come_back", "leave"):
        assert client.post(reverse(f"members:{name}", args=[paid.public_id])).status_code == 404


def test_a_household_chooses(client: Client, paid: Member) -> None:
    url = reverse("members:membership")
    assert client.get(url).url == reverse("members:member", args=[paid.public_id])
    make_joined(paid.account, given_name="Bob")
    html = client.get(url).content.decode()
    assert "Ada Exemple" in html
    assert "Bob Exemple" in html
    client.force_login(make_person())
    assert "pas encore adhéré" in client.get(url).content.decode()


def test_the_card_says_valid_and_nothing_else(client: Client, paid: Member) -> None:
    assert "01 mars" not in page(client, "card", paid)
    check = reverse("members:card_check", args=[paid.card_code])
    stranger = Client()
    said = stranger.get(check)
    assert "<h1>Valable</h1>" in said.content.decode()
    assert said.headers["X-Robots-Tag"] == "noindex"
    assert not re.search(r"Ada|Exemple|M\d{7}", said.content.decode())
    assert "<h1>Non valable</h1>" in stranger.get("/carte/ACDEHJKMRUVWXYZACDEH/").content.decode()
    assert "<h1>Non valable</h1>" in stranger.get("/carte/%20/").content.decode()
    client.post(reverse("members:card_redraw", args=[paid.public_id]))
    assert "<h1>Non valable</h1>" in stranger.get(check).content.decode()
    client.post(reverse("members:leave", args=[paid.public_id]))
    paid.refresh_from_db()
    assert (
        "<h1>Non valable</h1>"
        in stranger.get(reverse("members:card_check", args=[paid.card_code])).content.decode()
    )


def test_cards_are_not_guessed_by_trying(client: Client) -> None:
    statuses = {client.get(f"/carte/{number}/").status_code for number in range(301)}
    assert statuses == {200, 429}


def test_without_a_valid_card_there_is_none_to_show(client: Client, member: Member) -> None:
    assert client.get(reverse("members:card", args=[member.public_id])).status_code == 302
    assert client.get(reverse("members:card_pdf", args=[member.public_id])).status_code == 404


@pytest.mark.usefixtures("fonts")
def test_the_card_on_paper(client: Client, paid: Member) -> None:
    card = client.get(reverse("members:card_pdf", args=[paid.public_id]))
    assert card.headers["Content-Type"] == "application/pdf"
    assert card.content.startswith(b"%PDF")


def test_the_receipt_names_its_member_to_themselves(paid: Member) -> None:
    request = paid.dues_requests.get().payment_request
    theirs = dict(receipt_facts(paid.account, request))
    assert theirs == dict(receipt_facts(make_person(role=Role.TREASURER), request))
    assert theirs["Au nom de"] == "Ada Exemple"
    assert theirs["Adhésion"].startswith("du 1er\u00a0mars\u00a02026 au")
    for stranger in (AnonymousUser(), make_person(), make_person(role=Role.ORGANISER)):
        assert receipt_facts(stranger, request) == []


@pytest.mark.parametrize(
    ("cents", "words"), [(2500, "Bienvenue parmi nous, Ada"), (0, "Rien n’est encore arrivé")]
)
def test_coming_back_from_paying_proves_nothing(
    client: Client, member: Member, cents: int, words: str
) -> None:
    dues = ask(member, 2000, 500)
    if cents:
        pay(dues, on=TODAY)
    response = client.get(reverse("members:paid", args=[dues.payment_request.public_id]))
    assert words in response.content.decode()


SAID = {
    "skills": ["write", "cook"],
    "times": ["saturday"],
    "phone": "06.12.34.56.78",
    "birth_year": "1996",
    "gender": "woman",
    "occupation": "5",
    "priority_area": "outside",
    "wants_lot": "on",
    "wants_news": "on",
}


def test_what_one_says_is_kept_with_the_words_read_and_taken_back(client: Client, paid: Member) -> None:
    url = reverse("members:profile", args=[paid.public_id])
    client.post(url, SAID)
    profile = MemberProfile.objects.get(member=paid)
    assert (profile.skills, profile.times, profile.birth_year) == (["write", "cook"], ["saturday"], 1996)
    assert agreed_to(paid) == set(ConsentPurpose.values)
    client.post(url, SAID)
    assert paid.consents.count() == len(ConsentPurpose)
    client.post(url, {key: value for key, value in SAID.items() if key not in ("phone", "gender")})
    paid.refresh_from_db()
    assert (paid.phone, MemberProfile.objects.get(member=paid).gender) == ("", "")
    assert agreed_to(paid) == set(ConsentPurpose.values) - {"phone", "gender"}
    html = page(client, "profile", paid)
    assert html.count("<strong>Oui</strong>") == 9
    assert html.count("<strong>Non</strong>") == 2


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("birth_year", "96"),
        ("birth_year", "2027"),
        ("birth_year", "29/02/1996"),
        ("phone", "appelez-moi"),
        ("phone", "12"),
        ("gender", "x"),
        ("skills", "fly"),
    ],
)
def test_what_cannot_be_kept_is_asked_again(client: Client, paid: Member, name: str, typed: str) -> None:
    response = client.post(reverse("members:profile", args=[paid.public_id]), {**SAID, name: typed})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [name]
    assert not MemberProfile.objects.exists()


def test_leaving_is_asked_once_more_and_forgets_what_was_said(client: Client, paid: Member) -> None:
    client.post(reverse("members:profile", args=[paid.public_id]), SAID)
    assert "Quitter le mouvement" in page(client, "leave", paid)
    response = client.post(reverse("members:leave", args=[paid.public_id]), follow=True)
    assert "Vous êtes parti·e" in response.content.decode()
    paid.refresh_from_db()
    assert (paid.phone, MemberProfile.objects.exists(), agreed_to(paid)) == ("", False, frozenset())
    assert client.get(reverse("members:profile", args=[paid.public_id])).status_code == 404
    client.post(reverse("members:come_back", args=[paid.public_id]))
    assert "Vous êtes membre jusqu’au" in page(client, "member", paid)


def test_a_name_is_corrected(client: Client, paid: Member) -> None:
    url = reverse("members:identity", args=[paid.public_id])
    typed = {"given_name": "Adélaïde", "family_name": "Exemple", "commune": "", "country": "CA"}
    assert client.post(url, typed).status_code == 302
    paid.refresh_from_db()
    assert (paid.given_name, paid.country) == ("Adélaïde", "CA")
