"""Anonymous rows of a dataset: nobody downloads them unless somebody allowed it, which is written down."""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.figures.datasets.anonymous_rows import check_rows
from milliard.figures.datasets.storage import open_dataset
from milliard.figures.models import Dataset
from milliard.figures.policies import can_allow_rows


@transaction.atomic
def allow_rows(*, dataset: Dataset, variables: Sequence[str], by: User) -> Dataset:
    """Let studies published from now on give these columns of the complete responses, row by row.

    Whoever refused statistics is in no dataset. Raises ``NotAllowed``, ``RowsRefused``.
    """
    authorize(by, can_allow_rows, dataset)
    locked = Dataset.objects.select_for_update(no_key=True).get(pk=dataset.pk)
    check_rows(open_dataset(locked), variables, settings.DISCLOSURE_THRESHOLD)
    locked.row_variables = list(variables)
    locked.rows_allowed_at, locked.rows_allowed_by = timezone.now(), by
    return _saved(locked, "figures.dataset.rows_allowed", by, {"columns": list(variables)})


@transaction.atomic
def withdraw_rows(*, dataset: Dataset, by: User) -> Dataset:
    """Give no rows any more, in no edition. What was downloaded stays where it is. Raises ``NotAllowed``."""
    authorize(by, can_allow_rows, dataset)
    locked = Dataset.objects.select_for_update(no_key=True).get(pk=dataset.pk)
    locked.row_variables, locked.rows_allowed_at, locked.rows_allowed_by = [], None, None
    return _saved(locked, "figures.dataset.rows_withdrawn", by, {})


def _saved(dataset: Dataset, code: str, by: User, data: dict[str, object]) -> Dataset:
    dataset.full_clean(exclude=["parquet"])
    dataset.save(update_fields=["row_variables", "rows_allowed_at", "rows_allowed_by", "updated_at"])
    journal.record(code, dataset, by=by, data=data)
    return dataset
