"""Who gets what from the addresses of readings."""

from typing import Any

from milliard.accounts.enums import Role
from milliard.readings.reports.free_texts import texts_of
from milliard.readings.tests import bulk, factories
from milliard.surveys.enums import Purpose
from milliard.surveys.models import Response
from tests.harness.addresses import (
    READERS,
    STAFF,
    TEAM,
    Budget,
    Page,
    staff_act,
    staff_form,
    staff_only,
    staff_walk,
)


def a_collection() -> dict[str, Any]:
    item = bulk.the_collection()
    if not item.responses.exists():
        factories.response(item, agrees={Purpose.CONTACT: True})
    return {"slug": item.slug}


def a_response() -> dict[str, Any]:
    item = factories.collection()
    return {"slug": item.slug, "public_id": factories.response(item).public_id}


def a_question() -> dict[str, Any]:
    return {**a_collection(), "key": "recit"}


def a_text() -> dict[str, Any]:
    item = factories.collection()
    factories.response(item)
    handle = texts_of(item, factories.question(item)).texts[0].handle
    return {"slug": item.slug, "key": "recit", "handle": handle}


def a_file() -> dict[str, Any]:
    item = factories.collection()
    row = factories.response(item)
    made = factories.attachment(row)
    made.file.storage.delete(made.file.name)  # who may ask is told by 404; nothing stays open
    return {"slug": item.slug, "public_id": made.public_id}


def a_purpose() -> dict[str, Any]:
    return {**a_collection(), "purpose": "contact"}


def _budget(queries: int, *, is_paged: bool = True) -> Budget:
    return Budget(bulk.add_responses, queries=queries, role=Role.ORGANISER, is_paged=is_paged)


_HERE = "collectes/grand-recueil-2024/"
PAGES = [
    Page(
        "readings_staff:responses",
        staff_only(READERS, 200),
        post=staff_only(READERS, 422),
        arguments=a_collection,
        budget=_budget(22),
        axe=[staff_walk(f"{_HERE}reponses/")],
    ),
    Page("readings_staff:response", staff_only(READERS, 200), arguments=a_response),
    Page(
        "readings_staff:response_correct",
        staff_only(STAFF, 405),
        post=staff_only(TEAM, 302),
        arguments=a_response,
    ),
    staff_act("readings_staff:response_erase", TEAM, a_response, Response.objects.count),
    Page(
        "readings_staff:texts",
        staff_only(READERS, 200),
        arguments=a_collection,
        axe=[staff_walk(f"{_HERE}textes/")],
    ),
    Page("readings_staff:quotations_export", staff_only(READERS, 200), arguments=a_collection),
    Page(
        "readings_staff:question_texts",
        staff_only(READERS, 200),
        arguments=a_question,
        budget=_budget(26, is_paged=False),
    ),
    Page(
        "readings_staff:texts_review",
        staff_only(STAFF, 405),
        post=staff_only(READERS, 302),
        arguments=a_question,
    ),
    staff_form("readings_staff:text", READERS, a_text),
    Page(
        "readings_staff:files",
        staff_only(TEAM, 200),
        arguments=a_collection,
        budget=_budget(24),
        axe=[staff_walk(f"{_HERE}fichiers/")],
    ),
    Page("readings_staff:file", staff_only(TEAM, 404), arguments=a_file),
    Page(
        "readings_staff:contacts",
        staff_only(TEAM, 200),
        arguments=a_collection,
        axe=[staff_walk(f"{_HERE}contacts/")],
    ),
    Page("readings_staff:purpose_contacts", staff_only(TEAM, 200), arguments=a_purpose, budget=_budget(28)),
    Page(
        "readings_staff:contacts_export",
        staff_only(STAFF, 405),
        post=staff_only(TEAM, 422),
        arguments=a_purpose,
    ),
    staff_form("readings_staff:people", TEAM, axe=[staff_walk("personnes-cherchees/")]),
]
