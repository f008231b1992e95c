"""Who gets what from the addresses of territories."""

from milliard.territories.tests.bulk import add_communes
from tests.harness.addresses import Budget, Page, everyone

PAGES = [
    Page(
        "territories:commune_search", everyone(200), budget=Budget(add_communes, queries=3, query="?q=saint")
    ),
]
