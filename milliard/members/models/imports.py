"""Files of members that were imported: where each person's data came from, and what can be taken back."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from milliard.core.fields import CentsField
from milliard.core.models import BaseModel
from milliard.members.models.dues import MembershipPeriod
from milliard.members.models.people import Member


class MemberImport(BaseModel):
    """One file, once applied. What it wrote is in its rows."""

    file_name = models.CharField("fichier", max_length=200)
    #: Said to the persons concerned, as the law asks (RGPD, article 14): «HelloAsso», «le tableur de…».
    origin = models.CharField("d’où viennent ces personnes", max_length=120)
    rows_read = models.PositiveIntegerField("lignes lues", default=0)
    members_written = models.PositiveIntegerField("personnes écrites", default=0)
    periods_written = models.PositiveIntegerField("périodes écrites", default=0)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    undone_at = models.DateTimeField("défait le", null=True, blank=True)

    class Meta:
        verbose_name = "import de membres"
        verbose_name_plural = "imports de membres"
        constraints = [models.CheckConstraint(condition=~Q(origin=""), name="members_import_says_whence")]

    def __str__(self) -> str:
        return f"import {self.pk}"


class ImportedRow(models.Model):
    """One row of a file that wrote something.

    What recognises a row or a person again is a keyed digest: it tells nobody's name, and outlives an
    erasure so that the same file does not bring a person back.
    """

    member_import = models.ForeignKey(MemberImport, on_delete=models.PROTECT, related_name="rows")
    line = models.PositiveIntegerField("ligne")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="imported_rows")
    period = models.OneToOneField(MembershipPeriod, on_delete=models.PROTECT, related_name="imported_row")
    #: Whether the row wrote the person, or only a period of somebody known.
    is_new_member = models.BooleanField("personne écrite")
    person_digest = models.CharField(max_length=64, db_index=True)
    row_digest = models.CharField(max_length=64, unique=True)
    #: What the file says was paid elsewhere: shown, counted in no account.
    amount_cents = CentsField("montant dit par le fichier", null=True, blank=True)

    class Meta:
        verbose_name = "ligne importée"
        verbose_name_plural = "lignes importées"
        constraints = [
            models.UniqueConstraint(fields=["member_import", "line"], name="members_imported_line_once")
        ]

    def __str__(self) -> str:
        return f"{self.member_import}, ligne {self.line}"
