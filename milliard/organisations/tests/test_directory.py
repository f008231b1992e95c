"""The directory as everybody sees it."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.core.search_finding import find
from milliard.core.search_index import rebuild
from milliard.organisations.enums import OrganisationState
from milliard.organisations.models import Affiliation, Organisation
from milliard.organisations.services.directory import withdraw_organisation
from milliard.organisations.tests.factories import make_network, make_organisation
from milliard.territories.tests.factories import make_commune, make_department, make_region

pytestmark = pytest.mark.django_db
LIST = "/organisations/"


@pytest.fixture
def brest():
    finistere = make_department(code="29", name="Finistère", region=make_region(code="53", name="Bretagne"))
    return make_commune(code="29019", name="Brest", department=finistere, latitude=48.39, longitude=-4.49)


def names(client: Client, query: str = "") -> list[str]:
    return [one.name for one in client.get(f"{LIST}{query}").context["page"].rows]


@pytest.mark.parametrize(
    "typed", ["cantines", "CANTINE", "petites cantinnes", "brest", "552008443", "552 008 443", "l’aide"]
)
def test_it_is_found_as_people_type(client: Client, brest, typed: str) -> None:
    make_organisation(
        "Les Petites Cantines",
        siren="552008443",
        commune=brest,
        description="De l’aide et des repas partagés",
    )
    make_organisation("Atelier du vélo", description="On répare")
    assert names(client, f"?q={typed}") == ["Les Petites Cantines"]


def test_a_word_typed_wrong_is_read_as_something_public_spells_it(client: Client) -> None:
    """In what an organisation does too, where its name holds nothing like it."""
    make_organisation("Atelier du vélo", description="Recyclerie de cycles")
    make_organisation("Les Petites Cantines")
    rebuild()
    assert names(client, "?q=recyclleri+cycle") == ["Atelier du vélo"]
    assert names(client, "?q=cantinnes") == ["Les Petites Cantines"]
    assert names(client, "?q=zzyzxqw") == []


def test_a_name_comes_before_a_description(client: Client) -> None:
    make_organisation("Atelier du vélo", description="Près de la ferme")
    make_organisation("Ferme du Plateau")
    assert names(client, "?q=ferme") == ["Ferme du Plateau", "Atelier du vélo"]
    assert names(client) == ["Atelier du vélo", "Ferme du Plateau"]


def test_each_filter_lets_through_what_it_says(client: Client, brest) -> None:
    here = make_organisation(
        "Ici", commune=brest, sector="habitat", legal_form="scic", themes=["communs", "vivant"]
    )
    make_organisation(
        "Ailleurs", commune=make_commune(), sector="sante", legal_form="scop", themes=["travail"]
    )
    network = make_network()
    Affiliation.objects.create(network=network, organisation=here)
    queries = (
        "territoire=d29",
        "territoire=r53",
        "commune=29019",
        "domaine=habitat",
        "forme=scic",
        "theme=communs",
    )
    for query in (*queries, f"reseau={network.public_id}"):
        assert names(client, f"?{query}") == ["Ici"], query
    assert names(client, "?territoire=d29&domaine=sante") == []
    assert len(names(client, "?domaine=inconnu&reseau=faux")) == 2


def test_what_is_not_published_is_nowhere(client: Client) -> None:
    item = make_organisation()
    url = reverse("organisations:organisation", args=[item.public_id])
    assert client.get(url).status_code == 200
    rebuild()
    assert url in {document.url for document in find("mains").documents}
    withdraw_organisation(organisation=item, by=None)
    assert client.get(url).status_code == 404
    assert names(client) == []
    assert url not in {document.url for document in find("mains").documents}


def test_a_page_says_who_said_what_and_hides_an_address_that_is_not_public(client: Client) -> None:
    item = make_organisation(
        website="https://mains.invalid", contact_email="a@mains.invalid", founded_on="2019-01-01"
    )
    url = reverse("organisations:organisation", args=[item.public_id])
    page = client.get(url).content.decode()
    assert "Dit par l’équipe du mouvement, " in page
    assert "a@mains.invalid" not in page
    said = json.loads(page.split('application/ld+json">')[1].split("</script>")[0])
    assert said["@type"] == "Organization"
    assert (said["url"], said["foundingDate"]) == ("https://mains.invalid", "2019")
    Organisation.objects.update(is_contact_public=True)
    assert "a@mains.invalid" in client.get(url).content.decode()


def test_a_name_cannot_leave_its_place(client: Client) -> None:
    item = make_organisation("</script><script>alert(1)</script>")
    url = reverse("organisations:organisation", args=[item.public_id])
    assert "<script>alert" not in client.get(url).content.decode()


def test_the_card_and_nothing_else_may_be_framed(client: Client) -> None:
    item = make_organisation()
    card = client.get(reverse("organisations:card", args=[item.public_id]))
    assert "X-Frame-Options" not in card.headers
    assert "frame-ancestors *" in card.headers["Content-Security-Policy"]
    assert card.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not card.cookies, card.cookies
    assert (len(card.cookies), "Vary" in card.headers and "Cookie" in card.headers["Vary"]) == (0, False)
    page = client.get(reverse("organisations:organisation", args=[item.public_id]))
    assert page.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


def test_the_directory_is_taken_away_by_the_same_filters(client: Client, brest) -> None:
    make_organisation("=Ferme", commune=brest, sector="habitat", contact_email="a@b.invalid")
    make_organisation("Atelier", sector="sante")
    files = {
        name: b"".join(
            client.get(f"/organisations/exporter.{name}?domaine=habitat").streaming_content
        ).decode()  # type: ignore[attr-defined]
        for name in ("csv", "json", "geojson")
    }
    assert "'=Ferme" in files["csv"]
    assert all("Atelier" not in text and "a@b.invalid" not in text for text in files.values())
    assert json.loads(files["json"])["rows"][0][0] == "=Ferme"
    [feature] = json.loads(files["geojson"])["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [-4.49, 48.39]}
    assert feature["properties"]["code_insee"] == "29019"
    assert client.get("/organisations/exporter.pdf").status_code == 404


def test_somebody_tells_of_an_organisation_and_the_team_publishes_it(client: Client) -> None:
    empty = client.post("/organisations/proposer/", {})
    assert "Écrivez le nom" in empty.content.decode()
    client.post("/organisations/proposer/", {"name": "Robot", "more": "x"})
    typed = {"name": "Les <b>Mains</b> vertes", "commune": "", "siret": "732 829 320 00074"}
    client.post("/organisations/proposer/", typed)
    made = Organisation.objects.get()
    assert (made.name, made.state, made.siren) == (
        "Les Mains vertes",
        OrganisationState.AWAITING,
        "732829320",
    )
    organiser = signed_in(Role.ORGANISER)
    organiser.post(reverse("organisations_staff:organisation_publish", args=[made.public_id]))
    assert names(client) == ["Les Mains vertes"]
    again = client.post("/organisations/proposer/", typed)
    assert "Une autre fiche de l’annuaire a déjà ce SIREN" in again.content.decode()
