"""The site of a request: the one that Wagtail finds, whatever the hosts and ports."""

from itertools import product

import pytest
from django.test import RequestFactory
from wagtail.models import Page, Site

from milliard.website.site_of_request import site_of

pytestmark = pytest.mark.django_db
_HOSTS = ("a.test", "b.test", "c.test")


@pytest.mark.parametrize("default", [None, "a.test:80", "b.test:8000"])
@pytest.mark.parametrize("others", [[], ["a.test:8000"], ["a.test:8000", "a.test:81"], ["b.test:80"]])
def test_it_is_the_one_that_wagtail_finds(default: str | None, others: list[str]) -> None:
    Site.objects.all().delete()
    root = Page.objects.get(depth=1)
    for address in [*others, *([default] if default else [])]:
        host, _, port = address.partition(":")
        Site.objects.create(hostname=host, port=int(port), root_page=root, is_default_site=address == default)
    for host, port in product(_HOSTS, (80, 8000)):
        ask = RequestFactory(headers={"Host": f"{host}:{port}"}, SERVER_PORT=str(port)).get
        assert site_of(ask("/")) == Site.find_for_request(ask("/")), (host, port)
