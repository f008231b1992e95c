"""What respondents answered, and nothing about where they did it from."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Exists, OuterRef, Q

from milliard.core.models import BaseModel, PublicIdModel
from milliard.surveys.enums import Origin, Purpose
from milliard.surveys.models.collections import Collection, ConsentText
from milliard.surveys.models.questionnaires import Version

#: Filled in to the end: sent, with every section of the path seen. Sent alone is not complete.
COMPLETE = Q(completed_at__isnull=False, unseen_sections=0)
#: Sent without having seen every section: a partial response under its own name.
SENT_UNSEEN = Q(completed_at__isnull=False, unseen_sections__gt=0)


class ResponseQuerySet(models.QuerySet["Response"]):
    def with_versions(self) -> "ResponseQuerySet":
        """With their version and that of their collection, without the definitions, which are compiled."""
        return self.select_related("version", "collection__version").defer(
            "version__definition",
            "version__changes",
            "collection__version__definition",
            "collection__version__changes",
        )

    def complete(self) -> "ResponseQuerySet":
        return self.filter(COMPLETE)

    def partial(self) -> "ResponseQuerySet":
        return self.filter(completed_at__isnull=True)

    def for_statistics(self) -> "ResponseQuerySet":
        """Sent, by somebody who did not refuse statistics."""
        refused = Consent.objects.filter(response=OuterRef("pk"), purpose=Purpose.STATISTICS, is_given=False)
        return self.filter(~Exists(refused), completed_at__isnull=False)


class Response(models.Model):
    """One organisation's or person's answers, begun or complete.

    ``answers``: see :mod:`engines.questionnaire.model`. ``off_path``: paths (joined by ``/``) answered,
    then hidden by a later answer: kept, never counted. ``sections``: per section key, ``{"revision": int,
    "seconds": int, "at": ISO date-time, "by": contributor or "", "is_passed": whether somebody went on from
    it, "page_seconds", "pages"}``; the last two tell one page's successive saves from another's
    (:mod:`milliard.surveys.answering.sender`); under ``*unseen``, the keys that a later version added and
    that this respondent was not shown yet. ``furthest_section`` / ``furthest_question``: 1-based positions
    in document order of the last section saved and, among all questions of the version (notes and
    calculations included), of the last one answered; 0 for none.
    ``token_digest``: SHA-256 of the resume token, which we do not keep. ``people_invited``: how many persons
    were ever sent a link to answer together, those removed since included. ``completed_at``: when it was
    sent; ``unseen_sections``: how many sections of its path nobody had opened then, nor since.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="responses")
    # The index below begins with the version: the key needs none of its own.
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+", db_index=False)
    token_digest = models.BinaryField(max_length=32, unique=True)
    answers = models.JSONField("réponses", default=dict)
    off_path = models.JSONField("réponses masquées", default=list)
    sections = models.JSONField("sections", default=dict)
    revision = models.PositiveIntegerField("révision", default=0)
    furthest_section = models.PositiveSmallIntegerField("section atteinte", default=0)
    furthest_question = models.PositiveSmallIntegerField("question atteinte", default=0)
    origin = models.CharField("origine", max_length=10, choices=Origin.choices, default=Origin.WEB)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    resume_email = models.EmailField("adresse pour le lien de reprise", blank=True)
    people_invited = models.PositiveSmallIntegerField(
        "personnes invitées à répondre", default=0, db_default=0
    )
    started_at = models.DateTimeField("commencée le")
    saved_at = models.DateTimeField("enregistrée le")
    completed_at = models.DateTimeField("terminée le", null=True, blank=True)
    unseen_sections = models.PositiveSmallIntegerField("sections jamais ouvertes", default=0, db_default=0)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        verbose_name = "réponse"
        verbose_name_plural = "réponses"
        indexes = [
            models.Index(fields=["version", "collection"], name="surveys_response_by_version"),
            models.Index(fields=["collection", "completed_at"], name="surveys_response_completion"),
            # What following counts, without reading the answers themselves (they fill the table).
            models.Index(
                fields=["collection"],
                include=[
                    *("furthest_section", "furthest_question", "completed_at"),
                    *("started_at", "origin", "unseen_sections"),
                ],
                name="surveys_response_counts",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(origin__in=Origin.values), name="surveys_response_known_origin"
            ),
            models.CheckConstraint(
                condition=Q(origin=Origin.PAPER) | Q(entered_by__isnull=True),
                name="surveys_response_entered_by_is_paper",
            ),
        ]

    def __str__(self) -> str:
        return f"réponse {str(self.public_id)[:8]}"


class Contributor(PublicIdModel):
    """Someone of the organisation who answers a part, with a link of their own.

    ``sections``: keys of the sections this person is in charge of; empty for the whole. ``asked_by`` and
    ``organisation``: who asks, in the words of whoever began, for the mail that carries the link.
    """

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="contributors")
    name = models.CharField("prénom ou fonction", max_length=80)
    email = models.EmailField("adresse e-mail")
    asked_by = models.CharField("de la part de", max_length=80, blank=True, db_default="")
    organisation = models.CharField("organisation", max_length=200, blank=True, db_default="")
    token_digest = models.BinaryField(max_length=32, unique=True)
    sections = ArrayField(models.CharField(max_length=120), default=list, blank=True, verbose_name="sections")

    class Meta:
        verbose_name = "contributeur·rice"
        verbose_name_plural = "contributeur·rices"
        constraints = [
            models.UniqueConstraint(fields=["response", "email"], name="surveys_contributor_once"),
        ]

    def __str__(self) -> str:
        return f"contribution {str(self.public_id)[:8]}"


class ReplacedAnswer(BaseModel):
    """An answer somebody replaced while another person of the same response had just written it.

    Also what a change of version set aside: ``section_key`` is then SET_ASIDE_FROM and the old number, and
    ``replaced_by`` the reason. SOMEONE: who wrote when it is the person who began, whose name nobody asked.
    """

    SOMEONE = "Une autre personne"
    SET_ASIDE_FROM = "version "

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="replaced_answers")
    section_key = models.CharField("section", max_length=120)
    path = models.CharField("question", max_length=240)
    value = models.JSONField("ce qui était écrit", null=True)
    replaced_by = models.CharField("remplacé par", max_length=80, blank=True)

    class Meta:
        verbose_name = "réponse remplacée"
        verbose_name_plural = "réponses remplacées"
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return self.path


class Consent(models.Model):
    """What a respondent agreed to or not, with the words that were shown.

    ``decided_at`` is its only date (the day alone in an anonymous collection).
    """

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="consents")
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField("usage", max_length=20, choices=Purpose.choices)
    is_given = models.BooleanField("accordé")
    decided_at = models.DateTimeField("décidé le")

    class Meta:
        verbose_name = "consentement"
        verbose_name_plural = "consentements"
        constraints = [
            models.UniqueConstraint(fields=["response", "purpose"], name="surveys_consent_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}\u00a0: {'oui' if self.is_given else 'non'}"


def private_storage() -> Storage:
    """Storage outside the served folders (settings.PRIVATE_ROOT)."""
    return storages["private"]


def attachment_path(attachment: "Attachment", filename: str) -> str:
    """A path made of random identifiers only: the person's file name is data, kept in the row."""
    folder = attachment.public_id.hex[:2]
    return f"attachments/{folder}/{attachment.public_id.hex}"


class Attachment(PublicIdModel):
    """A file received as an answer. ``content_type`` was found in its bytes, not in its name."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="attachments")
    path = models.CharField("question", max_length=240)
    file = models.FileField(storage=private_storage, upload_to=attachment_path, max_length=200)
    name = models.CharField("nom du fichier", max_length=200)
    size = models.PositiveIntegerField("taille en octets")
    content_type = models.CharField("type", max_length=100)

    class Meta:
        verbose_name = "fichier joint"
        verbose_name_plural = "fichiers joints"

    def __str__(self) -> str:
        return f"fichier {str(self.public_id)[:8]}"
