"""A promise: too many sends from one place are refused kindly, nothing typed is lost, no address is kept."""

from collections.abc import Callable

import psycopg
import pytest
from django.db import connection

from milliard.surveys.models import Response
from milliard.surveys.tests import factories
from tests.journeys.visiting import filled, newcomer, page_of, send

PATH = "/questionnaires/cinq/section/page/"
TYPED = [("statut", "scic"), ("personnes", "12"), ("mot", "Tout est encore ici, même « ça »")]
#: The loopback, as text, as an integer and as PostgreSQL would print it.
ADDRESSES = ("127.0.0.1", "2130706433", "::1", "203.0.113.77")


@pytest.fixture
def five(committed_database: str, serve: Callable[..., str]) -> str:
    factories.open_collection(factories.five_questions(), slug="cinq")
    return serve(NEW_RESPONSE_RATE=6, PUBLIC_FORM_RATE=4)


def test_new_responses_above_the_limit_are_refused_and_nothing_typed_is_lost(five: str) -> None:
    statuses = []
    for _ in range(9):
        with newcomer(five) as http:
            page = page_of(http, PATH)
            answer = send(http, PATH, filled(page, "finish", TYPED))
            statuses.append(answer.status_code)
    assert statuses == [302] * 6 + [429] * 3
    assert Response.objects.count() == 6
    assert "Attendez une minute" in answer.text
    assert answer.headers["Retry-After"] == "60"
    assert 'value="12"' in answer.text
    assert "Tout est encore ici, même « ça »" in answer.text
    assert 'value="scic" checked' in answer.text


def test_a_refused_page_sent_again_later_is_one_response(five: str, serve: Callable[..., str]) -> None:
    with newcomer(serve(NEW_RESPONSE_RATE=0)) as http:
        refused = send(http, PATH, filled(page_of(http, PATH), "finish", TYPED))
        assert refused.status_code == 429
        http.base_url = five
        again = filled(refused, "finish", [])
        assert send(http, PATH, again).status_code == 302
        assert send(http, PATH, again).status_code == 302
    response = Response.objects.get()
    assert response.answers["mot"] == "Tout est encore ici, même « ça »"
    assert response.answers["personnes"] == 12


def test_saves_of_one_response_are_limited_apart(five: str) -> None:
    with newcomer(five) as http:
        fields = filled(page_of(http, PATH), "save", TYPED)
        assert send(http, PATH, fields).status_code == 302
        background = [
            send(http, PATH, filled(page_of(http, PATH), "save", TYPED), headers={"HX-Request": "true"})
            for _ in range(6)
        ]
    assert [answer.text.count("Pas encore enregistré") for answer in background] == [0] * 4 + [1] * 2


def test_no_address_is_kept_in_any_table(five: str) -> None:
    with newcomer(five) as http:
        http.headers["X-Forwarded-For"] = "203.0.113.77"
        for _ in range(3):
            send(http, PATH, filled(page_of(http, PATH), "save", TYPED))
        http.get("/questionnaires/reprendre/faux/")
    found = [table for table in _tables() if _holds_an_address(table)]
    assert not found
    # The search itself sees an address where there is one.
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE seen (who text, at jsonb)")
        cursor.execute('INSERT INTO seen VALUES (NULL, \'{"ip": ["127.0.0.1"]}\')')
    assert _holds_an_address("seen")


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return [name for (name,) in cursor.fetchall()]


def _holds_an_address(table: str) -> bool:
    """Whether any column of any row, whatever its type, shows one of the client's addresses."""
    rows = psycopg.sql.SQL("SELECT EXISTS (SELECT FROM {table} AS r WHERE r::text LIKE ANY (%s))")
    with connection.cursor() as cursor:
        statement = rows.format(table=psycopg.sql.Identifier(table)).as_string()
        cursor.execute(statement, [[f"%{address}%" for address in ADDRESSES]])
        return bool(cursor.fetchone()[0])


def test_pages_of_a_response_are_not_drawn_without_end(five: str) -> None:
    with newcomer(five) as http:
        assert send(http, PATH, filled(page_of(http, PATH), "save", TYPED)).status_code == 302
        assert [http.get(PATH).status_code for _ in range(14)] == [200] * 12 + [429] * 2
