"""Addresses of the team, of the desk and of the chair."""

import io
from collections.abc import Callable
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from milliard.accounts.enums import Role
from milliard.assemblies.enums import AssemblyState
from milliard.assemblies.models import Assembly, AttendanceMark, Proxy, RollEntry
from milliard.assemblies.services.assemblies import close_assembly
from milliard.assemblies.services.proxies import give_proxy
from milliard.assemblies.tests.factories import (
    add_voters,
    come,
    entries_of,
    make_assembly,
    make_resolution,
)
from milliard.assemblies.tests.public_pages import TO_OPEN
from milliard.statutes.tests.factories import make_statutes
from tests.harness.addresses import (
    ORGANISER,
    TEAM,
    Budget,
    Expectation,
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


def _state(state: AssemblyState, **rules: Any) -> Callable[[], dict[str, Any]]:
    return lambda: {"public_id": make_assembly(state=state, **rules).public_id}


a_draft = _state(AssemblyState.DRAFT)
a_roll = _state(AssemblyState.ROLLED)
convened = _state(AssemblyState.CONVENED)
opened = _state(AssemblyState.OPEN)


def without_quorum() -> dict[str, Any]:
    assembly = make_assembly(state=AssemblyState.OPEN, quorum_numerator=1)
    return {"public_id": close_assembly(assembly=assembly, by=None).public_id}


def resolution() -> dict[str, Any]:
    return {"public_id": make_resolution(make_assembly()).public_id}


def scanned() -> dict[str, Any]:
    entry = entries_of(make_assembly())[0]
    return {"public_id": entry.assembly.public_id, "code": entry.code}


def a_proxy() -> dict[str, Any]:
    first, second, *_ = entries_of(make_assembly())
    proxy = give_proxy(giver=first, holder=second, by=None)
    return {"public_id": proxy.assembly.public_id, "proxy_id": proxy.public_id}


def an_act() -> dict[str, Any]:
    return {**convened(), "act": "ouvrir"}


def ballots() -> dict[str, Any]:
    assembly = make_assembly(state=AssemblyState.OPEN)
    come(*entries_of(assembly))
    found = make_resolution(assembly, is_open=True)
    return {"public_id": assembly.public_id, "resolution_id": found.public_id}


def printed(made: Callable[[], dict[str, Any]]) -> Callable[[], dict[str, Any]]:
    """The same, once the fonts of papers are there."""

    def arguments() -> dict[str, Any]:
        call_command("build_fonts", stdout=io.StringIO())
        return made()

    return arguments


def csv() -> dict[str, Any]:
    make_assembly()
    return {"format": "csv"}


def add_assemblies(count: int) -> None:
    rules = make_statutes()
    now = timezone.now()
    Assembly.objects.bulk_create(
        Assembly(title=f"Assemblée {place}", statutes=rules, held_at=now, reference_on=now.date())
        for place in range(count)
    )


def add_resolutions(count: int) -> None:
    assembly = Assembly.objects.first() or make_assembly()
    for _ in range(min(count, 80)):
        make_resolution(assembly)


def add_entries(count: int) -> None:
    add_voters(Assembly.objects.first() or make_assembly(), count)


def add_proxies(count: int) -> None:
    assembly = Assembly.objects.first() or make_assembly()
    given = Proxy.objects.count()
    add_voters(assembly, count + 1)
    first, *others = RollEntry.objects.filter(assembly=assembly).order_by("pk")
    Proxy.objects.bulk_create(
        Proxy(assembly=assembly, giver=giver, holder=first) for giver in others[given : given + count]
    )


def add_marks(count: int) -> None:
    assembly = Assembly.objects.first() or make_assembly()
    entry = entries_of(assembly)[0]
    now = timezone.now()
    AttendanceMark.objects.bulk_create(
        AttendanceMark(assembly=assembly, entry=entry, kind="arrived", mode="hall", marked_at=now)
        for _ in range(count)
    )


def _list(name: str, grow: Callable[[int], object], queries: int = 14, *, path: str = "") -> Page:
    walk = staff_walk(f"assemblees/{path}")
    return staff_list(
        f"assemblies_staff:{name}", TEAM, grow, role=Role.ORGANISER, queries=queries, axe=[walk]
    )


def _session(*links: str) -> list[Walk]:
    """A page of the session, reached as the team does: from the assembly's own screen."""
    return [Walk("/gestion/assemblees/", ORGANISER, link=(TO_OPEN, *links), wide=True)]


def _team(status: int) -> Expectation:
    return only(TEAM, status)


def _done_by_first(status: int) -> Expectation:
    """The organiser does it; the admin, who comes next, finds it done."""
    return {**staff_only(TEAM, status), "admin": 422}


PAGES: list[Page] = [
    _list("assemblies", add_assemblies),
    staff_form("assemblies_staff:assembly_write", TEAM, axe=[staff_walk("assemblees/preparer/")]),
    Page(
        "assemblies_staff:assembly",
        staff_only(TEAM, 200),
        arguments=a_draft,
        axe=[staff_walk("assemblees/", link=TO_OPEN)],
    ),
    staff_form("assemblies_staff:assembly_rewrite", TEAM, a_draft),
    staff_form("assemblies_staff:assembly_agenda", TEAM, a_draft, empty=302),
    staff_form("assemblies_staff:assembly_resolve", TEAM, a_draft),
    staff_form("assemblies_staff:assembly_propose", TEAM, a_draft),
    staff_form("assemblies_staff:assembly_seal", TEAM, a_roll),
    Page(
        "assemblies_staff:assembly_freeze",
        staff_only(TEAM, 200),
        post=_done_by_first(302),
        arguments=a_draft,
    ),
    Page(
        "assemblies_staff:assembly_convene",
        staff_only(TEAM, 200),
        post=_done_by_first(302),
        arguments=a_roll,
    ),
    staff_form(
        "assemblies_staff:assembly_bureau",
        TEAM,
        convened,
        axe=[staff_walk("assemblees/", link=(TO_OPEN, "Désigner le bureau"))],
    ),
    staff_form("assemblies_staff:assembly_cancel", TEAM, a_draft),
    staff_form("assemblies_staff:assembly_call_again", TEAM, without_quorum),
    _list("resolutions", add_resolutions, 17, path="resolutions/"),
    Page(
        "assemblies_staff:resolution",
        staff_only(TEAM, 200),
        arguments=resolution,
        axe=[staff_walk("assemblees/", link=(TO_OPEN, "Durée des mandats"))],
    ),
    staff_form("assemblies_staff:resolution_rewrite", TEAM, resolution),
    Page(
        "assemblies_staff:resolution_withdraw",
        staff_only(TEAM, 200),
        post=_done_by_first(302),
        arguments=resolution,
    ),
    _list("proxies", add_proxies, 22, path="pouvoirs/"),
    Page("assemblies_staff:proxies_export", staff_only(TEAM, 200), arguments=csv),
    _list("roll", add_entries, 24, path="liste/"),
    Page("assemblies_staff:roll_export", staff_only(TEAM, 200), arguments=csv),
    _list("marks", add_marks, 22, path="presences/"),
    Page("assemblies_staff:marks_export", staff_only(TEAM, 200), arguments=csv),
    Page(
        "assemblies_desk:desk",
        _team(200),
        arguments=convened,
        budget=Budget(add_entries, queries=20, role=Role.ORGANISER, query="?q=nom"),
        axe=_session("Ouvrir l’accueil"),
    ),
    Page("assemblies_desk:scanned", _team(200), arguments=scanned),
    Page("assemblies_desk:mark", signed_in(405), post=_team(404), arguments=convened),
    Page("assemblies_desk:marks", signed_in(405), post=_team(400), arguments=convened),
    Page("assemblies_desk:excerpt", signed_in(405), post=_team(200), arguments=convened),
    Page("assemblies_desk:counts", _team(200), arguments=convened),
    Page(
        "assemblies_desk:paper_proxy",
        _team(200),
        post=_team(422),
        arguments=convened,
        axe=_session("Ouvrir l’accueil", "Saisir un pouvoir sur papier"),
    ),
    Page("assemblies_desk:revoke", signed_in(405), post=_team(302), arguments=a_proxy),
    Page(
        "assemblies_desk:console",
        _team(200),
        arguments=opened,
        budget=Budget(add_resolutions, queries=30, role=Role.ORGANISER),
        axe=_session("Conduire la séance"),
    ),
    Page(
        "assemblies_desk:resolve",
        _team(200),
        post=_team(422),
        arguments=opened,
        axe=_session("Conduire la séance", "Écrire une résolution ou un amendement"),
    ),
    Page("assemblies_desk:act", signed_in(405), post=_team(422), arguments=an_act),
    Page(
        "assemblies_desk:attendance_sheets",
        _team(200),
        arguments=a_roll,
        axe=_session("Feuilles d’émargement"),
    ),
    Page("assemblies_desk:attendance_sheet", signed_in(405), post=_team(200), arguments=printed(a_roll)),
    Page("assemblies_desk:paper_ballots", _team(200), arguments=printed(ballots)),
    Page("assemblies_desk:proxy_form", everyone(200), arguments=printed(convened)),
]
