"""Addresses for everybody, and for members."""

import io
from typing import Any

from django.core.management import call_command

from milliard.accounts.enums import Role
from milliard.assemblies.enums import AssemblyState
from milliard.assemblies.models import Assembly, Resolution
from milliard.assemblies.services.assemblies import close_assembly
from milliard.assemblies.tests.factories import (
    add_assemblies,
    add_ballots,
    add_entries,
    closed_with,
    make_assembly,
    make_resolution,
)
from tests.harness.addresses import MEMBER, ORGANISER, TEAM, Budget, Page, Walk, everyone, only, signed_in

#: Those of the demonstration: one just held, one that opens soon.
HELD, TO_OPEN = "Assemblée d’essai, tenue", "Assemblée générale de la démonstration"
_LIST = "/assemblees/"


def _results(*titles: str, wide: bool = False) -> list[Walk]:
    return [Walk(_LIST, link=(HELD, title), wide=wide) for title in titles]


def _of_session(link: str) -> Walk:
    """A page the console leads to, as a member of the team sees it."""
    return Walk("/gestion/assemblees/", ORGANISER, link=(TO_OPEN, "Conduire la séance", link), wide=True)


def an_assembly() -> dict[str, Any]:
    return {"public_id": make_assembly().public_id}


def _in_session() -> Assembly:
    return make_assembly(state=AssemblyState.OPEN)


def a_session() -> dict[str, Any]:
    return {"public_id": _in_session().public_id}


def _address(resolution: Resolution) -> dict[str, Any]:
    return {"public_id": resolution.assembly.public_id, "position": resolution.position}


def an_open_vote() -> dict[str, Any]:
    return _address(make_resolution(_in_session(), is_open=True))


def a_public_result() -> dict[str, Any]:
    resolution = make_resolution(_in_session(), is_open=True)
    closed_with(resolution, "motion")
    return _address(resolution)


def held() -> dict[str, Any]:
    call_command("build_fonts", stdout=io.StringIO())  # its minutes are a PDF
    assembly = make_assembly(state=AssemblyState.OPEN)
    return {"public_id": close_assembly(assembly=assembly, by=None).public_id}


PAGES = [
    Page(
        "assemblies:assemblies",
        everyone(200),
        budget=Budget(add_assemblies, queries=7),
        axe=[Walk(_LIST, wide=True)],
    ),
    Page(
        "assemblies:assembly",
        everyone(200),
        post=everyone(302),
        arguments=an_assembly,
        axe=[
            Walk(_LIST, link=TO_OPEN),
            Walk(_LIST, MEMBER, link=TO_OPEN, wide=True),
            Walk(_LIST, MEMBER, link=HELD),
        ],
    ),
    Page("assemblies:minutes_json", only(TEAM, 200), arguments=held),
    Page("assemblies:minutes_pdf", only(TEAM, 200), arguments=held),
    Page(
        "assemblies:live",
        everyone(200),
        arguments=a_session,
        axe=[_of_session("La séance, telle que la suivent")],
    ),
    Page("assemblies:live_state", everyone(200), arguments=a_session),
    Page(
        "assemblies:screen",
        everyone(200),
        arguments=a_session,
        axe=[_of_session("Écran de la salle")],
    ),
    Page("assemblies:screen_state", everyone(200), arguments=a_session),
    Page("assemblies:screen_names", only(TEAM, 200), arguments=a_session),
    Page(
        "assemblies:roll",
        everyone(200),
        arguments=an_assembly,
        budget=Budget(add_entries, queries=15, role=Role.ORGANISER, is_paged=True),
        axe=[Walk(_LIST, MEMBER, link=(TO_OPEN, "Voir la liste"), wide=True)],
    ),
    Page("assemblies:roll_lines", everyone(200), arguments=an_assembly),
    Page(
        "assemblies:proxies",
        signed_in(200),
        post=signed_in(302),
        arguments=an_assembly,
        axe=[Walk(_LIST, MEMBER, link=(TO_OPEN, "Donner, accepter"))],
    ),
    Page(
        "assemblies:vote",
        everyone(200),
        post=everyone(302),
        arguments=an_open_vote,
        axe=[
            Walk(_LIST, link=(TO_OPEN, "Une seule réélection")),
            *_results("Bilan de l’essai", "Conseil d’essai"),
            *_results("Nos priorités", "Soixante mille euros", wide=True),
        ],
    ),
    Page(
        "assemblies:ballots",
        only(TEAM, 200),
        arguments=a_public_result,
        budget=Budget(add_ballots, queries=17, role=Role.ORGANISER, is_paged=True),
        axe=[Walk(_LIST, MEMBER, link=(HELD, "Bilan de l’essai", "Lire chaque bulletin"), wide=True)],
    ),
]
