"""The base of every model, and the small tables of the foundation."""

import uuid

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


def where_said(table: str, *fields: str) -> list[models.Index]:
    """Indexes of references that most rows do not have (``db_index=False``): they hold those that do."""
    return [
        models.Index(
            fields=[name],
            condition=models.Q(**{f"{name}__isnull": False}),
            name=f"{table}_{name.removesuffix('_by')}",
        )
        for name in fields
    ]


class BaseModel(models.Model):
    """Dates of every row. ``created_at`` and ``updated_at`` are aware, in UTC in the database."""

    created_at = models.DateTimeField("créé le", auto_now_add=True)
    updated_at = models.DateTimeField("modifié le", auto_now=True)

    class Meta:
        abstract = True


class PublicIdModel(BaseModel):
    """A row that is named outside by a random identifier, never by its number."""

    public_id = models.UUIDField("identifiant public", default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class OutboxMail(models.Model):
    """A mail the demonstration «sent»: shown on a page, delivered to nobody."""

    sent_at = models.DateTimeField("envoyé le", auto_now_add=True)
    recipient = models.EmailField("destinataire")
    subject = models.CharField("objet", max_length=250)
    body = models.TextField("texte")

    class Meta:
        verbose_name = "e-mail de démonstration"
        verbose_name_plural = "e-mails de démonstration"
        ordering = ("-sent_at", "-pk")

    def __str__(self) -> str:
        return self.subject


class SearchEntry(models.Model):
    """One thing the site's search finds, as its app wrote it; see `core.search_index`.

    ``source`` and ``row`` name the object it was made of, ``part`` which of several made of the same one.
    Whether anybody may open it is asked of the object again at each search.
    """

    source = models.CharField("sorte", max_length=60)
    row = models.CharField("objet", max_length=200)
    part = models.CharField("partie", max_length=40, blank=True, default="")
    title = models.CharField("titre", max_length=255)
    url = models.CharField("adresse", max_length=600)
    kind = models.CharField("genre", max_length=60, blank=True)
    summary = models.TextField("résumé", blank=True)
    text = models.TextField("texte", blank=True)
    #: Raises what matters more than the others, all else equal.
    weight = models.FloatField("poids", default=1)
    #: Of all that was written: the same again writes nothing.
    digest = models.CharField("empreinte", max_length=64)
    #: When what it says last changed.
    written_at = models.DateTimeField("écrit le")
    vector = SearchVectorField("mots")
    title_vector = SearchVectorField("mots du titre")

    class Meta:
        verbose_name = "texte cherché"
        verbose_name_plural = "textes cherchés"
        constraints = [
            models.UniqueConstraint(fields=["source", "row", "part"], name="core_search_entry_once")
        ]
        indexes = [
            GinIndex(fields=["vector"], name="core_search_vector"),
            GinIndex(fields=["title_vector"], name="core_search_title_vector"),
            models.Index(fields=["url"], name="core_search_url"),
        ]

    def __str__(self) -> str:
        return self.title


class SearchWord(models.Model):
    """A word of what can be found, with its accents (``shown``): what a word typed wrong may have meant."""

    word = models.CharField("mot", max_length=40, unique=True)
    shown = models.CharField("mot écrit", max_length=40)
    #: In how many entries, as counted each night.
    uses = models.PositiveIntegerField("usages", default=1)

    class Meta:
        verbose_name = "mot cherché"
        verbose_name_plural = "mots cherchés"
        indexes = [GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="core_search_word_near")]

    def __str__(self) -> str:
        return self.shown
