"""An organisation of the directory, where each of its fields comes from, and the needs it released."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value

from milliard.core.fields import CentsField
from milliard.core.models import BaseModel, PublicIdModel
from milliard.organisations.enums import (
    FieldSource,
    Headcount,
    LegalForm,
    NeedHorizon,
    NeedUse,
    OrganisationState,
    Sector,
    Theme,
)
from milliard.organisations.identifiers import NotAnIdentifier, read_rna, read_siren, read_siret
from milliard.organisations.matching import find_respelled, find_words, find_written_nearly
from milliard.territories.models import Commune

#: What a person may say of an organisation: each of these has its own source and its own day.
FIELDS = (
    *("name", "legal_form", "siren", "siret", "rna", "sector", "themes", "commune", "address_line"),
    *("website", "contact_email", "is_contact_public", "description", "founded_on", "headcount"),
)
#: Who it is: what the team reads again, even from the organisation itself.
IDENTITY = ("name", "legal_form", "siren", "siret", "rna")
_LONGEST_NAME = 200


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Reads of the directory."""

    def published(self) -> "OrganisationQuerySet":
        """Those anybody may see."""
        return self.filter(state=OrganisationState.PUBLISHED)

    def with_place(self) -> "OrganisationQuerySet":
        return self.select_related("commune__department")

    def lines(self) -> "OrganisationQuerySet":
        """What a line of the list says, and no other column."""
        own = ("public_id", "name", "legal_form", "sector", "description", "search_name")
        return self.select_related("commune").only(*own, "commune__name", "commune__department")

    def matching(self, text: str) -> "OrganisationQuerySet":
        """Those ``text`` may mean: by identifier, words, their beginnings, their spelling, names near it."""
        packed = "".join(text.split()).upper()
        identified = self.filter(Q(siren=packed) | Q(siret=packed) | Q(rna=packed)) if packed else self.none()
        if packed[-8:].isdigit() and identified.exists():
            return identified
        found: OrganisationQuerySet | None = None
        for find in (find_words, find_respelled, find_written_nearly):
            found = find(self, text)
            if found is not None:
                return found
        return self.none()


class Organisation(PublicIdModel):
    """One organisation. A legal person: it is no member, and can be none.

    ``words`` are the words search reads, written by the services (`services.directory`).
    """

    name = models.CharField("nom", max_length=_LONGEST_NAME)
    legal_form = models.CharField("forme juridique", max_length=20, choices=LegalForm.choices, blank=True)
    siren = models.CharField("SIREN", max_length=9, blank=True)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    rna = models.CharField("numéro RNA", max_length=10, blank=True)
    sector = models.CharField("domaine d’action", max_length=20, choices=Sector.choices, blank=True)
    themes = ArrayField(
        models.CharField(max_length=20, choices=Theme.choices),
        verbose_name="thèmes",
        default=list,
        blank=True,
    )
    commune = models.ForeignKey(
        Commune, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="commune"
    )
    address_line = models.CharField("adresse", max_length=200, blank=True)
    website = models.URLField("site", max_length=300, blank=True)
    contact_email = models.EmailField("adresse e-mail", blank=True)
    is_contact_public = models.BooleanField("adresse e-mail montrée à tout le monde", default=False)
    description = models.TextField("présentation", max_length=2_000, blank=True)
    founded_on = models.DateField("date de création", null=True, blank=True)
    headcount = models.CharField("effectif", max_length=10, choices=Headcount.choices, blank=True)
    state = models.CharField(
        "état", max_length=10, choices=OrganisationState.choices, default=OrganisationState.DRAFT
    )
    words = models.TextField(editable=False, blank=True)
    name_words = models.TextField(editable=False, blank=True)
    # Both written by the database itself, so that no import can forget them.
    search_name = models.GeneratedField(
        expression=Func(
            Func(F("name"), function="milliard_plain"), Value("-'’"), Value("   "), function="translate"
        ),
        output_field=models.TextField(),
        db_persist=True,
        verbose_name="nom cherché",
    )
    vector = models.GeneratedField(
        expression=SearchVector("name_words", weight="A", config="french")
        + SearchVector("words", weight="D", config="french"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "organisation"
        verbose_name_plural = "organisations"
        indexes = [
            models.Index(fields=["state", "search_name", "id"], name="organisations_by_name"),
            models.Index(fields=["sector", "search_name", "id"], name="organisations_by_sector"),
            models.Index(fields=["legal_form", "search_name", "id"], name="organisations_by_form"),
            # Counted by commune, for the map and pages of territories.
            models.Index(
                fields=["commune"],
                condition=Q(state=OrganisationState.PUBLISHED),
                name="organisations_map",
            ),
            GinIndex(fields=["themes"], name="organisations_themes"),
            GinIndex(fields=["vector"], name="organisations_vector"),
            GinIndex(fields=["search_name"], opclasses=["gin_trgm_ops"], name="organisations_trigrams"),
        ]
        constraints = [
            *(
                models.UniqueConstraint(
                    fields=[name],
                    condition=~Q(**{name: ""}),
                    name=f"organisations_{name}_once",
                    violation_error_message=f"Une autre fiche de l’annuaire a déjà ce {label}.",
                )
                for name, label in (("siren", "SIREN"), ("siret", "SIRET"), ("rna", "numéro RNA"))
            ),
            models.CheckConstraint(
                condition=Q(siret="") | Q(siren="") | Q(siret__startswith=F("siren")),
                name="organisations_siret_of_siren",
                violation_error_message="Le SIRET commence par le SIREN\u00a0: l’un des deux est faux.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OrganisationState.values), name="organisations_known_state"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        for name, read in (("siren", read_siren), ("siret", read_siret), ("rna", read_rna)):
            try:
                if value := getattr(self, name):
                    read(value)
            except NotAnIdentifier as error:
                raise ValidationError({name: str(error)}) from error

    @property
    def is_published(self) -> bool:
        return self.state == OrganisationState.PUBLISHED

    @property
    def place(self) -> str:
        """«Brest (29)», or nothing."""
        return self.commune.label if self.commune else ""

    @property
    def theme_labels(self) -> list[str]:
        return [Theme(theme).label for theme in self.themes]

    @property
    def public_email(self) -> str:
        return self.contact_email if self.is_contact_public else ""

    @property
    def identifier(self) -> str:
        """The number that names it: SIRET, SIREN or RNA."""
        return self.siret or self.siren or self.rna


class FieldProvenance(BaseModel):
    """Who said what a field of an organisation holds, and when; one row a field, the last word said.

    ``reference``: the answer that released it, when it comes from a questionnaire.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="provenances")
    field = models.CharField("champ", max_length=20)
    source = models.CharField("source", max_length=12, choices=FieldSource.choices)
    said_at = models.DateTimeField("dit le")
    batch = models.ForeignKey(
        "organisations.ImportBatch", on_delete=models.PROTECT, null=True, related_name="+"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    reference = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = "provenance d’un champ"
        verbose_name_plural = "provenances des champs"
        indexes = [
            models.Index(fields=["reference"], condition=~Q(reference=""), name="organisations_from_answer")
        ]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "field"], name="organisations_field_once"),
            models.CheckConstraint(condition=Q(field__in=FIELDS), name="organisations_known_field"),
            models.CheckConstraint(
                condition=Q(source__in=FieldSource.values), name="organisations_known_source"
            ),
            models.CheckConstraint(
                condition=Q(source=FieldSource.IMPORT, batch__isnull=False)
                | (~Q(source=FieldSource.IMPORT) & Q(batch__isnull=True)),
                name="organisations_import_has_batch",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field}\u00a0: {self.get_source_display()}"


def label_of(field: str) -> str:
    """What a field is called on the page."""
    return str(Organisation._meta.get_field(field).verbose_name)  # type: ignore[union-attr]


class OrganisationNeed(BaseModel):
    """A need for money, of which only what the organisation released is here: the rest stays empty.

    ``reference`` names what it came from, so that saying it again replaces it and taking it back removes it.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="needs")
    use = models.CharField("usage", max_length=20, choices=NeedUse.choices, blank=True)
    horizon = models.CharField("échéance", max_length=20, choices=NeedHorizon.choices, blank=True)
    amount_cents = CentsField("montant", null=True, blank=True)
    source = models.CharField("source", max_length=12, choices=FieldSource.choices)
    said_at = models.DateTimeField("dit le")
    reference = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = "besoin d’une organisation"
        verbose_name_plural = "besoins des organisations"
        ordering = ("pk",)
        indexes = [models.Index(fields=["reference"], name="organisations_need_reference")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(use="") | ~Q(horizon="") | Q(amount_cents__isnull=False),
                name="organisations_need_says_something",
            ),
            models.CheckConstraint(
                condition=Q(amount_cents__isnull=True) | Q(amount_cents__gt=0),
                name="organisations_need_amount",
            ),
        ]

    def __str__(self) -> str:
        return self.get_use_display() or "besoin"
