import pytest
from django.core.cache import caches

from milliard.core.marked_pages import addressed_page, filled


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


def test_a_word_that_looks_like_a_mark_stays_a_word():
    own = {"@@name@@": "@@town@@", "@@town@@": "Nantes"}
    assert addressed_page("marks", lambda: "@@name@@, @@town@@", own) == "@@town@@, Nantes"


def test_a_template_that_only_places_words_is_filled():
    line = filled("surveys/_read_line.html", label="Votre statut", answer="@@label@@", note="")
    assert "<dt>Votre statut</dt>" in line
    assert "@@label@@" in line
    assert "survey__state" not in line
    assert "survey__state" in filled(
        "surveys/_read_line.html", label="A", answer="", note="laissé sans réponse"
    )
