"""Consent rounds: phases, those who take part under a number, what they say, objections, the decision."""

from fractions import Fraction

import pgtrigger
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from milliard.core.models import BaseModel, PublicIdModel
from milliard.members.models import Member
from milliard.proposals.enums import FallbackChoice, ObjectionState, RoundPhase, RoundResult
from milliard.proposals.models.proposals import MemberProposal


class ConsentRoundQuerySet(models.QuerySet["ConsentRound"]):
    def under_way(self) -> "ConsentRoundQuerySet":
        return self.exclude(phase=RoundPhase.DECIDED)


class ConsentRound(PublicIdModel):
    """A round on one proposal. One at a time."""

    proposal = models.ForeignKey(MemberProposal, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveIntegerField("numéro")
    #: Who moves it on, with the team and the referents of what carries it; None: the person left.
    facilitator = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="facilitation"
    )
    phase = models.CharField("phase", max_length=9, choices=RoundPhase.choices, default=RoundPhase.CLARIFY)
    #: Announced at the opening: the share of votes «for» among «for» and «against» that overrules objections.
    numerator = models.PositiveSmallIntegerField("seuil du vote de secours, numérateur")
    denominator = models.PositiveSmallIntegerField(
        "seuil du vote de secours, dénominateur", validators=[MinValueValidator(1)]
    )
    result = models.CharField("résultat", max_length=8, choices=RoundResult.choices, blank=True)
    decided_at = models.DateTimeField("décidé le", null=True, blank=True)

    objects = ConsentRoundQuerySet.as_manager()

    class Meta:
        verbose_name = "tour de consentement"
        verbose_name_plural = "tours de consentement"
        constraints = [
            models.UniqueConstraint(fields=["proposal", "number"], name="proposals_round_number"),
            models.UniqueConstraint(
                fields=["proposal"],
                condition=~Q(phase=RoundPhase.DECIDED),
                name="proposals_round_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(phase__in=RoundPhase.values, result__in=["", *RoundResult.values]),
                name="proposals_round_known_values",
            ),
            models.CheckConstraint(
                condition=Q(numerator__lte=F("denominator"), numerator__gt=F("denominator") / 2),
                name="proposals_round_threshold",
                violation_error_message="Le seuil va de plus de la moitié à la totalité.",
            ),
            models.CheckConstraint(
                condition=Q(phase=RoundPhase.DECIDED, decided_at__isnull=False) & ~Q(result="")
                | ~Q(phase=RoundPhase.DECIDED) & Q(decided_at__isnull=True, result=""),
                name="proposals_round_decided",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="round_kept",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__phase=RoundPhase.DECIDED)
                & (
                    pgtrigger.Q(old__phase__df=pgtrigger.F("new__phase"))
                    | pgtrigger.Q(old__result__df=pgtrigger.F("new__result"))
                    | pgtrigger.Q(old__numerator__df=pgtrigger.F("new__numerator"))
                    | pgtrigger.Q(old__denominator__df=pgtrigger.F("new__denominator"))
                ),
            )
        ]

    def __str__(self) -> str:
        return f"Tour {self.number}, {self.proposal}"

    @property
    def threshold(self) -> Fraction:
        return Fraction(self.numerator, self.denominator)

    @property
    def is_decided(self) -> bool:
        return self.phase == RoundPhase.DECIDED


class RoundStep(models.Model):
    """When a phase began."""

    round = models.ForeignKey(ConsentRound, on_delete=models.PROTECT, related_name="steps")
    phase = models.CharField("phase", max_length=9, choices=RoundPhase.choices)
    #: Of the text, then.
    version = models.PositiveIntegerField("version du texte")
    began_at = models.DateTimeField("commencée le", auto_now_add=True)

    class Meta:
        verbose_name = "phase d’un tour"
        verbose_name_plural = "phases d’un tour"
        triggers = [pgtrigger.Protect(name="step_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.get_phase_display()


class RoundSeat(BaseModel):
    """A member who takes part, under a number: the minutes say no name."""

    round = models.ForeignKey(ConsentRound, on_delete=models.PROTECT, related_name="seats")
    number = models.PositiveIntegerField("numéro")
    #: None: the person left.
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    consents_at = models.DateTimeField("consent le", null=True, blank=True)
    stands_aside_at = models.DateTimeField("se met en retrait le", null=True, blank=True)
    stands_aside_why = models.CharField("pourquoi", max_length=500, blank=True)

    class Meta:
        verbose_name = "participant·e d’un tour"
        verbose_name_plural = "participant·es d’un tour"
        constraints = [
            models.UniqueConstraint(fields=["round", "member"], name="proposals_seat_once"),
            models.UniqueConstraint(fields=["round", "number"], name="proposals_seat_number"),
            models.CheckConstraint(
                condition=Q(consents_at__isnull=True) | Q(stands_aside_at__isnull=True),
                name="proposals_seat_one_stance",
            ),
        ]

    def __str__(self) -> str:
        return f"participant·e {self.number}"


class RoundWord(BaseModel):
    """What somebody said in a phase."""

    seat = models.ForeignKey(RoundSeat, on_delete=models.PROTECT, related_name="words")
    phase = models.CharField("phase", max_length=9, choices=RoundPhase.choices)
    text = models.TextField("contribution", max_length=2_000)

    class Meta:
        verbose_name = "contribution"
        verbose_name_plural = "contributions"

    def __str__(self) -> str:
        return self.get_phase_display()


class RoundObjection(BaseModel):
    """Why the proposal must not be adopted as it is: named and argued. It blocks until it is settled."""

    seat = models.ForeignKey(RoundSeat, on_delete=models.PROTECT, related_name="objections")
    round = models.ForeignKey(ConsentRound, on_delete=models.PROTECT, related_name="objections")
    number = models.PositiveIntegerField("numéro")
    name = models.CharField("en quelques mots", max_length=120)
    argument = models.TextField("argument", max_length=2_000)
    state = models.CharField(
        "état", max_length=10, choices=ObjectionState.choices, default=ObjectionState.STANDING
    )
    settled_at = models.DateTimeField("réglée le", null=True, blank=True)
    #: The version of the text that holds it.
    integrated_in = models.PositiveIntegerField("intégrée dans la version", null=True, blank=True)

    class Meta:
        verbose_name = "objection"
        verbose_name_plural = "objections"
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="proposals_objection_number"),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(argument=""), name="proposals_objection_argued"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ObjectionState.values), name="proposals_objection_known_state"
            ),
            models.CheckConstraint(
                condition=~Q(state=ObjectionState.INTEGRATED) | Q(integrated_in__isnull=False),
                name="proposals_objection_integrated",
            ),
        ]

    def __str__(self) -> str:
        return f"Objection {self.number}\u00a0: {self.name}"


class FallbackVote(BaseModel):
    """The open vote of somebody who took part in the round, when an objection stands."""

    seat = models.OneToOneField(RoundSeat, on_delete=models.PROTECT, related_name="vote")
    choice = models.CharField("vote", max_length=7, choices=FallbackChoice.choices)

    class Meta:
        verbose_name = "vote de secours"
        verbose_name_plural = "votes de secours"
        constraints = [
            models.CheckConstraint(
                condition=Q(choice__in=FallbackChoice.values), name="proposals_vote_known_choice"
            )
        ]

    def __str__(self) -> str:
        return self.get_choice_display()


class ConsentMinutes(models.Model):
    """What was said and decided, under numbers, written once at the decision."""

    round = models.OneToOneField(ConsentRound, on_delete=models.PROTECT, related_name="minutes")
    #: Made by `reports.minutes`.
    content = models.JSONField("compte rendu")
    #: SHA-256 of the content.
    digest = models.CharField("empreinte", max_length=64)
    written_at = models.DateTimeField("écrit le", auto_now_add=True)

    class Meta:
        verbose_name = "compte rendu d’un tour"
        verbose_name_plural = "comptes rendus de tours"
        triggers = [pgtrigger.Protect(name="minutes_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return str(self.round)
