"""Who gets what from the addresses of the app."""

from milliard.assemblies.tests import public_pages, team_pages

PAGES = [*public_pages.PAGES, *team_pages.PAGES]
