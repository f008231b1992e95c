"""The objects a URL of the permission table needs; each answers the arguments of `reverse`."""

import uuid
from typing import Any

from milliard.accounts.enums import Role
from milliard.accounts.tests.factories import UserFactory
from milliard.figures.tests.builders import frozen
from milliard.surveys.tests import factories as surveys
from milliard.website.models import HomePage


def person() -> dict[str, Any]:
    return {"public_id": UserFactory(role=Role.MEMBER).public_id}


def grant() -> dict[str, Any]:
    return {"pk": UserFactory(role=Role.MEMBER).role_grants.get().pk}


def open_collection() -> dict[str, Any]:
    return {"slug": surveys.open_collection().slug}


def section() -> dict[str, Any]:
    return {"slug": surveys.open_collection().slug, "key": "page"}


def version() -> dict[str, Any]:
    made = surveys.version()
    return {"code": made.questionnaire.code, "number": made.number}


def no_attachment() -> dict[str, Any]:
    return {**open_collection(), "public_id": uuid.uuid4()}


def bad_link() -> dict[str, Any]:
    return {"link": "lien-inventé"}


def bad_password_key() -> dict[str, Any]:
    return {"uidb36": "zz", "key": "inventée"}


def no_key() -> dict[str, Any]:
    return {"pk": 0}


def no_study() -> dict[str, Any]:
    return {"slug": "etude-absente"}


def no_figure() -> dict[str, Any]:
    return {"slug": "etude-absente", "block_id": uuid.uuid4()}


def no_figure_file() -> dict[str, Any]:
    return {**no_figure(), "extension": "csv"}


def home() -> list[Any]:
    return [""]


def home_page() -> list[Any]:
    return [HomePage.objects.get().pk]


def no_document() -> list[Any]:
    return [0, "absent.pdf"]


def no_restriction() -> dict[str, Any]:
    return {"restriction_id": 0}


def no_page_restriction() -> dict[str, Any]:
    return {"page_view_restriction_id": 0, "page_id": 0}


def following_file() -> dict[str, Any]:
    return {**open_collection(), "part": "jours", "format": "json"}


def dataset() -> dict[str, Any]:
    item = surveys.open_collection()
    return {"slug": frozen(item, {"nom": "x"}).slug}


def codebook_file() -> dict[str, Any]:
    return {**dataset(), "format": "json"}
