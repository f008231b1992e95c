"""News: articles of the movement, the newest first."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from milliard.website.blocks import NEWS_BODY
from milliard.website.models.context import ComposedPage


class NewsIndexPage(ComposedPage):
    """The list of news. There is one, and it carries their addresses: /actualites/…"""

    lead = models.TextField("chapeau", blank=True, max_length=400)

    template = "website/news_index_page.html"
    max_count = 1
    parent_page_types = ["website.HomePage"]
    subpage_types = ["website.NewsPage"]
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("lead")]
    search_fields = [*Page.search_fields, index.SearchField("lead")]

    class Meta:
        verbose_name = "liste des actualités"
        verbose_name_plural = "listes des actualités"


class NewsPage(ComposedPage):
    """One article. ``told_on`` is the day it bears, and its place in the list."""

    lead = models.TextField("chapeau", max_length=600, help_text="L’essentiel en deux phrases.")
    told_on = models.DateField("date", default=timezone.localdate)
    body = StreamField(NEWS_BODY, verbose_name="article", blank=True)

    template = "website/news_page.html"
    parent_page_types = ["website.NewsIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("told_on"),
        FieldPanel("lead"),
        FieldPanel("body"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]

    class Meta:
        verbose_name = "actualité"
        verbose_name_plural = "actualités"
