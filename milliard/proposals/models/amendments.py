"""Other words proposed for a passage of a proposal."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from milliard.core.models import BaseModel, PublicIdModel
from milliard.members.models import Member
from milliard.proposals.enums import AmendmentState
from milliard.proposals.models.proposals import MAX_TEXT, MemberProposal


class TextAmendmentQuerySet(models.QuerySet["TextAmendment"]):
    def waiting(self) -> "TextAmendmentQuerySet":
        return self.filter(state=AmendmentState.PROPOSED)

    def left_to_assembly(self) -> "TextAmendmentQuerySet":
        """Those the assembly decides on: farthest from the text first, those without a distance last."""
        left = self.filter(state=AmendmentState.LEFT)
        return left.order_by(models.F("distance").desc(nulls_last=True), "-support_count", "pk")


class TextAmendment(PublicIdModel):
    """A passage, found once in the text that was read, and what would stand in its place."""

    proposal = models.ForeignKey(MemberProposal, on_delete=models.PROTECT, related_name="amendments")
    number = models.PositiveIntegerField("numéro")
    #: None: the person left.
    author = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="auteur·rice"
    )
    version = models.PositiveIntegerField("version lue")
    passage = models.TextField("passage remplacé", max_length=MAX_TEXT)
    #: "": the passage would go.
    replacement = models.TextField("remplacé par", max_length=MAX_TEXT, blank=True)
    reason = models.TextField("pourquoi", max_length=2_000)
    state = models.CharField(
        "état", max_length=8, choices=AmendmentState.choices, default=AmendmentState.PROPOSED
    )
    answer = models.CharField("réponse", max_length=500, blank=True)
    answered_at = models.DateTimeField("réponse le", null=True, blank=True)
    support_count = models.PositiveIntegerField("soutiens", default=0)
    #: How far from the text it goes, said by the team for the order of votes.
    distance = models.PositiveSmallIntegerField(
        "éloignement du texte", null=True, blank=True, validators=[MaxValueValidator(100)]
    )

    objects = TextAmendmentQuerySet.as_manager()

    class Meta:
        verbose_name = "amendement"
        verbose_name_plural = "amendements"
        constraints = [
            models.UniqueConstraint(fields=["proposal", "number"], name="proposals_amendment_number"),
            models.CheckConstraint(
                condition=Q(state__in=AmendmentState.values), name="proposals_amendment_known_state"
            ),
            models.CheckConstraint(
                condition=~Q(state=AmendmentState.REFUSED) | ~Q(answer=""),
                name="proposals_amendment_refused_why",
            ),
            models.CheckConstraint(
                condition=~Q(passage="") & ~Q(passage=models.F("replacement")),
                name="proposals_amendment_changes",
                violation_error_message="Un amendement change quelque chose.",
            ),
        ]

    def __str__(self) -> str:
        return f"Amendement {self.number}"

    @property
    def is_waiting(self) -> bool:
        return self.state == AmendmentState.PROPOSED

    @property
    def takes_supports(self) -> bool:
        return self.state in (AmendmentState.PROPOSED, AmendmentState.LEFT)

    def fits(self, text: str) -> bool:
        """Whether its passage is in the text, once."""
        return text.count(self.passage) == 1

    def applied_to(self, text: str) -> str:
        """The text with the replacement in place of the passage; see `fits`."""
        return text.replace(self.passage, self.replacement, 1)


class AmendmentSupport(BaseModel):
    """A member supports an amendment; told to nobody but them."""

    amendment = models.ForeignKey(TextAmendment, on_delete=models.PROTECT, related_name="supports")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "soutien d’un amendement"
        verbose_name_plural = "soutiens d’un amendement"
        constraints = [
            models.UniqueConstraint(fields=["amendment", "member"], name="proposals_amendment_support_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)
