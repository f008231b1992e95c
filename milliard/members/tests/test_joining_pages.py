"""Joining as a person does, without JavaScript: address, code, name, amount; nothing typed is lost."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from milliard.accounts.models import User
from milliard.accounts.tests.factories import make_person
from milliard.members.models import DuesRequest, Member
from milliard.members.tests.factories import ask, make_joined, make_rates, pay
from milliard.territories.tests.factories import make_commune, make_department

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rates():
    cache.clear()
    make_rates()


def signed_in(client: Client) -> User:
    person = make_person()
    client.force_login(person)
    return person


def identity(**fields: str) -> dict[str, str]:
    return {"given_name": "Ada", "family_name": "Exemple", "commune": "", "country": "BE", **fields}


def code_in(mail) -> str:
    return re.search(r"^(\d{6})$", mail.body, re.MULTILINE)[1]


@pytest.mark.parametrize(
    "address", ["ada+milliard@example.org", "Ada@Example.org", "o'hara@example.org", "ada@exemple-école.fr"]
)
@pytest.mark.parametrize("has_account", [False, True])
def test_from_an_address_to_an_amount(client: Client, mailoutbox, address: str, has_account: bool) -> None:
    make_commune(name="Rennes", code="35238", postal_codes=["35000"])
    if has_account:
        make_person(email=address.lower())
    response = client.post(reverse("members:welcome"), {"email": address}, follow=True)
    assert response.redirect_chain[-1][0].endswith("?next=%2Fadherer%2Fmoi%2F")
    response = client.post(
        reverse("account_confirm_login_code"),
        {"code": code_in(mailoutbox[-1]), "next": "/adherer/moi/"},
        follow=True,
    )
    assert response.redirect_chain[-1][0] == "/adherer/moi/"
    response = client.post(
        reverse("members:join"), {"given_name": "Ada", "family_name": "Exemple", "commune": "Rennes"}
    )
    member = Member.objects.get()
    assert (member.commune.name, member.email, member.country) == ("Rennes", address.lower(), "FR")
    assert response.url == reverse("members:dues", args=[member.public_id])
    client.post(response.url, {"amount": "2000", "gift": "5,50"})
    parts = dict(DuesRequest.objects.get().payment_request.parts.values_list("kind", "amount_cents"))
    assert parts == {"dues": 2000, "gift": 550}


def test_the_mail_and_the_page_are_the_same_with_and_without_an_account(client: Client, mailoutbox) -> None:
    make_person(email="known@example.org")
    pages = []
    for address in ("known@example.org", "other@example.org"):
        page = Client().post(reverse("members:welcome"), {"email": address}, follow=True)
        pages.append(re.sub(r"(known|other)@|name=\"csrf.*?>", "", page.content.decode()))
    assert pages[0] == pages[1]
    texts = {re.sub(r"\d{6}", "", f"{mail.subject} {mail.body}") for mail in mailoutbox}
    assert len(texts) == 1


@pytest.mark.parametrize(
    "address", ["", "ada", "ada@", "ada @example.org", "élodie@example.org", '"ada"<x>@example.org']
)
def test_what_is_no_address_is_said_beside_the_box(client: Client, address: str) -> None:
    response = client.post(reverse("members:welcome"), {"email": address})
    assert response.status_code == 422
    assert response.context["form"].errors["email"]
    assert not User.objects.filter(email=address).exists()


def test_asking_for_many_codes_is_refused_beside_the_box(client: Client, mailoutbox) -> None:
    for _ in range(8):
        response = client.post(reverse("members:welcome"), {"email": "ada@example.org"})
    assert response.status_code == 422
    assert "Plusieurs e-mails" in response.content.decode()


def test_search_without_javascript_brings_the_communes_and_keeps_the_name(client: Client) -> None:
    signed_in(client)
    for code, department in (("93066", "93"), ("97411", "974")):
        make_commune(name="Saint-Denis", code=code, department=make_department(code=department))
    typed = identity(commune="saint denis", country="")
    page = client.post(reverse("members:join"), {**typed, "search": "commune"})
    assert page.status_code == 200
    assert not page.context["form"].errors
    assert 'value="Ada"' in page.content.decode()
    options = page.context["form"].proposals.options
    assert len(options) == 2
    chosen = {**typed, "sought__commune": "saint denis", "pick__commune": options[1].value}
    assert client.post(reverse("members:join"), chosen).status_code == 302
    assert Member.objects.get().commune.label == options[1].value


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"given_name": ""}, "given_name"),
        ({"family_name": " "}, "family_name"),
        ({"country": "", "commune": ""}, "commune"),
        ({"country": "", "commune": "Zzyzx"}, "commune"),
        ({"country": "ZZ"}, "country"),
        ({"given_name": "SARL"}, "given_name"),
    ],
)
def test_errors_stand_beside_the_field_and_nothing_typed_is_lost(
    client: Client, fields: dict[str, str], name: str
) -> None:
    signed_in(client)
    page = client.post(reverse("members:join"), identity(**fields))
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [name]
    html = page.content.decode()
    assert f'id="id_{name}_error"' in html
    assert all(
        f'value="{value}"' in html for key, value in identity(**fields).items() if value and key != "country"
    )
    assert not Member.objects.exists()


def test_begun_it_is_found_again(client: Client) -> None:
    account = signed_in(client)
    member = make_joined(account)
    page = client.get(reverse("members:join"))
    assert 'value="Exemple"' in page.content.decode()
    ask(member, 3500)
    dues = client.get(reverse("members:dues", args=[member.public_id])).content.decode()
    assert re.search(r'value="3500" checked', dues)
    home = client.get(reverse("members:membership"), follow=True).content.decode()
    assert "il reste à payer" in home


def test_who_is_a_member_is_told_once_signed_in(client: Client) -> None:
    account = signed_in(client)
    pay(ask(make_joined(account)), on=timezone.localdate())
    page = client.get(reverse("members:join")).content.decode()
    assert "déjà des nôtres" in page
    assert reverse("members:join_another") in page
    assert "déjà des nôtres" not in Client().get(reverse("members:welcome")).content.decode()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "Choisissez un montant."),
        ({"amount": "1"}, "n’est plus proposé"),
        ({"amount": "other", "other": ""}, "Écrivez le montant"),
        ({"amount": "other", "other": "0,99"}, "commence à 1"),
        ({"amount": "other", "other": "-5"}, "négatif"),
        ({"amount": "other", "other": "vingt"}, "chiffres"),
        ({"amount": "other", "other": "100000"}, "Écrivez-nous"),
        ({"amount": "2000", "gift": "abc"}, "chiffres"),
        ({"amount": "2000", "gift": "1000000"}, "Écrivez-nous"),
    ],
)
def test_amounts_that_are_asked_again(client: Client, said: dict[str, str], sentence: str) -> None:
    member = make_joined(signed_in(client))
    page = client.post(reverse("members:dues", args=[member.public_id]), said)
    assert (page.status_code, DuesRequest.objects.count()) == (422, 0)
    html = page.content.decode()
    assert sentence in html.replace("\u2011", "-")
    assert all(f'value="{typed}"' in html for typed in said.values() if typed not in ("1", ""))


@pytest.mark.parametrize(
    ("said", "cents"), [("12,5", 1250), ("1 000", 100_000), ("7.25", 725), ("35 €", 3500)]
)
def test_a_free_amount_as_people_write_it(client: Client, said: str, cents: int) -> None:
    member = make_joined(signed_in(client))
    client.post(reverse("members:dues", args=[member.public_id]), {"amount": "other", "other": said})
    assert DuesRequest.objects.get().payment_request.amount_cents == cents


def test_another_amount_typed_then_left_is_no_error(client: Client) -> None:
    member = make_joined(signed_in(client))
    client.post(reverse("members:dues", args=[member.public_id]), {"amount": "500", "other": "abc"})
    assert DuesRequest.objects.get().payment_request.amount_cents == 500


def test_without_rules_the_door_says_soon(client: Client) -> None:
    from milliard.members.models import DuesRates

    DuesRates.objects.all().delete()
    assert "ouvrent bientôt" in client.get(reverse("members:welcome")).content.decode()
    signed_in(client)
    assert "pas encore ouvertes" in client.get(reverse("members:join")).content.decode()


def test_the_same_form_sent_twice_asks_once(client: Client) -> None:
    member = make_joined(signed_in(client))
    urls = {
        client.post(reverse("members:dues", args=[member.public_id]), {"amount": "2000"}).url for _ in "ab"
    }
    assert (len(urls), DuesRequest.objects.count()) == (1, 1)
