"""Responses sent under the older rule get the name that is theirs."""

import importlib

import pytest
from django.apps import apps

from milliard.surveys.enums import Origin
from milliard.surveys.models import Response
from milliard.surveys.tests import factories
from milliard.surveys.tests.responses import respond

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("origin", "sections", "unseen"),
    [
        (Origin.WEB, {"vous": {"revision": 1}}, 2),
        (Origin.PAPER, {"vous": {}, "chiffres": {}}, 1),
        (Origin.WEB, {"vous": {}, "chiffres": {}, "avis": {}}, 0),
        (Origin.WEB, {}, 0),
        (Origin.IMPORT, {"vous": {}}, 0),
    ],
)
def test_sections_never_opened_are_counted(origin: Origin, sections: dict[str, object], unseen: int) -> None:
    collection = factories.open_collection(factories.every_kind())
    sent, going_on = respond(collection, {"nom": "a"}, {"nom": "b"})
    Response.objects.update(sections=sections, origin=origin)
    Response.objects.filter(pk=going_on.pk).update(completed_at=None)
    migration = importlib.import_module("milliard.surveys.migrations.0003_count_unseen_sections")
    migration.count(apps, None)
    assert Response.objects.get(pk=sent.pk).unseen_sections == unseen
    assert Response.objects.get(pk=going_on.pk).unseen_sections == 0
