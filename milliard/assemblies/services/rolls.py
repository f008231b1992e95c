"""The roll: who is a member on the reference date as the statutes say it, under numbers drawn at random."""

import datetime as dt
import hashlib
from typing import Any

from django.db import connection

from french import format_number
from milliard.assemblies.models import Assembly, RollEntry
from milliard.core.refusals import Refused
from milliard.letters.segments import members_of, read_conditions, still_here
from milliard.members.enums import EntryKind
from milliard.members.models import Member, RegisterEntry
from milliard.members.models.people import MemberQuerySet
from milliard.members.models.states import paid_up
from milliard.members.services.dues import rates_in_force
from milliard.statutes.enums import VoterRule
from milliard.statutes.models import Statutes


def voters_on(statutes: Statutes, on: dt.date) -> MemberQuerySet:
    """Members who may vote by these statutes, as of a day. Raises `JoiningClosed` before any rule of dues."""
    rates = rates_in_force(on)
    if statutes.voters == VoterRule.PAID:
        rates.grace_days = 0  # never saved: the same rules, without the days of grace
    members = still_here().filter(paid_up(rates, on))
    if statutes.seniority_days:
        since = on - dt.timedelta(days=statutes.seniority_days)
        entered = RegisterEntry.objects.filter(kind=EntryKind.ENTERED, effective_on__lte=since)
        members = members.filter(pk__in=entered.values("member"))
    return members


#: Numbers are drawn at random: they say nothing of a name, nor of how long somebody has been a member.
_INSERT = f"""
    INSERT INTO {RollEntry._meta.db_table} (assembly_id, member_id, number, code)
    SELECT %s, chosen.id, row_number() OVER (ORDER BY random()),
        upper(substr(replace(gen_random_uuid()::text, '-', ''), 1, 12))
    FROM ({{voters}}) AS chosen
"""  # noqa: S608 (our own table)


def write_roll(assembly: Assembly) -> None:
    """Write it in one statement; count and digest are left on the assembly, unsaved."""
    voters: Any = voters_on(assembly.statutes, assembly.reference_on).order_by().values("id")
    select, values = voters.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_INSERT.format(voters=select), [assembly.pk, *values])
        assembly.roll_count = cursor.rowcount
    _write_colleges(assembly)
    assembly.roll_digest = roll_digest(assembly)


class MembersWithoutCollege(Refused):
    """Statutes have colleges, and nothing says which is somebody's."""

    message = "Des membres ne sont d’aucun collège."


def _write_colleges(assembly: Assembly) -> None:
    """Each member is of the first college whose conditions hold on the reference date."""
    colleges = list(assembly.statutes.colleges.order_by("position"))
    entries = RollEntry.objects.filter(assembly=assembly, college=None)
    for college in colleges:
        members = members_of(read_conditions(college.conditions), on=assembly.reference_on)
        entries.filter(member__in=members.order_by().values("pk")).update(college=college)
    if colleges and (left := entries.count()):
        raise MembersWithoutCollege(f"{format_number(left)} membres ne sont d’aucun collège.")


def roll_digest(assembly: Assembly) -> str:
    """SHA-256 of «number code-of-member» lines, by number: each member can find their own line in it."""
    lines = hashlib.sha256()
    rows = RollEntry.objects.filter(assembly=assembly).order_by("number")
    for number, public_id in rows.values_list("number", "member__public_id").iterator(chunk_size=5_000):
        lines.update(f"{number} {hashlib.sha256(public_id.bytes).hexdigest()}\n".encode())
    return lines.hexdigest()


def entry_of(assembly: Assembly, member: Member) -> RollEntry | None:
    """Somebody's place on the roll."""
    return RollEntry.objects.filter(assembly=assembly, member=member).first()
