"""Our connection to PostgreSQL: nothing is asked between two requests, statements are planned once."""

import psycopg
import pytest
from django.db import connection

from milliard.core.rate_limit import Limit, is_once_too_often


def _seen_elsewhere(statement: str, *values: object) -> list[tuple[object, ...]]:
    with psycopg.connect(connection.connection.info.dsn, autocommit=True) as other:
        return other.execute(statement, values).fetchall()


def _pid() -> int:
    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)


@pytest.mark.django_db
def test_looking_whether_the_server_is_there_asks_it_nothing() -> None:
    pid = _pid()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'the last question'")
    assert connection.is_usable()
    last = _seen_elsewhere("SELECT query FROM pg_stat_activity WHERE pid = %s", pid)
    assert last == [("SELECT 'the last question'",)]


@pytest.mark.usefixtures("committed_database")
def test_a_connection_that_the_server_ended_is_replaced() -> None:
    pid = _pid()
    assert _seen_elsewhere("SELECT pg_terminate_backend(%s, 5000)", pid) == [(True,)]
    assert not connection.is_usable()
    connection.health_check_enabled, connection.health_check_done = True, False
    assert not is_once_too_often("somebody", Limit("core.test", 5))
    assert _pid() != pid


@pytest.mark.django_db
def test_a_statement_written_once_is_planned_once() -> None:
    for _ in range(6):
        is_once_too_often("somebody", Limit("core.test", 50))
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        planned = [statement for (statement,) in cursor.fetchall()]
    assert len([one for one in planned if "INSERT INTO core_rate_limit" in one]) == 1
