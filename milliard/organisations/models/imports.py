"""A file of organisations: what was read of it, what was decided of each row, what undoes it."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from milliard.core.models import BaseModel, PublicIdModel
from milliard.organisations.enums import BatchState, ImportDecision, ImportVerdict
from milliard.organisations.models.directory import Organisation
from milliard.organisations.models.networks import Network

#: How long the rows of a file that was written are kept, and so how long it can be undone.
ROWS_KEPT_FOR = dt.timedelta(days=180)


class ImportBatch(PublicIdModel):
    """One file, read and kept until it is written or abandoned.

    ``headings``: the titles of its columns; ``columns``: field -> place of the column that fills it.
    """

    file_name = models.CharField("fichier", max_length=160)
    digest = models.CharField("empreinte", max_length=64)
    headings = models.JSONField("titres des colonnes")
    columns = models.JSONField("colonnes")
    first_row = models.PositiveIntegerField("première ligne", default=2)
    network = models.ForeignKey(
        Network, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="réseau"
    )
    state = models.CharField("état", max_length=10, choices=BatchState.choices, default=BatchState.PREPARED)
    added = models.PositiveIntegerField("fiches ajoutées", default=0)
    changed = models.PositiveIntegerField("fiches complétées", default=0)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    applied_at = models.DateTimeField("écrit le", null=True)
    undone_at = models.DateTimeField("annulé le", null=True)

    class Meta:
        verbose_name = "import d’organisations"
        verbose_name_plural = "imports d’organisations"
        indexes = [models.Index(fields=["digest"], name="organisations_import_digest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=BatchState.values), name="organisations_import_state"
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_prepared(self) -> bool:
        return self.state == BatchState.PREPARED

    @property
    def is_undoable(self) -> bool:
        """Written, and not so long ago that its rows were forgotten."""
        is_kept = self.applied_at is not None and timezone.now() - self.applied_at < ROWS_KEPT_FOR
        return self.state == BatchState.APPLIED and is_kept


class ImportRow(BaseModel):
    """One row of a file.

    ``cells``: its texts. ``values``: what they mean, by field. ``problems``: what is wrong, as [column,
    sentence] pairs. ``organisation``: the one it matches, or the one it made. ``score``: how alike, from 0
    to 1. ``before``: what the fields it changed held and who had said so, to undo it.
    """

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField("ligne")
    cells = models.JSONField("cellules")
    values = models.JSONField("valeurs", default=dict)
    problems = models.JSONField("problèmes", default=list)
    verdict = models.CharField("constat", max_length=10, choices=ImportVerdict.choices)
    decision = models.CharField("décision", max_length=10, choices=ImportDecision.choices)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="fiche"
    )
    score = models.FloatField("ressemblance", null=True)
    is_decided = models.BooleanField("décidée par quelqu’un", default=False)
    is_written = models.BooleanField("écrite", default=False)
    before = models.JSONField("avant", default=dict)

    class Meta:
        verbose_name = "ligne d’un import"
        verbose_name_plural = "lignes des imports"
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="organisations_row_once"),
            models.CheckConstraint(
                condition=Q(verdict__in=ImportVerdict.values, decision__in=ImportDecision.values),
                name="organisations_row_known",
            ),
            models.CheckConstraint(
                condition=~Q(verdict=ImportVerdict.REFUSED) | Q(decision=ImportDecision.SKIP),
                name="organisations_refused_is_skipped",
            ),
        ]

    def __str__(self) -> str:
        return f"ligne {self.number}"
