"""Who gets what from the addresses of members."""

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone

from milliard.accounts.enums import Role
from milliard.members.enums import EntryKind
from milliard.members.models import ImportedRow, Member, MemberImport, MembershipPeriod, RegisterEntry
from milliard.members.tests.factories import make_member, make_rates
from tests.harness.addresses import (
    MEMBER,
    TEAM,
    Budget,
    Page,
    Walk,
    everyone,
    signed_in,
    staff_only,
    staff_walk,
)

SEEN, SET, KEPT = ("organiser", "treasurer", "admin"), ("treasurer", "admin"), ("organiser", "admin")


def nobody() -> dict[str, Any]:
    """Another's member is told from none by nothing."""
    return {"public_id": uuid.uuid4()}


def somebody() -> dict[str, Any]:
    return {"public_id": make_member(email="ada@exemple.invalid").public_id}


def no_card() -> dict[str, Any]:
    return {"code": "ACDEHJKMRUVWXYZACDEH"}


def rates() -> dict[str, Any]:
    return {"pk": make_rates().pk}


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
