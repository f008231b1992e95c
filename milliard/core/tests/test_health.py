"""The health page: real connections, for PostgreSQL tells nothing of its disk inside a test's transaction."""

from pathlib import Path

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from milliard.core import middleware


def health(client: Client) -> tuple[int, dict[str, str]]:
    response = client.get("/sante/")
    return response.status_code, response.json()


def test_the_health_page_says_whether_the_database_answers(
    client: Client, monkeypatch, committed_database: str
) -> None:
    assert health(client) == (200, {"base": "ok", "fichiers": "ok"})

    def broken(*args, **kwargs):
        raise OSError

    monkeypatch.setattr(connections["default"], "cursor", broken)
    assert health(client) == (503, {"base": "injoignable", "fichiers": "ok"})


def test_the_health_page_says_when_the_database_takes_nothing_any_more(
    client: Client, committed_database: str
) -> None:
    """As on a full disk: PostgreSQL answers, and cannot write a file."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        folder = Path(cursor.fetchone()[0]) / "pg_snapshots"
    if not folder.exists():
        pytest.skip("the server is on another machine")
    usual = folder.stat().st_mode
    folder.chmod(0o500)
    try:
        assert health(client) == (503, {"base": "pleine ou en lecture seule", "fichiers": "ok"})
    finally:
        folder.chmod(usual)


def test_the_health_page_says_when_no_file_can_be_kept(
    client: Client, committed_database: str, settings, tmp_path: Path, monkeypatch
) -> None:
    settings.PRIVATE_ROOT = tmp_path / "private"
    monkeypatch.setattr(middleware, "_FREE_BYTES", 10**18)
    assert health(client) == (503, {"base": "ok", "fichiers": "disque plein"})


PROTECTIVE = (
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
)


@pytest.mark.parametrize("works", [True, False])
def test_the_health_page_has_the_headers_of_every_page_and_asks_two_queries(
    client: Client, monkeypatch, settings, django_assert_num_queries, committed_database: str, works: bool
) -> None:
    page = client.get(reverse("account_login")).headers
    settings.SECURE_SSL_REDIRECT = True  # the probe comes from inside, without a certificate
    with monkeypatch.context() as broken, django_assert_num_queries(2 * works):
        if not works:
            broken.setattr(connections["default"], "cursor", None)
        answer = client.get("/sante/", headers={"host": "10.0.0.1"})
    assert answer.status_code == (200 if works else 503)
    assert {name: answer.headers[name] for name in PROTECTIVE} == {name: page[name] for name in PROTECTIVE}
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies
