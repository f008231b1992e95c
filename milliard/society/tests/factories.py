"""Smallest valid draws and mandates, and people to draw among."""

import datetime as dt
from typing import Any

from django.utils import timezone

from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.tests.factories import make_person
from milliard.members.models import Member, MemberProfile
from milliard.members.tests.factories import make_joined, make_period, make_rates
from milliard.society.consents import VOLUNTEERING
from milliard.society.enums import DrawState, EntryState, MandateKind
from milliard.society.models import Draw, DrawEntry, DrawTarget, Mandate
from milliard.territories.tests.factories import make_commune

SOURCE = "les numéros d’une loterie inventée, dans l’ordre croissant"


def today() -> dt.date:
    return timezone.localdate()


def make_willing(
    account: User | None = None, *, born: int = 1980, gender: str = "woman", **fields: Any
) -> Member:
    """A member who is up to date and wished to be drawn."""
    make_rates()
    member = make_joined(account, **{"commune": make_commune(density=1), **fields})
    make_period(member, today() - dt.timedelta(days=9))
    MemberProfile.objects.create(member=member, birth_year=born, gender=gender, wants_lot=True)
    return member


def make_draw(*, state: DrawState = DrawState.OPEN, **fields: Any) -> Draw:
    """Two seats, one woman and one man; the call is open for a week."""
    now = timezone.now()
    known: dict[str, Any] = {
        "title": "Panel inventé",
        "purpose": "Choisir trois priorités.",
        "asked": "Un samedi.",
        "seats": 2,
        "features": ["gender"],
        "closes_on": today() + dt.timedelta(days=7),
        "mandate_until": today() + dt.timedelta(days=200),
        "state": state,
        "opened_at": None if state == DrawState.DRAFT else now,
        "frozen_at": now if state in (DrawState.FROZEN, DrawState.DRAWN) else None,
        "drawn_at": now if state == DrawState.DRAWN else None,
    }
    draw = Draw.objects.create(**{**known, **fields})
    if draw.features == ["gender"]:
        for value in ("woman", "man"):
            aim(draw, "gender", value, 1, 1)
    return draw


def aim(draw: Draw, trait: str, value: str, low: int, high: int) -> DrawTarget:
    return DrawTarget.objects.create(draw=draw, trait=trait, value=value, low=low, high=high)


def enter(draw: Draw, *members: Member) -> list[DrawEntry]:
    """Volunteers, as they volunteered."""
    return DrawEntry.objects.bulk_create(
        DrawEntry(draw=draw, member=one, wording=VOLUNTEERING, volunteered_at=timezone.now())
        for one in members
    )


def call_ended(draw: Draw) -> Draw:
    """The last day of the call was yesterday."""
    draw.closes_on = today() - dt.timedelta(days=1)
    draw.save()
    return draw


def pool(draw: Draw, pairs: int = 3) -> list[Member]:
    """As many women and men."""
    members = [make_willing(gender=gender) for _ in range(pairs) for gender in ("woman", "man")]
    enter(draw, *members)
    return members


def value_is_known(draw: Draw) -> None:
    """The day of the public value has come."""
    draw.rounds.update(public_on=today())


def rows_of_a_person(user: User) -> None:
    """Everything the app may hold of somebody: drawn, they accepted."""
    member = Member.objects.filter(account=user).first() or make_joined(user)
    draw = make_draw(state=DrawState.DRAWN)
    (entry,) = enter(draw, member)
    entry.state, entry.number, entry.tickets = EntryState.ACCEPTED, "0001", 500_000
    entry.answered_at = timezone.now()
    entry.save()
    Mandate.objects.create(
        member=member,
        kind=MandateKind.PANELLIST,
        starts_on=today(),
        ends_on=today(),
        ended_why="Un mot.",
        draw=draw,
    )


def organiser() -> User:
    return make_person(role=Role.ORGANISER)
