"""Which studies keep a dataset from being deleted: published ones, and drafts that only mention it."""

import pytest

from milliard.figures.models import Dataset
from milliard.figures.services.removal import obstacles_to_dataset
from milliard.website.citations import studies_citing
from milliard.website.models import StudyPage
from milliard.website.tests import factories

pytestmark = pytest.mark.django_db


def test_studies_as_they_are_in_a_draft_or_published_name_their_dataset(frozen: Dataset) -> None:
    assert obstacles_to_dataset(frozen) == []
    study = factories.study(of=frozen, with_pieces=factories.few_pieces())
    assert studies_citing(frozen) == [study.title]
    assert any(study.title in words for words in obstacles_to_dataset(frozen))


def test_a_draft_that_was_never_published_counts(frozen: Dataset) -> None:
    study = factories.study(of=factories.dataset(), slug="brouillon", with_pieces=factories.few_pieces())
    assert studies_citing(frozen) == []
    body = [
        {**block, "value": {**block["value"], "dataset": frozen.pk}}
        for block in study.body.get_prep_value()
        if "dataset" in block["value"]
    ]
    assert body
    draft = StudyPage.objects.get(pk=study.pk)
    draft.body = body
    draft.save_revision()
    assert StudyPage.objects.get(pk=study.pk).body.get_prep_value() != body
    assert studies_citing(frozen) == [study.title]
