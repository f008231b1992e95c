"""Hosts of places, as the page «À l’image de la société» compares them."""

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone

from milliard.core.declarations import SocietyGroup
from milliard.members.models import Member
from milliard.members.traits import group_of_members
from milliard.places.enums import WELCOMING
from milliard.places.models import Host


def society_groups(on: dt.date | None = None) -> Iterator[SocietyGroup]:
    """Those in the team of a place that welcomes people today; each once, however many places."""
    on = on or timezone.localdate()
    hosts = Host.objects.filter(place__stage__in=WELCOMING, until=None)
    yield group_of_members(
        Member.objects.present().filter(pk__in=hosts.values("member")),
        on,
        code="places.hosts",
        label="les hôtes des lieux",
        base="Personnes de l’équipe d’un lieu ouvert, chacune comptée une fois.",
        source="équipes des lieux, et ce que chaque membre a choisi de dire de soi",
    )
