"""The pages of the demonstration site: what the movement says of itself, questions, invented news.

Facts about the movement have their source beside them; what nobody published is said to be for the
administrator to complete. News are invented, and say so.
"""

from typing import Any

from demo.pages.news import NEWS
from demo.pages.questions import QUESTIONS
from demo.pages.words import PAGES
from milliard.website.models import FaqPage, HomePage, NewsIndexPage, NewsPage, PlainPage


def ensure_pages() -> int:
    """Write and publish the pages that are not there; returns how many there are."""
    home = HomePage.objects.get()
    for slug, fields in PAGES.items():
        if not PlainPage.objects.filter(slug=slug).exists():
            _publish(home, PlainPage(slug=slug, **fields))
    _write_questions()
    index = NewsIndexPage.objects.get()
    if not index.get_children().exists():
        for slug, fields in NEWS.items():
            _publish(index, NewsPage(slug=slug, **fields))
    return len(PAGES) + int(NewsPage.objects.count()) + 1


def _publish(parent: Any, page: Any) -> None:
    parent.add_child(instance=page)
    page.save_revision().publish()


def _write_questions() -> None:
    page = FaqPage.objects.get()
    if page.live or page.body:
        return  # somebody wrote it since
    page.body = QUESTIONS
    page.save_revision().publish()
