"""The official geographic code (INSEE, Licence Ouverte), as packaged by Etalab."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import TrigramSimilarity
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Cast

from milliard.territories import search
from milliard.territories.enums import Density


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


class Epci(models.Model):
    """An intercommunality: communes that run some things together, at times across departments."""

    code = models.CharField("SIREN", max_length=9, primary_key=True)
    name = models.CharField("nom", max_length=120)

    class Meta:
        verbose_name = "intercommunalité"
        verbose_name_plural = "intercommunalités"

    def __str__(self) -> str:
        return self.name


#: How near a misspelt name must be (0 to 1). «villeurbane» is at 0.77 of «villeurbanne».
_NEAR_ENOUGH = 0.45
#: 75101 to 75120, 69381 to 69389, 13201 to 13216.
_DISTRICTS = r"^(751|6938|132)"


class CommuneQuerySet(models.QuerySet["Commune"]):
    """Reads of communes."""

    def current(self) -> "CommuneQuerySet":
        """Communes of the code in force; the others are kept for what refers to them."""
        return self.filter(is_current=True)

    def counted_once(self) -> "CommuneQuerySet":
        """Without the municipal districts of Paris, Lyon and Marseille, whose people their city counts."""
        return self.current().exclude(code__regex=_DISTRICTS)

    def matching(self, text: str) -> "CommuneQuerySet":
        """Communes a person may mean by ``text``, the likeliest first.

        Ranks: the exact name or code, then names that begin so, then names with a word that begins so,
        then near spellings; the most populated first within a rank. Nothing for an empty text.
        """
        wanted = search.read(text)
        found = self.current()
        if wanted.department:
            found = found.filter(department_id=wanted.department)
        if wanted.postal or wanted.code:
            found = found.filter(_by_code(wanted))
        if wanted.name:
            return found._ranked_by_name(wanted.name)
        if not (wanted.postal or wanted.code):
            return self.none()
        is_exact = Q(postal_codes__contains=[wanted.postal]) | Q(code=wanted.code)
        rank = Case(When(is_exact, then=Value(0)), default=Value(1))
        return found.annotate(rank=rank).order_by("rank", *_BY_SIZE)

    def resolve(self, text: str) -> "Commune | None":
        """The one commune ``text`` names: a label «Saint-Étienne (42)», a code, a name borne by only one."""
        wanted = search.read(text)
        if not (wanted.name or wanted.code):
            return None
        named = self.current()
        if wanted.name:
            named = named.filter(search_name=wanted.name)
        if wanted.department:
            named = named.filter(department_id=wanted.department)
        if wanted.postal and wanted.name:
            named = named.filter(postal_codes__contains=[wanted.postal])
        elif wanted.code:
            named = named.filter(code=wanted.code)
        first_two = list(named.select_related("department")[:2])
        if not first_two:
            first_two = list(self.formerly(wanted)[:2])
        return first_two[0] if len(first_two) == 1 else None

    def formerly(self, wanted: search.Wanted) -> "CommuneQuerySet":
        """Communes of today that one of another name or code became a part of."""
        if not (wanted.name or wanted.code):
            return self.none()
        parts = FormerCommune.objects.all()
        if wanted.name:
            parts = parts.filter(search_name=wanted.name)
        if wanted.code:
            parts = parts.filter(code=wanted.code)
        found = self.current().filter(pk__in=parts.values("commune"))
        if wanted.department:
            found = found.filter(department_id=wanted.department)
        if wanted.postal and wanted.name:
            found = found.filter(postal_codes__contains=[wanted.postal])
        return found.select_related("department").order_by(*_BY_SIZE)

    def _ranked_by_name(self, name: str) -> "CommuneQuerySet":
        begins, word_begins = Q(search_name__startswith=name), Q(search_name__contains=f" {name}")
        rank = Case(
            When(search_name=name, then=Value(0)),
            When(begins, then=Value(1)),
            When(word_begins, then=Value(2)),
            default=Value(3),
        )
        likeness = TrigramSimilarity("search_name", name)
        found = self.annotate(rank=rank, likeness=likeness)
        near = Q(search_name__trigram_similar=name, likeness__gte=_NEAR_ENOUGH)
        nearest_first = Case(When(rank=3, then=-F("likeness")), default=Value(0.0))
        return found.filter(begins | word_begins | near).order_by("rank", nearest_first, *_BY_SIZE)


_BY_SIZE = (F("population").desc(nulls_last=True), "search_name", "code")


def _by_code(wanted: search.Wanted) -> Q:
    condition = Q(code=wanted.code) if wanted.code else Q(pk__in=[])
    if wanted.postal:
        # The JSON list as text: a quote opens each code, so this is «one of the codes begins with».
        condition |= Q(search_postal__contains=f'"{wanted.postal}')
    return condition


def _plain_name() -> models.GeneratedField:
    """The name as `milliard.territories.search.plain` writes it, by the database."""
    return models.GeneratedField(
        expression=models.Func(
            models.Func(F("name"), function="milliard_plain"), Value("-'"), Value("  "), function="translate"
        ),
        output_field=models.TextField(),
        db_persist=True,
        verbose_name="nom cherché",
    )


class Commune(models.Model):
    """A commune, or one of the municipal districts of Paris, Lyon and Marseille.

    ``population`` is the legal municipal population; null for the few communes without one. ``latitude`` and
    ``longitude`` (degrees, WGS 84) are those of its centre; `has_estimated_position` where only the middle of
    its neighbours is known.
    """

    code = models.CharField("code INSEE", max_length=5, primary_key=True)
    name = models.CharField("nom", max_length=80)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="communes", null=True)
    postal_codes = models.JSONField("codes postaux", default=list)
    population = models.PositiveIntegerField("population", null=True)
    density = models.PositiveSmallIntegerField(
        "densité", choices=Density.choices, null=True, help_text="Grille communale de densité de l’INSEE."
    )
    epci = models.ForeignKey(
        Epci, on_delete=models.PROTECT, related_name="communes", null=True, verbose_name="intercommunalité"
    )
    is_current = models.BooleanField("dans le code en vigueur", default=True)
    #: The last year of the official code in which it stood.
    vintage = models.PositiveSmallIntegerField("millésime", null=True)
    #: Of one that left the code: the commune of today it is a part of, where the code says so.
    successor = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="+", null=True, verbose_name="aujourd’hui"
    )
    latitude = models.FloatField("latitude", null=True)
    longitude = models.FloatField("longitude", null=True)
    has_estimated_position = models.BooleanField("position estimée", db_default=False)
    is_revitalised = models.BooleanField("en zone de revitalisation rurale", null=True)
    # Written by the database itself, so that no import can forget them.
    search_name = _plain_name()
    search_postal = models.GeneratedField(
        expression=Cast("postal_codes", models.TextField()),
        output_field=models.TextField(),
        db_persist=True,
        verbose_name="codes postaux cherchés",
    )

    objects = CommuneQuerySet.as_manager()

    class Meta:
        verbose_name = "commune"
        verbose_name_plural = "communes"
        indexes = [
            models.Index(fields=["department"], name="territories_commune_dept"),
            GinIndex(fields=["search_name"], opclasses=["gin_trgm_ops"], name="territories_commune_name"),
            models.Index(fields=["latitude", "longitude"], name="territories_commune_position"),
            GinIndex(fields=["search_postal"], opclasses=["gin_trgm_ops"], name="territories_commune_postal"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(density__isnull=True) | Q(density__in=Density.values),
                name="territories_commune_known_density",
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="territories_commune_whole_position",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """«Saint-Étienne (42)»: no two communes share it, so that a form can send it back."""
        return f"{self.name} ({self.department_id})" if self.department_id else self.name


class FormerCommune(models.Model):
    """A commune that became a part of another: people go on saying its name, files go on writing its code.

    A split is followed by the next load: what is a commune again has its own row, and no longer this one.
    """

    code = models.CharField("ancien code INSEE", max_length=5)
    name = models.CharField("ancien nom", max_length=80)
    commune = models.ForeignKey(
        Commune, on_delete=models.CASCADE, related_name="former", verbose_name="aujourd’hui"
    )
    search_name = _plain_name()

    class Meta:
        verbose_name = "ancienne commune"
        verbose_name_plural = "anciennes communes"
        indexes = [
            models.Index(fields=["search_name"], name="territories_former_name"),
            models.Index(fields=["code"], name="territories_former_code"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["code", "name", "commune"], name="territories_former_once")
        ]

    def __str__(self) -> str:
        return self.name


class PriorityDistrict(models.Model):
    """A priority district of urban policy (QPV), in each commune it lies in; from the official list."""

    code = models.CharField("code du quartier", max_length=10)
    name = models.CharField("nom", max_length=200)
    commune = models.ForeignKey(
        Commune, on_delete=models.CASCADE, related_name="priority_districts", verbose_name="commune"
    )
    #: Of the whole district, the same in each of its communes; null where the list does not say.
    population = models.PositiveIntegerField("population", null=True, blank=True)

    class Meta:
        verbose_name = "quartier prioritaire"
        verbose_name_plural = "quartiers prioritaires"
        constraints = [models.UniqueConstraint(fields=["commune", "code"], name="territories_district_once")]

    def __str__(self) -> str:
        return self.name
