"""Two rows side by side: each difference chosen by a person, refusals told on the form, the way back."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.accounts.tests.factories import make_person
from milliard.members.models import Member, MemberProfile, Merge
from milliard.members.services.duplicates import find_duplicates
from milliard.members.services.leaving import resign
from milliard.members.tests.factories import (
    ask,
    make_entered,
    make_joined,
    make_member,
    make_pair,
    make_rates,
)
from milliard.territories.tests.factories import make_commune

pytestmark = pytest.mark.django_db
QUEUE = "/gestion/doublons/"


@pytest.fixture
def organiser() -> Client:
    return signed_in(Role.ORGANISER)


def pair_url(first: Member, second: Member) -> str:
    return reverse("members_staff:duplicate", args=[make_pair(first, second).pk])


def test_the_queue_shows_the_likeliest_first_and_no_pair_that_is_settled(organiser: Client) -> None:
    make_rates()
    couple = [make_member(name, "Exemple", email="nous@exemple.fr") for name in ("Ada", "Awa")]
    twins = [make_member("Jean", "Martin", phone="06 12 34 56 78") for _ in range(2)]
    find_duplicates(Member.objects.all())
    page = organiser.get(QUEUE)
    assert [pair.first for pair in page.context["page"].rows] == [twins[0]]
    assert "nom, téléphone" in page.content.decode()
    assert not any(member.name in page.content.decode() for member in couple)
    pair = page.context["page"].rows[0]
    url = f"{QUEUE}{pair.pk}/"
    assert "Ce sont deux personnes" in organiser.get(url).content.decode()
    assert organiser.post(f"{url}ecarter/").status_code == 302
    assert "Aucun doublon à regarder" in organiser.get(QUEUE).content.decode()
    assert organiser.get(QUEUE, {"etat": "ecartes"}).context["page"].rows == [pair]


def test_joined_field_by_field_then_separated(organiser: Client) -> None:
    brest = make_commune(name="Brest", code="29019")
    first = make_entered("Ada", family_name="Exempel", email="ada@exemple.fr", commune=brest)
    second = make_member("Ada", "Exemple", phone="06 12 34 56 78", country="BE")
    url = pair_url(first, second)
    page = organiser.get(url).content.decode()
    assert 'name="given_name"' not in page
    assert "pareil des deux côtés" in page
    # What only one row knows is proposed.
    assert 'value="second"\n     checked> 06 12 34 56 78' in page
    chosen = {"kept": "second", "family_name": "second", "email": "first", "phone": "second"}
    back = organiser.post(url, chosen)
    assert back.status_code == 422
    assert "Choisissez\u00a0: commune ou pays" in back.content.decode()
    assert 'id="id_kept_second" value="second"\n     checked' in back.content.decode()
    done = organiser.post(url, {**chosen, "place": "first"}, follow=True)
    merge = Merge.objects.get()
    assert done.redirect_chain[-1][0] == reverse("members_staff:merge", args=[merge.pk])
    assert "Défaire la réunion" in done.content.decode()
    assert "périodes d’adhésion" in done.content.decode()
    second.refresh_from_db()
    assert (second.name, second.email, second.phone) == ("Ada Exemple", "ada@exemple.fr", "06 12 34 56 78")
    assert second.place == brest.label
    assert second.periods.count() == 1
    assert organiser.get(url).status_code == 404
    undo = reverse("members_staff:merge_undo", args=[merge.pk])
    assert "reprend le nom" in organiser.get(undo).content.decode()
    assert "de nouveau" in organiser.post(undo, follow=True).content.decode()
    second.refresh_from_db()
    assert (second.place, second.email, second.periods.count()) == ("Belgique", "", 0)
    again = organiser.post(undo)
    assert (again.status_code, "déjà défaite" in again.content.decode()) == (422, True)


def test_refusals_stand_on_the_form_with_what_was_chosen(organiser: Client) -> None:
    make_rates()
    one, other = make_entered("Ada"), make_entered("Adah")
    refused = organiser.post(pair_url(one, other), {"kept": "second", "given_name": "second"})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "ont payé pour les mêmes jours" in page
    assert 'id="id_given_name_second" value="second"\n     checked' in page
    gone, here = make_entered("Ada", on=dt.date(2020, 1, 1)), make_entered("Adah")
    resign(member=gone, by=None)
    refused = organiser.post(pair_url(gone, here), {"kept": "first", "given_name": "first"})
    assert "gardez plutôt l’autre" in refused.content.decode()
    busy, also = (ask(make_joined(given_name=name)) for name in ("Ada", "Adah"))
    for dues in (busy, also):
        type(dues.payment_request).objects.filter(pk=dues.payment_request_id).update(state="pending")
    fields = {"kept": "first", "given_name": "first", "email": "first", "account": "first"}
    refused = organiser.post(pair_url(busy.member, also.member), fields)
    assert "Deux paiements sont en cours" in refused.content.decode()
    assert not Merge.objects.exists()


def test_two_rows_nobody_proposed_are_joined_from_one_of_them(organiser: Client) -> None:
    first, second = make_member("Zoé", "Exemple"), make_member("Chloé", "Martin")
    make_member("Chloé", "Dupont")
    search = reverse("members_staff:member_other", args=[first.public_id])
    join = reverse("members_staff:member_join", args=[first.public_id, second.public_id])
    assert search in organiser.get(reverse("members_staff:member", args=[first.public_id])).content.decode()
    assert organiser.get(search, {"q": second.number}).headers["Location"] == join
    assert join in organiser.get(search, {"q": "chloe"}).content.decode()
    assert "Aucune autre fiche" in organiser.get(search, {"q": first.number}).content.decode()
    assert organiser.get(search, {"q": " "}).status_code == 422
    chosen = {"kept": "first", "given_name": "first", "family_name": "second"}
    assert organiser.post(join, chosen).status_code == 302
    first.refresh_from_db()
    assert first.name == "Zoé Martin"
    itself = reverse("members_staff:member_join", args=[first.public_id, first.public_id])
    refused = organiser.post(itself, {"kept": "first"})
    assert (refused.status_code, "C’est la même fiche" in refused.content.decode()) == (422, True)


def test_a_birth_year_is_compared_and_not_shown(organiser: Client) -> None:
    rows = [make_member(), make_member()]
    for row in rows:
        MemberProfile.objects.create(member=row, birth_year=1931)
    url = pair_url(*rows)
    page = organiser.get(url).content.decode()
    assert "la même" in page
    assert "1931" not in page
    MemberProfile.objects.filter(member=rows[1]).update(birth_year=1960)
    assert "différente" in organiser.get(url).content.decode()


def test_the_account_kept_is_the_one_chosen(organiser: Client) -> None:
    accounts = [make_person(), make_person()]
    rows = [make_joined(account) for account in accounts]
    url = pair_url(*rows)
    organiser.post(url, {"kept": "first", "email": "second", "account": "second"})
    rows[0].refresh_from_db()
    assert (rows[0].account, rows[0].email) == (accounts[1], accounts[1].email)


def test_a_third_of_the_same_name_in_the_account_stops_both_ways(organiser: Client) -> None:
    account = make_person()
    first, second = make_joined(account, given_name="Ada"), make_member("Adah")
    fields = {"kept": "first", "email": "first", "account": "first"}
    url = pair_url(first, second)
    organiser.post(url, {**fields, "given_name": "second"})
    make_joined(account, given_name="Ada")
    undo = organiser.post(reverse("members_staff:merge_undo", args=[Merge.objects.get().pk]))
    assert (undo.status_code, "déjà une personne de ce nom" in undo.content.decode()) == (422, True)
    other = make_member("Adah")
    refused = organiser.post(
        reverse("members_staff:member_join", args=[first.public_id, other.public_id]), fields
    )
    assert refused.status_code == 302
    assert Member.objects.present().count() == 2
