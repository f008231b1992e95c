"""Who may vote in one vote, and the ballots.

Of an open vote, a ballot says whose it is. Of a confidential one, two tables that no key joins: who voted,
and
what was voted, without a moment and under numbers drawn at random; both are written again, shuffled, when the
vote closes, so that not even the order of the rows on the disk joins them.
"""

import uuid

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q

from milliard.assemblies.models.assemblies import RollEntry
from milliard.assemblies.models.resolutions import Resolution
from milliard.core.models import BaseModel


class VotingRight(models.Model):
    """One mandate in one vote, frozen at its opening: ``voter`` casts the ballot of ``entry``.

    No dates: a moment would join a person with a ballot.
    """

    resolution = models.ForeignKey(
        Resolution, on_delete=models.PROTECT, related_name="rights", db_index=False
    )
    entry = models.ForeignKey(RollEntry, on_delete=models.PROTECT, related_name="+", db_index=False)
    voter = models.ForeignKey(RollEntry, on_delete=models.PROTECT, related_name="+", db_index=False)
    has_voted = models.BooleanField("a voté", default=False)
    #: On paper, noted by the desk.
    is_paper = models.BooleanField("sur papier", default=False)

    class Meta:
        verbose_name = "droit de vote"
        verbose_name_plural = "droits de vote"
        indexes = [models.Index(fields=["voter", "resolution"], name="assemblies_right_voter")]
        constraints = [models.UniqueConstraint(fields=["resolution", "entry"], name="assemblies_right_once")]

    def __str__(self) -> str:
        return f"{self.entry_id} par {self.voter_id}"

    @property
    def is_by_proxy(self) -> bool:
        return self.entry_id != self.voter_id


@pghistory.track()
class OpenBallot(BaseModel):
    """The ballot of one mandate in an open vote; changed as often as one wants until the closing.

    ``revision`` is what a page showed: a request made from an older page is told so, and changes nothing.
    """

    right = models.OneToOneField(VotingRight, on_delete=models.PROTECT, related_name="ballot")
    content = models.JSONField("bulletin")
    revision = models.PositiveSmallIntegerField(default=1)
    #: Of the last request that wrote it: the same one sent twice says yes twice.
    key = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta:
        verbose_name = "bulletin public"
        verbose_name_plural = "bulletins publics"

    def __str__(self) -> str:
        return f"bulletin de {self.right_id}"


class ConfidentialBallot(models.Model):
    """A ballot in the box. Its number is drawn at random; nothing else of it says who or when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    resolution = models.ForeignKey(Resolution, on_delete=models.PROTECT, related_name="box")
    content = models.JSONField("bulletin")

    class Meta:
        verbose_name = "bulletin confidentiel"
        verbose_name_plural = "bulletins confidentiels"
        triggers = [pgtrigger.Protect(name="box_ballot_kept", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return "bulletin confidentiel"


class PaperBallotCount(BaseModel):
    """Ballots of a box in the hall, counted by hand: how many of each content, and who counted."""

    resolution = models.ForeignKey(Resolution, on_delete=models.PROTECT, related_name="paper_counts")
    content = models.JSONField("bulletin")
    count = models.PositiveIntegerField("combien")

    class Meta:
        verbose_name = "bulletins papier comptés"
        verbose_name_plural = "bulletins papier comptés"
        constraints = [
            models.UniqueConstraint(fields=["resolution", "content"], name="assemblies_paper_count_once"),
            models.CheckConstraint(condition=Q(count__gt=0), name="assemblies_paper_count_some"),
        ]

    def __str__(self) -> str:
        return f"{self.count} bulletins papier"
