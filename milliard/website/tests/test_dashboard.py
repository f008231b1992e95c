"""The first screen of the team: what arrived today."""

import datetime as dt
import itertools
from typing import Any

import pytest
from django.utils import timezone

from milliard.surveys.models import Collection, Response
from milliard.surveys.tests import factories
from milliard.website.dashboard import OpenCollection, open_collections

pytestmark = pytest.mark.django_db
_NUMBERS = itertools.count()


def answered(item: Collection, started_at: dt.datetime, **fields: Any) -> None:
    Response.objects.create(
        collection=item,
        version=item.version,
        token_digest=next(_NUMBERS).to_bytes(32),
        started_at=started_at,
        saved_at=started_at,
        **fields,
    )


def test_what_arrived_since_midnight_here_is_counted_in_each_open_collection(time_machine: Any) -> None:
    time_machine.move_to("2026-07-01T00:40:00+02:00", tick=False)
    now, before = timezone.now(), timezone.now() - dt.timedelta(hours=1)
    busy = factories.open_collection(title="Animée", opens_at=before)
    quiet = factories.open_collection(title="Calme", opens_at=before - dt.timedelta(days=1))
    factories.draft_collection()
    answered(busy, now)
    answered(busy, now, completed_at=now)
    answered(busy, now, completed_at=now, unseen_sections=2)  # sent, but not seen whole: as elsewhere
    answered(busy, before, completed_at=now)
    answered(busy, before, completed_at=before)
    answered(quiet, before)
    found = {one.title: (one.begun, one.complete) for one in open_collections()}
    assert found == {"Animée": (3, 2), "Calme": (0, 0)}
    said = OpenCollection("", "", None, 1, 0).arrived
    assert said == "1\u00a0réponse commencée aujourd’hui, 0\u00a0complète"
