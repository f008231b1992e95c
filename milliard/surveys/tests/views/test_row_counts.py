"""As many rows on the page as another answer says, with scripts and without."""

from typing import Any

import pytest
from django.test import Client

from engines.questionnaire.model import Group, Kind
from milliard.surveys.models import Collection, Response
from milliard.surveys.tests import factories
from milliard.surveys.tests.browsing import fill, form_of, text_of, url
from milliard.surveys.tests.factories import question

pytestmark = pytest.mark.django_db


@pytest.fixture
def roster() -> Collection:
    group = Group(
        "gens", "Gens", (question("nom"), question("age", Kind.INTEGER)), repeats=True, row_count="${n}"
    )
    return factories.open_collection(factories.definition(question("n", Kind.INTEGER), group))


def opened(client: Client, collection: Collection) -> Any:
    return client.get(url(collection, "section/page/"))


def answers() -> dict[str, Any]:
    found: dict[str, Any] = Response.objects.get().answers
    return found


def test_the_rows_follow_the_answer(client: Client, roster: Collection) -> None:
    page = opened(client, roster)
    assert "rows__gens" not in form_of(page).values
    assert 'name="add"' not in page.content.decode()
    fill(client, page, go="save", n="3")
    page = opened(client, roster)
    rows = form_of(page).values["rows__gens"]
    assert len(rows) == 3
    assert 'name="remove"' not in page.content.decode()
    fill(client, page, go="save", **{f"gens__{rows[0]}__nom": "Zoé", f"gens__{rows[2]}__nom": "Ali"})
    assert [row["nom"] for row in answers()["gens"]] == ["Zoé", "Ali"]
    page = opened(client, roster)
    assert len(form_of(page).values["rows__gens"]) == 3
    done = fill(client, page, go="finish")
    assert done.status_code == 302
    assert "Ali" in text_of(client.get(done.url))


def test_a_row_too_many_is_taken_away_by_the_person(client: Client, roster: Collection) -> None:
    fill(client, opened(client, roster), go="save", n="2")
    page = opened(client, roster)
    rows = form_of(page).values["rows__gens"]
    fill(client, page, go="save", **{f"gens__{row}__nom": row for row in rows})
    back = fill(client, opened(client, roster), go="next", n="1")
    assert back.status_code == 422
    assert "Gardez 1 ligne" in text_of(back)
    assert back.content.decode().count('name="remove"') == 2
    fill(client, back, go="", remove=f"gens__{rows[0]}")
    assert [row["nom"] for row in answers()["gens"]] == [rows[1]]
    assert fill(client, opened(client, roster), go="next").status_code == 302


def test_the_rows_come_in_the_background(client: Client, roster: Collection) -> None:
    form = form_of(opened(client, roster))
    back = client.post(form.action, {**form.values, "n": "2"}, headers={"HX-Request": "true"})
    assert back.content.decode().count('name="rows__gens"') == 2
