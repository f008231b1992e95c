"""The list of news, one article, and the feeds that programs read."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed

from milliard.core.tables import page_of, page_urls
from milliard.website.models import NewsIndexPage, NewsPage

_ON_A_PAGE = 10
#: A reader asks every hour: nobody publishes more than this in between.
_IN_A_FEED = 30
_ORDER = ("-told_on", "-id")
FEEDS: dict[str, type[Rss201rev2Feed] | type[Atom1Feed]] = {"rss": Rss201rev2Feed, "atom": Atom1Feed}


def public_news() -> Any:
    """Every article anybody may read, the newest first."""
    return NewsPage.objects.live().public().order_by(*_ORDER)


def news_index_context(page: NewsIndexPage, request: HttpRequest) -> dict[str, Any]:
    """Variables of ``website/news_index_page.html``."""
    shown = page_of(request, public_news().child_of(page).order_by(), order=_ORDER, size=_ON_A_PAGE)
    return {"news": shown.rows, "simulated": settings.IS_DEMONSTRATION, **page_urls(request, shown)}


def news_context(page: NewsPage, request: HttpRequest) -> dict[str, Any]:
    """Variables of ``website/news_page.html``; the articles before and after this one."""
    others = public_news().sibling_of(page).exclude(pk=page.pk)
    return {"others": list(others[:3]), "simulated": settings.IS_DEMONSTRATION}


def news_feed(kind: str) -> SyndicationFeed:
    """The last articles: title, first sentences, address, days."""
    index = NewsIndexPage.objects.live().public().first()
    own = settings.SITE_URL + reverse("website:news_feed", args=[kind])
    feed = FEEDS[kind](
        title=f"{index.title if index else 'Actualités'} · Milliard",
        link=settings.SITE_URL + (index.url if index else "/"),
        description=(index.lead if index else "") or "Les actualités du mouvement.",
        language="fr",
        feed_url=own,
    )
    for page in public_news()[:_IN_A_FEED]:
        feed.add_item(
            title=page.title,
            link=settings.SITE_URL + page.url,
            description=page.lead,
            unique_id=f"urn:uuid:{page.translation_key}",
            unique_id_is_permalink=False,
            pubdate=page.first_published_at,
            updateddate=page.last_published_at,
        )
    return feed
