"""Who gets what from the addresses of members."""

import datetime as dt
import uuid
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from django.db import connection
from django.utils import timezone

from milliard.accounts.enums import Role
from milliard.members.enums import EntryKind
from milliard.members.models import (
    ImportedRow,
    Member,
    MemberImport,
    MembershipPeriod,
    PossibleDuplicate,
    RegisterEntry,
)
from milliard.members.services.merging import merge_members
from milliard.members.tests.factories import make_entered, make_exclusion, make_member, make_pair, make_rates
from tests.harness.addresses import (
    MEMBER,
    ORGANISER,
    TEAM,
    Budget,
    Page,
    Walk,
    everyone,
    signed_in,
    staff_only,
    staff_walk,
)

SEEN, SET, EXCLUDE = ("organiser", "treasurer", "admin"), ("treasurer", "admin"), ("admin",)
KEPT = ("organiser", "admin")


def nobody() -> dict[str, Any]:
    """Another's member is told from none by nothing."""
    return {"public_id": uuid.uuid4()}


def somebody() -> dict[str, Any]:
    return {"public_id": make_member(email="ada@exemple.invalid").public_id}


def no_card() -> dict[str, Any]:
    return {"code": "ACDEHJKMRUVWXYZACDEH"}


def rates() -> dict[str, Any]:
    return {"pk": make_rates().pk}


def member() -> dict[str, Any]:
    return {"public_id": make_entered().public_id}


def two_rows() -> dict[str, Any]:
    return {"public_id": make_member().public_id, "other": make_member().public_id}


def pair() -> dict[str, Any]:
    return {"pk": make_pair().pk}


def merge() -> dict[str, Any]:
    return {"pk": merge_members(kept=make_member(), absorbed=make_member(), by=None).pk}


def exclusion() -> dict[str, Any]:
    return {"pk": make_exclusion().pk}


def file(name: str) -> Callable[[], dict[str, Any]]:
    return lambda: {"format": name}


def analyze() -> None:
    """What a server does by itself after so many rows; without it, joins are planned for empty tables."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def add_pairs(count: int) -> None:
    """Pairs of new people."""
    first = Member.objects.count()
    people = Member.objects.bulk_create(
        Member(given_name="Ada", family_name=f"Exemple {first + number}") for number in range(count + 1)
    )
    PossibleDuplicate.objects.bulk_create(
        PossibleDuplicate(first=one, second=other, score=60 + one.pk % 40, alike=["name"])
        for one, other in pairwise(people)
    )
    analyze()


def add_people(count: int) -> None:
    """Each of the desk's kinds, by so many."""
    today = timezone.localdate()
    first = Member.objects.count()
    people = Member.objects.bulk_create(
        Member(given_name="Ada", family_name=f"Exemple {first + number}") for number in range(2 * count)
    )
    RegisterEntry.objects.bulk_create(
        RegisterEntry(member=member, kind=EntryKind.ENTERED, effective_on=today) for member in people[:count]
    )
    MembershipPeriod.objects.bulk_create(
        MembershipPeriod(member=member, starts_on=today - dt.timedelta(days=364), ends_on=today)
        for member in people[:count]
    )
    analyze()


def an_import() -> dict[str, Any]:
    done = MemberImport.objects.create(file_name="membres.csv", origin="HelloAsso")
    member = Member.objects.create(given_name="Ada", family_name="Exemple")
    today = timezone.localdate()
    ImportedRow.objects.create(
        member_import=done,
        line=2,
        member=member,
        period=MembershipPeriod.objects.create(member=member, starts_on=today, ends_on=today),
        is_new_member=True,
        row_digest=f"row {member.pk}",
    )
    return {"pk": done.pk}


def add_imports(count: int) -> None:
    MemberImport.objects.bulk_create(
        MemberImport(file_name=f"membres {number}.csv", origin="HelloAsso") for number in range(count)
    )


def no_ticket() -> dict[str, Any]:
    return {"ticket": "x"}


PAGES = [
    Page(
        "members_staff:imports",
        staff_only(SEEN, 200),
        budget=Budget(add_imports, queries=12, role=Role.ORGANISER, is_paged=True),
        axe=[staff_walk("membres/imports/")],
    ),
    Page("members_staff:member_import", staff_only(SEEN, 200), arguments=an_import),
    Page("members_staff:member_import_undo", staff_only(TEAM, 200), arguments=an_import),
    Page(
        "members_staff:import_choose",
        staff_only(TEAM, 200),
        post=staff_only(TEAM, 422),
        axe=[staff_walk("membres/imports/fichier/")],
    ),
    # A file nobody kept: back to choosing one.
    Page("members_staff:import_preview", everyone(302), post=everyone(302), arguments=no_ticket),
    Page("members_staff:import_columns", everyone(302), post=everyone(302), arguments=no_ticket),
    Page(
        "members_staff:desk",
        staff_only(SEEN, 200),
        budget=Budget(add_people, queries=22, role=Role.ORGANISER),
        axe=[staff_walk("membres/cette-semaine/")],
    ),
    Page("members_staff:rights", staff_only(KEPT, 200), arguments=somebody),
    Page(
        "members_staff:rights_export", staff_only(KEPT, 200), post=staff_only(KEPT, 422), arguments=somebody
    ),
    Page("members_staff:rights_erase", staff_only(KEPT, 200), post=staff_only(KEPT, 422), arguments=somebody),
    Page(
        "members_staff:members",
        staff_only(SEEN, 200),
        budget=Budget(add_people, queries=16, role=Role.ORGANISER, is_paged=True),
        axe=[staff_walk("membres/")],
    ),
    Page(
        "members_staff:member",
        staff_only(SEEN, 200),
        arguments=member,
        axe=[Walk("/gestion/membres/?q=membre", ORGANISER, link="Maxime Membre", staff=True)],
    ),
    Page(
        "members_staff:member_enter",
        staff_only(TEAM, 200),
        post=staff_only(TEAM, 422),
        axe=[staff_walk("membres/inscrire/")],
    ),
    Page("members_staff:member_correct", staff_only(TEAM, 200), post=staff_only(TEAM, 422), arguments=member),
    Page("members_staff:member_resign", staff_only(TEAM, 200), post=staff_only(TEAM, 422), arguments=member),
    Page("members_staff:member_die", staff_only(TEAM, 200), post=staff_only(TEAM, 422), arguments=member),
    Page(
        "members_staff:member_undo_death", staff_only(TEAM, 200), post=staff_only(TEAM, 422), arguments=member
    ),
    Page(
        "members_staff:member_exclude",
        staff_only(EXCLUDE, 200),
        post=staff_only(EXCLUDE, 422),
        arguments=member,
    ),
    Page("members_staff:member_other", staff_only(TEAM, 200), arguments=member),
    Page("members_staff:member_join", staff_only(TEAM, 200), post=staff_only(TEAM, 422), arguments=two_rows),
    Page(
        "members_staff:register",
        staff_only(SEEN, 200),
        budget=Budget(add_people, queries=16, role=Role.ORGANISER, is_paged=True),
        axe=[staff_walk("registre/")],
    ),
    Page("members_staff:register_file", staff_only(TEAM, 200), arguments=file("csv")),
    Page(
        "members_staff:lines",
        staff_only(SEEN, 200),
        budget=Budget(add_people, queries=12, role=Role.ORGANISER, is_paged=True),
        axe=[staff_walk("registre/lignes/")],
    ),
    Page("members_staff:lines_export", staff_only(TEAM, 200), arguments=file("json")),
    Page(
        "members_staff:duplicates",
        staff_only(TEAM, 200),
        budget=Budget(add_pairs, queries=12, role=Role.ORGANISER, is_paged=True),
        axe=[staff_walk("doublons/")],
    ),
    Page(
        "members_staff:duplicate",
        staff_only(TEAM, 200),
        post=staff_only(TEAM, 422),
        arguments=pair,
        axe=[Walk("/gestion/doublons/", ORGANISER, link=" et ", staff=True)],
    ),
    Page("members_staff:duplicate_dismiss", staff_only(TEAM, 200), arguments=pair),
    Page("members_staff:merges", staff_only(TEAM, 200), axe=[staff_walk("reunions/")]),
    Page("members_staff:merge", staff_only(TEAM, 200), arguments=merge),
    Page("members_staff:merge_undo", staff_only(TEAM, 200), arguments=merge),
    Page(
        "members_staff:exclusions",
        staff_only(EXCLUDE, 200),
        axe=[Walk("/gestion/exclusions/", "alix.administration@exemple.fr", staff=True)],
    ),
    Page("members_staff:exclusion", staff_only(EXCLUDE, 200), arguments=exclusion),
    Page(
        "members_staff:exclusion_decide",
        staff_only(EXCLUDE, 200),
        post=staff_only(EXCLUDE, 422),
        arguments=exclusion,
    ),
    Page("members:welcome", everyone(200), axe=[Walk("/adherer/", wide=True)]),
    Page("members:organisations", everyone(200), axe=[Walk("/adherer/organisations/")]),
    # No rules of dues are in force here: the refusal says so. With them, the tests of the app walk.
    Page("members:join", signed_in(409), axe=[Walk("/adherer/moi/", MEMBER)]),
    Page("members:join_another", signed_in(409), axe=[Walk("/adherer/une-autre-personne/", MEMBER)]),
    Page("members:dues", signed_in(404), arguments=nobody),
    Page("members:membership", signed_in(200), axe=[Walk("/mon-adhesion/", MEMBER)]),
    Page("members:paid", signed_in(404), arguments=nobody),
    Page("members:member", signed_in(404), arguments=nobody),
    Page("members:identity", signed_in(404), arguments=nobody),
    Page("members:profile", signed_in(404), arguments=nobody),
    Page("members:answer", signed_in(404), post=signed_in(404), arguments=nobody),
    Page("members:leave", signed_in(404), post=signed_in(404), arguments=nobody),
    Page("members:come_back", signed_in(405), post=signed_in(404), arguments=nobody),
    Page("members:card", signed_in(404), arguments=nobody),
    Page("members:card_pdf", signed_in(404), arguments=nobody),
    Page("members:card_redraw", signed_in(405), post=signed_in(404), arguments=nobody),
    Page("members_staff:rates_list", staff_only(SEEN, 200), axe=[staff_walk("cotisations/regles/")]),
    Page("members_staff:rates", staff_only(SEEN, 200), arguments=rates),
    Page("members_staff:rates_set", staff_only(SET, 200), post=staff_only(SET, 422)),
    Page("members_staff:rates_withdraw", staff_only(SET, 200), arguments=rates),
    Page("members:card_check", everyone(200), arguments=no_card, axe=[Walk("/carte/inconnue/")]),
]
