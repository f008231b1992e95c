"""Who gets what from the addresses of questionnaires."""

import uuid
from typing import Any

from milliard.accounts.enums import Role
from milliard.surveys.tests import bulk
from milliard.surveys.tests import factories as surveys
from tests.harness.addresses import (
    MEMBER,
    READERS,
    STAFF,
    TEAM,
    Page,
    Walk,
    everyone,
    only,
    staff_form,
    staff_list,
    staff_only,
    staff_walk,
)


def open_collection() -> dict[str, Any]:
    return {"slug": surveys.open_collection().slug}


def section() -> dict[str, Any]:
    return {"slug": surveys.open_collection().slug, "key": "page"}


def bad_link() -> dict[str, Any]:
    return {"link": "lien-inventé"}


def no_attachment() -> dict[str, Any]:
    return {**open_collection(), "public_id": uuid.uuid4()}


def version() -> dict[str, Any]:
    made = surveys.version()
    return {"code": made.questionnaire.code, "number": made.number}


def following_file() -> dict[str, Any]:
    return {**open_collection(), "part": "jours", "format": "json"}


PAGES = [
    Page("surveys:index", everyone(200), axe=[Walk("/questionnaires/", wide=True)]),
    Page(
        "surveys:landing",
        everyone(200),
        arguments=open_collection,
        axe=[Walk("/questionnaires/grand-recueil/"), Walk("/questionnaires/grand-recueil-2024/")],
    ),
    Page(
        "surveys:section",
        everyone(200),
        arguments=section,
        axe=[Walk("/questionnaires/cinq-questions/section/x/")],
    ),
    Page(
        "surveys:resume",
        everyone(404),
        post=everyone(404),
        arguments=bad_link,
        axe=[Walk("/questionnaires/reprendre/inconnu/")],
    ),
    Page(
        "surveys:invitation",
        everyone(404),
        post=everyone(404),
        arguments=bad_link,
        axe=[Walk("/questionnaires/invitation/inconnue/")],
    ),
    Page("surveys:unwanted", everyone(404), post=everyone(404), arguments=bad_link),
    Page("surveys:card", everyone(200), arguments=open_collection),
    # Without the cookie of a response there is nothing to show: back to the landing page.
    Page("surveys:review", everyone(302), post=everyone(302), arguments=open_collection),
    Page("surveys:receipt", everyone(302), post=everyone(302), arguments=open_collection),
    Page("surveys:receipt_pdf", everyone(302), arguments=open_collection),
    Page("surveys:link", everyone(302), post=everyone(302), arguments=open_collection),
    Page("surveys:leave", everyone(302), post=everyone(302), arguments=open_collection),
    Page("surveys:contributors", everyone(302), post=everyone(302), arguments=open_collection),
    Page("surveys:erase", everyone(302), post=everyone(302), arguments=open_collection),
    Page("surveys:attachment", everyone(404), arguments=no_attachment),
    Page(
        "surveys:printable",
        everyone(200),
        arguments=open_collection,
        axe=[Walk("/questionnaires/grand-recueil/imprimer/")],
    ),
    Page("surveys:preview", only(READERS, 200), arguments=version),
    Page("surveys:paper", only(TEAM, 200), arguments=open_collection),
    staff_list(
        "surveys_staff:questionnaires",
        READERS,
        bulk.add_questionnaires,
        role=Role.ORGANISER,
        queries=21,
        axe=[staff_walk("questionnaires/")],
    ),
    staff_form("surveys_staff:upload", TEAM, axe=[staff_walk("questionnaires/importer/")]),
    Page("surveys_staff:create_version", staff_only(STAFF, 405), post=everyone(302)),
    Page(
        "surveys_staff:version",
        staff_only(READERS, 200),
        arguments=version,
        axe=[staff_walk("questionnaires/grand-recueil/1/")],
    ),
    Page("surveys_staff:xlsform", staff_only(READERS, 200), arguments=version),
    Page("surveys_staff:limesurvey", staff_only(READERS, 200), arguments=version),
    Page("surveys_staff:limesurvey_file", staff_only(READERS, 200), arguments=version),
    Page("surveys_staff:definition", staff_only(READERS, 200), arguments=version),
    staff_form("surveys_staff:consents", TEAM, axe=[staff_walk("consentements/")]),
    staff_list(
        "surveys_staff:collections",
        READERS,
        bulk.add_collections,
        role=Role.ORGANISER,
        queries=21,
        axe=[staff_walk("collectes/"), Walk("/gestion/collectes/", MEMBER)],
    ),
    staff_form("surveys_staff:collection_create", TEAM, axe=[staff_walk("collectes/nouvelle/")]),
    Page(
        "surveys_staff:collection",
        staff_only(READERS, 200),
        arguments=open_collection,
        axe=[staff_walk("collectes/grand-recueil/")],
    ),
    staff_form("surveys_staff:collection_edit", TEAM, open_collection),
    staff_form("surveys_staff:collection_open", TEAM, open_collection),
    Page("surveys_staff:collection_close", staff_only(TEAM, 200), arguments=open_collection),
    staff_form("surveys_staff:collection_reopen", TEAM, open_collection),
    staff_form("surveys_staff:collection_adopt", TEAM, open_collection),
    Page(
        "surveys_staff:quotas",
        staff_only(TEAM, 200),
        arguments=open_collection,
        axe=[staff_walk("collectes/grand-recueil/quotas/")],
    ),
    staff_form(
        "surveys_staff:invitations",
        TEAM,
        open_collection,
        axe=[staff_walk("collectes/grand-recueil/invitations/")],
    ),
    Page("surveys_staff:reminders", staff_only(STAFF, 405), arguments=open_collection),
    Page(
        "surveys_staff:following",
        staff_only(READERS, 200),
        arguments=open_collection,
        axe=[staff_walk("collectes/grand-recueil-2024/suivi/")],
    ),
    Page("surveys_staff:following_export", staff_only(READERS, 200), arguments=following_file),
    Page(
        "surveys_staff:request",
        staff_only(TEAM, 200),
        arguments=open_collection,
        axe=[staff_walk("collectes/grand-recueil-2024/demande/")],
    ),
    Page("surveys_staff:request_erase", staff_only(STAFF, 405), arguments=open_collection),
    Page("surveys_staff:request_correct", staff_only(STAFF, 405), arguments=open_collection),
    Page(
        "surveys_staff:request_forget",
        staff_only(STAFF, 405),
        post=staff_only(TEAM, 422),
        arguments=open_collection,
    ),
]
