"""The smallest valid places."""

import datetime as dt
from typing import Any

from django.utils import timezone

from milliard.accounts.models import User
from milliard.members.models import Member
from milliard.members.tests.factories import make_joined
from milliard.places.enums import HostRole, PlaceKind, PlaceStage
from milliard.places.models import Host, Place
from milliard.places.services.places import PlaceDetails
from milliard.territories.tests.factories import make_commune


def details(**changed: Any) -> PlaceDetails:
    """What a host writes of a place."""
    known: dict[str, Any] = {
        "name": "La Grange inventée",
        "kind": PlaceKind.THIRD_PLACE,
        "summary": "Un tiers-lieu dans une ancienne grange.",
        "address_line": "1 chemin inventé",
    }
    commune = changed.pop("commune", None) or make_commune()
    return PlaceDetails(**{**known, "commune": commune, **changed})


def make_place(host: Member | None = None, *, stage: PlaceStage = PlaceStage.PILOT, **fields: Any) -> Place:
    """A place with somebody who leads it."""
    host = host or make_joined()
    commune = fields.pop("commune", None) or make_commune()
    known = {
        "name": "La Grange inventée",
        "slug": f"la-grange-inventee-{Place.objects.count() + 1}",
        "kind": PlaceKind.THIRD_PLACE,
        "summary": "Un tiers-lieu dans une ancienne grange.",
        "address_line": "1 chemin inventé",
        "charter_accepted_at": timezone.now(),
        "decided_on": None if stage == PlaceStage.APPLIED else dt.date(2026, 1, 2),
        "closed_on": dt.date(2026, 6, 1) if stage == PlaceStage.CLOSED else None,
    }
    place = Place.objects.create(
        **{**known, "commune": commune, "applied_by": host, "stage": stage, **fields}
    )
    Host.objects.create(place=place, member=host, role=HostRole.LEAD, since=dt.date(2026, 1, 2))
    return place


def rows_of_a_person(user: User) -> None:
    """Everything places may hold of somebody: they host one, under their given name."""
    member = Member.objects.filter(account=user).first() or make_joined(user)
    place = make_place(member, slug=f"lieu-de-{user.pk}")
    place.hosts.update(is_named=True, until=dt.date(2027, 1, 1))
