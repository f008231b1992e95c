"""Events, their series, and who comes."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from milliard.core.models import BaseModel, PublicIdModel
from milliard.core.prepared import Slot
from milliard.members.models import Member
from milliard.participation.enums import EventState, Recurrence, RsvpState
from milliard.participation.models.groups import WorkingGroup
from milliard.places.models import Place
from milliard.territories.models import Commune

#: Where French clocks differ; the first is that of the mainland.
ZONES = (
    ("Europe/Paris", "heure de l’Hexagone"),
    ("America/Guadeloupe", "heure de Guadeloupe"),
    ("America/Martinique", "heure de Martinique"),
    ("America/Cayenne", "heure de Guyane"),
    ("Indian/Reunion", "heure de La Réunion"),
    ("Indian/Mayotte", "heure de Mayotte"),
    ("America/Miquelon", "heure de Saint-Pierre-et-Miquelon"),
    ("Pacific/Noumea", "heure de Nouméa"),
    ("Pacific/Tahiti", "heure de Tahiti"),
    ("Pacific/Marquesas", "heure des Marquises"),
    ("Pacific/Gambier", "heure des Gambier"),
    ("Pacific/Wallis", "heure de Wallis-et-Futuna"),
)


class EventSeries(BaseModel):
    """An event that comes back. Its events are rows of their own: each can be moved or cancelled alone."""

    recurrence = models.CharField("revient", max_length=9, choices=Recurrence.choices)
    until = models.DateField("jusqu’au")

    class Meta:
        verbose_name = "série d’évènements"
        verbose_name_plural = "séries d’évènements"
        constraints = [
            models.CheckConstraint(
                condition=Q(recurrence__in=Recurrence.values), name="participation_series_known_recurrence"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_recurrence_display()} jusqu’au {self.until:%d/%m/%Y}"


class EventQuerySet(models.QuerySet["Event"]):
    """Reads of events."""

    def announced(self) -> "EventQuerySet":
        """What has a public page: cancelled ones keep theirs, which says so."""
        return self.filter(state__in=(EventState.PUBLISHED, EventState.CANCELLED))

    def to_come(self, now: dt.datetime | Slot | None = None) -> "EventQuerySet":
        return self.filter(state=EventState.PUBLISHED, ends_at__gt=now or timezone.now())

    def with_taken(self) -> "EventQuerySet":
        """Annotate ``taken``: seats of those who come, guests included."""
        going = Rsvp.objects.going().filter(event=OuterRef("pk")).order_by().values("event")
        seats = going.annotate(seats=Sum(F("guests") + 1)).values("seats")  # read for the rows shown alone
        return self.annotate(taken=Coalesce(Subquery(seats), Value(0)))

    def in_department(self, code: str) -> "EventQuerySet":
        return self.filter(commune__department=code)

    def of_member(self, member: Member) -> "EventQuerySet":
        """Those they come to."""
        return self.filter(rsvps__member=member, rsvps__state=RsvpState.GOING)

    def soonest(self) -> "EventQuerySet":
        return self.order_by("starts_at", "id")


class Event(PublicIdModel):
    """Something that takes place once, somewhere or on line. ``zone`` is that of its wall clock."""

    title = models.CharField("titre", max_length=120)
    summary = models.CharField("en une phrase", max_length=200)
    description = models.TextField("présentation", blank=True)
    starts_at = models.DateTimeField("commence le")
    ends_at = models.DateTimeField("finit le")
    zone = models.CharField("heure", max_length=32, choices=ZONES, default=ZONES[0][0])
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="events", null=True, blank=True, verbose_name="lieu"
    )
    address_line = models.CharField("adresse", max_length=200, blank=True)
    commune = models.ForeignKey(
        Commune, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name="commune"
    )
    is_online = models.BooleanField("en ligne", default=False)
    #: Shown to those who come, never on the public page.
    online_url = models.CharField(
        "lien", max_length=300, blank=True, validators=[URLValidator(["https", "http"])]
    )
    #: None: as many as come.
    capacity = models.PositiveIntegerField(
        "places", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(100_000)]
    )
    max_guests = models.PositiveSmallIntegerField(
        "accompagnant·es par personne", default=0, validators=[MaxValueValidator(5)]
    )
    group = models.ForeignKey(
        WorkingGroup,
        on_delete=models.PROTECT,
        related_name="events",
        null=True,
        blank=True,
        verbose_name="groupe",
    )
    series = models.ForeignKey(
        EventSeries, on_delete=models.PROTECT, related_name="events", null=True, blank=True
    )
    state = models.CharField("état", max_length=9, choices=EventState.choices, default=EventState.DRAFT)
    cancelled_why = models.CharField("raison de l’annulation", max_length=300, blank=True)
    #: Raised each time people must be told: the SEQUENCE of RFC 5545.
    sequence = models.PositiveIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = "évènement"
        verbose_name_plural = "évènements"
        indexes = [
            models.Index(
                fields=["starts_at", "id"],
                condition=Q(state=EventState.PUBLISHED),
                name="participation_event_soonest",
            ),
            models.Index(fields=["commune", "starts_at"], name="participation_event_commune"),
            models.Index(fields=["place", "starts_at"], name="participation_event_place"),
            # The map counts what is to come in each commune.
            models.Index(
                fields=["commune", "ends_at"],
                condition=Q(state=EventState.PUBLISHED),
                name="participation_event_map",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=EventState.values), name="participation_event_known_state"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="participation_event_order",
                violation_error_message="La fin vient après le début.",
            ),
            models.CheckConstraint(
                condition=Q(is_online=True) | Q(commune__isnull=False) | Q(place__isnull=False),
                name="participation_event_somewhere",
                violation_error_message="Dites où cela se passe\u00a0: une commune, un lieu, ou en ligne.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def clock(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def wall_starts(self) -> dt.datetime:
        """When it starts, on its own wall clock: what people read."""
        return timezone.localtime(self.starts_at, self.clock).replace(tzinfo=None)

    @property
    def wall_ends(self) -> dt.datetime:
        return timezone.localtime(self.ends_at, self.clock).replace(tzinfo=None)

    @property
    def is_elsewhere(self) -> bool:
        """Whether its clock is not that of the mainland, and must be named."""
        return self.zone != ZONES[0][0]

    @property
    def is_over(self) -> bool:
        return self.ends_at <= timezone.now()

    @property
    def takes_people(self) -> bool:
        return self.state == EventState.PUBLISHED and not self.is_over


class RsvpQuerySet(models.QuerySet["Rsvp"]):
    def going(self) -> "RsvpQuerySet":
        return self.filter(state=RsvpState.GOING)

    def in_line(self) -> "RsvpQuerySet":
        """The waiting list, in its order."""
        return self.filter(state=RsvpState.WAITING).order_by("asked_at", "pk")

    def seats(self) -> int:
        """How many seats these take, guests included."""
        return int(self.aggregate(seats=Coalesce(Sum(F("guests") + 1), Value(0)))["seats"])


class Rsvp(BaseModel):
    """A member who comes to an event, waits for a seat, or gave it back."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="rsvps")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="rsvps")
    state = models.CharField("état", max_length=9, choices=RsvpState.choices)
    guests = models.PositiveSmallIntegerField("accompagnant·es", default=0)
    #: When the seat was asked for: the order of the waiting list. Asked again after giving it back: now.
    asked_at = models.DateTimeField("demandé le")
    has_come = models.BooleanField("est venu·e", null=True, blank=True)

    objects = RsvpQuerySet.as_manager()

    class Meta:
        verbose_name = "inscription"
        verbose_name_plural = "inscriptions"
        indexes = [
            models.Index(fields=["event", "state", "asked_at"], name="participation_rsvp_line"),
            models.Index(fields=["member", "state"], name="participation_rsvp_member"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["event", "member"], name="participation_rsvp_once"),
            models.CheckConstraint(
                condition=Q(state__in=RsvpState.values), name="participation_rsvp_known_state"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}, {self.get_state_display()}"


class CalendarKey(BaseModel):
    """The private address of somebody's calendar: whoever has it reads it, until it is drawn again."""

    member = models.OneToOneField(Member, on_delete=models.PROTECT, related_name="calendar_key")
    token = models.CharField("adresse secrète", max_length=43, unique=True)

    class Meta:
        verbose_name = "adresse d’agenda"
        verbose_name_plural = "adresses d’agenda"

    def __str__(self) -> str:
        return f"agenda de {self.member}"
