"""Who gets what from the addresses of places."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from milliard.accounts.enums import Role
from milliard.members.tests.factories import make_joined
from milliard.places.enums import PlaceKind, PlaceStage
from milliard.places.models import Place
from milliard.places.tests.factories import make_place
from milliard.territories.tests.factories import make_commune, make_department, make_epci
from tests.harness.addresses import (
    MEMBER,
    TEAM,
    Budget,
    Page,
    Walk,
    everyone,
    only,
    signed_in,
    staff_form,
    staff_list,
    staff_only,
    staff_walk,
)


def place() -> dict[str, Any]:
    return {"slug": make_place().slug}


def add_places(count: int) -> None:
    host, commune, first = make_joined(), make_commune(), Place.objects.count()
    Place.objects.bulk_create(
        Place(
            slug=f"lieu-{first + number}",
            name=f"Lieu {first + number}",
            kind=PlaceKind.FARM,
            stage=PlaceStage.PILOT,
            summary="Un lieu.",
            address_line="1 chemin inventé",
            commune=commune,
            applied_by=host,
            charter_accepted_at=timezone.now(),
            decided_on=timezone.localdate(),
        )
        for number in range(count)
    )


def region() -> dict[str, Any]:
    return {"code": make_department().region_id}


def department() -> dict[str, Any]:
    return {"code": make_department().code}


def epci() -> dict[str, Any]:
    return {"code": make_epci(make_commune()).code}


def at_stage(stage: PlaceStage) -> Callable[[], dict[str, Any]]:
    return lambda: {"slug": make_place(stage=stage).slug}


#: Hosts have no role of their own: those of the table are strangers to the place.
_HOSTS_AND_TEAM = only(TEAM, 200, others=404)

_LIST = Walk("/lieux/", wide=True)
_ONE = Walk("/lieux/", link="La Ferme inventée des Trois Noyers", wide=True)


def act(name: str, stage: PlaceStage) -> Page:
    """An act that asks nothing: done by the organiser, it is too late for the admin who comes next."""
    answers = {**staff_only(TEAM, 302), "admin": 422}
    return Page(name, staff_only(TEAM, 200), post=answers, arguments=at_stage(stage))


PAGES = [
    Page(
        "places:places",
        everyone(200),
        budget=Budget(add_places, queries=12),
        axe=[Walk("/lieux/", wide=True)],
    ),
    Page(
        "places:place",
        everyone(200),
        arguments=place,
        axe=[_ONE],
    ),
    Page("places:propose", signed_in(200), post=signed_in(200), axe=[Walk("/lieux/proposer/", MEMBER)]),
    Page("places:mine", signed_in(200), axe=[Walk("/lieux/les-miens/", MEMBER)]),
    Page("places:edit", _HOSTS_AND_TEAM, post=only(TEAM, 422, others=404), arguments=place),
    Page("places:team", _HOSTS_AND_TEAM, post=only(TEAM, 404, others=404), arguments=place),
    Page("places:close", _HOSTS_AND_TEAM, post=only(TEAM, 302, others=404), arguments=place),
    Page(
        "atlas:atlas",
        everyone(200),
        budget=Budget(add_places, queries=14),
        axe=[Walk("/carte/", wide=True), Walk("/carte/?couche=lieux&couche=membres")],
    ),
    Page(
        "atlas:points",
        everyone(200),
        arguments=lambda: {"code": "lieux", "zoom": 5, "x": 15, "y": 11},
        budget=Budget(add_places, queries=6),
    ),
    Page("atlas:outlines", everyone(200), arguments=lambda: {"zoom": 5, "x": 15, "y": 11}),
    Page("areas:areas", everyone(200), axe=[Walk("/territoires/")]),
    Page("areas:region", everyone(200), arguments=region, axe=[Walk("/territoires/region/84/")]),
    Page(
        "areas:department",
        everyone(200),
        arguments=department,
        budget=Budget(add_places, queries=20),
        axe=[Walk("/territoires/departement/29/", wide=True)],
    ),
    Page("areas:epci", everyone(200), arguments=epci, axe=[Walk("/territoires/intercommunalite/200068120/")]),
    staff_list(
        "places_staff:places", TEAM, add_places, role=Role.ORGANISER, queries=14, axe=[staff_walk("lieux/")]
    ),
    Page("places_staff:places_export", staff_only(TEAM, 200), arguments=lambda: {"format": "csv"}),
    Page("places_staff:place", staff_only(TEAM, 200), arguments=place),
    act("places_staff:place_accept", PlaceStage.APPLIED),
    staff_form("places_staff:place_decline", TEAM, at_stage(PlaceStage.APPLIED)),
    act("places_staff:place_name_referent", PlaceStage.PILOT),
    act("places_staff:place_close", PlaceStage.PILOT),
    act("places_staff:place_reopen", PlaceStage.CLOSED),
]
