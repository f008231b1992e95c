"""The bundle as it is published, built once a process, and a site that serves it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from milliard.elections.tests.node_runs import PACKAGE, run_node
from milliard.elections.tests.voting_site import VotingSite, voting_site
from tests.harness.browser import PHONE


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("booth")
    run_node(PACKAGE / "build.mjs", folder)
    return folder


@pytest.fixture
def polling(bundle: Path) -> Iterator[VotingSite]:
    with voting_site(bundle) as found:
        yield found


@pytest.fixture
def open_here(chromium: Any) -> Iterator[Any]:
    """``open_here(address)`` -> a page of its own context, on a phone; errors and policies fail the test."""
    contexts: list[Any] = []
    faults: list[str] = []

    def note(message: Any) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            faults.append(message.text)

    def open_(address: str, *, viewport: dict[str, int] = PHONE, offline: bool = False) -> Any:
        context = chromium.new_context(viewport=viewport, locale="fr-FR", reduced_motion="reduce")
        contexts.append(context)
        context.set_offline(offline)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", note)
        page.goto(address)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert not faults, faults
