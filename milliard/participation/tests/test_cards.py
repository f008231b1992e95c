"""Cards of the team beside what one can do: of a territory, of the time one has, for some days."""

import datetime as dt
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.accounts.tests.factories import make_person
from milliard.core.refusals import NotAllowed
from milliard.participation.agir import pieces_for
from milliard.participation.models import EditorialCard
from milliard.participation.services.cards import CardDetails, withdraw_card, write_card
from milliard.participation.tests.factories import make_card
from milliard.territories.tests.factories import make_department

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    caches["process"].clear()


def shown(department: str = "", minutes: int | None = None) -> list[str]:
    return [card.title for card in pieces_for(department, minutes)["editorial"].rows]


def test_by_territory_and_time() -> None:
    make_card(title="Partout")
    make_card(title="Loire", department=make_department(), rank=1)
    make_card(title="Finistère", department=make_department(code="29", name="Finistère"))
    make_card(title="Longue", minutes=300, rank=200)
    assert shown() == ["Loire", "Finistère", "Partout", "Longue"]
    assert shown("42") == ["Loire", "Partout", "Longue"]
    assert shown("42", 60) == ["Loire", "Partout"]


def test_by_day_and_withdrawn_at_once() -> None:
    today = timezone.localdate()
    make_card(title="Demain", starts_on=today + DAY)
    make_card(title="Hier", starts_on=today - 9 * DAY, ends_on=today - DAY)
    last = make_card(title="Encore", starts_on=today - DAY, ends_on=today)
    assert shown() == ["Encore"]
    with pytest.raises(NotAllowed):
        withdraw_card(card=last, by=make_person(role=Role.MEMBER))
    team = make_person(role=Role.ORGANISER)
    caches["process"].clear()
    withdraw_card(card=last, by=team)
    withdraw_card(card=make_card(title="Neuve"), by=team)
    assert shown() == []


def test_kept_with_its_age_and_shown_to_everybody() -> None:
    make_card(title="Lire le plan", minutes=15)
    page = Client().get("/agir/").content.decode()
    assert "Lire le plan" in page
    assert 'href="/plan/"' in page
    assert "un quart d’heure" in page
    assert "Lu à" in page
    make_card(title="Après coup")
    assert "Après coup" not in Client().get("/agir/").content.decode()


def typed(**changes: Any) -> dict[str, Any]:
    today = timezone.localdate()
    first = {"kind": "Appel", "title": "Signer", "text": "Un appel.", "url": "https://exemple.fr/appel"}
    return {**first, "starts_on": today.isoformat(), "rank": "5", **changes}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"url": "javascript:alert(1)"}, "Écrivez une adresse du site"),
        ({"url": "//ailleurs.fr"}, "Écrivez une adresse du site"),
        ({"url": "http://exemple.fr"}, "Écrivez une adresse du site"),
        ({"ends_on": "2020-01-01"}, "La fin vient après le début"),
        ({"minutes": "-3"}, "supérieure ou égale à 1"),
    ],
)
def test_what_is_wrong_is_said(changes: dict[str, str], words: str) -> None:
    answer = signed_in(Role.ORGANISER).post("/gestion/agir/cartes/ecrire/", typed(**changes))
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert 'value="Signer"' in answer.content.decode()


def test_written_changed_and_withdrawn_on_the_teams_screens() -> None:
    client, base = signed_in(Role.ORGANISER), "/gestion/agir/cartes/"
    assert client.post(f"{base}ecrire/", typed()).status_code == 302
    card = EditorialCard.objects.get()
    assert (card.url, card.rank) == ("https://exemple.fr/appel", 5)
    assert "Signer" in client.get(f"{base}{card.public_id}/changer/").content.decode()
    client.post(f"{base}{card.public_id}/changer/", typed(title="Signer ici"))
    card.refresh_from_db()
    assert card.title == "Signer ici"
    assert client.post(f"{base}{card.public_id}/retirer/").status_code == 302
    assert shown() == []


def test_only_the_team_writes() -> None:
    details = CardDetails("À lire", "Titre", "Texte", "/plan/", timezone.localdate())
    with pytest.raises(NotAllowed):
        write_card(details=details, by=make_person(role=Role.TREASURER))
