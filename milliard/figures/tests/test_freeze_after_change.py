"""A dataset frozen after the questionnaire changed."""

import pytest

from milliard.figures.datasets.storage import open_dataset
from milliard.figures.services.freeze import freeze_collection
from milliard.surveys.models import ReplacedAnswer
from milliard.surveys.tests import factories
from milliard.surveys.tests.responses import respond
from milliard.surveys.tests.test_version_change import adopt_without_converting, before

pytestmark = pytest.mark.django_db


def test_freezing_after_a_choice_was_dropped() -> None:
    collection = factories.open_collection(before())
    respond(collection, {"status": "gie", "staff": "3"}, {"status": "asso"})
    adopt_without_converting(collection)
    dataset = freeze_collection(collection=collection, by=None)
    assert sorted(open_dataset(dataset).arrays["status"].tolist()) == [0, 252]
    assert ReplacedAnswer.objects.get().value == "gie"
    # Nobody was shown «extra» or the section before: not asked is not «no answer».
    assert set(open_dataset(dataset).arrays["extra"].tolist()) == {251}
