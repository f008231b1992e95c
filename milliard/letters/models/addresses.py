"""What is known of an address, what a person subscribed to, and what mail providers tell."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from milliard.core.models import BaseModel
from milliard.letters.enums import AddressTrouble, EventKind, Rhythm
from milliard.members.models import Member


class AddressState(BaseModel):
    """One trouble of one address, with its date and cause; an address may have several."""

    address = models.EmailField("adresse")
    trouble = models.CharField("état", max_length=12, choices=AddressTrouble.choices)
    since = models.DateTimeField("depuis le")
    cause = models.CharField("cause", max_length=200, blank=True)
    #: Soft bounces in a row; the rule that makes them a hard one is a setting.
    times = models.PositiveSmallIntegerField("fois", default=1)

    class Meta:
        verbose_name = "état d’une adresse"
        verbose_name_plural = "états d’adresses"
        constraints = [
            models.UniqueConstraint(Lower("address"), "trouble", name="letters_address_trouble_once"),
            models.CheckConstraint(
                condition=Q(trouble__in=AddressTrouble.values), name="letters_address_known_trouble"
            ),
        ]

    def __str__(self) -> str:
        return self.get_trouble_display()


class Subscription(BaseModel):
    """A member who said yes to news (`MemberConsent` keeps when and how), at their rhythm."""

    member = models.OneToOneField(Member, on_delete=models.PROTECT, related_name="subscription")
    rhythm = models.CharField("rythme", max_length=8, choices=Rhythm.choices, default=Rhythm.AT_ONCE)
    is_on = models.BooleanField("abonné·e", default=True)
    #: The last time news left for this person: the rhythm is counted from it.
    last_sent_at = models.DateTimeField("dernier envoi", null=True, blank=True)

    class Meta:
        verbose_name = "abonnement"
        verbose_name_plural = "abonnements"
        constraints = [
            models.CheckConstraint(
                condition=Q(rhythm__in=Rhythm.values), name="letters_subscription_known_rhythm"
            )
        ]

    def __str__(self) -> str:
        return f"abonnement de {self.member_id}"


class DeliveryEvent(BaseModel):
    """What a provider or a bounce message told, once each."""

    source = models.CharField("venu de", max_length=20)
    external_id = models.CharField("identifiant", max_length=200)
    kind = models.CharField("genre", max_length=20, choices=EventKind.choices)
    cause = models.CharField("cause", max_length=200, blank=True)
    delivery = models.ForeignKey(
        "letters.Delivery", on_delete=models.PROTECT, related_name="events", null=True, blank=True
    )

    class Meta:
        verbose_name = "nouvelle d’un envoi"
        verbose_name_plural = "nouvelles d’envois"
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="letters_event_once")]

    def __str__(self) -> str:
        return f"{self.source} {self.kind}"
