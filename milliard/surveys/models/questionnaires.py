"""A questionnaire and its versions."""

import pgtrigger
from django.conf import settings
from django.db import models

from milliard.core.models import BaseModel, PublicIdModel


class Questionnaire(PublicIdModel):
    """What stays the same from one version and one wave to the next."""

    code = models.SlugField("code", max_length=60, unique=True)
    title = models.CharField("titre", max_length=200)
    archived_at = models.DateTimeField("archivé le", null=True, editable=False)

    class Meta:
        verbose_name = "questionnaire"
        verbose_name_plural = "questionnaires"

    def __str__(self) -> str:
        return self.title


class Version(BaseModel):
    """One wording of a questionnaire. Its definition never changes once a collection opened on it.

    ``definition`` is the canonical JSON of :mod:`engines.questionnaire.serialisation`, ``digest``
    its SHA-256. ``changes`` says, per question, what differs from the version before.
    """

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="versions", verbose_name="questionnaire"
    )
    number = models.PositiveSmallIntegerField("numéro")
    definition = models.JSONField("définition")
    digest = models.CharField("empreinte", max_length=64)
    changes = models.JSONField("changements depuis la version précédente", default=list, blank=True)
    source_name = models.CharField("fichier d’origine", max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField("ouverte le", null=True, blank=True)

    class Meta:
        verbose_name = "version"
        verbose_name_plural = "versions"
        ordering = ("questionnaire", "-number")
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "number"], name="surveys_version_number"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="definition_is_immutable",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__opened_at__isnull=False)
                & (
                    pgtrigger.Q(old__definition__df=pgtrigger.F("new__definition"))
                    | pgtrigger.Q(old__digest__df=pgtrigger.F("new__digest"))
                ),
            ),
            pgtrigger.Protect(
                name="opened_is_kept",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__opened_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire} — version {self.number}"
