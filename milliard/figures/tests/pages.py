"""Who gets what from the screens of datasets."""

from typing import Any

from django.utils import timezone

from milliard.accounts.enums import Role
from milliard.accounts.tests.factories import make_person
from milliard.figures.models import Dataset
from milliard.figures.tests.builders import frozen
from milliard.figures.tests.bulk import add_datasets
from milliard.surveys.tests import factories as surveys
from tests.harness.addresses import (
    READERS,
    STAFF,
    TEAM,
    Budget,
    Page,
    everyone,
    staff_act,
    staff_only,
    staff_walk,
)


def open_collection() -> dict[str, Any]:
    return {"slug": surveys.open_collection().slug}


def dataset() -> dict[str, Any]:
    item = surveys.open_collection()
    return {"slug": frozen(item, {"nom": "x"}).slug}


def archived() -> dict[str, Any]:
    made = dataset()
    Dataset.objects.filter(slug=made["slug"]).update(archived_at=timezone.now())
    return made


def giving_rows() -> dict[str, Any]:
    made = dataset()
    given = {"row_variables": ["age"], "rows_allowed_at": timezone.now(), "rows_allowed_by": make_person()}
    Dataset.objects.filter(slug=made["slug"]).update(**given)
    return made


def _giving_rows() -> int:
    return Dataset.objects.filter(rows_allowed_at__isnull=False).count()


def _put_away() -> int:
    return Dataset.objects.filter(archived_at__isnull=False).count()


def codebook_file() -> dict[str, Any]:
    return {**dataset(), "format": "json"}


PAGES = [
    Page(
        "figures_staff:freeze",
        staff_only(READERS, 200),
        post=staff_only(READERS, 422),
        arguments=open_collection,
        axe=[staff_walk("collectes/grand-recueil-2024/figer/")],
    ),
    Page(
        "figures_staff:datasets",
        staff_only(READERS, 200),
        budget=Budget(add_datasets, queries=21, role=Role.ORGANISER, is_paged=True),
        axe=[staff_walk("jeux-de-donnees/")],
    ),
    Page(
        "figures_staff:import_answers",
        staff_only(READERS, 200),
        post=staff_only(READERS, 422),
        axe=[staff_walk("jeux-de-donnees/importer/")],
    ),
    Page("figures_staff:import_apply", staff_only(STAFF, 405), post=everyone(302)),
    Page("figures_staff:dataset", staff_only(READERS, 200), arguments=dataset),
    Page(
        "figures_staff:dataset_allow_rows",
        staff_only([Role.ADMIN], 200),
        post=staff_only([Role.ADMIN], 422),
        arguments=dataset,
    ),
    staff_act("figures_staff:dataset_withdraw_rows", [Role.ADMIN], giving_rows, _giving_rows),
    staff_act("figures_staff:dataset_archive", TEAM, dataset, _put_away),
    staff_act("figures_staff:dataset_restore", TEAM, archived, _put_away),
    staff_act("figures_staff:dataset_delete", TEAM, dataset, Dataset.objects.count),
    Page("figures_staff:codebook", staff_only(READERS, 200), arguments=codebook_file),
]
