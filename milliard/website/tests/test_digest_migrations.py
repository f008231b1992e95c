"""What was published before digests had a key: the plain hashes go, and everything is still proved again."""

import hashlib
from importlib import import_module
from pathlib import Path
from typing import Any

import pgtrigger
import pytest
from django.apps import apps
from wagtail.models import ModelLogEntry, PageLogEntry

from milliard.figures.datasets import storage
from milliard.figures.datasets.errors import DatasetAltered
from milliard.figures.models import Dataset
from milliard.figures.reports.replay import replay
from milliard.website.models import PublishedFigure
from milliard.website.study_figures import stored_figures
from milliard.website.tests import factories

pytestmark = pytest.mark.django_db

give_keys = import_module("milliard.figures.migrations.0002_keyed_digests").give_keys
forget_digests = import_module("milliard.website.migrations.0004_editions_without_digests").forget_digests


def unguarded() -> Any:
    """Within it, what is frozen and published can be rewritten."""
    return pgtrigger.ignore("figures.Dataset:frozen_data", "website.PublishedFigure:published_figures_stay")


def as_before() -> str:
    """Put back what was stored: plain hashes in the dataset, the published figures and the journal."""
    dataset = Dataset.objects.get()
    plain = hashlib.sha256(storage.read_bytes(dataset)).hexdigest()
    Dataset.objects.update(digest=plain, digest_key=b"")
    for row in PublishedFigure.objects.all():
        for part in row.answers:
            if part["figure"]:
                part["figure"] |= {"dataset_digest": plain, "input_digest": plain}
        facts = row.facts | {"digest": plain}
        PublishedFigure.objects.filter(pk=row.pk).update(answers=row.answers, facts=facts)
    for model in (ModelLogEntry, PageLogEntry):
        for line in model.objects.filter(action__in=("figures.dataset.frozen", "website.study.published")):
            model.objects.filter(pk=line.pk).update(data=line.data | {"digest": plain})
    return plain


def stored_text() -> str:
    rows: list[Any] = [
        *Dataset.objects.values_list("digest", flat=True),
        *PublishedFigure.objects.values_list("answers", "facts"),
        *ModelLogEntry.objects.values_list("data", flat=True),
        *PageLogEntry.objects.values_list("data", flat=True),
    ]
    return str(rows)


@pytest.mark.parametrize("where", ["database", "disk"])
def test_plain_hashes_leave_and_figures_are_still_proved(
    where: str, settings: Any, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    settings.DATASET_STORAGE, settings.PRIVATE_ROOT = where, tmp_path
    dataset = factories.dataset()
    factories.study(of=dataset, with_pieces=factories.few_pieces())
    folder = tmp_path / "datasets"
    with unguarded():
        plain = as_before()
        if where == "disk":
            (folder / f"{dataset.public_id.hex}.parquet").rename(folder / f"{plain}.parquet")
        assert plain in stored_text()
        with django_capture_on_commit_callbacks(execute=True):
            give_keys(apps, None)
            forget_digests(apps, None)
    assert plain not in stored_text()
    if where == "disk":
        assert [path.name for path in folder.iterdir()] == [f"{dataset.public_id.hex}.parquet"]
    storage.forget_opened()
    proofs = [replay(stored) for stored in stored_figures()]
    assert len(proofs) == 4
    assert all(proof.is_same for proof in proofs)


def test_bytes_that_were_altered_before_are_not_proved_after() -> None:
    dataset = factories.dataset(complete=12, partial=0)
    with unguarded():
        as_before()
        Dataset.objects.update(digest="0" * 64)
        give_keys(apps, None)
    storage.forget_opened()
    with pytest.raises(DatasetAltered):
        storage.read_bytes(Dataset.objects.get(pk=dataset.pk))
