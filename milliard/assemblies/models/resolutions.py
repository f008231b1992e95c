"""What an assembly decides: resolutions, their amendments, their choices, their result."""

import datetime as dt

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from milliard.assemblies.enums import (
    Electorate,
    ResolutionState,
    Secrecy,
    VoteOutcome,
    VotingMethod,
)
from milliard.assemblies.models.assemblies import Assembly
from milliard.core.models import PublicIdModel
from milliard.elections.models import SecretElection
from milliard.statutes.enums import ResolutionKind
from milliard.statutes.models import College

#: A question that holds more is two questions.
MAX_CHOICES = 200


class Resolution(PublicIdModel):
    """A text that is voted, or a question with its choices. An amendment is a resolution about another.

    The text and its digest are frozen when the vote opens.
    """

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="resolutions")
    position = models.PositiveSmallIntegerField("rang")
    title = models.CharField("titre", max_length=160)
    #: "" of an amendment: the passage goes.
    text = models.TextField("texte", max_length=20_000, blank=True)
    kind = models.CharField(
        "nature", max_length=12, choices=ResolutionKind.choices, default=ResolutionKind.ORDINARY
    )
    method = models.CharField(
        "façon de voter", max_length=8, choices=VotingMethod.choices, default=VotingMethod.MOTION
    )
    secrecy = models.CharField("secret", max_length=12, choices=Secrecy.choices, default=Secrecy.OPEN)
    electorate = models.CharField(
        "qui vote", max_length=8, choices=Electorate.choices, default=Electorate.SESSION
    )
    #: Of an amendment: the resolution (or the amendment) it changes, and how far from its text it goes.
    amends = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="amendments",
        null=True,
        blank=True,
        verbose_name="amende",
    )
    #: Of an amendment: the passage that its text replaces, found once in what it amends; "": it is added at
    #: the end.
    passage = models.TextField("passage remplacé", max_length=20_000, blank=True)
    distance = models.PositiveSmallIntegerField(
        "éloignement du texte", default=0, validators=[MaxValueValidator(100)]
    )
    #: Of the vote of one college: which, and the resolution that its vote is a part of.
    college = models.ForeignKey(
        College, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="collège"
    )
    part_of = models.ForeignKey("self", on_delete=models.PROTECT, related_name="parts", null=True, blank=True)
    #: Of a secret vote, once open: where it is cast, counted and published.
    election = models.OneToOneField(
        SecretElection,
        on_delete=models.PROTECT,
        related_name="resolution",
        null=True,
        blank=True,
        verbose_name="scrutin secret",
    )
    #: How many are chosen or elected; how many choices one may tick. 0: the method needs none.
    seats = models.PositiveSmallIntegerField("sièges", default=0)
    max_chosen = models.PositiveSmallIntegerField("choix par bulletin, au plus", default=0)
    #: Rules applied after the count (`engines.minutes`): {"parity": true, "regions": {...}}.
    rules = models.JSONField("règles après le compte", default=dict, blank=True)
    budget_cents = models.BigIntegerField(
        "somme à répartir", null=True, blank=True, validators=[MinValueValidator(1)]
    )
    state = models.CharField(
        "état", max_length=9, choices=ResolutionState.choices, default=ResolutionState.DRAFT
    )
    #: Of what is voted on, and how: frozen at the opening. It breaks the ties that a method leaves to chance.
    digest = models.CharField("empreinte", max_length=64, blank=True)
    opened_at = models.DateTimeField("vote ouvert le", null=True, blank=True)
    #: Announced at the opening; None: when the chair says so.
    closes_at = models.DateTimeField("clôture annoncée", null=True, blank=True)
    closed_at = models.DateTimeField("vote clos le", null=True, blank=True)
    #: At the opening: present, represented, and mandates that may be used.
    present_count = models.PositiveIntegerField("présents à l’ouverture", null=True, blank=True)
    represented_count = models.PositiveIntegerField("représentés à l’ouverture", null=True, blank=True)

    class Meta:
        verbose_name = "résolution"
        verbose_name_plural = "résolutions"
        constraints = [
            models.UniqueConstraint(
                fields=["assembly", "position"],
                name="assemblies_resolution_order",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=ResolutionKind.values,
                    method__in=VotingMethod.values,
                    secrecy__in=Secrecy.values,
                    electorate__in=Electorate.values,
                    state__in=ResolutionState.values,
                ),
                name="assemblies_resolution_known_values",
            ),
            models.CheckConstraint(condition=~Q(amends=F("id")), name="assemblies_resolution_not_its_own"),
            models.CheckConstraint(
                condition=~Q(text="") | (Q(amends__isnull=False) & ~Q(passage="")),
                name="assemblies_resolution_says",
                violation_error_message="Écrivez le texte qui sera voté.",
            ),
            models.CheckConstraint(
                condition=Q(amends__isnull=True) | Q(method=VotingMethod.MOTION),
                name="assemblies_amendment_is_motion",
                violation_error_message="Un amendement se vote pour ou contre.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ResolutionState.OPEN, ResolutionState.CLOSED])
                | (Q(opened_at__isnull=False) & ~Q(digest="")),
                name="assemblies_resolution_opened",
            ),
            models.CheckConstraint(
                condition=(Q(state=ResolutionState.CLOSED) & Q(closed_at__isnull=False))
                | (~Q(state=ResolutionState.CLOSED) & Q(closed_at__isnull=True)),
                name="assemblies_resolution_closed",
            ),
            models.CheckConstraint(
                condition=(Q(method=VotingMethod.BUDGET) & Q(budget_cents__gt=0))
                | ~Q(method=VotingMethod.BUDGET),
                name="assemblies_resolution_budget",
                violation_error_message="Dites la somme à répartir.",
            ),
            models.CheckConstraint(
                condition=Q(college__isnull=True, part_of__isnull=True)
                | Q(college__isnull=False, part_of__isnull=False, method=VotingMethod.MOTION),
                name="assemblies_resolution_of_college",
            ),
            # Nothing says whose a code is: those who are not there cannot be left out.
            models.CheckConstraint(
                condition=~Q(secrecy=Secrecy.SECRET) | Q(electorate=Electorate.ROLL),
                name="assemblies_secret_of_the_roll",
                violation_error_message="Un vote secret et vérifiable est ouvert à toute la liste.",
            ),
            # Whole ballots are needed: the sums of a secret vote do not tell them.
            models.CheckConstraint(
                condition=~Q(secrecy=Secrecy.SECRET)
                | ~Q(method__in=[VotingMethod.SCHULZE, VotingMethod.STV]),
                name="assemblies_rankings_not_secret",
                violation_error_message="Un classement ne se vote pas au secret vérifiable\u00a0: choisissez"
                " le jugement majoritaire.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="resolution_text_kept",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__opened_at__isnull=False)
                & (
                    pgtrigger.Q(old__title__df=pgtrigger.F("new__title"))
                    | pgtrigger.Q(old__text__df=pgtrigger.F("new__text"))
                    | pgtrigger.Q(old__passage__df=pgtrigger.F("new__passage"))
                    | pgtrigger.Q(old__method__df=pgtrigger.F("new__method"))
                    | pgtrigger.Q(old__secrecy__df=pgtrigger.F("new__secrecy"))
                    | pgtrigger.Q(old__electorate__df=pgtrigger.F("new__electorate"))
                    | pgtrigger.Q(old__kind__df=pgtrigger.F("new__kind"))
                    | pgtrigger.Q(old__seats__df=pgtrigger.F("new__seats"))
                    | pgtrigger.Q(old__max_chosen__df=pgtrigger.F("new__max_chosen"))
                    | pgtrigger.Q(old__rules__df=pgtrigger.F("new__rules"))
                    | pgtrigger.Q(old__digest__df=pgtrigger.F("new__digest"))
                    | pgtrigger.Q(old__opened_at__df=pgtrigger.F("new__opened_at"))
                ),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_voting(self) -> bool:
        return self.state == ResolutionState.OPEN

    @property
    def is_amendment(self) -> bool:
        return self.amends_id is not None

    def is_closed_on_time(self, now: dt.datetime) -> bool:
        """Whether the announced closing has come."""
        return self.closes_at is not None and now >= self.closes_at


class ResolutionChoice(models.Model):
    """One of what is chosen, graded, ranked or funded."""

    resolution = models.ForeignKey(Resolution, on_delete=models.CASCADE, related_name="choices")
    number = models.PositiveSmallIntegerField("numéro")
    label = models.CharField("intitulé", max_length=200)
    text = models.TextField("présentation", blank=True, max_length=4_000)
    #: What rules after the count look at: «woman», «man», a region.
    gender = models.CharField("genre", max_length=8, blank=True)
    region = models.CharField("région", max_length=40, blank=True)
    cost_cents = models.BigIntegerField("coût", null=True, blank=True, validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = "choix"
        verbose_name_plural = "choix"
        constraints = [
            models.UniqueConstraint(fields=["resolution", "number"], name="assemblies_choice_number"),
            models.UniqueConstraint(fields=["resolution", "label"], name="assemblies_choice_label"),
        ]

    def __str__(self) -> str:
        return self.label


class VoteResult(models.Model):
    """What a vote gave, with the arithmetic that led to it. Written once, at the closing."""

    resolution = models.OneToOneField(Resolution, on_delete=models.PROTECT, related_name="result")
    outcome = models.CharField("issue", max_length=10, choices=VoteOutcome.choices)
    #: Counts, base, threshold, steps: as `engines.counting` gives them.
    figures = models.JSONField("chiffres")
    engine_version = models.CharField("version du moteur", max_length=20)
    #: Of the ballots counted, sorted: what the minutes' chain holds.
    ballots_digest = models.CharField("empreinte des bulletins", max_length=64)
    ballot_count = models.PositiveIntegerField("bulletins")
    counted_at = models.DateTimeField("compté le")

    class Meta:
        verbose_name = "résultat d’un vote"
        verbose_name_plural = "résultats de votes"
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=VoteOutcome.values), name="assemblies_result_known_outcome"
            )
        ]
        triggers = [pgtrigger.Protect(name="result_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.get_outcome_display()
