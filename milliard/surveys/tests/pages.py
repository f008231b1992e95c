"""Who gets what from the addresses of questionnaires."""

import uuid
from typing import Any

from milliard.surveys.tests import factories as surveys
from tests.harness.addresses import READERS, TEAM, Page, Walk, everyone, only


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
]
