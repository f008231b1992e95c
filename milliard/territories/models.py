"""The official geographic code (INSEE, Licence Ouverte), as packaged by Etalab."""

from django.db import models


class Region(models.Model):
    """One of the regions, or the pseudo-region of overseas collectivities."""

    code = models.CharField("code INSEE", max_length=3, primary_key=True)
    name = models.CharField("nom", max_length=60)

    class Meta:
        verbose_name = "région"
        verbose_name_plural = "régions"

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    """A department or an overseas collectivity."""

    code = models.CharField("code INSEE", max_length=3, primary_key=True)
    name = models.CharField("nom", max_length=60)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="departments", null=True)

    class Meta:
        verbose_name = "département"
        verbose_name_plural = "départements"

    def __str__(self) -> str:
        return self.name


class Commune(models.Model):
    """A commune, or one of the municipal districts of Paris, Lyon and Marseille.

    ``population`` is the legal municipal population; null for the few communes without one.
    """

    code = models.CharField("code INSEE", max_length=5, primary_key=True)
    name = models.CharField("nom", max_length=80)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="communes", null=True)
    postal_codes = models.JSONField("codes postaux", default=list)
    population = models.PositiveIntegerField("population", null=True)

    class Meta:
        verbose_name = "commune"
        verbose_name_plural = "communes"
        indexes = [models.Index(fields=["department"], name="territories_commune_dept")]

    def __str__(self) -> str:
        return self.name
