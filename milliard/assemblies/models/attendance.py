"""Proxies, and the one ledger of attendance every quorum is counted from."""

import datetime as dt
import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, Q, Window
from django.db.models.functions import FirstValue

from milliard.assemblies.enums import AttendanceMode, MarkKind, ProxySource, ProxyState
from milliard.assemblies.models.assemblies import Assembly, RollEntry
from milliard.core.models import PublicIdModel


class ProxyQuerySet(models.QuerySet["Proxy"]):
    """Reads of proxies."""

    def standing(self) -> "ProxyQuerySet":
        """Offered or accepted now."""
        return self.filter(state__in=(ProxyState.OFFERED, ProxyState.ACCEPTED))

    def accepted_at_moment(self, at: dt.datetime) -> "ProxyQuerySet":
        """Accepted then: what it became afterwards does not count."""
        return self.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=at), accepted_at__lte=at)


@pghistory.track()
class Proxy(PublicIdModel):
    """One member asks another to vote in their name, in one assembly."""

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="proxies")
    giver = models.ForeignKey(RollEntry, on_delete=models.PROTECT, related_name="proxies_given")
    #: None: a proxy without a name, until the statutes' rule gives it to somebody.
    holder = models.ForeignKey(
        RollEntry, on_delete=models.PROTECT, related_name="proxies_held", null=True, blank=True
    )
    state = models.CharField("état", max_length=8, choices=ProxyState.choices, default=ProxyState.OFFERED)
    source = models.CharField("venu", max_length=6, choices=ProxySource.choices, default=ProxySource.ONLINE)
    is_blank = models.BooleanField("sans nom", default=False)
    accepted_at = models.DateTimeField("accepté le", null=True, blank=True)
    #: When it stopped counting, whatever the reason.
    ended_at = models.DateTimeField("fini le", null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = ProxyQuerySet.as_manager()

    class Meta:
        verbose_name = "pouvoir"
        verbose_name_plural = "pouvoirs"
        indexes = [models.Index(fields=["holder", "state"], name="assemblies_proxy_holder")]
        constraints = [
            models.UniqueConstraint(
                fields=["giver"],
                condition=Q(state__in=[ProxyState.OFFERED, ProxyState.ACCEPTED]),
                name="assemblies_one_proxy",
            ),
            models.CheckConstraint(condition=~Q(giver=F("holder")), name="assemblies_proxy_to_another"),
            models.CheckConstraint(
                condition=Q(state__in=ProxyState.values, source__in=ProxySource.values),
                name="assemblies_proxy_known_values",
            ),
            models.CheckConstraint(
                condition=~Q(state=ProxyState.ACCEPTED)
                | Q(accepted_at__isnull=False, holder__isnull=False, ended_at__isnull=True),
                name="assemblies_proxy_accepted",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ProxyState.OFFERED, ProxyState.ACCEPTED]) | Q(ended_at__isnull=False),
                name="assemblies_proxy_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"pouvoir de {self.giver}"


class AttendanceMark(models.Model):
    """One line of the ledger: somebody came, or left. None is ever edited: the last one holds.

    ``key`` is drawn by the device that asks, so that a request sent twice writes one line. ``marked_at`` is
    the
    moment that counts; a line kept by a desk without network says when it was claimed, and counts from the
    moment it arrived here.
    """

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="marks")
    entry = models.ForeignKey(RollEntry, on_delete=models.PROTECT, related_name="marks", db_index=False)
    kind = models.CharField("ligne", max_length=8, choices=MarkKind.choices)
    mode = models.CharField("comment", max_length=6, choices=AttendanceMode.choices)
    marked_at = models.DateTimeField("le")
    claimed_at = models.DateTimeField("noté à l’accueil le", null=True, blank=True)
    #: None: the member themself.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    key = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta:
        verbose_name = "ligne de présence"
        verbose_name_plural = "lignes de présence"
        indexes = [models.Index(fields=["entry", "-id"], name="assemblies_mark_last")]
        constraints = [
            models.UniqueConstraint(fields=["assembly", "key"], name="assemblies_mark_once"),
            models.CheckConstraint(
                condition=Q(kind__in=MarkKind.values, mode__in=AttendanceMode.values),
                name="assemblies_mark_known_values",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="mark_kept", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} de {self.entry_id}"


def present_entries(assembly: Assembly, at: dt.datetime | None = None) -> models.QuerySet[RollEntry]:
    """Who was there at a moment, now by default: those whose last line of the ledger is an arrival.

    Last lines are one sorted reading of the ledger, and their entries are then taken by key. Written as
    joins («no later line exists»), the same question costs minutes for a hall of some thousands whenever the
    statistics of the database are those of before the hall filled: joins are chosen from statistics, an array
    of keys is not.
    """
    known = AttendanceMark.objects.filter(assembly=assembly)
    if at is not None:
        known = known.filter(marked_at__lte=at)
    last_kind = Window(FirstValue("kind"), partition_by="entry", order_by="-pk")
    arrived = known.annotate(last_kind=last_kind).filter(last_kind=MarkKind.ARRIVED).values("entry")
    return RollEntry.objects.filter(assembly=assembly, pk__any=ArraySubquery(arrived))


def last_mark(entry: RollEntry) -> AttendanceMark | None:
    """The line that says whether somebody is there now."""
    return AttendanceMark.objects.filter(entry=entry).order_by("-pk").first()


def is_present(entry: RollEntry) -> bool:
    """Whether the last line of somebody is an arrival."""
    last = last_mark(entry)
    return last is not None and last.kind == MarkKind.ARRIVED


def represented_proxies(assembly: Assembly, at: dt.datetime | None = None) -> ProxyQuerySet:
    """Proxies that counted at a moment: accepted, the holder there, the giver not."""
    proxies = Proxy.objects.filter(assembly=assembly)
    proxies = proxies.filter(state=ProxyState.ACCEPTED) if at is None else proxies.accepted_at_moment(at)
    present = present_entries(assembly, at).values("pk")
    return proxies.filter(holder__in=present).exclude(giver__in=present)
