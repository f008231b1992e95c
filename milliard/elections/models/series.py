"""A series of secret votes: whose keys, whose codes, for which voters."""

import base64

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from milliard.core.models import BaseModel, PublicIdModel
from milliard.elections.enums import CeremonyStep, CodeSource, KeySharing, SeriesState, TrusteeState
from milliard.members.models import Member

#: Spare elections prepared at once: motions, amendments and second rounds of one session.
SPARES = 30
MOST_TRUSTEES = 15


class ElectionSeries(PublicIdModel):
    """One occasion: its trustees, its roll under numbers, its spare elections."""

    title = models.CharField("titre", max_length=120)
    description = models.TextField("pour quelle occasion", max_length=2_000, blank=True)
    #: The group of the protocol: Ed25519, unless an old verifier must read the archive.
    group_name = models.CharField("groupe", max_length=20, default="Ed25519", editable=False)
    sharing = models.CharField(
        "ouverture des sommes",
        max_length=10,
        choices=KeySharing.choices,
        default=KeySharing.THRESHOLD,
    )
    threshold = models.PositiveSmallIntegerField("dépositaires nécessaires", default=2)
    code_source = models.CharField(
        "qui remet les codes",
        max_length=10,
        choices=CodeSource.choices,
        default=CodeSource.REGISTRAR,
    )
    registrar_name = models.CharField("responsable des codes", max_length=120, blank=True)
    registrar = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name="compte de la personne responsable des codes",
    )  # fmt: skip
    state = models.CharField(
        "état", max_length=10, choices=SeriesState.choices, default=SeriesState.PREPARING
    )
    #: The public list of trustees as archives hold it, and its SHA-256; empty before the ceremony ends.
    trustees_json = models.TextField("clés publiques", blank=True)
    trustees_digest = models.CharField("empreinte des clés", max_length=64, blank=True)
    keys_at = models.DateTimeField("clés prêtes le", null=True, blank=True)
    #: SHA-256 of all public credentials by election, and when they came; empty before.
    codes_digest = models.CharField("empreinte des codes publics", max_length=64, blank=True)
    codes_at = models.DateTimeField("codes remis le", null=True, blank=True)
    codes_count = models.PositiveIntegerField("codes remis", default=0)

    class Meta:
        verbose_name = "série de scrutins"
        verbose_name_plural = "séries de scrutins"
        indexes = [models.Index(fields=["-created_at", "-id"], name="elections_series_latest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=SeriesState.values,
                    sharing__in=KeySharing.values,
                    code_source__in=CodeSource.values,
                ),
                name="elections_series_known_values",
            ),
            models.CheckConstraint(condition=Q(threshold__gte=1), name="elections_series_threshold"),
            models.CheckConstraint(
                condition=~Q(state=SeriesState.READY) | (~Q(trustees_json="") & Q(keys_at__isnull=False)),
                name="elections_series_ready_has_keys",
            ),
            models.CheckConstraint(
                condition=Q(codes_digest="", codes_at__isnull=True) | Q(codes_at__isnull=False),
                name="elections_series_codes_dated",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("elections:series", args=[self.public_id])

    @property
    def codes_by_platform(self) -> bool:
        """Then eligibility is a matter of trust in the platform, and every page says so."""
        return self.code_source == CodeSource.PLATFORM

    @property
    def has_codes(self) -> bool:
        return self.codes_at is not None


class SeriesTrustee(BaseModel):
    """Somebody who keeps a part of the key. Numbered from 1, as the archive numbers owners."""

    series = models.ForeignKey(ElectionSeries, on_delete=models.PROTECT, related_name="trustees")
    index = models.PositiveSmallIntegerField("rang")
    #: None once their account is erased.
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name="compte",
    )  # fmt: skip
    name = models.CharField("nom public", max_length=120, blank=True)
    state = models.CharField(
        "réponse", max_length=10, choices=TrusteeState.choices, default=TrusteeState.INVITED
    )
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)
    #: Their share of the key, encrypted to themself: given back to them when they decrypt.
    share_letter = models.TextField("part chiffrée pour elle ou lui", blank=True)

    class Meta:
        verbose_name = "dépositaire"
        verbose_name_plural = "dépositaires"
        constraints = [
            models.UniqueConstraint(fields=["series", "index"], name="elections_trustee_place"),
            models.UniqueConstraint(fields=["series", "account"], name="elections_trustee_once"),
            models.CheckConstraint(condition=Q(index__gte=1), name="elections_trustee_index"),
            models.CheckConstraint(
                condition=Q(state__in=TrusteeState.values), name="elections_trustee_known_state"
            ),
        ]

    def __str__(self) -> str:
        return self.public_name

    @property
    def public_name(self) -> str:
        return self.name or f"dépositaire n°\u00a0{self.index}"


class CeremonyRun(BaseModel):
    """One ceremony; begun again, the former keeps its messages and says why it ended."""

    series = models.ForeignKey(ElectionSeries, on_delete=models.PROTECT, related_name="runs")
    number = models.PositiveSmallIntegerField("numéro")
    started_at = models.DateTimeField("commencée le")
    ended_at = models.DateTimeField("finie le", null=True, blank=True)
    ended_why = models.CharField("pourquoi recommencée", max_length=300, blank=True)

    class Meta:
        verbose_name = "cérémonie des clés"
        verbose_name_plural = "cérémonies des clés"
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="elections_run_once"),
            models.UniqueConstraint(
                fields=["series"], condition=Q(ended_at__isnull=True), name="elections_run_one_going"
            ),
        ]

    def __str__(self) -> str:
        return f"cérémonie {self.number} de {self.series}"


class CeremonyMessage(models.Model):
    """What one trustee sent at one step, or (``VINPUT``) what the platform sorted for them. Never changed."""

    run = models.ForeignKey(CeremonyRun, on_delete=models.PROTECT, related_name="messages")
    index = models.PositiveSmallIntegerField("rang")
    step = models.CharField("étape", max_length=12, choices=CeremonyStep.choices)
    body = models.TextField("message")
    received_at = models.DateTimeField("reçu le")

    class Meta:
        verbose_name = "message de cérémonie"
        verbose_name_plural = "messages de cérémonie"
        constraints = [
            models.UniqueConstraint(fields=["run", "step", "index"], name="elections_message_once"),
            models.CheckConstraint(
                condition=Q(step__in=CeremonyStep.values), name="elections_message_known_step"
            ),
        ]
        triggers = [pgtrigger.Protect(name="message_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_step_display()} de {self.index}"


class SeriesVoter(models.Model):
    """A member who may vote, under a number drawn at random. No date, and no word of a credential."""

    series = models.ForeignKey(ElectionSeries, on_delete=models.PROTECT, related_name="voters")
    number = models.PositiveIntegerField("numéro")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "votant·e d’une série"
        verbose_name_plural = "votant·es d’une série"
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="elections_voter_number"),
            models.UniqueConstraint(fields=["series", "member"], name="elections_voter_once"),
        ]

    def __str__(self) -> str:
        return f"n°\u00a0{self.number}"


class SpareElection(BaseModel):
    """An election that may open: its name, and the public credentials that codes give in it."""

    series = models.ForeignKey(ElectionSeries, on_delete=models.PROTECT, related_name="spares")
    position = models.PositiveSmallIntegerField("rang")
    uuid = models.CharField("identifiant", max_length=64, unique=True)
    #: The roll as the archive holds it; empty before codes were handed out.
    roll = models.BinaryField(default=bytes)
    roll_digest = models.CharField("empreinte de la liste", max_length=64, blank=True)

    class Meta:
        verbose_name = "scrutin de réserve"
        verbose_name_plural = "scrutins de réserve"
        constraints = [models.UniqueConstraint(fields=["series", "position"], name="elections_spare_place")]
        triggers = [
            pgtrigger.Trigger(
                name="spare_kept_once_used",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF EXISTS (SELECT 1 FROM elections_secretelection AS one WHERE one.spare_id = OLD.id) THEN
                        RAISE EXCEPTION 'pgtrigger: the roll of an open election is kept';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.uuid

    @property
    def roll_mark(self) -> str:
        """The digest of the roll as the registrar's page shows it: base 64, without padding."""
        return base64.b64encode(bytes.fromhex(self.roll_digest)).decode().rstrip("=")


class Observer(BaseModel):
    """An address that receives the last hash of each board, at the opening and at the closing."""

    series = models.ForeignKey(ElectionSeries, on_delete=models.PROTECT, related_name="observers")
    email = models.EmailField("adresse e-mail")

    class Meta:
        verbose_name = "observateur·rice"
        verbose_name_plural = "observateurs et observatrices"
        constraints = [models.UniqueConstraint(fields=["series", "email"], name="elections_observer_once")]

    def __str__(self) -> str:
        return f"observateur·rice de {self.series}"
