"""Who gets what from the pages of the design system."""

from tests.harness.addresses import Page, Walk, everyone

PAGES = [
    Page("ui:gallery", everyone(200), axe=[Walk("/composants/", wide=True)]),
    Page("ui:theme", everyone(405), post=everyone(302)),
]
