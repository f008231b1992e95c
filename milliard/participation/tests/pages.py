"""Who gets what from the addresses of groups, events and missions."""

import datetime as dt
from typing import Any

from django.utils import timezone

from milliard.accounts.enums import Role
from milliard.members.tests.factories import make_joined
from milliard.participation.enums import EventState, MissionKind, MissionState, Proof, SeatState
from milliard.participation.models import (
    CalendarKey,
    EditorialCard,
    Event,
    GroupSeat,
    Mission,
    VolunteerRate,
    WorkingGroup,
)
from milliard.participation.tests.factories import (
    make_card,
    make_document,
    make_event,
    make_group,
    make_mission,
)
from milliard.places.tests.factories import make_place
from milliard.territories.tests.factories import make_commune
from tests.harness.addresses import (
    MEMBER,
    TEAM,
    Budget,
    Page,
    Walk,
    everyone,
    only,
    staff_form,
    staff_list,
    staff_only,
    staff_walk,
)


def event() -> dict[str, Any]:
    return {"public_id": make_event().public_id}


def mission() -> dict[str, Any]:
    return {"public_id": make_mission().public_id}


def group() -> dict[str, Any]:
    return {"slug": make_group().slug}


def document() -> dict[str, Any]:
    member = make_joined()
    row = make_document(make_group(member), member)
    return {"slug": row.group.slug, "public_id": row.public_id}


def card() -> dict[str, Any]:
    return {"public_id": make_card().public_id}


def add_cards(count: int) -> None:
    today = timezone.localdate()
    EditorialCard.objects.bulk_create(
        EditorialCard(kind="À lire", title=f"Carte {number}", text="Lire.", url="/plan/", starts_on=today)
        for number in range(count)
    )


def add_events(count: int) -> None:
    commune, starts_at = make_commune(), timezone.now() + dt.timedelta(days=7)
    Event.objects.bulk_create(
        Event(
            title=f"Rencontre {number}",
            summary="Se rencontrer.",
            starts_at=starts_at,
            ends_at=starts_at + dt.timedelta(hours=2),
            state=EventState.PUBLISHED,
            commune=commune,
        )
        for number in range(count)
    )


def add_missions(count: int) -> None:
    Mission.objects.bulk_create(
        Mission(
            title=f"Mission {number}",
            summary="Aider.",
            kind=MissionKind.CALL,
            minutes=60,
            proof=Proof.NONE,
            is_remote=True,
            state=MissionState.OPEN,
        )
        for number in range(count)
    )


def add_groups(count: int) -> None:
    first = WorkingGroup.objects.count()
    WorkingGroup.objects.bulk_create(
        WorkingGroup(slug=f"g-{first + number}", name=f"Groupe {first + number}", summary="Ensemble.")
        for number in range(count)
    )


def seat() -> dict[str, Any]:
    made = make_group()
    row = GroupSeat.objects.create(group=made, member=make_joined(), state=SeatState.ASKED)
    return {"slug": made.slug, "pk": row.pk}


def place() -> dict[str, Any]:
    return {"slug": make_place().slug}


def department() -> dict[str, Any]:
    return {"code": make_commune().department_id}


def calendar() -> dict[str, Any]:
    return {"token": CalendarKey.objects.create(member=make_joined(), token="invented").token}


def rate() -> dict[str, Any]:
    day = dt.date(2026, 1, 1) + dt.timedelta(days=VolunteerRate.objects.count())
    return {"pk": VolunteerRate.objects.create(valid_from=day, hour_cents=1200, source="Règle.").pk}


def nobody_of_yours() -> dict[str, Any]:
    return {"public_id": make_joined().public_id}


def run(name: str, arguments: Any = None, *, empty: int = 422) -> Page:
    """A form of those who run something: the team here, since nobody else leads this group or this place."""
    return Page(f"participation:{name}", only(TEAM, 200), post=only(TEAM, empty), arguments=arguments)


PAGES = [
    Page(
        "participation:agir",
        everyone(200),
        budget=Budget(add_missions, queries=16),
        axe=[Walk("/agir/", wide=True), Walk("/agir/?temps=60", MEMBER)],
    ),
    Page(
        "participation:events",
        everyone(200),
        budget=Budget(add_events, queries=9),
        axe=[Walk("/agir/evenements/")],
    ),
    Page("participation:event", everyone(200), post=everyone(302), arguments=event),
    Page(
        "participation:missions",
        everyone(200),
        budget=Budget(add_missions, queries=9),
        axe=[Walk("/agir/missions/", MEMBER)],
    ),
    Page("participation:mission", everyone(200), post=everyone(302), arguments=mission),
    Page(
        "participation:groups",
        everyone(200),
        budget=Budget(add_groups, queries=9),
        axe=[Walk("/agir/groupes/")],
    ),
    Page("participation:group", everyone(200), post=everyone(302), arguments=group),
    Page("participation:group_seat", only([], 405, others=405), post=only(TEAM, 302), arguments=seat),
    run("group_page", group),
    run("documents", group),
    # Those in the group alone, and none of these people is: not even the team.
    Page("participation:document", only([], 403, others=403), arguments=document),
    Page(
        "participation:remove_document",
        only([], 405, others=405),
        post=only(TEAM, 302),
        arguments=document,
    ),
    run("group_letter", group),
    run("announce"),
    run("change", event),
    run("cancel", event),
    run("attendance", event, empty=302),
    Page("participation:attendance_csv", only(TEAM, 200), arguments=event),
    run("write"),
    run("rewrite", mission),
    Page("participation:set_open", only([], 405, others=405), post=only(TEAM, 302), arguments=mission),
    run("thank", mission),
    Page("participation:event_calendar", everyone(200), arguments=event),
    Page("participation:place_calendar", everyone(200), arguments=place),
    Page(
        "participation:department_calendar",
        everyone(200),
        arguments=department,
    ),
    Page("participation:own_calendar", everyone(200), arguments=calendar),
    Page(
        "participation:calendar_key",
        only([], 404, others=404),
        post=only([], 404, others=404),
        arguments=nobody_of_yours,
    ),
    staff_list(
        "participation_staff:events",
        TEAM,
        add_events,
        role=Role.ORGANISER,
        axe=[staff_walk("agir/evenements/")],
    ),
    Page("participation_staff:events_export", staff_only(TEAM, 200), arguments=lambda: ["csv"]),
    staff_form("participation_staff:event_announce", TEAM, axe=[staff_walk("agir/evenements/annoncer/")]),
    Page("participation_staff:event", staff_only(TEAM, 200), arguments=event),
    staff_form("participation_staff:event_change", TEAM, event),
    staff_form("participation_staff:event_cancel", TEAM, event),
    staff_form("participation_staff:event_cancel_series", TEAM, event),
    staff_list(
        "participation_staff:missions",
        TEAM,
        add_missions,
        role=Role.ORGANISER,
        axe=[staff_walk("agir/missions/")],
    ),
    Page("participation_staff:missions_export", staff_only(TEAM, 200), arguments=lambda: ["csv"]),
    staff_form("participation_staff:mission_write", TEAM, axe=[staff_walk("agir/missions/ecrire/")]),
    Page("participation_staff:mission", staff_only(TEAM, 200), arguments=mission),
    staff_form("participation_staff:mission_open", TEAM, mission, empty=302),
    staff_form("participation_staff:mission_rewrite", TEAM, mission),
    staff_form("participation_staff:mission_close", TEAM, mission, empty=302),
    staff_list(
        "participation_staff:groups",
        TEAM,
        add_groups,
        role=Role.ORGANISER,
        axe=[staff_walk("agir/groupes/")],
    ),
    Page("participation_staff:groups_export", staff_only(TEAM, 200), arguments=lambda: ["csv"]),
    staff_form("participation_staff:group_found", TEAM, axe=[staff_walk("agir/groupes/creer/")]),
    Page("participation_staff:group", staff_only(TEAM, 200), arguments=group),
    staff_form("participation_staff:group_change", TEAM, group),
    staff_form("participation_staff:group_end", TEAM, group, empty=302),
    staff_list(
        "participation_staff:cards",
        TEAM,
        add_cards,
        role=Role.ORGANISER,
        axe=[staff_walk("agir/cartes/")],
    ),
    staff_form("participation_staff:card_write", TEAM, axe=[staff_walk("agir/cartes/ecrire/")]),
    Page("participation_staff:card", staff_only(TEAM, 200), arguments=card),
    staff_form("participation_staff:card_rewrite", TEAM, card),
    staff_form("participation_staff:card_withdraw", TEAM, card, empty=302),
    Page(
        "participation_staff:volunteering",
        staff_only(("organiser", "treasurer", "admin"), 200),
        axe=[staff_walk("agir/heures/")],
    ),
    Page(
        "participation_staff:volunteering_file",
        staff_only(("organiser", "treasurer", "admin"), 200),
        arguments=lambda: [2026],
    ),
    Page("participation_staff:rates", staff_only(("organiser", "treasurer", "admin"), 200)),
    Page(
        "participation_staff:rate",
        staff_only(("organiser", "treasurer", "admin"), 200),
        arguments=rate,
    ),
    staff_form("participation_staff:rate_set", ("treasurer", "admin")),
]
