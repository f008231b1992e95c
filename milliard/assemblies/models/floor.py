"""The floor: who asks to speak, who speaks, for how long."""

from django.db import models
from django.db.models import Q

from milliard.assemblies.enums import SpeakingState
from milliard.assemblies.models.assemblies import Assembly, RollEntry


class SpeakingRequest(models.Model):
    """Somebody asks for the floor once; asking again after speaking is another row."""

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="speakers")
    entry = models.ForeignKey(RollEntry, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        "état", max_length=8, choices=SpeakingState.choices, default=SpeakingState.WAITING
    )
    asked_at = models.DateTimeField("demandé le")
    began_at = models.DateTimeField("a commencé le", null=True, blank=True)
    ended_at = models.DateTimeField("a fini le", null=True, blank=True)

    class Meta:
        verbose_name = "tour de parole"
        verbose_name_plural = "tours de parole"
        indexes = [models.Index(fields=["assembly", "state", "asked_at"], name="assemblies_speaking_line")]
        constraints = [
            models.UniqueConstraint(
                fields=["assembly", "entry"],
                condition=Q(state__in=[SpeakingState.WAITING, SpeakingState.SPEAKING]),
                name="assemblies_speaking_once",
            ),
            models.UniqueConstraint(
                fields=["assembly"],
                condition=Q(state=SpeakingState.SPEAKING),
                name="assemblies_one_speaker",
            ),
            models.CheckConstraint(
                condition=Q(state__in=SpeakingState.values), name="assemblies_speaking_known_state"
            ),
        ]

    def __str__(self) -> str:
        return self.get_state_display()
