"""The chain of what happened in an assembly: each line holds the digest of the one before."""

import pgtrigger
from django.db import models

from milliard.assemblies.models.assemblies import Assembly


class MinutesLine(models.Model):
    """One act, as canonical JSON. ``digest`` is SHA-256 of the former digest and of ``content``."""

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField("rang")
    code = models.CharField("acte", max_length=24)
    content = models.TextField("contenu")
    digest = models.CharField("empreinte", max_length=64)

    class Meta:
        verbose_name = "ligne du procès-verbal"
        verbose_name_plural = "lignes du procès-verbal"
        constraints = [
            models.UniqueConstraint(fields=["assembly", "position"], name="assemblies_line_position")
        ]
        triggers = [pgtrigger.Protect(name="line_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.position}. {self.code}"
