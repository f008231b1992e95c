"""Two people on one section, one behind a slow network: nobody's value is lost, nor chosen for somebody."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import QueryDict

from milliard.surveys import tokens
from milliard.surveys.answering import Submission, save_section
from milliard.surveys.answering.form import base_of
from milliard.surveys.models import Collection, ReplacedAnswer, Response
from milliard.surveys.tests import factories
from tests.harness.browser import PHONE
from tests.harness.network import Network, network

#: Latency in milliseconds, and whose answer is chosen.
CASES = [
    (0, "mine"),
    (300, "mine"),
    (300, "colleague"),
    (600, "colleague"),
    (1_000, "mine"),
    (2_000, "colleague"),
]


@pytest.fixture
def slow(site: str) -> Iterator[Network]:
    with network(site) as made:
        yield made


def save(collection: Collection, budget: str, *, shown: int | None = None, key: str = "") -> str:
    """The colleague's page, sent over a good network."""
    data = QueryDict(f"shown=budget:{base_of(shown)}&page=c0lleague", mutable=True)
    data["budget"] = budget
    fresh = "" if key else tokens.fresh_token(collection.slug)
    submission = Submission(collection=collection, section_key="chiffres", data=data, key=key, fresh=fresh)
    return save_section(submission).key


@pytest.mark.parametrize(("latency_ms", "choice"), CASES)
def test_the_choice_is_asked_before_anything_is_replaced_and_then_followed(
    latency_ms: int, choice: str, slow: Network, chromium: Any
) -> None:
    collection = factories.open_collection(factories.every_kind())
    key = save(collection, "100")
    context = chromium.new_context(viewport=PHONE, locale="fr-FR", base_url=slow.address)
    context.add_cookies([{"name": f"reponse_{collection.slug}", "value": key, "url": slow.address}])
    page = context.new_page()
    page.goto(f"/questionnaires/{collection.slug}/section/chiffres/")
    save(collection, "184 000", shown=10_000, key=key)
    slow.latency_s = latency_ms / 1_000
    page.get_by_label("Budget annuel").fill("184 500")
    page.get_by_role("button", name="Section suivante").click()
    page.get_by_text("a répondu autre chose").first.wait_for()
    page.wait_for_timeout(latency_ms + 1_000)  # whatever else was on its way has come
    assert Response.objects.get().answers["budget"] == 18_400_000
    assert not ReplacedAnswer.objects.exists()
    page.get_by_label("Vous avez écrit" if choice == "mine" else "quelqu’un qui a votre lien").check()
    with page.expect_navigation(url="**/avis/"):
        page.get_by_role("button", name="Section suivante").click()
    page.wait_for_timeout(latency_ms + 1_000)
    kept, lost = (18_400_000, 18_450_000) if choice == "colleague" else (18_450_000, 18_400_000)
    assert Response.objects.get().answers["budget"] == kept
    assert [row.value for row in ReplacedAnswer.objects.all()] == [lost]
    context.close()
