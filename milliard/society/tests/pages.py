"""Who gets what from the addresses of the app."""

import datetime as dt
from typing import Any

from django.utils import timezone

from milliard.accounts.enums import Role
from milliard.society.enums import DrawState, EntryState, MandateKind
from milliard.society.models import Draw, GroupSnapshot, Mandate
from milliard.society.services import lottery
from milliard.society.services.snapshots import take_snapshots
from milliard.society.tests.factories import (
    SOURCE,
    call_ended,
    enter,
    make_draw,
    make_willing,
    pool,
    today,
    value_is_known,
)
from tests.harness.addresses import (
    MEMBER,
    STAFF,
    TEAM,
    Budget,
    Page,
    Walk,
    everyone,
    staff_form,
    staff_list,
    staff_only,
    staff_walk,
)

_DRAWN, _CALL = "Un panel pour les priorités", "Des ambassadeurs et ambassadrices"


def a_draw() -> dict[str, Any]:
    return {"public_id": make_draw().public_id}


def a_draft() -> dict[str, Any]:
    return {"public_id": make_draw(state=DrawState.DRAFT).public_id}


def ended_call() -> dict[str, Any]:
    draw = make_draw()
    pool(draw)
    return {"public_id": call_ended(draw).public_id}


def ready() -> dict[str, Any]:
    known = ended_call()
    draw = Draw.objects.get(**known)
    lottery.freeze_pool(draw=draw, public_source=SOURCE, public_on=today() + dt.timedelta(1), by=None)
    value_is_known(draw)
    return known


def drawn() -> dict[str, Any]:
    known = ready()
    lottery.reveal(draw=Draw.objects.get(**known), public_value="1 2 3", by=None)
    return known


def declined() -> dict[str, Any]:
    known = drawn()
    entry = Draw.objects.get(**known).entries.filter(state=EntryState.DRAWN)[0]
    entry.state = EntryState.DECLINED
    entry.save()
    return known


def reported() -> dict[str, Any]:
    return {**drawn(), "number": 0}


def named() -> dict[str, Any]:
    known = drawn()
    return {**known, "pk": Draw.objects.get(**known).entries.filter(state=EntryState.DRAWN)[0].pk}


def mandate() -> dict[str, Any]:
    row = Mandate.objects.create(member=make_willing(), kind=MandateKind.AMBASSADOR, starts_on=today())
    return {"public_id": row.public_id}


def group() -> dict[str, Any]:
    take_snapshots()
    return {"code": "members.current"}


def file() -> dict[str, Any]:
    return {**group(), "format": "csv"}


def add_draws(count: int) -> None:
    now = timezone.now()
    Draw.objects.bulk_create(
        Draw(
            title=f"Tirage {place}",
            purpose="Choisir.",
            asked="Un jour.",
            seats=10,
            features=["gender"],
            closes_on=today(),
            mandate_until=today(),
            state=DrawState.OPEN,
            opened_at=now,
        )
        for place in range(count)
    )


def add_mandates(count: int) -> None:
    member = make_willing()
    Mandate.objects.bulk_create(
        Mandate(member=member, kind=MandateKind.AMBASSADOR, starts_on=today()) for _ in range(count)
    )


def add_groups(count: int) -> None:
    if not GroupSnapshot.objects.exists():
        take_snapshots()
    enter(make_draw(), *(make_willing() for _ in range(min(count, 20))))


PAGES = [
    Page(
        "society:society",
        everyone(200),
        budget=Budget(add_groups, queries=8),
        axe=[Walk("/a-l-image-de-la-societe/", wide=True)],
    ),
    Page(
        "society:group", everyone(200), arguments=group, axe=[Walk("/a-l-image-de-la-societe/society.drawn/")]
    ),
    Page("society:file", everyone(200), arguments=file),
    Page("society:draws", everyone(200), budget=Budget(add_draws, queries=8), axe=[Walk("/tirages/")]),
    Page(
        "society:draw",
        everyone(200),
        post=everyone(302),
        arguments=a_draw,
        axe=[Walk("/tirages/", link=_DRAWN, wide=True), Walk("/tirages/", MEMBER, link=_CALL, wide=True)],
    ),
    Page("society:report", everyone(200), arguments=reported),
    staff_list(
        "society_staff:draws", TEAM, add_draws, role=Role.ORGANISER, queries=14, axe=[staff_walk("tirages/")]
    ),
    staff_form("society_staff:draw_write", TEAM, axe=[staff_walk("tirages/ecrire/")]),
    Page(
        "society_staff:draw",
        staff_only(TEAM, 200),
        arguments=drawn,
        axe=[staff_walk("tirages/", link=_DRAWN)],
    ),
    staff_form("society_staff:draw_rewrite", TEAM, a_draft),
    Page(
        "society_staff:draw_open",
        staff_only(TEAM, 200),
        post={**staff_only(TEAM, 302), "admin": 422},  # the organiser did it
        arguments=a_draft,
    ),
    staff_form("society_staff:draw_freeze", TEAM, ended_call),
    staff_form("society_staff:draw_reveal", TEAM, ready),
    staff_form("society_staff:draw_replace", TEAM, declined),
    staff_form("society_staff:draw_cancel", TEAM, a_draw),
    staff_form("society_staff:draw_redraw", TEAM, drawn),
    staff_form("society_staff:targets", TEAM, a_draft),
    Page("society_staff:answer", staff_only(STAFF, 405), post=staff_only(TEAM, 302), arguments=named),
    staff_list(
        "society_staff:mandates",
        TEAM,
        add_mandates,
        role=Role.ORGANISER,
        queries=14,
        axe=[staff_walk("mandats/")],
    ),
    Page("society_staff:mandates_export", staff_only(TEAM, 200), arguments=lambda: {"format": "csv"}),
    staff_form("society_staff:mandate_give", TEAM),
    Page("society_staff:mandate", staff_only(TEAM, 200), arguments=mandate),
    staff_form("society_staff:mandate_end", TEAM, mandate),
]
