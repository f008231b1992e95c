"""A promise: a body costs the server a few times its size, whoever sends it, before it is refused."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.db import connections

from milliard.surveys.tests import factories
from tests.harness.site import Served, Servers

#: Anybody can write the cookie: with it, the token of the form is looked for in the body.
COOKIE = {"Cookie": f"csrftoken={'a' * 32}"}
FORM = {"Content-Type": "application/x-www-form-urlencoded", **COOKIE}
#: Three bytes for a letter: what the standard reader takes most memory for.
ESCAPES = b"%41"
BOUND = 60_000_000


@pytest.fixture
def served(committed_database: str, servers: Servers) -> Iterator[Served]:
    with servers.serving(connections.settings["default"]["NAME"]) as made:
        eight_at_once(made, content=b"a=1", headers=FORM)  # what the first request of a kind loads
        yield made


def resident(pid: int, line: str = "VmRSS") -> int:
    """Bytes of the process and of its children; ``VmHWM``: at their highest."""
    status = Path(f"/proc/{pid}/status").read_text()
    own = int(status.partition(f"{line}:")[2].split()[0]) * 1_024
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    children = [int(child) for found in lists for child in found.read_text().split()]
    return own + sum(resident(child, line) for child in children)


def growth(served: Served, act: Callable[[], None]) -> int:
    """By how many bytes ``act`` made the server larger, at its highest."""
    before = resident(served.pid)
    act()
    return resident(served.pid, "VmHWM") - before


def eight_at_once(served: Served, **request: Any) -> list[int]:
    def post(number: int) -> int:
        return httpx.post(f"{served.address}/recherche/", timeout=120, **request).status_code

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(post, range(8)))


@pytest.mark.parametrize(
    ("size", "status"), [(15_600_000, 413), (settings.DATA_UPLOAD_MAX_MEMORY_SIZE - 10, 403)]
)
def test_eight_forms_of_escapes_cost_little_memory(served: Served, size: int, status: int) -> None:
    def attack() -> None:
        body = b"a=" + ESCAPES * (size // 3)
        assert eight_at_once(served, content=body, headers=FORM) == [status] * 8

    assert growth(served, attack) < BOUND
    assert httpx.get(served.address).status_code == 200


def test_a_body_of_unknown_length_is_not_read(served: Served) -> None:
    def attack() -> None:
        def body() -> Iterator[bytes]:
            yield b"a="
            for _ in range(200):
                yield ESCAPES * 30_000

        with ThreadPoolExecutor(8) as pool:
            sent = pool.map(
                lambda _: httpx.post(served.address, content=body(), headers=FORM, timeout=120), range(8)
            )
            assert {answer.status_code for answer in sent} <= {403, 413}

    assert growth(served, attack) < BOUND


def test_files_where_they_are_asked_go_to_the_disk(served: Served) -> None:
    factories.open_collection(factories.every_kind(), slug="tout")
    address = f"{served.address}/questionnaires/tout/section/avis/"

    def post(_: int) -> int:
        files = {f"f{number}": ("a.pdf", b"0" * 2_000_000) for number in range(10)}
        return httpx.post(address, files=files, headers=COOKIE, timeout=120).status_code

    def attack() -> None:
        with ThreadPoolExecutor(8) as pool:
            assert {403} == set(pool.map(post, range(8)))

    post(0)
    assert growth(served, attack) < BOUND


def test_files_where_none_is_asked_are_refused_unread(served: Served) -> None:
    def attack() -> None:
        files = {"file": ("a.pdf", b"0" * 8_000_000)}
        assert eight_at_once(served, files=files, headers=COOKIE) == [413] * 8

    assert growth(served, attack) < BOUND
