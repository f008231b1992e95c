import pytest
from django.core.cache import caches

from milliard.core.marked_pages import addressed_page


@pytest.fixture(autouse=True)
def _forget():
    yield
    caches["process"].clear()


def test_a_page_is_rendered_once_and_addressed_to_each():
    rendered = []

    def render():
        rendered.append(1)
        return "<p>Bonjour @@name@@, @@name@@ !</p>"

    assert addressed_page("greeting", render, {"@@name@@": "Zoé"}) == "<p>Bonjour Zoé, Zoé !</p>"
    assert addressed_page("greeting", render, {"@@name@@": "Léo"}) == "<p>Bonjour Léo, Léo !</p>"
    assert rendered == [1]
    assert addressed_page("other", lambda: "@@name@@", {"@@name@@": "Zoé"}) == "Zoé"
