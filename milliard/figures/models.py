"""Frozen data: what every published figure is computed from."""

import datetime
import secrets

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from milliard.core.models import PublicIdModel
from milliard.figures.enums import DatasetSource
from milliard.surveys.models.collections import Collection


def new_digest_key() -> bytes:
    """A random secret, so that nobody tries answers against a digest."""
    return secrets.token_bytes(32)


class DatasetManager(models.Manager["Dataset"]):
    """Leaves the bytes of the table where they are: lists of datasets need none of them."""

    def get_queryset(self) -> models.QuerySet["Dataset"]:
        return super().get_queryset().defer("parquet")


class Dataset(PublicIdModel):
    """A table of coded answers that never changes again, with the book that explains its columns.

    ``codebook``: see `milliard.figures.datasets.codebook`. The bytes are in ``parquet``, or, by setting, in a
    file of the private folder. ``digest``: HMAC-SHA256 of the Parquet bytes under ``digest_key``, the
    dataset's own secret, which only backups take away: see docs/explanation/figures.md.
    ``row_count`` rows, of which ``complete_count`` complete. ``row_variables``: columns that studies
    published since ``rows_allowed_at`` give row by row; none unless somebody allowed it.
    """

    slug = models.SlugField("adresse", max_length=80, unique=True)
    title = models.CharField("titre", max_length=200)
    source = models.CharField("provenance", max_length=20, choices=DatasetSource.choices)
    collection = models.ForeignKey(
        Collection, on_delete=models.PROTECT, null=True, blank=True, related_name="datasets"
    )
    source_note = models.TextField("source", blank=True)
    collected_from = models.DateField("recueilli du", null=True, blank=True)
    collected_to = models.DateField("recueilli au", null=True, blank=True)
    frozen_at = models.DateTimeField("figé le")
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    row_count = models.PositiveIntegerField("lignes")
    complete_count = models.PositiveIntegerField("dont complètes")
    codebook = models.JSONField("dictionnaire des variables")
    weight_column = models.CharField("colonne de pondération", max_length=120, blank=True)
    digest = models.CharField("empreinte", max_length=64)
    digest_key = models.BinaryField("clé de l’empreinte", max_length=32, default=new_digest_key)
    byte_size = models.PositiveBigIntegerField("taille en octets")
    parquet = models.BinaryField("table", null=True, blank=True)
    is_simulated = models.BooleanField("données simulées", default=False)
    row_variables = models.JSONField("colonnes publiées réponse par réponse", default=list, blank=True)
    rows_allowed_at = models.DateTimeField("réponses publiables depuis", null=True, blank=True)
    rows_allowed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    archived_at = models.DateTimeField("archivé le", null=True, editable=False)

    objects = DatasetManager()

    class Meta:
        verbose_name = "jeu de données"
        verbose_name_plural = "jeux de données"
        ordering = ("-frozen_at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(complete_count__lte=models.F("row_count")), name="figures_dataset_counts"
            ),
            models.CheckConstraint(
                condition=Q(source=DatasetSource.FILE) | Q(collection__isnull=False),
                name="figures_dataset_has_source",
            ),
            models.CheckConstraint(
                condition=Q(row_variables=[], rows_allowed_at=None, rows_allowed_by=None)
                | Q(rows_allowed_at__isnull=False, rows_allowed_by__isnull=False) & ~Q(row_variables=[]),
                name="figures_dataset_rows_allowed_by_somebody",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="frozen_data",
                fields=[
                    "source",
                    "collection",
                    "frozen_at",
                    "row_count",
                    "complete_count",
                    "codebook",
                    "weight_column",
                    "digest",
                    "digest_key",
                    "byte_size",
                    "is_simulated",
                ],
            )
        ]

    def __str__(self) -> str:
        return self.title

    def rows_for(self, published_at: datetime.datetime) -> tuple[str, ...]:
        """The columns that an edition published then gives row by row."""
        is_allowed = self.rows_allowed_at is not None and self.rows_allowed_at <= published_at
        return tuple(self.row_variables) if is_allowed else ()
