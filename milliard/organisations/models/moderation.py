"""What waits for the team: people who say an organisation is theirs, corrections somebody proposes."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from milliard.core.models import PublicIdModel
from milliard.organisations.enums import ChangeState, ClaimState
from milliard.organisations.models.directory import FIELDS, Organisation, label_of


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Reads of claims."""

    def waiting(self) -> "ClaimQuerySet":
        """Those whose address was proved: the team decides."""
        return self.filter(state=ClaimState.PROVED)

    def accepted(self) -> "ClaimQuerySet":
        """The contacts of organisations."""
        return self.filter(state=ClaimState.ACCEPTED)


class Claim(PublicIdModel):
    """A person says an organisation is theirs: an address proved by a code, then the team's decision.

    Once accepted, the person is a contact of the organisation and keeps its page.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="claims")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    role = models.CharField("fonction", max_length=80)
    email = models.EmailField("adresse e-mail dans l’organisation")
    state = models.CharField("état", max_length=10, choices=ClaimState.choices, default=ClaimState.ASKED)
    code_digest = models.CharField(max_length=64, blank=True)
    code_sent_at = models.DateTimeField("code envoyé le", null=True, blank=True)
    tries = models.PositiveSmallIntegerField("essais", default=0)
    proved_at = models.DateTimeField("adresse prouvée le", null=True, blank=True)
    decided_at = models.DateTimeField("décidée le", null=True, blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = "demande sur une fiche"
        verbose_name_plural = "demandes sur des fiches"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"],
                condition=~Q(state=ClaimState.REFUSED),
                name="organisations_claim_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ClaimState.values), name="organisations_claim_state"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ClaimState.ASKED, ClaimState.REFUSED]) | Q(proved_at__isnull=False),
                name="organisations_claim_proved_first",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, demandée par {self.email}"


class ChangeProposalQuerySet(models.QuerySet["ChangeProposal"]):
    """Reads of proposals."""

    def waiting(self) -> "ChangeProposalQuerySet":
        return self.filter(state=ChangeState.WAITING)


class ChangeProposal(PublicIdModel):
    """Another value for one field of one organisation, until the team decides.

    ``value``: as `services.fields` stores a value in JSON. ``is_own``: proposed by the organisation itself.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="proposals")
    field = models.CharField("champ", max_length=20)
    value = models.JSONField("valeur proposée")
    before = models.JSONField("valeur d’alors", null=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    is_own = models.BooleanField("par l’organisation elle-même", default=False)
    state = models.CharField("état", max_length=10, choices=ChangeState.choices, default=ChangeState.WAITING)
    decided_at = models.DateTimeField("décidée le", null=True, blank=True)

    objects = ChangeProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "correction proposée"
        verbose_name_plural = "corrections proposées"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "field", "person"],
                condition=Q(state=ChangeState.WAITING),
                name="organisations_change_once",
            ),
            models.CheckConstraint(condition=Q(field__in=FIELDS), name="organisations_change_field"),
            models.CheckConstraint(
                condition=Q(state__in=ChangeState.values), name="organisations_change_state"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.field_label}"

    @property
    def field_label(self) -> str:
        """What the field is called on the page."""
        return label_of(self.field)
