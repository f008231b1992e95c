"""Smallest valid assemblies, rolls, resolutions."""

import datetime as dt
from typing import Any
from uuid import uuid4

from django.db import connection
from django.utils import timezone

from milliard.accounts.models import User
from milliard.assemblies.enums import (
    AssemblyState,
    AttendanceMode,
    Electorate,
    ResolutionState,
    Secrecy,
    VotingMethod,
)
from milliard.assemblies.models import Assembly, Resolution, RollEntry, VoteResult, VotingRight
from milliard.assemblies.services.assemblies import (
    freeze_roll,
    name_bureau,
    open_assembly,
    set_agenda,
    write_assembly,
)
from milliard.assemblies.services.attendance import mark_arrival
from milliard.assemblies.services.convening import convene
from milliard.assemblies.services.proxies import accept_proxy, give_proxy
from milliard.assemblies.services.resolutions import write_resolution
from milliard.assemblies.services.votes import TypedBallot, cast_ballots, open_vote
from milliard.assemblies.tests.figures import RESULTS
from milliard.members.models import Member, MemberProfile
from milliard.members.tests.factories import make_joined, make_period, make_rates
from milliard.statutes.enums import (
    ResolutionKind,
)
from milliard.statutes.models import Statutes
from milliard.statutes.tests.factories import make_statutes
from tests.harness.bulk import add_rows


def make_voter(account: User | None = None, **fields: Any) -> Member:
    """A member whose dues are paid today."""
    make_rates()
    member = make_joined(account, **fields)
    make_period(member, timezone.localdate() - dt.timedelta(days=9))
    return member


def make_assembly(
    *,
    voters: int = 2,
    state: AssemblyState = AssemblyState.CONVENED,
    members: list[Member] | None = None,
    statutes: Statutes | None = None,
    **rules: Any,
) -> Assembly:
    """An assembly of today with so many voters, as far as ``state``; the first two are its bureau."""
    for _ in range(voters if members is None else 0):
        make_voter()
    assembly = write_assembly(
        title="Assemblée inventée",
        statutes=statutes or make_statutes(**rules),
        held_at=timezone.now() + dt.timedelta(hours=1),
        zone="Europe/Paris",
        reference_on=timezone.localdate() - dt.timedelta(days=1),
        by=None,
    )
    set_agenda(assembly=assembly, items=[{"title": "Décider"}], by=None)
    if state == AssemblyState.DRAFT:
        return assembly
    assembly = freeze_roll(assembly=assembly, by=None)
    if state == AssemblyState.ROLLED:
        return assembly
    assembly = convene(assembly=assembly, by=None)
    if state == AssemblyState.CONVENED:
        return assembly
    first, second = (*entries_of(assembly), *entries_of(assembly))[:2]
    assembly = name_bureau(assembly=assembly, chair=first, secretary=second, by=None)
    return open_assembly(assembly=assembly, by=None)


def in_session(voters: int = 3, **rules: Any) -> tuple[Assembly, list[RollEntry]]:
    """An open assembly where everybody came, and its roll."""
    assembly = make_assembly(voters=voters, state=AssemblyState.OPEN, **rules)
    entries = entries_of(assembly)
    come(*entries)
    return assembly, entries


def by_colleges(
    *sizes: int,
    state: AssemblyState = AssemblyState.OPEN,
    shares: tuple[tuple[int, int], tuple[int, int]] = ((1, 2), (1, 2)),
    **rules: Any,
) -> Assembly:
    """So many members (2, 2) of «Samedi», free that day, then of «Autres», each a share of the whole."""
    known = {"fact": "members.time", "is": True, "values": ["saturday"]}
    colleges = [
        {"name": name, "numerator": top, "denominator": bottom, "conditions": conditions}
        for name, conditions, (top, bottom) in zip(("Samedi", "Autres"), ([known], []), shares, strict=True)
    ]
    free, others = sizes or (2, 2)
    members = [make_voter() for _ in range(free + others)]
    for member in members[:free]:
        MemberProfile.objects.create(member=member, times=["saturday"])
    statutes = make_statutes(colleges=colleges, **{"college_rule": "combined", **rules})
    return make_assembly(members=members, statutes=statutes, state=state)


def entries_of(assembly: Assembly) -> list[RollEntry]:
    """The roll, in the order people were made."""
    rows = RollEntry.objects.filter(assembly=assembly).select_related("assembly__statutes", "member__account")
    return list(rows.order_by("member"))


def come(*entries: RollEntry, mode: AttendanceMode = AttendanceMode.HALL) -> None:
    for entry in entries:
        mark_arrival(entry=entry, mode=mode, by=None)


def entrust(giver: RollEntry, holder: RollEntry) -> None:
    """A proxy, given and accepted."""
    accept_proxy(proxy=give_proxy(giver=giver, holder=holder, by=None), by=None)


def make_resolution(
    assembly: Assembly, *, choices: Any = (), is_open: bool = False, **fields: Any
) -> Resolution:
    known: dict[str, Any] = {
        "title": "Texte inventé",
        "text": "Le mouvement décide une chose inventée.",
        "kind": ResolutionKind.ORDINARY,
        "method": VotingMethod.MOTION,
        "secrecy": Secrecy.OPEN,
        "electorate": Electorate.SESSION,
    }
    resolution = write_resolution(assembly=assembly, fields={**known, **fields}, choices=choices, by=None)
    return open_vote(resolution=resolution, by=None) if is_open else resolution


def right_of(resolution: Resolution, entry: RollEntry) -> VotingRight:
    rows = VotingRight.objects.select_related("voter__member__account", "entry")
    return rows.get(resolution=resolution, entry=entry)


def cast(resolution: Resolution, entry: RollEntry, typed: Any, *, seen: int = 0, key: Any = None) -> None:
    """The ballot of one mandate, cast by who holds it; «for» stands for a motion's choice."""
    right = right_of(resolution, entry)
    typed = {"choice": typed} if isinstance(typed, str) else typed
    ballot = TypedBallot(right, typed, key or uuid4(), seen)
    account = right.voter.member.account
    assert account is not None
    cast_ballots(resolution=resolution, ballots=[ballot], by=account)


def rows_of_a_person(user: User) -> None:
    """Somebody who is on a roll, came, voted, spoke, holds a proxy; the others are of their household."""
    from milliard.assemblies.services.floor import ask_to_speak

    mine, other, third = (make_voter(user, given_name=name) for name in ("Ada", "Bilal", "Chloé"))
    assembly = make_assembly(members=[mine, other, third])
    entries = {entry.member_id: entry for entry in entries_of(assembly)}
    entrust(entries[other.pk], entries[mine.pk])
    name_bureau(assembly=assembly, chair=entries[third.pk], secretary=entries[third.pk], by=None)
    assembly = open_assembly(assembly=assembly, by=None)
    come(entries[mine.pk], entries[third.pk])
    resolution = make_resolution(assembly, is_open=True)
    cast(resolution, entries[mine.pk], "for")
    ask_to_speak(entry=RollEntry.objects.get(pk=entries[mine.pk].pk), by=None)


def closed_with(resolution: Resolution, name: str) -> VoteResult:
    """The vote closed with one of the results of `figures.RESULTS`, its ballots not counted again."""
    outcome, figures = RESULTS[name]
    resolution.state, resolution.closed_at = ResolutionState.CLOSED, timezone.now()
    resolution.opened_at = resolution.opened_at or timezone.now()
    resolution.digest = resolution.digest or "ab" * 32
    resolution.present_count, resolution.represented_count = 14, 6
    resolution.save()
    return VoteResult.objects.create(
        resolution=resolution,
        outcome=outcome,
        figures=figures,
        engine_version="1.0",
        ballots_digest="cd" * 32,
        ballot_count=figures["voted"],
        counted_at=timezone.now(),
    )


_ASSEMBLIES = """
INSERT INTO assemblies_assembly (public_id, title, statutes_id, held_at, zone, address_line, online_url,
    reference_on, state, roll_digest, roll_count, rolled_at, convened_at, cancelled_why, revision, created_at,
    updated_at)
SELECT gen_random_uuid(), 'Assemblée ' || number, (SELECT min(id) FROM assemblies_statutes),
    now() - number * interval '1 day', 'Europe/Paris', '', '', now(), 'convened', '', 0,
    now(), now(), '', 0, now(), now()
FROM generate_series(%(first)s, %(last)s) AS number
"""
_MEMBERS = """
INSERT INTO members_member (public_id, given_name, family_name, email, phone, country, source, card_code,
    created_at, updated_at)
SELECT gen_random_uuid(), 'Prénom', 'Nom' || number, '', '', 'FR', 'form', '', now(), now()
FROM generate_series(%(first)s, %(last)s) AS number
"""
_ENTRIES = """
INSERT INTO assemblies_rollentry (assembly_id, member_id, number, code)
SELECT (SELECT max(id) FROM assemblies_assembly), id, 1000 + row_number() OVER (ORDER BY id), 'C' || id
FROM members_member WHERE id NOT IN (SELECT member_id FROM assemblies_rollentry)
"""
_RIGHTS = """
INSERT INTO assemblies_votingright (resolution_id, entry_id, voter_id, has_voted, is_paper)
SELECT (SELECT max(id) FROM assemblies_resolution), id, id, true, false
FROM assemblies_rollentry WHERE id NOT IN (SELECT entry_id FROM assemblies_votingright)
"""
_BALLOTS = """
INSERT INTO assemblies_openballot (right_id, content, revision, key, created_at, updated_at)
SELECT id, '{"choice": "for"}', 1, gen_random_uuid(), now(), now()
FROM assemblies_votingright WHERE id NOT IN (SELECT right_id FROM assemblies_openballot)
"""


def add_assemblies(count: int) -> None:
    """Convened, under the first statutes there are."""
    if not Statutes.objects.exists():
        make_statutes()
    add_rows(_ASSEMBLIES, count)


def add_entries(count: int) -> None:
    """So many more people on the roll of the last assembly."""
    add_rows(_MEMBERS, count)
    with connection.cursor() as cursor:
        first = RollEntry.objects.order_by("-number").values_list("number", flat=True).first() or 0
        cursor.execute(_ENTRIES.replace("1000 +", f"{first} +"))


def add_ballots(count: int) -> None:
    """So many more public ballots in the last vote."""
    add_entries(count)
    with connection.cursor() as cursor:
        cursor.execute(_RIGHTS)
        cursor.execute(_BALLOTS)


def add_voters(assembly: Assembly, count: int) -> list[RollEntry]:
    """So many more entries of its roll, in bulk: people who paid nothing, for lists and sheets."""
    start = RollEntry.objects.filter(assembly=assembly).count()
    people = Member.objects.bulk_create(
        Member(given_name=f"Prénom{place}", family_name=f"Nom{place}")
        for place in range(start, start + count)
    )
    rows = [
        RollEntry(assembly=assembly, member=member, number=start + place, code=f"{start + place:012X}")
        for place, member in enumerate(people, start=1)
    ]
    return RollEntry.objects.bulk_create(rows)
