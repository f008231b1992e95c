"""A dataset nobody cites is deleted; one that a study shows, even in a draft, is not."""

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.core.refusals import NotAllowed
from milliard.fieldwork.services.archives import StillNeeded, delete_collection
from milliard.figures.datasets.errors import DatasetMissing
from milliard.figures.datasets.storage import read_bytes
from milliard.figures.models import Dataset
from milliard.figures.services.removal import DatasetCited, archive_dataset, delete_dataset
from milliard.figures.signals import citations_asked
from milliard.figures.tasks import freeze_ended_collection
from milliard.figures.tests.builders import frozen, status_and_staff
from milliard.surveys.tests import factories
from milliard.surveys.tests.browsing import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def dataset() -> Dataset:
    return frozen(factories.open_collection(status_and_staff()), *[{"statut": "scic"}] * 12)


def test_a_dataset_nobody_cites_goes_and_its_collection_may_follow(dataset: Dataset) -> None:
    by, collection = factories.organiser(), dataset.collection
    assert collection is not None
    type(collection).objects.update(is_simulated=True)
    collection.refresh_from_db()
    with pytest.raises(StillNeeded, match="jeu"):
        delete_collection(collection=collection, by=by)
    delete_dataset(dataset=dataset, by=by)
    assert not Dataset.objects.exists()
    assert read_or_none(dataset) is None
    delete_collection(collection=collection, by=by)


@pytest.mark.parametrize("storage", ["disk", "database"])
def test_its_bytes_go_with_it(
    storage: str, settings: Any, django_capture_on_commit_callbacks: Any, tmp_path: Path
) -> None:
    settings.DATASET_STORAGE, settings.PRIVATE_ROOT = storage, tmp_path
    item = frozen(factories.open_collection(status_and_staff()), *[{"statut": "scic"}] * 12)
    assert read_or_none(item)
    with django_capture_on_commit_callbacks(execute=True):
        delete_dataset(dataset=item, by=factories.organiser())
    assert not list(tmp_path.rglob("*.parquet"))


def test_what_cites_it_is_said_and_keeps_it(dataset: Dataset) -> None:
    def cites(dataset: Dataset, **kwargs: Any) -> list[str]:
        return ["étude «\u00a0Les besoins\u00a0»"]

    team = signed_in(Role.ORGANISER)
    address = reverse("figures_staff:dataset_delete", args=[dataset.slug])
    assert "voici ce qui va se passer" in text_of(team.get(address))
    citations_asked.connect(cites)
    try:
        assert "Les besoins" in text_of(team.get(address))
        with pytest.raises(DatasetCited, match="Les besoins"):
            delete_dataset(dataset=dataset, by=factories.organiser())
    finally:
        citations_asked.disconnect(cites)
    assert Dataset.objects.exists()


def test_archived_it_leaves_the_list_and_comes_back(dataset: Dataset) -> None:
    team, listed = signed_in(Role.ORGANISER), reverse("figures_staff:datasets")
    assert dataset.title in text_of(team.get(listed))
    team.post(reverse("figures_staff:dataset_archive", args=[dataset.slug]))
    assert dataset.title not in text_of(team.get(listed))
    assert dataset.title in text_of(team.get(listed, {"rangement": "archives"}))
    team.post(reverse("figures_staff:dataset_restore", args=[dataset.slug]))
    assert dataset.title in text_of(team.get(listed))


def test_an_analyst_reads_and_deletes_nothing(dataset: Dataset) -> None:
    analyst = factories.user(Role.ANALYST)
    for service in (delete_dataset, archive_dataset):
        with pytest.raises(NotAllowed):
            service(dataset=dataset, by=analyst)


def test_a_freeze_of_a_collection_deleted_since_is_nothing() -> None:
    freeze_ended_collection.func(999_999)
    assert not Dataset.objects.exists()


def read_or_none(dataset: Dataset) -> bytes | None:
    try:
        return read_bytes(dataset)
    except DatasetMissing:
        return None
