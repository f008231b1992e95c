"""Proposals, the versions of their texts, and who supports them."""

import pgtrigger
from django.db import models
from django.db.models import F, GeneratedField, Q, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from milliard.core.models import BaseModel, PublicIdModel
from milliard.members.models import Member
from milliard.participation.models import WorkingGroup
from milliard.places.models import Place
from milliard.proposals.enums import ENDED, PUBLIC_STATES, SUPPORTABLE, ProposalState, ShownName
from milliard.proposals.models.rules import ProposalRules

#: A resolution of an assembly holds as much.
MAX_TEXT = 20_000
MAX_TITLE = 160
_GONE = "un·e ancien·ne membre"


class MemberProposalQuerySet(models.QuerySet["MemberProposal"]):
    """Reads of proposals."""

    def public(self) -> "MemberProposalQuerySet":
        return self.filter(state__in=PUBLIC_STATES)

    def seen_by_team(self) -> "MemberProposalQuerySet":
        """All but drafts: those hidden too."""
        return self.exclude(state=ProposalState.DRAFT)

    def supportable(self) -> "MemberProposalQuerySet":
        """Those one may support today."""
        return self.filter(state__in=SUPPORTABLE, closes_on__gte=timezone.localdate())

    def overdue(self) -> "MemberProposalQuerySet":
        """Those whose last day passed below the threshold."""
        return self.filter(state=ProposalState.OPEN, closes_on__lt=timezone.localdate())

    def in_department(self, code: str) -> "MemberProposalQuerySet":
        """Carried by a group or a place of it."""
        of_group = Q(group__department=code) | Q(group__place__commune__department=code)
        return self.filter(of_group | Q(place__commune__department=code))

    def with_carrier(self) -> "MemberProposalQuerySet":
        """With what their pages say of who carries them."""
        return self.select_related("author", "group", "place", "rules")


class MemberProposal(PublicIdModel):
    """What a member asks the movement to decide. The text is that of its last version."""

    title = models.CharField("titre", max_length=MAX_TITLE)
    text = models.TextField("texte", max_length=MAX_TEXT)
    why = models.TextField("pourquoi", max_length=4_000)
    #: None: the person left.
    author = models.ForeignKey(
        Member,
        on_delete=models.PROTECT,
        related_name="proposals",
        null=True,
        blank=True,
        verbose_name="auteur·rice",
    )
    shown_name = models.CharField(
        "signature", max_length=5, choices=ShownName.choices, default=ShownName.FIRST
    )
    group = models.ForeignKey(
        WorkingGroup,
        on_delete=models.PROTECT,
        related_name="proposals",
        null=True,
        blank=True,
        verbose_name="groupe qui la porte",
    )
    place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        related_name="proposals",
        null=True,
        blank=True,
        verbose_name="lieu qui la porte",
    )
    state = models.CharField("état", max_length=7, choices=ProposalState.choices, default=ProposalState.DRAFT)
    #: Of the text; 0 for a draft, which has none yet.
    version = models.PositiveIntegerField("version", default=0)
    #: The rules it was opened under, and the threshold they made of the members of that day.
    rules = models.ForeignKey(
        ProposalRules, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    members_then = models.PositiveIntegerField("membres à jour à l’ouverture", null=True, blank=True)
    needed = models.PositiveIntegerField("soutiens nécessaires", default=1)
    #: As many as rows of `Support`, until it ends; then it stays, and the rows go.
    support_count = models.PositiveIntegerField("soutiens", default=0)
    missing = GeneratedField(
        expression=Greatest(F("needed") - F("support_count"), Value(0)),
        output_field=models.IntegerField(),
        db_persist=True,
        verbose_name="soutiens qui manquent",
    )
    opened_at = models.DateTimeField("ouverte le", null=True, blank=True)
    closes_on = models.DateField("dernier jour", null=True, blank=True)
    #: Once, whatever happens to the count afterwards.
    supported_at = models.DateTimeField("seuil atteint le", null=True, blank=True)
    ended_at = models.DateTimeField("finie le", null=True, blank=True)
    #: Why it was withdrawn or closed; to which assembly it was sent.
    ended_why = models.CharField("pourquoi", max_length=500, blank=True)
    sent_to = models.CharField("portée à", max_length=200, blank=True)
    sent_url = models.CharField("adresse de l’assemblée", max_length=300, blank=True)

    objects = MemberProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "proposition"
        verbose_name_plural = "propositions"
        indexes = [
            models.Index(fields=["-opened_at", "-id"], name="proposals_latest"),
            models.Index(fields=["missing", "id"], name="proposals_nearest"),
            models.Index(fields=["state", "closes_on"], name="proposals_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ProposalState.values, shown_name__in=ShownName.values),
                name="proposals_proposal_known_values",
            ),
            models.CheckConstraint(
                condition=Q(group__isnull=True) | Q(place__isnull=True),
                name="proposals_proposal_one_carrier",
                violation_error_message="Un groupe, ou un lieu\u00a0: l’un des deux.",
            ),
            models.CheckConstraint(
                condition=Q(state=ProposalState.DRAFT)
                | Q(opened_at__isnull=False, closes_on__isnull=False, rules__isnull=False, version__gt=0),
                name="proposals_proposal_opened",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ProposalState.SUPPORTED, ProposalState.SENT])
                | Q(supported_at__isnull=False),
                name="proposals_proposal_supported",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=ENDED) | Q(ended_at__isnull=False), name="proposals_proposal_ended"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_supportable(self) -> bool:
        """Whether supports are given and taken back today."""
        return (
            self.state in SUPPORTABLE
            and self.closes_on is not None
            and timezone.localdate() <= self.closes_on
        )

    @property
    def takes_words(self) -> bool:
        """Whether it is discussed and amended: until it ends."""
        return self.state in SUPPORTABLE

    @property
    def is_ended(self) -> bool:
        return self.state in ENDED

    @property
    def carrier(self) -> str:
        """«le groupe Lecture de comptes», or ""."""
        if self.group is not None:
            return f"le groupe {self.group.name}"
        return self.place.name if self.place is not None else ""

    @property
    def signature(self) -> str:
        """Who wrote it, as they chose to sign."""
        if self.author is None:
            return _GONE
        if self.shown_name == ShownName.NONE:
            return "un membre"
        if self.shown_name == ShownName.FULL:
            return self.author.name
        return f"{self.author.given_name}, pour {self.carrier}" if self.carrier else self.author.given_name


class ProposalVersion(BaseModel):
    """A text that was public, kept as it was."""

    proposal = models.ForeignKey(MemberProposal, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("version")
    title = models.CharField("titre", max_length=MAX_TITLE)
    text = models.TextField("texte")
    why = models.TextField("pourquoi")
    #: SHA-256 of title, text and reasons.
    digest = models.CharField("empreinte", max_length=64)
    #: Why the text changed; empty for the first.
    reason = models.CharField("raison du changement", max_length=500, blank=True)
    #: Who wrote it; None: the person left.
    author = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="écrite par"
    )

    class Meta:
        verbose_name = "version d’une proposition"
        verbose_name_plural = "versions d’une proposition"
        constraints = [models.UniqueConstraint(fields=["proposal", "number"], name="proposals_version_once")]
        triggers = [
            pgtrigger.Protect(name="version_kept", operation=pgtrigger.Delete),
            # Its author may become nobody, or another row of the same person.
            pgtrigger.ReadOnly(
                name="version_unchanged",
                fields=["proposal", "number", "title", "text", "why", "digest", "reason"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"


class Support(BaseModel):
    """A member supports a proposal. Who does is told to nobody but them."""

    proposal = models.ForeignKey(MemberProposal, on_delete=models.PROTECT, related_name="supports")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    #: The last version they said yes to.
    version = models.PositiveIntegerField("version soutenue")

    class Meta:
        verbose_name = "soutien"
        verbose_name_plural = "soutiens"
        constraints = [models.UniqueConstraint(fields=["proposal", "member"], name="proposals_support_once")]

    def __str__(self) -> str:
        return f"version {self.version}"
