"""The questions people ask, and our answers."""

from typing import ClassVar

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from milliard.website.blocks import FAQ_BODY
from milliard.website.models.context import ComposedPage


class FaqPage(ComposedPage):
    """Questions with their answers, under themes. Each keeps its address whatever becomes of its words."""

    lead = models.TextField("chapeau", blank=True, max_length=400)
    body = StreamField(FAQ_BODY, verbose_name="questions", blank=True)

    template = "website/faq_page.html"
    max_count = 1
    parent_page_types = ["website.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]

    class Meta:
        verbose_name = "questions fréquentes"
        verbose_name_plural = "questions fréquentes"
