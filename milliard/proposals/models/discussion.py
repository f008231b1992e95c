"""What is said of a proposal, and what is said of what is said."""

import datetime as dt

from django.db import models
from django.db.models import F, GeneratedField, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from milliard.core.models import BaseModel, PublicIdModel
from milliard.members.models import Member
from milliard.proposals.enums import CommentKind
from milliard.proposals.models.proposals import MemberProposal

#: How long its author may change a comment.
EDITED_WITHIN = dt.timedelta(minutes=15)
MAX_COMMENT = 4_000


class ProposalCommentQuerySet(models.QuerySet["ProposalComment"]):
    def reported(self) -> "ProposalCommentQuerySet":
        """Those that somebody reported and the team has not answered about."""
        return self.filter(open_reports__gt=0)


class ProposalComment(PublicIdModel):
    """A comment, or an answer to one: there is no third level.

    Hidden, its text is kept for the team; deleted by its author, only its place stays.
    """

    proposal = models.ForeignKey(MemberProposal, on_delete=models.PROTECT, related_name="comments")
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="replies",
        null=True,
        blank=True,
        verbose_name="répond à",
    )
    #: The comment at the top of its thread: threads are read whole, in the order they began.
    thread = GeneratedField(
        expression=Coalesce(F("parent"), F("id")),
        output_field=models.BigIntegerField(),
        db_persist=True,
        verbose_name="fil",
    )
    kind = models.CharField("sorte", max_length=8, choices=CommentKind.choices)
    text = models.TextField("commentaire", max_length=MAX_COMMENT, blank=True)
    #: None: the person left.
    author = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="auteur·rice"
    )
    #: The version of the proposal that was read.
    version = models.PositiveIntegerField("version commentée")
    edited_at = models.DateTimeField("corrigé le", null=True, blank=True)
    deleted_at = models.DateTimeField("effacé le", null=True, blank=True)
    hidden_at = models.DateTimeField("masqué le", null=True, blank=True)
    hidden_why = models.CharField("raison", max_length=300, blank=True)
    #: Reports that wait for the team.
    open_reports = models.PositiveIntegerField("signalements en attente", default=0)

    objects = ProposalCommentQuerySet.as_manager()

    class Meta:
        verbose_name = "commentaire"
        verbose_name_plural = "commentaires"
        indexes = [
            models.Index(fields=["proposal", "thread", "id"], name="proposals_comment_order"),
            models.Index(
                fields=["-open_reports", "id"],
                condition=Q(open_reports__gt=0),
                name="proposals_comment_reported",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=CommentKind.values), name="proposals_comment_known_kind"
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="proposals_comment_not_its_own"),
            models.CheckConstraint(
                condition=Q(hidden_at__isnull=True) | ~Q(hidden_why=""),
                name="proposals_comment_hidden_why",
            ),
            models.CheckConstraint(
                condition=Q(deleted_at__isnull=True) | Q(text=""),
                name="proposals_comment_deleted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.proposal}"

    @property
    def is_shown(self) -> bool:
        return self.hidden_at is None and self.deleted_at is None

    @property
    def is_editable(self) -> bool:
        """Whether its author may still correct it."""
        return self.is_shown and timezone.now() < self.created_at + EDITED_WITHIN

    @property
    def is_reply(self) -> bool:
        return self.parent_id is not None


class CommentReport(BaseModel):
    """A member says that a comment breaks the rules of the discussion."""

    comment = models.ForeignKey(ProposalComment, on_delete=models.PROTECT, related_name="reports")
    #: None: the person left.
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    reason = models.CharField("ce qui ne va pas", max_length=300)
    answered_at = models.DateTimeField("traité le", null=True, blank=True)

    class Meta:
        verbose_name = "signalement"
        verbose_name_plural = "signalements"
        constraints = [models.UniqueConstraint(fields=["comment", "member"], name="proposals_report_once")]

    def __str__(self) -> str:
        return self.reason
