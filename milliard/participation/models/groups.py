"""Working groups and who is in them."""

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from milliard.core.models import BaseModel, PublicIdModel
from milliard.members.models import Member
from milliard.participation.enums import GroupDoor, SeatState
from milliard.places.models import Place
from milliard.territories.models import Department


class WorkingGroupQuerySet(models.QuerySet["WorkingGroup"]):
    """Reads of groups."""

    def alive(self) -> "WorkingGroupQuerySet":
        return self.filter(ended_on=None)

    def with_size(self) -> "WorkingGroupQuerySet":
        """Annotate ``size``: how many are in it now."""
        inside = GroupSeat.objects.filter(group=OuterRef("pk"), state=SeatState.IN).order_by().values("group")
        size = inside.annotate(found=Count("pk")).values("found")  # read for the rows shown alone
        return self.annotate(size=Coalesce(Subquery(size), Value(0)))

    def in_department(self, code: str) -> "WorkingGroupQuerySet":
        """Of the department, or of a place in it."""
        return self.filter(Q(department=code) | Q(place__commune__department=code))

    def of(self, member: Member) -> "WorkingGroupQuerySet":
        return self.filter(seats__member=member, seats__state=SeatState.IN)


class WorkingGroup(PublicIdModel):
    """A group of members: of a place, of a department, or of a subject."""

    slug = models.SlugField("adresse", max_length=80, unique=True)
    name = models.CharField("nom", max_length=120)
    summary = models.CharField("en une phrase", max_length=200)
    description = models.TextField("présentation", blank=True)
    door = models.CharField("entrée", max_length=8, choices=GroupDoor.choices, default=GroupDoor.OPEN)
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="groups", null=True, blank=True, verbose_name="lieu"
    )
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="département",
    )
    #: Of those inside, in Markdown; referents write it.
    page_source = models.TextField("page du groupe", blank=True)
    page_revision = models.PositiveIntegerField("version de la page", default=0)
    ended_on = models.DateField("fini le", null=True, blank=True)

    objects = WorkingGroupQuerySet.as_manager()

    class Meta:
        verbose_name = "groupe"
        verbose_name_plural = "groupes"
        indexes = [models.Index(fields=["ended_on", "name", "id"], name="participation_group_by_name")]
        constraints = [
            models.CheckConstraint(
                condition=Q(door__in=GroupDoor.values), name="participation_group_known_door"
            )
        ]

    def __str__(self) -> str:
        return self.name


class GroupSeat(BaseModel):
    """A member in a group, or at its door. A referent welcomes, writes and closes."""

    group = models.ForeignKey(WorkingGroup, on_delete=models.PROTECT, related_name="seats")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="group_seats")
    state = models.CharField("état", max_length=8, choices=SeatState.choices)
    is_referent = models.BooleanField("référent·e", default=False)
    #: Said when asking to enter.
    words = models.CharField("quelques mots", max_length=300, blank=True)

    class Meta:
        verbose_name = "place dans un groupe"
        verbose_name_plural = "places dans un groupe"
        constraints = [
            models.UniqueConstraint(fields=["group", "member"], name="participation_seat_once"),
            models.CheckConstraint(
                condition=Q(state__in=SeatState.values), name="participation_seat_known_state"
            ),
            models.CheckConstraint(
                condition=Q(is_referent=False) | Q(state=SeatState.IN), name="participation_referent_inside"
            ),
        ]
        indexes = [models.Index(fields=["member", "state"], name="participation_seat_member")]

    def __str__(self) -> str:
        return f"{self.member}, {self.get_state_display()}"
