"""Times, places and computed answers on respondents' pages without JavaScript."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from engines.questionnaire.model import Group, Kind
from milliard.surveys.models import Collection, Response
from milliard.surveys.tests import factories
from milliard.surveys.tests.browsing import fill, form_of, text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting() -> Collection:
    return factories.open_collection(factories.moments_and_places())


def opened(client: Client, collection: Collection) -> Any:
    return client.get(url(collection, "section/reunion/"))


def answers() -> dict[str, Any]:
    found: dict[str, Any] = Response.objects.get().answers
    return found


def test_times_and_a_place_are_typed_saved_and_shown_again(client: Client, meeting: Collection) -> None:
    page = fill(
        client,
        opened(client, meeting),
        go="save",
        ouverture="9 h 30",
        fermeture="18:00",
        debut="23/11/2020 à 14 h 05",
        lieu="48°51′12″N 2°20′55″E",
    )
    assert page.status_code == 302
    assert answers() == {
        "ouverture": "09:30",
        "fermeture": "18:00",
        "debut": "2020-11-23T14:05",
        "lieu": "48.853 2.349",
    }
    page = opened(client, meeting)
    values = form_of(page).values
    assert values["debut"] == ["2020-11-23T14:05"]
    assert values["lieu"] == ["48,853 ; 2,349"]
    html = page.content.decode()
    assert 'type="datetime-local"' in html
    assert html.count('type="time"') == 2
    assert "Enregistré à environ 100 mètres près." in text_of(page)
    done = fill(client, page, go="finish")
    receipt = text_of(client.get(done.url))
    assert "23/11/2020 à 14 h 05" in receipt
    assert "48,853° N, 2,349° E" in receipt


def test_only_a_page_that_asks_for_a_place_may_ask_the_browser(
    client: Client, meeting: Collection, five: Collection
) -> None:
    asking, other = opened(client, meeting), client.get(url(five, "section/page/"))
    assert "geolocation=(self)" in asking.headers["Permissions-Policy"]
    assert "position.js" in asking.content.decode()
    assert "geolocation=()" in other.headers["Permissions-Policy"]
    assert "position.js" not in other.content.decode()


def test_nothing_finer_than_promised_is_ever_stored(client: Client, meeting: Collection) -> None:
    fill(client, opened(client, meeting), go="save", lieu="48.85349512345, 2.34839151234")
    assert answers() == {"lieu": "48.853 2.348"}


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("ouverture", "tôt", "Écrivez l’heure ainsi : 14:05."),
        ("debut", "hier", "Écrivez la date et l’heure ainsi : 23/11/2026 14:05."),
        ("debut", "2100-01-01T10:00", "Cette réponse ne convient pas."),
        ("lieu", "48,85", "Séparez les deux nombres par un point-virgule"),
        ("lieu", "200 ; 2", "La latitude va de −90 à 90."),
    ],
)
def test_what_cannot_be_read_comes_back_as_typed(
    client: Client, meeting: Collection, name: str, typed: str, said: str
) -> None:
    page = fill(client, opened(client, meeting), places="3", **{name: typed})
    assert page.status_code == 422
    assert said in text_of(page)
    assert form_of(page).values[name] == [typed]
    assert name not in answers()
    assert answers()["places"] == 3


def test_a_time_is_compared_with_another(client: Client, meeting: Collection) -> None:
    page = fill(client, opened(client, meeting), ouverture="10:00", fermeture="09:00")
    assert "Cette réponse ne convient pas." in text_of(page)


def test_a_calculation_fills_its_box_and_follows_until_somebody_writes(
    client: Client, meeting: Collection
) -> None:
    page = opened(client, meeting)
    assert form_of(page).values["inscrits"] == [""]
    fill(client, page, go="save", places="10")
    assert answers() == {"places": 10, "inscrits": 20, "repas": 21}
    page = opened(client, meeting)
    assert form_of(page).values["inscrits"] == ["20"]
    fill(client, page, go="save", places="30")  # the box still held 20: nobody wrote it
    assert answers() == {"places": 30, "inscrits": 60, "repas": 61}
    fill(client, opened(client, meeting), go="save", inscrits="45")
    assert answers()["inscrits"] == 45
    fill(client, opened(client, meeting), go="save", places="40")
    assert (answers()["inscrits"], answers()["repas"]) == (45, 46)
    fill(client, opened(client, meeting), go="save", inscrits="")
    assert answers()["inscrits"] == 80


def test_a_trigger_takes_the_place_of_what_was_written(client: Client, meeting: Collection) -> None:
    fill(client, opened(client, meeting), go="save", places="10", repas="5")
    assert answers()["repas"] == 5
    fill(client, opened(client, meeting), go="save", inscrits="12")
    assert answers()["repas"] == 5
    fill(client, opened(client, meeting), go="save", places="11")
    assert answers()["repas"] == 13


def test_a_computed_answer_routes_and_is_sent(client: Client, meeting: Collection) -> None:
    fill(client, opened(client, meeting), go="save", places="30")
    page = opened(client, meeting)
    assert "Qui vient de loin" in text_of(page)
    done = fill(client, page, go="finish")
    assert "60" in text_of(client.get(done.url))


def test_each_row_has_its_own_calculation(client: Client, meeting: Collection) -> None:
    page = opened(client, meeting)
    row = form_of(page).values["rows__table"][0]
    fill(client, page, go="save", **{f"table__{row}__chaises": "6"})
    assert answers()["table"] == [{"_id": row, "chaises": 6, "couverts": 7}]
    fill(client, opened(client, meeting), go="save", **{f"table__{row}__chaises": "8"})
    assert answers()["table"] == [{"_id": row, "chaises": 8, "couverts": 9}]


def test_the_page_that_saves_in_the_background_gets_the_new_results(
    client: Client, meeting: Collection
) -> None:
    page = opened(client, meeting)
    fill(client, page, go="save", places="10")
    form = form_of(opened(client, meeting))
    sent = client.post(form.action, {**form.values, "places": "20"}, headers={"HX-Request": "true"})
    assert 'id="item-inscrits"' in sent.content.decode()
    assert 'value="40"' in sent.content.decode()
    assert answers()["inscrits"] == 40
    # The same page goes on before its box was replaced: it still shows 20, which nobody wrote.
    late = client.post(form.action, {**form.values, "places": "25"}, headers={"HX-Request": "true"})
    assert late.status_code == 200
    assert answers()["inscrits"] == 50


def test_the_paper_says_how_to_write_them(client: Client, meeting: Collection) -> None:
    from engines.questionnaire.paper import paper_sections

    (section,) = paper_sections(factories.moments_and_places())
    hints = {item.label: item.hint for item in section.items}
    assert "latitude" in hints["Lieu de la réunion"]
    assert hints["Heure d’ouverture"] == "En heures et minutes."


def test_what_once_gave_at_the_first_save_stays(client: Client) -> None:
    content = factories.definition(
        factories.question("nom"),
        factories.question("debut", Kind.CALCULATE, calculation="once(today())"),
        factories.question("dit", Kind.NOTE, label="Commencé le ${debut}."),
        Group(
            "gens",
            "Gens",
            (factories.question("qui"), factories.question("vu", Kind.CALCULATE, calculation="once(now())")),
            repeats=True,
        ),
    )
    collection = factories.open_collection(content)
    page = client.get(url(collection, "section/page/"))
    row = form_of(page).values["rows__gens"][0]
    fill(client, page, go="save", nom="Zoé")
    response = Response.objects.get()
    assert response.answers == {
        "nom": "Zoé",
        "debut": {"date": timezone.localdate(response.saved_at).isoformat()},
    }
    response.answers["debut"] = {"date": "2026-02-03"}
    response.save(update_fields=["answers"])
    page = client.get(url(collection, "section/page/"))
    assert "Commencé le 03/02/2026." in text_of(page)
    row = form_of(page).values["rows__gens"][0]
    fill(client, page, go="save", **{f"gens__{row}__qui": "Ali"})
    stored = answers()
    assert stored["debut"] == {"date": "2026-02-03"}
    assert set(stored["gens"][0]) == {"_id", "qui", "vu"}
    fill(client, client.get(url(collection, "section/page/")), go="save", **{f"gens__{row}__qui": ""})
    assert "gens" not in answers()
