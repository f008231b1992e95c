"""News with their feeds, questions with their addresses, the menu, the pictures of pages."""

import json
import re
import xml.etree.ElementTree as ET
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page, Site

from milliard.core.search_index import rebuild
from milliard.places.tests.factories import make_place
from milliard.website.faq import questions_of
from milliard.website.models import FaqPage, HomePage, NewsIndexPage, NewsPage, SiteMenu
from milliard.website.tests.reading import text_of

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def tell(count: int = 1, **fields: Any) -> list[NewsPage]:
    index = NewsIndexPage.objects.get()
    made = []
    for number in range(count):
        day = f"2026-01-{number + 1:02}"
        known = {"title": f"Une nouvelle & {number}", "slug": f"n-{number}", "told_on": day}
        page = index.add_child(instance=NewsPage(lead="Deux <mots>.", **{**known, **fields}))
        page.save_revision().publish()
        made.append(page)
    return made


def test_news_are_listed_by_pages_the_last_first(client: Client) -> None:
    assert "Aucune actualité" in text_of(client.get("/actualites/"))
    assert 'href="/actualites/"' not in text_of(client.get("/"))
    tell(12)
    page = text_of(client.get("/actualites/"))
    assert re.findall(r'href="/actualites/(n-\d+)/"', page) == [f"n-{number}" for number in range(11, 1, -1)]
    (further,) = re.findall(r'rel="next" href="([^"]+)"', page)
    rest = text_of(client.get(further.replace("&amp;", "&")))
    assert re.findall(r'href="/actualites/(n-\d+)/"', rest) == ["n-1", "n-0"]
    assert "Une nouvelle &amp; 3" in text_of(client.get("/actualites/n-3/"))
    assert 'href="/actualites/"' in text_of(client.get("/"))


def test_feeds_say_the_same_in_rss_and_atom(client: Client, settings: Any) -> None:
    tell(2)
    draft = tell(1, slug="brouillon", title="Pas encore")[0]
    draft.unpublish()
    page = text_of(client.get("/actualites/"))
    links = re.findall(r'<link rel="alternate" type="([^"]+)"[^>]* href="([^"]+)"', page)
    assert [kind for kind, _ in links] == ["application/rss+xml", "application/atom+xml"]
    answers = [client.get(address) for _, address in links]
    for (kind, _), answer in zip(links, answers, strict=True):
        assert answer.headers["Content-Type"].startswith(kind)
    rss, atom = (ET.fromstring(answer.content) for answer in answers)  # noqa: S314 (our own)
    assert rss.attrib["version"] == "2.0"
    channel = rss.find("channel")
    assert channel is not None
    for name in ("title", "link", "description", "lastBuildDate"):
        assert channel.findtext(name), name
    items = channel.findall("item")
    assert [item.findtext("title") for item in items] == ["Une nouvelle & 1", "Une nouvelle & 0"]
    assert items[0].findtext("description") == "Deux <mots>."
    assert parsedate_to_datetime(items[0].findtext("pubDate") or "").tzinfo
    assert atom.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated"):
        assert atom.findtext(f"{ATOM}{name}"), name
    entries = atom.findall(f"{ATOM}entry")
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 2
    for entry in entries:
        link = entry.find(f"{ATOM}link")
        assert link is not None
        address = link.attrib["href"].removeprefix(settings.SITE_URL)
        assert client.get(address).status_code == 200
    again = client.get(links[0][1], headers={"If-None-Match": answers[0].headers["ETag"]})
    assert again.status_code == 304
    assert client.get("/actualites/flux.json").status_code == 404


def ask() -> FaqPage:
    page = FaqPage.objects.get()
    page.body = [
        ("theme", {"text": "L’argent"}),
        (
            "question",
            {"question": "À quoi sert ma cotisation\u202f?", "answer": "<p>Aux <b>lieux</b>.</p>"},
        ),
        ("question", {"question": "Où est l’argent\u202f?", "answer": "<p>À la banque </script>.</p>"}),
        ("theme", {"text": "Autre chose"}),
        ("question", {"question": "Comment venir\u202f?", "answer": "<p>Par un évènement.</p>"}),
    ]
    page.save_revision().publish()
    found: FaqPage = FaqPage.objects.get()
    return found


def test_a_question_keeps_its_address_when_its_words_change(client: Client) -> None:
    page = ask()
    before = [one.anchor for one in questions_of(page)]
    page.body[1].value["question"] = "Que devient ma cotisation\u202f?"
    page.save_revision().publish()
    after = questions_of(FaqPage.objects.get())
    assert [one.anchor for one in after] == before
    assert after[0].question == "Que devient ma cotisation\u202f?"
    content = text_of(client.get("/questions/"))
    for anchor in before:
        assert f'id="{anchor}"' in content
        assert f'href="#{anchor}"' in content


@pytest.mark.parametrize(
    ("typed", "count"), [("cotisations", 1), ("cotisasion", 1), ("evenement", 1), ("lieu", 1), ("zzyzx", 0)]
)
def test_questions_are_filtered_without_javascript(client: Client, typed: str, count: int) -> None:
    ask()
    rebuild()
    content = text_of(client.get("/questions/", {"q": typed}))
    assert content.count('class="faq-item"') == count
    assert "Voir toutes les questions" in content


def test_robots_read_the_questions(client: Client) -> None:
    ask()
    content = text_of(client.get("/questions/"))
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', content, re.DOTALL)
    told = json.loads(data)
    assert told["@type"] == "FAQPage"
    asked = [one.question for one in questions_of(FaqPage.objects.get())]
    assert [one["name"] for one in told["mainEntity"]] == asked
    assert "<b>lieux</b>" in told["mainEntity"][0]["acceptedAnswer"]["text"]


def test_the_team_arranges_the_menu_and_the_foot(client: Client) -> None:
    def header() -> str:
        return text_of(client.get("/")).partition("<main")[0]

    for address in ("/agir/", "/lieux/", "/territoires/", "/organisations/", "/le-recit/", "/adherer/"):
        assert f'href="{address}"' in header(), address
    assert "/gouvernance/" not in header()
    home = HomePage.objects.get()
    record = Page.objects.get(slug="le-recit")
    links = [
        {"label": label, "page": None, "url": url}
        for label, url in (("Chercher un lieu", "/lieux/"), ("Hors", "/rien/"))
    ]
    own = {"label": "D’où nous venons", "page": record, "url": ""}
    menu = SiteMenu(
        site=Site.objects.get(),
        header=[("link", own), ("group", {"label": "Seul", "links": links})],
        footer=[("link", {"label": "Ailleurs", "page": None, "url": "https://exemple.fr/"})],
    )
    menu.save()
    assert "D’où nous venons" in header()
    assert "Chercher un lieu" in header()
    assert "<summary" not in header().split("site-menu")[0]  # one link left: no group
    assert "/rien/" not in header()
    assert 'href="https://exemple.fr/"' in text_of(client.get("/")).partition("</main>")[2]
    record.specific.unpublish()
    assert "D’où nous venons" not in header()
    assert home.live


def test_a_public_page_has_a_picture_of_its_own_and_one_address(client: Client, settings: Any) -> None:
    make_place(name="La Grange aux huppes", slug="huppes")
    tell(1)
    rebuild()
    pictures = set()
    for address in ("/lieux/huppes/", "/actualites/n-0/", "/le-recit/"):
        page = text_of(client.get(f"{address}?utm=1"))
        assert f'<link rel="canonical" href="{settings.SITE_URL}{address}">' in page
        (card,) = re.findall(r'<meta property="og:image" content="([^"]+)">', page)
        drawn = client.get(card.removeprefix(settings.SITE_URL))
        assert drawn.headers["Content-Type"] == "image/png"
        assert int.from_bytes(drawn.content[16:20]) == 1200
        pictures.add(drawn.content)
    assert len(pictures) == 3
    assert client.get("/carte/lieux/inconnu.png").content == client.get("/carte.png").content
