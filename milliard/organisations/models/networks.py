"""Networks and partners: they work with the movement by an agreement, and enter no register and no roll.

Nothing here has a relation to a member, in either direction; a contract of imports and a test keep it so.
"""

from django.db import models
from django.db.models import F, Q

from milliard.core.models import BaseModel, PublicIdModel
from milliard.organisations.enums import PartnerKind
from milliard.organisations.models.directory import Organisation


class Partnership(PublicIdModel):
    """What networks and partners have in common: an agreement, what it covers."""

    name = models.CharField("nom", max_length=200)
    description = models.TextField("présentation", max_length=2_000, blank=True)
    website = models.URLField("site", max_length=300, blank=True)
    scope = models.TextField("ce que couvre la convention", max_length=2_000, blank=True)
    agreed_on = models.DateField("convention signée le", null=True, blank=True)
    agreed_until = models.DateField("convention valable jusqu’au", null=True, blank=True)
    is_public = models.BooleanField("montré à tout le monde", default=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Network(Partnership):
    """A «tête de réseau»: an umbrella body of organisations."""

    class Meta:
        verbose_name = "réseau"
        verbose_name_plural = "réseaux"
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="organisations_network_once",
                violation_error_message="Un réseau porte déjà ce nom.",
            ),
            models.CheckConstraint(
                condition=Q(agreed_until__isnull=True) | Q(agreed_until__gte=F("agreed_on")),
                name="organisations_network_dates",
                violation_error_message="La convention finit avant de commencer.",
            ),
        ]


class Partner(Partnership):
    """A bank, a fund, a foundation, a public body that works with the movement."""

    kind = models.CharField("nature", max_length=12, choices=PartnerKind.choices)

    class Meta:
        verbose_name = "partenaire"
        verbose_name_plural = "partenaires"
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="organisations_partner_once",
                violation_error_message="Un partenaire porte déjà ce nom.",
            ),
            models.CheckConstraint(
                condition=Q(agreed_until__isnull=True) | Q(agreed_until__gte=F("agreed_on")),
                name="organisations_partner_dates",
                violation_error_message="La convention finit avant de commencer.",
            ),
        ]


class PartnershipContact(BaseModel):
    """A person to write to, of one network or of one partner; for the team alone."""

    network = models.ForeignKey(
        Network, on_delete=models.CASCADE, null=True, blank=True, related_name="contacts"
    )
    partner = models.ForeignKey(
        Partner, on_delete=models.CASCADE, null=True, blank=True, related_name="contacts"
    )
    name = models.CharField("nom", max_length=120)
    role = models.CharField("fonction", max_length=120, blank=True)
    email = models.EmailField("adresse e-mail")

    class Meta:
        verbose_name = "contact d’un réseau ou d’un partenaire"
        verbose_name_plural = "contacts des réseaux et partenaires"
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(
                condition=Q(network__isnull=False, partner__isnull=True)
                | Q(network__isnull=True, partner__isnull=False),
                name="organisations_contact_of_one",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Affiliation(BaseModel):
    """An organisation belongs to a network; ``batch``: the import that said so."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="affiliations")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="affiliations")
    batch = models.ForeignKey(
        "organisations.ImportBatch", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "rattachement à un réseau"
        verbose_name_plural = "rattachements à des réseaux"
        constraints = [
            models.UniqueConstraint(fields=["network", "organisation"], name="organisations_affiliated_once")
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.network}"
