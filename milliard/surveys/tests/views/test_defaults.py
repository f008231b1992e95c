"""Defaults on respondents' pages: shown on the first page, stored when it is sent, never put back."""

from typing import Any

import pytest
from django.test import Client

from engines.questionnaire.model import Choice, Definition, Group, Kind
from milliard.surveys.models import Collection, Response
from milliard.surveys.tests import factories
from milliard.surveys.tests.browsing import fill, form_of, text_of, url
from milliard.surveys.tests.factories import question

pytestmark = pytest.mark.django_db
LISTS = {"l": (Choice("a", "Aucun"), Choice("b", "Beaucoup"))}


def form() -> Definition:
    return factories.definition(
        question("pays", default="France"),
        question("combien", Kind.ONE, choice_list="l", default="b"),
        question("pourquoi", relevant="${combien} = 'b'", default="Parce que"),
        question("lesquels", Kind.MANY, choice_list="l", default="a b"),
        question("montant", Kind.AMOUNT, default="12.5"),
        question("total", Kind.INTEGER, default="3", calculation="${n} * 2", trigger="n"),
        question("n", Kind.INTEGER),
        Group("gens", "Gens", (question("ville", default="Brest"), question("nom")), repeats=True),
        choice_lists=LISTS,
    )


@pytest.fixture
def asked() -> Collection:
    return factories.open_collection(form())


def opened(client: Client, collection: Collection) -> Any:
    return client.get(url(collection, "section/page/"))


def answers() -> dict[str, Any]:
    found: dict[str, Any] = Response.objects.get().answers
    return found


def test_the_first_page_shows_them_and_stores_nothing(client: Client, asked: Collection) -> None:
    values = form_of(opened(client, asked)).values
    assert values["pays"] == ["France"]
    assert values["combien"] == ["b"]
    assert values["pourquoi"] == ["Parce que"]
    assert values["lesquels"] == ["a", "b"]
    assert values["montant"] == ["12,50"]
    assert values["total"] == ["3"]
    assert not Response.objects.exists()


def test_sent_as_they_are_they_are_answers(client: Client, asked: Collection) -> None:
    assert fill(client, opened(client, asked), go="save").status_code == 302
    assert answers() == {
        "pays": "France",
        "combien": "b",
        "pourquoi": "Parce que",
        "lesquels": ["a", "b"],
        "montant": 1250,
        "total": 3,
    }


def test_what_is_emptied_or_written_over_is_never_filled_again(client: Client, asked: Collection) -> None:
    fill(client, opened(client, asked), go="save", pays="", montant="20", combien="a")
    stored = answers()
    assert (stored["pays"], stored["montant"], stored["combien"]) == (None, 2000, "a")
    values = form_of(opened(client, asked)).values
    assert (values["pays"], values["montant"], values["combien"]) == ([""], ["20"], ["a"])
    fill(client, opened(client, asked), go="save")
    assert answers()["pays"] is None
    fill(client, opened(client, asked), go="save", pays="Belgique")
    fill(client, opened(client, asked), go="save", pays="")
    assert form_of(opened(client, asked)).values["pays"] == [""]


def test_a_question_that_appears_later_has_its_default_then(client: Client, asked: Collection) -> None:
    fill(client, opened(client, asked), go="save", combien="a", pourquoi="")
    page = opened(client, asked)
    assert "pourquoi" not in form_of(page).values
    back = client.post(
        form_of(page).action, {**form_of(page).values, "combien": "b"}, headers={"HX-Request": "true"}
    )
    # It was on the first page, where it was emptied.
    assert "Parce que" not in back.content.decode()


def test_a_question_never_seen_before_has_its_default_in_the_background(
    client: Client, asked: Collection
) -> None:
    other = factories.open_collection(
        factories.definition(
            question("oui", Kind.YES_NO), question("detail", relevant="${oui} = 'yes'", default="Ainsi")
        )
    )
    form = form_of(opened(client, other))
    assert "detail" not in form.values
    back = client.post(form.action, {**form.values, "oui": "yes"}, headers={"HX-Request": "true"})
    assert 'value="Ainsi"' in back.content.decode()
    assert answers() == {"oui": "yes"}


def test_a_save_in_the_background_does_not_send_the_boxes_again(client: Client, asked: Collection) -> None:
    form = form_of(opened(client, asked))
    back = client.post(form.action, {**form.values, "n": ""}, headers={"HX-Request": "true"})
    assert 'id="item-pays"' not in back.content.decode()
    assert answers()["pays"] == "France"


def test_a_calculation_takes_the_place_of_a_default_and_not_of_what_was_written(
    client: Client, asked: Collection
) -> None:
    fill(client, opened(client, asked), go="save", n="4")  # the box still held 3: nobody wrote it
    assert answers()["total"] == 8
    fill(client, opened(client, asked), go="save", total="5")
    assert answers()["total"] == 5
    fill(client, opened(client, asked), go="save", n="6")
    assert answers()["total"] == 12


def test_a_row_nobody_wrote_in_is_not_stored_for_its_defaults(client: Client, asked: Collection) -> None:
    page = opened(client, asked)
    row = form_of(page).values["rows__gens"][0]
    assert form_of(page).values[f"gens__{row}__ville"] == ["Brest"]
    fill(client, page, go="save")
    assert "gens" not in answers()
    page = opened(client, asked)
    row = form_of(page).values["rows__gens"][0]
    fill(client, page, go="save", **{f"gens__{row}__nom": "Zoé"})
    assert answers()["gens"] == [{"_id": row, "ville": "Brest", "nom": "Zoé"}]


def test_a_page_refused_shows_what_was_typed(client: Client, asked: Collection) -> None:
    back = fill(client, opened(client, asked), go="save", pays="", montant="abc")
    assert back.status_code == 422
    assert form_of(back).values["montant"] == ["abc"]
    assert form_of(back).values["pays"] == [""]


def test_an_imported_default_reaches_the_page(client: Client) -> None:
    from engines.questionnaire.files.reader import read_questionnaire

    read = read_questionnaire(
        b"| survey |\n| | type | name | label | default |\n| | text | ville | Ville ? | Brest |\n"
    )
    collection = factories.open_collection(read.questionnaire)
    section = next(iter(read.questionnaire.sections)).key if read.questionnaire else ""
    page = client.get(url(collection, f"section/{section}/"))
    assert form_of(page).values["ville"] == ["Brest"]
    done = fill(client, page, go="finish")
    assert "Brest" in text_of(client.get(done.url))
