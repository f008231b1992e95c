"""Every page people read gives the address to write to: three of them promise it «au bas de la page»."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.accounts.tests.factories import make_person
from milliard.surveys.tests import factories as surveys
from tests.harness.addresses import STAFF_PREFIX, Page, declared_pages

pytestmark = pytest.mark.django_db
ADDRESS = "equipe@exemple.invalid"


READ = [page for page in declared_pages() if "staff" not in page.name.partition(":")[0]]


@pytest.mark.slow
@pytest.mark.parametrize("page", READ, ids=lambda page: page.name)
def test_a_page_gives_the_address_to_write_to(page: Page, settings: Any) -> None:
    settings.CONTACT_EMAIL = ADDRESS
    url = page.url()
    if url.startswith(f"/{STAFF_PREFIX}"):
        return  # around the team's own screens stands Wagtail
    for client in (Client(), signed_in(make_person(role=Role.ORGANISER))):
        cache.clear()
        response = client.get(url)
        content = b"" if response.streaming else response.content
        if b"<html" in content:
            assert f'href="mailto:{ADDRESS}"'.encode() in content, (url, response.status_code)


def test_a_questionnaire_with_an_address_of_its_own_gives_that_one(client: Client) -> None:
    collection = surveys.open_collection(contact_email="recueil@exemple.invalid")
    content = client.get(f"/questionnaires/{collection.slug}/section/page/").content.decode()
    assert 'href="mailto:recueil@exemple.invalid"' in content
