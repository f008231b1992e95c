"""Lists that grow: as many queries at 10,000 rows as at 10, and no more than their app declares."""

import pytest

from milliard.accounts.tests.clients import signed_in
from milliard.core.tables import DEFAULT_SIZE
from tests.harness.addresses import Page, declared_pages
from tests.pages.query_budget import assert_same_queries

pytestmark = pytest.mark.django_db
LISTS = [page for page in declared_pages() if page.budget is not None]


@pytest.mark.slow
@pytest.mark.parametrize("page", LISTS, ids=lambda page: page.name)
def test_a_list_takes_as_many_queries_whatever_its_length(page: Page) -> None:
    budget = page.budget
    assert budget is not None
    client, url = signed_in(budget.role), f"{page.url()}{budget.query}"
    assert assert_same_queries(client, url, budget.grow) <= budget.queries
    if budget.is_paged:
        first = client.get(url)
        assert len(first.context["page"].rows) == DEFAULT_SIZE
        assert client.get(first.context["next_url"]).context["page"].previous
