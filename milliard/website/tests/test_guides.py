"""«Aide»: the guides of the repository, on the site, with every link of theirs."""

import re

import pytest
from django.test import Client, RequestFactory
from django.urls import resolve, reverse
from django.utils import timezone

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.core.search_index import rebuild
from milliard.surveys.models import Response
from milliard.website.guides import _OF_SCREENS, FOLDER, SOURCES, guide_of, guides
from milliard.website.search import search_site

pytestmark = pytest.mark.django_db


def test_every_guide_of_the_folder_is_on_the_index() -> None:
    written = {path.stem for path in FOLDER.glob("*.md")} - {"README"}
    assert set(guides()) == written
    assert next(guide.name for guide in guides().values() if guide.is_for_team) == "questionnaires"
    shown = Client().get(reverse("website:guides")).content.decode()
    for guide in guides().values():
        assert f'href="{guide.url}"' in shown


def test_every_link_of_a_guide_leads_somewhere(client: Client) -> None:
    """To a page, to a part that is in it, to a file; none to the developers' folders."""
    pages = {guide.url: client.get(guide.url).content.decode() for guide in guides().values()}
    for url, page in pages.items():
        article = page[page.index("<article") : page.index("</article>")]
        for link in re.findall(r'(?:href|src)="([^"]*)"', article):
            path, _, part = link.partition("#")
            if not link.startswith(("https://", "mailto:")):
                assert not path.endswith(".md"), (url, link)
                assert not path or path in pages or client.get(path).status_code == 200, (url, link)
                assert not part or f'id="{part}"' in pages.get(path or url, ""), (url, link)


def test_a_guide_is_read_where_it_is_written(client: Client) -> None:
    shown = client.get("/aide/tenir-les-comptes/").content.decode()
    assert shown.count("<h1") == 1
    assert '<table class="table">' in shown
    assert 'scope="col"' in shown
    assert 'href="/aide/releves-de-banque/"' in shown
    assert client.get("/aide/inconnu/").status_code == 404
    example = client.get("/aide/fichiers/membres-exemple.csv")
    assert example.content == (FOLDER / "membres-exemple.csv").read_bytes()
    for name in ("README.md", "adherer.md", "..", "absent.csv"):
        assert client.get(f"/aide/fichiers/{name}").status_code in (301, 404)


def test_search_finds_guides_and_them_alone_when_asked() -> None:
    rebuild(SOURCES)
    found = search_site("relancer les invitations", label="Guides").results
    assert "/aide/collectes/" in [result.document.url for result in found]


def test_help_leads_to_the_guide_of_the_screen() -> None:
    for screen, name in _OF_SCREENS.items():
        assert name in guides(), screen
    request = RequestFactory().get("/lieux/")
    request.resolver_match = resolve("/lieux/")
    assert guide_of(request).name == "proposer-un-lieu"
    assert 'href="/aide/proposer-un-lieu/"' in Client().get("/lieux/").content.decode()
    assert 'href="/aide/"' in Client().get("/").content.decode()
    staff = signed_in(Role.ORGANISER).get(reverse("surveys_staff:collections")).content.decode()
    assert "/aide/collectes/" in staff
    assert "guide.wagtail.org" not in staff


def test_the_first_screen_says_what_arrived_and_what_waits() -> None:
    from milliard.surveys.tests import factories
    from milliard.surveys.tests.responses import respond
    from milliard.website.tests.factories import make_message

    collection = factories.open_collection(factories.five_questions())
    respond(collection, {"statut": "scic"}, {"statut": "association"})
    Response.objects.update(started_at=timezone.now())  # an hour ago may be yesterday
    make_message()
    seen = signed_in(Role.ORGANISER).get("/gestion/").content.decode()
    assert collection.title in seen
    assert "2 réponses commencées" in " ".join(seen.replace("\u00a0", " ").split())
    assert "1 message" in seen.replace("\u00a0", " ")
    assert 'value="Search"' not in seen
    analyst = signed_in(Role.ANALYST).get("/gestion/").content.decode()
    assert "importez-en un" not in analyst
    assert "Rien n’attend pour vous" in analyst
    account = signed_in(Role.ANALYST).get("/gestion/account/").content.decode()
    assert "localtime" not in account
    assert "Indian/Reunion" in account


def test_no_note_to_developers_is_shown() -> None:
    assert not [guide.name for guide in guides().values() if "&lt;!--" in guide.html or "<!--" in guide.text]
