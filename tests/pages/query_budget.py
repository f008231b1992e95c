"""A page costs the same number of queries for 10 rows and for 10,000."""

from collections.abc import Callable

from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

FEW, MANY = 10, 10_000


def assert_same_queries(client: Client, url: str, grow: Callable[[int], object]) -> int:
    """Ask ``url`` with `FEW` rows, then with `MANY`; ``grow(n)`` adds n rows. Returns the number of queries.

    The first answer warms what is computed once per process (compiled templates, content types).
    """
    grow(FEW)
    assert client.get(url).status_code == 200
    few = _queries(client, url)
    grow(MANY - FEW)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a server does by itself: without it, some of these lists took a minute
    many = _queries(client, url)
    assert len(many) == len(few), "\n".join(many)
    return len(many)


def _queries(client: Client, url: str) -> list[str]:
    caches["process"].clear()  # what is remembered for some seconds would hide its queries
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
        assert response.status_code == 200
        if response.streaming:
            b"".join(response.streaming_content)
    return [query["sql"] for query in captured.captured_queries]
