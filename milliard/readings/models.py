"""What was decided of a text before it may be quoted."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from milliard.readings.enums import DECISIONS, RefusalReason, TextState
from milliard.surveys.models import Response


class TextReview(models.Model):
    """The last decision on one text of one response; it goes with the response.

    ``digest``: SHA-256 in hexadecimal of the text that was read; when the answer's differs, the text is to
    read again. ``quotation``: of a cut text, the words left, each cut marked « […] »; "" for a whole text.
    ``decided_at``: the day alone in an anonymous collection.
    """

    public_id = models.UUIDField("référence", default=uuid.uuid4, unique=True, editable=False)
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="text_reviews")
    question_key = models.CharField("question", max_length=120)
    path = models.CharField("place de la question", max_length=240)
    digest = models.CharField("empreinte du texte lu", max_length=64)
    state = models.CharField(
        "décision", max_length=10, choices=[(state.value, state.label) for state in DECISIONS]
    )
    quotation = models.TextField("mots gardés", blank=True)
    reason = models.CharField("raison", max_length=14, choices=RefusalReason.choices, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="par"
    )
    decided_at = models.DateTimeField("décidé le")

    class Meta:
        verbose_name = "relecture d’un texte"
        verbose_name_plural = "relectures de textes"
        constraints = [
            models.UniqueConstraint(fields=["response", "path"], name="readings_text_review_once"),
            models.CheckConstraint(condition=Q(state__in=DECISIONS), name="readings_text_review_known_state"),
            models.CheckConstraint(
                condition=Q(state=TextState.CUT) ^ Q(quotation=""), name="readings_text_review_words_of_a_cut"
            ),
            models.CheckConstraint(
                condition=Q(state=TextState.REFUSED) ^ Q(reason=""), name="readings_text_review_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"relecture {str(self.public_id)[:8]}"
