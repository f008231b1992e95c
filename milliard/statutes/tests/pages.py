"""Who gets what from the addresses of statutes."""

from typing import Any

from milliard.accounts.enums import Role
from milliard.statutes.tests.factories import add_statutes, make_statutes
from tests.harness.addresses import TEAM, Page, staff_form, staff_list, staff_only, staff_walk


def a_draft() -> dict[str, Any]:
    return {"public_id": make_statutes(is_adopted=False).public_id}


PAGES = [
    staff_list(
        "statutes_staff:statutes_list",
        TEAM,
        add_statutes,
        role=Role.ORGANISER,
        queries=14,
        axe=[staff_walk("assemblees/statuts/")],
    ),
    staff_form("statutes_staff:statutes_write", TEAM, axe=[staff_walk("assemblees/statuts/ecrire/")]),
    Page("statutes_staff:statutes", staff_only(TEAM, 200), arguments=a_draft),
    staff_form("statutes_staff:statutes_rewrite", TEAM, a_draft),
    Page(
        "statutes_staff:statutes_adopt",
        {**staff_only(["admin"], 200), "organiser": 302},
        post=staff_only(["admin"], 302),
        arguments=a_draft,
    ),
]
