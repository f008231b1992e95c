"""Who gets what from the screens of extracts."""

from typing import Any

from milliard.figures.tests.builders import frozen
from milliard.surveys.tests import factories as surveys
from milliard.surveys.tests.responses import respond
from tests.harness.addresses import READERS, Page, staff_only, staff_walk


def dataset() -> dict[str, Any]:
    return {"slug": frozen(surveys.open_collection(), {"nom": "x"}).slug}


def counted_file() -> dict[str, Any]:
    return {**dataset(), "format": "csv"}


def answered_collection() -> dict[str, Any]:
    item = surveys.open_collection()
    respond(item, {"nom": "x"})
    return {"slug": item.slug}


def live_counted_file() -> dict[str, Any]:
    return {**answered_collection(), "format": "csv"}


PAGES = [
    Page(
        "extracts_staff:take_rows",
        staff_only(READERS, 200),
        post=staff_only(READERS, 422),
        arguments=dataset,
        axe=[staff_walk("jeux-de-donnees/grand-recueil-2024/lignes/")],
    ),
    Page(
        "extracts_staff:take_live_rows",
        staff_only(READERS, 200),
        post=staff_only(READERS, 422),
        arguments=answered_collection,
        axe=[staff_walk("collectes/grand-recueil-2024/lignes/")],
    ),
    Page(
        "extracts_staff:frequencies",
        staff_only(READERS, 200),
        arguments=dataset,
        axe=[staff_walk("jeux-de-donnees/grand-recueil-2024/tri-a-plat/")],
    ),
    Page("extracts_staff:frequencies_file", staff_only(READERS, 200), arguments=counted_file),
    Page(
        "extracts_staff:live_frequencies",
        staff_only(READERS, 200),
        arguments=answered_collection,
        axe=[staff_walk("collectes/grand-recueil-2024/tri-a-plat/")],
    ),
    Page("extracts_staff:live_frequencies_file", staff_only(READERS, 200), arguments=live_counted_file),
]
