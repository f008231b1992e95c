"""Places, their teams, the territory they serve."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django.urls import reverse

from milliard.core.models import BaseModel, PublicIdModel
from milliard.members.models import Member
from milliard.places.enums import PUBLIC, WELCOMING, Access, HostRole, PlaceKind, PlaceStage
from milliard.territories.models import Commune, Department


class PlaceQuerySet(models.QuerySet["Place"]):
    """Reads of places."""

    def welcoming(self) -> "PlaceQuerySet":
        return self.filter(stage__in=WELCOMING)

    def public(self) -> "PlaceQuerySet":
        """What has a public page: closed places keep theirs, which says so."""
        return self.filter(stage__in=PUBLIC)

    def hosted_by(self, member: Member) -> "PlaceQuerySet":
        return self.filter(hosts__member=member, hosts__until=None)

    def by_name(self) -> "PlaceQuerySet":
        return self.order_by("name", "id")


class Place(PublicIdModel):
    """A place that welcomes the movement. `commune` is where it is; `serves` the departments beyond."""

    slug = models.SlugField("adresse", max_length=80, unique=True)
    name = models.CharField("nom", max_length=120)
    kind = models.CharField("sorte", max_length=8, choices=PlaceKind.choices)
    stage = models.CharField("étape", max_length=8, choices=PlaceStage.choices, default=PlaceStage.APPLIED)
    summary = models.CharField("en une phrase", max_length=200)
    description = models.TextField("présentation", blank=True)
    address_line = models.CharField("adresse postale", max_length=200)
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, related_name="+", verbose_name="commune")
    serves = models.ManyToManyField(Department, related_name="+", blank=True, verbose_name="sert aussi")
    access = ArrayField(
        models.CharField(max_length=12, choices=Access.choices),
        default=list,
        blank=True,
        verbose_name="accès",
    )
    access_note = models.CharField("précisions sur l’accès", max_length=300, blank=True)
    hours = models.TextField("horaires", max_length=600, blank=True)
    website = models.CharField(
        "site", max_length=200, blank=True, validators=[URLValidator(["https", "http"])]
    )
    public_email = models.EmailField("adresse e-mail publique", blank=True)
    #: Of what the host signed, and when.
    charter_accepted_at = models.DateTimeField("charte acceptée le")
    applied_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="+", verbose_name="proposé par"
    )
    #: Said by the host, checked by the team: open data of districts come in no package.
    is_in_priority_district = models.BooleanField("dans un quartier prioritaire", default=False)
    decided_on = models.DateField("décidé le", null=True, blank=True)
    #: To the host alone.
    decision_note = models.TextField("réponse de l’équipe", max_length=1000, blank=True)
    closed_on = models.DateField("fermé le", null=True, blank=True)
    #: Raised at each change: two hosts who edit at once do not undo one another.
    revision = models.PositiveIntegerField("numéro de la version", default=1)

    # Written by the database itself, so that no change can forget it.
    search_words = models.GeneratedField(
        expression=SearchVector(
            models.Func(
                Concat(
                    "name",
                    Value(" "),
                    "summary",
                    Value(" "),
                    "description",
                    output_field=models.TextField(),
                ),
                function="milliard_plain",
            ),
            config="french",
        ),
        output_field=SearchVectorField(),
        db_persist=True,
        verbose_name="mots cherchés",
    )

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = "lieu"
        verbose_name_plural = "lieux"
        indexes = [
            models.Index(fields=["stage", "name", "id"], name="places_place_by_name"),
            models.Index(
                fields=["name", "id"], condition=Q(stage__in=WELCOMING), name="places_place_welcoming"
            ),
            models.Index(fields=["commune"], name="places_place_commune"),
            GinIndex(fields=["access"], name="places_place_access"),
            GinIndex(fields=["search_words"], name="places_place_words"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=PlaceKind.values, stage__in=PlaceStage.values),
                name="places_place_known_values",
            ),
            models.CheckConstraint(
                condition=Q(stage=PlaceStage.APPLIED) | Q(decided_on__isnull=False),
                name="places_place_decided",
            ),
            models.CheckConstraint(
                condition=Q(stage=PlaceStage.CLOSED, closed_on__isnull=False)
                | (~Q(stage=PlaceStage.CLOSED) & Q(closed_on__isnull=True)),
                name="places_place_closed_on",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("places:place", args=[self.slug])

    @property
    def access_words(self) -> list[str]:
        """What makes the place usable by everybody, in words."""
        return [str(Access(code).label) for code in self.access]

    @property
    def is_rural(self) -> bool | None:
        """By the commune's level in INSEE's density grid (5 to 7); None when it is not known."""
        return None if self.commune.density is None else self.commune.density >= 5

    @property
    def is_welcoming(self) -> bool:
        return self.stage in WELCOMING


class Host(BaseModel):
    """A member in the team of a place."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="hosts")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="hosted_places")
    role = models.CharField("rôle", max_length=6, choices=HostRole.choices, default=HostRole.HOST)
    #: Whether the person's given name shows on the page; their own choice.
    is_named = models.BooleanField("nommé·e sur la page", default=False)
    since = models.DateField("depuis le")
    until = models.DateField("jusqu’au", null=True, blank=True)

    class Meta:
        verbose_name = "hôte"
        verbose_name_plural = "hôtes"
        constraints = [
            models.UniqueConstraint(
                fields=["place", "member"], condition=Q(until__isnull=True), name="places_host_once"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="places_host_order"
            ),
            models.CheckConstraint(condition=Q(role__in=HostRole.values), name="places_host_known_role"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.member}"
