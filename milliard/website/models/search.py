"""The words of public pages and figures, as search reads them."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from wagtail.models import Page


class SearchText(models.Model):
    """One thing search finds: a page, or a figure of the study it is. Written again at each publication.

    ``title`` and ``text`` are what is shown; ``title_words`` and ``words`` the same as `core.search` rewrites
    them. Whether anybody may read it is asked of the page, at each search.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    block_id = models.UUIDField("bloc", null=True, blank=True)
    title = models.CharField("titre", max_length=255)
    summary = models.TextField("résumé", blank=True)
    text = models.TextField("texte", blank=True)
    title_words = models.TextField()
    words = models.TextField()
    vector = models.GeneratedField(
        expression=SearchVector("title_words", weight="A", config="french")
        + SearchVector("words", weight="D", config="french"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = "texte cherché"
        verbose_name_plural = "textes cherchés"
        indexes = [GinIndex(fields=["vector"], name="website_search_vector")]

    def __str__(self) -> str:
        return self.title
