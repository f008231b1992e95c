"""Studies: pages whose figures come from frozen datasets."""

import copy
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.db import models, transaction
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from milliard.website.blocks import STUDY_BODY
from milliard.website.blocks.text import TEXT_FEATURES
from milliard.website.forms import StudyPageForm
from milliard.website.models.context import ComposedPage


class StudyIndexPage(ComposedPage):
    """The list of studies. There is one, and it carries their addresses: /etudes/…"""

    lead = models.TextField("chapeau", blank=True, max_length=400)

    template = "website/study_index_page.html"
    max_count = 1
    parent_page_types = ["website.HomePage"]
    subpage_types = ["website.StudyPage"]
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("lead")]
    search_fields = [*Page.search_fields, index.SearchField("lead")]

    class Meta:
        verbose_name = "liste des études"
        verbose_name_plural = "listes des études"


#: Fields of a study that are its words, besides its body.
_WORDS = ("title", "kicker", "standfirst", "method", "sources")


class StudyPage(ComposedPage):
    """A study: a story told with figures, each bound to a dataset, with its base, date and source.

    What is shown to the public is pinned at publication (`milliard.website.models.Edition`).
    """

    kicker = models.CharField(
        "surtitre", max_length=80, blank=True, help_text="Par exemple\u00a0: Grand Recueil, été 2024"
    )
    standfirst = models.TextField("chapeau", max_length=600, help_text="L’essentiel en deux phrases.")
    body = StreamField(STUDY_BODY, verbose_name="étude", blank=True)
    method = RichTextField(
        "méthode",
        features=TEXT_FEATURES,
        blank=True,
        help_text="Qui a répondu, comment, et ce que l’étude ne dit pas. Paraît à la fin et dans le PDF.",
    )
    sources = models.TextField("sources et remerciements", blank=True)
    correction = models.TextField(
        "ce qui a changé, et pourquoi",
        blank=True,
        max_length=1000,
        help_text="Demandé quand on publie à nouveau une étude dont les mots ou les chiffres ont changé. "
        "Paraît en tête de l’étude, dans son PDF et dans la liste de ses éditions. Par exemple\u00a0: "
        "«\u00a0Le titre du premier graphique disait 57\u00a0%, c’était 75\u00a0%.\u00a0»",
    )

    base_form_class = StudyPageForm
    template = "website/study_page.html"
    parent_page_types = ["website.StudyIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("kicker"),
        FieldPanel("standfirst"),
        FieldPanel("body"),
        FieldPanel("method"),
        FieldPanel("sources"),
        MultiFieldPanel([FieldPanel("correction")], heading="Si l’étude est déjà publiée"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("standfirst"),
        index.SearchField("body"),
        index.SearchField("method"),
    ]

    class Meta:
        verbose_name = "étude"
        verbose_name_plural = "études"

    @classmethod
    def words_of(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        """The words of a study from its fields, as plain JSON: what an edition keeps."""
        body = [
            {
                "id": str(block.id),
                "type": block.block_type,
                "value": block.block.get_prep_value(block.value),
            }
            for block in values["body"]
        ]
        return {**{name: values[name] or "" for name in _WORDS}, "body": body}

    @property
    def words(self) -> dict[str, Any]:
        """Its words as they are now."""
        return self.words_of({name: getattr(self, name) for name in (*_WORDS, "body")})

    def with_words(self, words: Mapping[str, Any]) -> Self:
        """The same study, saying what it said in an edition. Not for saving."""
        then = copy.copy(self)
        for name in _WORDS:
            setattr(then, name, words[name])
        then.body = type(self).body.field.stream_block.to_python(words["body"])
        return then

    def publish(self, *args: Any, **kwargs: Any) -> Any:
        """Publish the words and pin the figures together, or neither."""
        with transaction.atomic():
            return super().publish(*args, **kwargs)
