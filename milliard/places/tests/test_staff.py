"""What the team does with places from its screens."""

from typing import Any

import pytest
from django.test import Client

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.places.enums import PlaceStage
from milliard.places.tests.factories import make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Client:
    return signed_in(Role.ORGANISER)


def test_a_place_is_declined_with_a_reason_that_the_host_reads(team: Client, mailoutbox: list[Any]) -> None:
    place = make_place(stage=PlaceStage.APPLIED)
    url = f"/gestion/lieux/{place.slug}/refuser/"
    empty = team.post(url, {"note": ""})
    assert empty.status_code == 422
    assert "la personne a droit à une raison" in empty.content.decode()
    page = team.post(url, {"note": "Il y en a un à deux pas."}, follow=True).content.decode()
    assert "Lieu refusé." in page
    assert "Lieu refusé" in page
    place.refresh_from_db()
    assert (place.stage, place.decision_note) == (PlaceStage.DECLINED, "Il y en a un à deux pas.")
    assert "Il y en a un à deux pas." in mailoutbox[0].body


def test_a_place_goes_through_every_stage_and_its_screen_offers_what_is_next(team: Client) -> None:
    place = make_place(stage=PlaceStage.APPLIED)
    screen = f"/gestion/lieux/{place.slug}/"

    def offered() -> set[str]:
        page = team.get(screen).content.decode()
        acts = ("accepter", "refuser", "nommer-referent", "fermer", "rouvrir")
        return {act for act in acts if f'href="{screen}{act}/"' in page}

    assert offered() == {"accepter", "refuser"}
    team.post(f"{screen}accepter/", {"note": "Bienvenue."})
    assert offered() == {"nommer-referent", "fermer"}
    team.post(f"{screen}nommer-referent/")
    assert offered() == {"fermer"}
    team.post(f"{screen}fermer/")
    assert offered() == {"rouvrir"}
    team.post(f"{screen}rouvrir/")
    place.refresh_from_db()
    assert place.stage == PlaceStage.PILOT
    again = team.post(f"{screen}accepter/", {"note": ""})
    assert again.status_code == 422
    assert "n’est plus à cette étape" in again.content.decode()


def test_the_list_is_filtered_by_stage_and_taken_away(team: Client) -> None:
    make_place(name="La Promesse", stage=PlaceStage.APPLIED, summary="=1+1")
    make_place(name="La Ferme", kind="farm", access=["loop"])

    def listed(query: str) -> list[str]:
        page = team.get(f"/gestion/lieux/?{query}").content.decode()
        return [name for name in ("La Promesse", "La Ferme") if name in page]

    assert listed("") == ["La Promesse", "La Ferme"]
    assert listed("etape=applied") == ["La Promesse"]
    assert listed("acces=loop") == ["La Ferme"]
    assert listed("sorte=farm&departement=42") == ["La Ferme"]
    response = team.get("/gestion/lieux/exporter.csv?etape=applied")
    file = b"".join(response).decode("utf-8-sig")  # type: ignore[arg-type]
    assert "La Promesse" in file
    assert "La Ferme" not in file
