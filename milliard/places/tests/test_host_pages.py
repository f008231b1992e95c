"""What hosts do from their pages: nothing typed is lost, each error is beside its field."""

import re
from typing import Any

import pytest
from django.test import Client

from milliard.accounts.tests.factories import make_person
from milliard.core.refusals import NotAllowed
from milliard.members.models import Member
from milliard.members.tests.factories import make_joined
from milliard.places.enums import HostRole, PlaceStage
from milliard.places.models import Host, Place
from milliard.places.services.hosts import show_name
from milliard.places.tests.factories import make_place
from milliard.territories.tests.factories import make_commune

pytestmark = pytest.mark.django_db


@pytest.fixture
def host() -> Member:
    return make_joined()


@pytest.fixture
def signed_in(client: Client, host: Member) -> Client:
    client.force_login(host.account)
    return client


def typed(**changed: Any) -> dict[str, Any]:
    return {
        "name": "La Grange inventée",
        "kind": "third",
        "summary": "Un tiers-lieu dans une grange.",
        "address_line": "1 chemin inventé",
        "commune": "Saint-Genest (42)",
        "charter": "on",
        **changed,
    }


def test_a_member_proposes_a_place_and_sees_it_waiting(signed_in: Client, host: Member) -> None:
    make_commune(name="Saint-Genest")
    sent = typed(access=["step_free", "toilets"], website="exemple.fr")
    response = signed_in.post("/lieux/proposer/", sent, follow=True)
    place = Place.objects.get()
    assert response.redirect_chain == [(f"/lieux/{place.slug}/", 302)]
    assert "Nous lisons cette proposition" in response.content.decode()
    assert (place.stage, place.applied_by, place.access) == (
        PlaceStage.APPLIED,
        host,
        ["step_free", "toilets"],
    )
    assert place.website == "https://exemple.fr"
    signed_in.logout()
    assert signed_in.get(f"/lieux/{place.slug}/").status_code == 404


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "Écrivez le nom du lieu."),
        ({"kind": "palace"}, "Choisissez dans la liste."),
        ({"charter": ""}, "Lisez la charte"),
        ({"commune": ""}, "Écrivez la commune du lieu."),
        ({"commune": "Nulle-Part"}, "Aucune commune ne porte ce nom"),
        ({"commune": "Ancienne (42)"}, "Aucune commune ne porte ce nom"),
        ({"website": "pas un site"}, "Cette adresse de site est incomplète"),
        ({"public_email": "camille"}, "Cette adresse e-mail est incomplète"),
        ({"summary": "a" * 201}, "raccourcissez un peu"),
        ({"access": ["lift"]}, "Choisissez dans la liste."),
        ({"name": "a\x00b"}, "caractère"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    signed_in: Client, changed: dict[str, Any], said: str
) -> None:
    make_commune(name="Saint-Genest")
    make_commune(name="Ancienne", is_current=False)
    response = signed_in.post("/lieux/proposer/", typed(description="Une <b>histoire</b>", **changed))
    page = response.content.decode()
    assert response.status_code == 422
    assert said in page
    assert "Une &lt;b&gt;histoire&lt;/b&gt;" in page
    assert not Place.objects.exists()


def test_looking_for_the_commune_without_javascript_judges_nothing_and_loses_nothing(
    signed_in: Client,
) -> None:
    make_commune(name="Saint-Genest")
    sent = typed(commune="saint-gen", charter="", access=["loop"], search="commune")
    page = signed_in.post("/lieux/proposer/", sent).content.decode()
    assert "Saint-Genest (42)" in page
    assert re.search('<input[^>]*value="loop"[^>]*checked', page)
    assert "Lisez la charte" not in page


def test_an_account_without_membership_is_told_to_join(client: Client) -> None:
    client.force_login(make_person())
    assert "Adhérez d’abord" in client.get("/lieux/proposer/").content.decode()
    client.post("/lieux/proposer/", typed())
    assert not Place.objects.exists()


def test_two_hosts_editing_at_once_see_both_texts(signed_in: Client, host: Member) -> None:
    make_commune(name="Saint-Genest")
    place = make_place(host)
    url = f"/lieux/{place.slug}/modifier/"
    signed_in.post(url, typed(summary="Le texte de l’autre.", revision=1))
    response = signed_in.post(url, typed(summary="Mon texte à moi.", revision=1))
    page = response.content.decode()
    assert response.status_code == 422
    assert "Quelqu’un d’autre a modifié ce lieu" in page
    assert "Le texte de l’autre." in page
    assert page.count("Mon texte à moi.") == 2  # beside the other, and still in its box
    assert 'name="revision" value="2"' in page
    place.refresh_from_db()
    assert place.summary == "Le texte de l’autre."
    signed_in.post(url, typed(summary="Mon texte à moi.", revision=2))
    place.refresh_from_db()
    assert (place.summary, place.revision) == ("Mon texte à moi.", 3)


def test_the_team_is_welcomed_by_card_number(signed_in: Client, host: Member) -> None:
    place, other = make_place(host), make_joined()
    url = f"/lieux/{place.slug}/equipe/"
    response = signed_in.post(url, {"act": "add", "number": "M9999999", "role": "host"})
    assert response.status_code == 422
    page = response.content.decode()
    assert "Nous ne trouvons pas ce numéro" in page
    assert "M9999999" in page
    signed_in.post(url, {"act": "add", "number": other.number, "role": "helper"})
    added = Host.objects.get(member=other)
    assert added.role == HostRole.HELPER
    signed_in.post(url, {"act": "role", "host": added.pk, "role": "lead"})
    added.refresh_from_db()
    assert added.role == HostRole.LEAD
    (mine,) = place.hosts.filter(member=host)
    signed_in.post(url, {"act": "show", "host": mine.pk, "is_named": "1"})
    assert host.given_name in signed_in.get(f"/lieux/{place.slug}/").content.decode()
    assert signed_in.post(url, {"act": "end", "host": mine.pk}).headers["Location"] == "/lieux/les-miens/"
    assert signed_in.get(url).status_code == 404


def test_the_last_lead_stays_and_is_told_why(signed_in: Client, host: Member) -> None:
    place = make_place(host)
    (mine,) = place.hosts.all()
    response = signed_in.post(f"/lieux/{place.slug}/equipe/", {"act": "end", "host": mine.pk}, follow=True)
    assert "Il faut une personne référente" in response.content.decode()
    for forged in ("", "x", "9" * 30, "²"):
        sent = {"act": "end", "host": forged}
        assert signed_in.post(f"/lieux/{place.slug}/equipe/", sent).status_code == 404


def test_a_helper_leaves_and_neither_edits_nor_changes_the_team(client: Client) -> None:
    place, helper = make_place(), make_joined()
    row = Host.objects.create(place=place, member=helper, role=HostRole.HELPER, since=place.hosts.get().since)
    client.force_login(helper.account)
    assert client.get(f"/lieux/{place.slug}/modifier/").status_code == 404
    url = f"/lieux/{place.slug}/equipe/"
    assert client.post(url, {"act": "add", "number": helper.number, "role": "lead"}).status_code == 403
    client.post(url, {"act": "end", "host": row.pk})
    row.refresh_from_db()
    assert row.until is not None


def test_nobody_shows_the_name_of_another() -> None:
    place = make_place()
    with pytest.raises(NotAllowed):
        show_name(host=place.hosts.get(), is_named=True, by=make_joined().account)


def test_a_host_closes_the_place(signed_in: Client, host: Member) -> None:
    place = make_place(host)
    response = signed_in.post(f"/lieux/{place.slug}/fermer/", follow=True)
    assert "Ce lieu est fermé" in response.content.decode()
    again = signed_in.post(f"/lieux/{place.slug}/fermer/", follow=True)
    assert "n’est plus à cette étape" in again.content.decode()


def test_places_are_found_by_department_kind_and_access(client: Client) -> None:
    make_place(name="La Ferme", kind="farm", access=["step_free", "loop"])
    make_place(name="Le Café", kind="cafe", access=["step_free"])
    make_place(name="La Promesse", stage=PlaceStage.APPLIED)

    def shown(query: str) -> list[str]:
        page = client.get(f"/lieux/?{query}").content.decode()
        return [name for name in ("La Ferme", "Le Café", "La Promesse") if name in page]

    assert shown("") == ["La Ferme", "Le Café"]
    assert shown("sorte=farm") == ["La Ferme"]
    assert shown("acces=step_free&acces=loop") == ["La Ferme"]
    assert shown("departement=42&q=cafe") == ["Le Café"]
    assert shown("departement=zz&sorte=castle") == ["La Ferme", "Le Café"]  # typed wrong: said, and all shown


def test_a_name_cannot_close_the_script_that_search_engines_read(client: Client) -> None:
    place = make_place(name="</script><b>Grange")
    page = client.get(f"/lieux/{place.slug}/").content.decode()
    assert "</script><b>" not in page
    assert '"@type": "Place"' in page
