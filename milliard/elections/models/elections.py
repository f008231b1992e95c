"""A secret election and its public archive, written by appending and never otherwise.

Nothing here holds a moment of a ballot: an archive has its order, and no row tells more than the archive.
"""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from milliard.core.models import BaseModel
from milliard.elections.enums import OVER, ElectionKind, ElectionState
from milliard.elections.models.series import ElectionSeries, SpareElection

MOST_APPROVALS = 5


class SecretElectionQuerySet(models.QuerySet["SecretElection"]):
    """Reads of elections. What weighs (description, sums) is left in the database."""

    def light(self) -> "SecretElectionQuerySet":
        return self.select_related("series", "tip").defer("raw", "encrypted_sums", "series__trustees_json")

    def due(self) -> "SecretElectionQuerySet":
        """Open ones whose announced end has come."""
        now = models.functions.Now()
        return self.filter(state=ElectionState.OPEN, closes_at__lte=now)


class SecretElection(BaseModel):
    """One secret vote of a series. What is voted on is fixed at its opening, which makes it."""

    series = models.ForeignKey(ElectionSeries, on_delete=models.PROTECT, related_name="elections")
    spare = models.OneToOneField(SpareElection, on_delete=models.PROTECT, related_name="election")
    uuid = models.CharField("identifiant", max_length=64, unique=True)
    title = models.CharField("titre", max_length=200)
    kind = models.CharField("sorte de bulletin", max_length=10, choices=ElectionKind.choices)
    labels = ArrayField(models.CharField(max_length=200), verbose_name="réponses, candidatures ou projets")
    at_most = models.PositiveSmallIntegerField("au plus", null=True, blank=True)
    blank = models.BooleanField("vote blanc", default=False)
    #: The description that the archive holds, byte for byte, and its fingerprint.
    raw = models.BinaryField("description publiée")
    fingerprint = models.CharField("empreinte du scrutin", max_length=43)
    roll_count = models.PositiveIntegerField("codes remis")
    state = models.CharField("état", max_length=10, choices=ElectionState.choices, default=ElectionState.OPEN)
    opened_at = models.DateTimeField("ouvert le")
    closes_at = models.DateTimeField("se ferme le", null=True, blank=True)
    closed_at = models.DateTimeField("fermé le", null=True, blank=True)
    decided_at = models.DateTimeField("dépouillé le", null=True, blank=True)
    #: Ballots that count, once the box is closed; their encrypted sums; per cent of them added.
    counted = models.PositiveIntegerField("bulletins comptés", null=True, blank=True)
    encrypted_sums = models.BinaryField("sommes chiffrées", default=bytes)
    progress = models.PositiveSmallIntegerField("avancement", default=0)
    #: The numbers, one list a question, blank first where it was offered.
    sums = models.JSONField("sommes", null=True, blank=True)
    #: What our own verifier said of the whole archive, and when.
    verdict = models.JSONField("vérification", null=True, blank=True)
    verified_at = models.DateTimeField("vérifié le", null=True, blank=True)
    abandoned_why = models.CharField("pourquoi abandonné", max_length=300, blank=True)

    objects = SecretElectionQuerySet.as_manager()

    class Meta:
        verbose_name = "scrutin secret"
        verbose_name_plural = "scrutins secrets"
        indexes = [models.Index(fields=["-opened_at", "-id"], name="elections_election_latest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ElectionState.values, kind__in=ElectionKind.values),
                name="elections_election_known_values",
            ),
            models.CheckConstraint(
                condition=Q(state=ElectionState.OPEN) | Q(closed_at__isnull=False),
                name="elections_election_closed_at",
            ),
            models.CheckConstraint(
                condition=Q(state=ElectionState.DECIDED, sums__isnull=False, decided_at__isnull=False)
                | (~Q(state=ElectionState.DECIDED) & Q(sums__isnull=True)),
                name="elections_election_sums",
            ),
            models.CheckConstraint(
                condition=~Q(kind=ElectionKind.APPROVAL) | Q(at_most__lte=MOST_APPROVALS),
                name="elections_election_approvals",
            ),
            models.CheckConstraint(
                condition=~Q(state=ElectionState.ABANDONED) | ~Q(abandoned_why=""),
                name="elections_election_abandoned_says_why",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="election_kept",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__uuid__df=pgtrigger.F("new__uuid"))
                | pgtrigger.Q(old__raw__df=pgtrigger.F("new__raw"))
                | pgtrigger.Q(old__title__df=pgtrigger.F("new__title"))
                | pgtrigger.Q(old__labels__df=pgtrigger.F("new__labels"))
                | pgtrigger.Q(old__kind__df=pgtrigger.F("new__kind"))
                | pgtrigger.Q(old__sums__isnull=False) & pgtrigger.Q(old__sums__df=pgtrigger.F("new__sums")),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("elections:election", args=[self.uuid])

    @property
    def is_open(self) -> bool:
        """As stored; whether a ballot is taken is asked of the database's clock when it comes."""
        return self.state == ElectionState.OPEN

    @property
    def is_over(self) -> bool:
        return self.state in OVER


class BoardTip(models.Model):
    """The end of an archive: the row that whoever appends locks."""

    election = models.OneToOneField(SecretElection, on_delete=models.PROTECT, related_name="tip")
    last_event = models.CharField("empreinte du dernier évènement", max_length=64)
    height = models.PositiveIntegerField("rang du dernier évènement")
    timestamp = models.BigIntegerField("date de l’archive")
    size = models.BigIntegerField("taille en octets")

    class Meta:
        verbose_name = "bout d’une archive"
        verbose_name_plural = "bouts d’archives"
        constraints = [models.CheckConstraint(condition=Q(size__gt=0), name="elections_tip_size")]

    def __str__(self) -> str:
        return self.last_event


class ArchivePiece(models.Model):
    """The bytes of one event and of what it names: never changed, never taken away.

    No date: the time a ballot came would help to join it with a person.
    """

    election = models.ForeignKey(
        SecretElection, on_delete=models.PROTECT, related_name="pieces", db_index=False
    )
    position = models.PositiveIntegerField("rang")
    kind = models.CharField("évènement", max_length=20)
    offset = models.BigIntegerField("place dans le fichier")
    size = models.PositiveIntegerField("taille en octets")
    body = models.BinaryField("octets")
    event = models.CharField("empreinte", max_length=64)
    #: Of a ballot: its tracker, and the public credential that signed it, as the bytes say them.
    tracker = models.CharField("numéro de suivi", max_length=43, blank=True)
    credential = models.CharField("code public", max_length=1_000, blank=True)
    #: Of a share: the number of its trustee.
    owner = models.PositiveSmallIntegerField("dépositaire", null=True, blank=True)

    class Meta:
        verbose_name = "morceau d’archive"
        verbose_name_plural = "morceaux d’archives"
        constraints = [
            models.UniqueConstraint(fields=["election", "position"], name="elections_piece_position"),
            models.UniqueConstraint(fields=["election", "offset"], name="elections_piece_offset"),
            models.UniqueConstraint(
                fields=["election", "tracker"], condition=~Q(tracker=""), name="elections_piece_tracker"
            ),
            models.UniqueConstraint(
                fields=["election", "owner"], condition=Q(owner__isnull=False), name="elections_piece_owner"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="piece_kept", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.kind}"


class PartialCount(models.Model):
    """Encrypted sums of some ballots, added by one task; joined once all are there."""

    election = models.ForeignKey(SecretElection, on_delete=models.PROTECT, related_name="partial_counts")
    number = models.PositiveIntegerField("rang")
    #: Positions of the ballots looked at, both ends included.
    first = models.PositiveIntegerField("du bulletin")
    last = models.PositiveIntegerField("au bulletin")
    ballots = models.PositiveIntegerField("bulletins comptés", null=True, blank=True)
    sums = models.BinaryField("sommes chiffrées", default=bytes)

    class Meta:
        verbose_name = "somme partielle"
        verbose_name_plural = "sommes partielles"
        constraints = [models.UniqueConstraint(fields=["election", "number"], name="elections_partial_once")]

    def __str__(self) -> str:
        return f"{self.first} à {self.last}"


class CheckedSlice(models.Model):
    """Some ballots of an archive that one task verifies; all are joined once all are there.

    ``ballots``: of each, its position, tracker, weight (0: not on the roll) and whether it counts, as one
    reading of the whole archive found them. ``refusals``: None until verified, then ``[code, place, detail]``
    of each.
    """

    election = models.ForeignKey(SecretElection, on_delete=models.PROTECT, related_name="checked_slices")
    number = models.PositiveIntegerField("rang")
    head = models.CharField("empreinte du dernier évènement", max_length=64)
    ballots = models.JSONField("bulletins à vérifier")
    refusals = models.JSONField("refus", null=True, blank=True)
    counted = models.PositiveIntegerField("bulletins comptés", default=0)
    weight = models.PositiveIntegerField("poids", default=0)
    sums = models.BinaryField("sommes chiffrées", default=bytes)

    class Meta:
        verbose_name = "tranche vérifiée"
        verbose_name_plural = "tranches vérifiées"
        constraints = [models.UniqueConstraint(fields=["election", "number"], name="elections_slice_once")]

    def __str__(self) -> str:
        return f"tranche {self.number}"
