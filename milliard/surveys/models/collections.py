"""A collection: one version of a questionnaire, open to answers for a time."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from milliard.core.models import BaseModel, PublicIdModel
from milliard.core.prepared import Slot
from milliard.surveys.enums import Audience, CollectionState, Purpose
from milliard.surveys.models.questionnaires import Version

#: How long answers and addresses are kept after the closing, unless somebody chose a day.
KEPT_FOR = timedelta(days=365)
#: How long before they go whoever runs the collection is told.
WARNED_BEFORE = timedelta(days=30)


class ConsentText(BaseModel):
    """The exact words somebody agreed to. A new wording is a new row."""

    purpose = models.CharField("usage", max_length=20, choices=Purpose.choices)
    version = models.PositiveSmallIntegerField("version du texte")
    text = models.TextField("texte")
    is_required = models.BooleanField("nécessaire pour répondre", default=False)

    class Meta:
        verbose_name = "texte de consentement"
        verbose_name_plural = "textes de consentement"
        ordering = ("purpose", "-version")
        constraints = [
            models.UniqueConstraint(fields=["purpose", "version"], name="surveys_consent_text_version"),
            models.CheckConstraint(
                condition=Q(purpose__in=Purpose.values), name="surveys_consent_text_known_purpose"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}, version {self.version}"


class CollectionQuerySet(models.QuerySet["Collection"]):
    def with_version(self) -> "CollectionQuerySet":
        """With the version answered, without its definition: it is compiled once per process."""
        return self.select_related("version").defer("version__definition", "version__changes")

    def ended(self) -> "CollectionQuerySet":
        """Those that take no answer any more."""
        now = timezone.now()
        return self.opened().filter(Q(closed_at__lte=now) | Q(closes_at__lte=now))

    def in_use(self) -> "CollectionQuerySet":
        """Those that nobody put away."""
        return self.filter(archived_at__isnull=True, version__questionnaire__archived_at__isnull=True)

    def opened(self) -> "CollectionQuerySet":
        """Those that ever were: drafts do not exist for the public."""
        return self.filter(opens_at__isnull=False)

    def open(self, at: datetime | Slot | None = None) -> "CollectionQuerySet":
        """Collections that accept answers at ``at`` (now by default)."""
        at = at or timezone.now()
        return self.filter(opens_at__lte=at, closed_at__isnull=True).filter(
            Q(closes_at__isnull=True) | Q(closes_at__gt=at)
        )

    def in_state(self, state: CollectionState, at: datetime | None = None) -> "CollectionQuerySet":
        """Collections whose :meth:`Collection.state` is this one at ``at`` (now by default)."""
        at = at or timezone.now()
        if state is CollectionState.DRAFT:
            return self.filter(opens_at__isnull=True)
        ended = Q(closed_at__isnull=False) | Q(closes_at__lte=at, closes_at__isnull=False)
        begun = self.filter(opens_at__isnull=False)
        if state is CollectionState.ENDED:
            return begun.filter(ended)
        running = begun.exclude(ended)
        return running.filter(opens_at__gt=at) if state is CollectionState.PLANNED else running.open(at)


class Collection(PublicIdModel):
    """One wave of a questionnaire: who answers, from when to when, with which consents.

    ``opens_at`` null: still a draft. ``closes_at``: the announced end; ``closed_at``: closed by somebody.
    """

    slug = models.SlugField("adresse", max_length=60, unique=True)
    title = models.CharField("titre", max_length=200)
    introduction = models.TextField("présentation", blank=True)
    # «db_default», here and below: the code that runs until the next restart does not know the columns.
    organiser = models.CharField("qui le mène", max_length=200, blank=True, db_default="")
    aim = models.CharField("dans quel but", max_length=300, blank=True, db_default="")
    preparation = models.CharField("à avoir sous la main", max_length=300, blank=True, db_default="")
    version = models.ForeignKey(
        Version, on_delete=models.PROTECT, related_name="collections", verbose_name="version"
    )
    audience = models.CharField(
        "qui répond", max_length=20, choices=Audience.choices, default=Audience.ORGANISATION
    )
    opens_at = models.DateTimeField("ouvre le", null=True, blank=True)
    closes_at = models.DateTimeField("ferme le", null=True, blank=True)
    closed_at = models.DateTimeField("fermée le", null=True, blank=True)
    consent_texts = models.ManyToManyField(ConsentText, blank=True, verbose_name="consentements demandés")
    invitation_only = models.BooleanField("sur invitation seulement", default=False)
    is_anonymous = models.BooleanField(
        "anonyme",
        default=False,
        help_text="L’invitation ne garde aucun lien avec la réponse, qui ne garde que le jour.",
    )
    is_simulated = models.BooleanField("données simulées", default=False)
    kept_until = models.DateField("réponses gardées jusqu’au", null=True, blank=True)
    retention_announced_on = models.DateField("effacement annoncé le", null=True, editable=False)
    purged_at = models.DateTimeField("réponses effacées le", null=True, editable=False)
    archived_at = models.DateTimeField("archivée le", null=True, editable=False)
    note = models.TextField("note affichée sous le titre", blank=True)
    contact_email = models.EmailField("adresse de contact", blank=True)

    objects = CollectionQuerySet.as_manager()

    class Meta:
        verbose_name = "collecte"
        verbose_name_plural = "collectes"
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__isnull=True)
                | Q(opens_at__isnull=True)
                | Q(closes_at__gt=F("opens_at")),
                name="surveys_collection_closes_after_opening",
                violation_error_message="La fermeture doit suivre l’ouverture.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def run_by(self) -> str:
        """Who runs it, as people read it: the team itself when nobody else was named."""
        return self.organiser or "l’équipe de Milliard"

    @property
    def answers_kept_until(self) -> date | None:
        """The last day answers and addresses are kept; None while no closing is known.

        Never sooner than announced.
        """
        ends = [end for end in (self.closed_at, self.closes_at) if end is not None]
        until = self.kept_until or (timezone.localdate(min(ends)) + KEPT_FOR if ends else None)
        if until is None or self.retention_announced_on is None:
            return until
        return max(until, self.retention_announced_on + WARNED_BEFORE)

    def clean(self) -> None:
        """Answers are kept at least until the closing."""
        if self.kept_until and self.closes_at and self.kept_until <= timezone.localdate(self.closes_at):
            raise ValidationError("Les réponses sont gardées au moins jusqu’à la fermeture.")

    def moment(self, now: datetime | None = None) -> datetime:
        """Now; in an anonymous collection only the day, so that no two rows can be joined by their time."""
        now = now or timezone.now()
        if not self.is_anonymous:
            return now
        return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)

    def is_open(self, at: datetime | None = None) -> bool:
        """Whether an answer is accepted at ``at`` (now by default)."""
        at = at or timezone.now()
        return (
            self.opens_at is not None
            and self.opens_at <= at
            and self.closed_at is None
            and (self.closes_at is None or at < self.closes_at)
        )

    def state(self, at: datetime | None = None) -> CollectionState:
        """Where it stands at ``at`` (now by default)."""
        at = at or timezone.now()
        if self.opens_at is None:
            return CollectionState.DRAFT
        if self.has_ended(at):
            return CollectionState.ENDED
        return CollectionState.PLANNED if self.opens_at > at else CollectionState.OPEN

    def has_ended(self, at: datetime | None = None) -> bool:
        at = at or timezone.now()
        return self.closed_at is not None or (self.closes_at is not None and self.closes_at <= at)

    @property
    def ended_at(self) -> datetime | None:
        """When it stopped taking answers: closed by somebody, or the announced end, whichever came first."""
        ends = [end for end in (self.closed_at, self.closes_at) if end is not None]
        return min(ends) if ends and self.has_ended() else None


class Quota(BaseModel):
    """How many complete responses are hoped for, for one answer to one question."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="quotas")
    question_key = models.CharField("question", max_length=120)
    value = models.CharField("réponse", max_length=120)
    target = models.PositiveIntegerField("objectif")

    class Meta:
        verbose_name = "quota"
        verbose_name_plural = "quotas"
        constraints = [
            models.UniqueConstraint(fields=["collection", "question_key", "value"], name="surveys_quota_once")
        ]

    def __str__(self) -> str:
        return f"{self.question_key} = {self.value}\u00a0: {self.target}"
