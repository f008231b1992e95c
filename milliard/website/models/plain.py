"""A page of words: the story, legal notice, accessibility, privacy."""

from typing import ClassVar

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from milliard.website.blocks import PLAIN_BODY
from milliard.website.models.context import ComposedPage


class PlainPage(ComposedPage):
    """Text in parts, in one column; may stand in the header or the footer."""

    lead = models.TextField("chapeau", blank=True, max_length=600)
    body = StreamField(PLAIN_BODY, verbose_name="texte", blank=True)
    in_footer = models.BooleanField("dans le pied de page", default=False)

    template = "website/plain_page.html"
    parent_page_types = ["website.HomePage", "website.PlainPage"]
    subpage_types = ["website.PlainPage"]
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    promote_panels: ClassVar = [*Page.promote_panels, FieldPanel("in_footer")]
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]

    class Meta:
        verbose_name = "page de texte"
        verbose_name_plural = "pages de texte"
