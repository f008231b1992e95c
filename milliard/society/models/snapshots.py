"""What the page «À l’image de la société» shows of a group, counted at night."""

from django.db import models

from milliard.core.models import BaseModel


class GroupSnapshot(BaseModel):
    """The last figures published of one group; its page reads this row and counts nobody."""

    code = models.CharField("code", max_length=80, unique=True)
    label = models.CharField("groupe", max_length=300)
    base = models.CharField("base", max_length=300)
    source = models.CharField("source", max_length=400)
    counted_on = models.DateField("compté le")
    size = models.PositiveIntegerField("personnes")
    is_simulated = models.BooleanField("données simulées", default=False)
    #: As counted, never shown: what the next count is held against.
    counts = models.JSONField("comptes", default=dict, blank=True)
    #: As shown: `reports.compared.to_json`.
    figures = models.JSONField("chiffres", default=list, blank=True)

    class Meta:
        verbose_name = "groupe comparé à la population"
        verbose_name_plural = "groupes comparés à la population"

    def __str__(self) -> str:
        return self.code
