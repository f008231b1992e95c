"""A dataset put away, or deleted when no study and no row depends on it."""

from django.db import transaction
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.dependents import dependents
from milliard.core.refusals import Refused
from milliard.figures.datasets.storage import forget_bytes
from milliard.figures.models import Dataset
from milliard.figures.policies import can_remove_dataset
from milliard.figures.signals import citations_asked


class DatasetCited(Refused):
    """A study or a published figure depends on it."""

    message = "Ce jeu de données est cité\u00a0: rien n’a été supprimé."


def obstacles_to_dataset(dataset: Dataset) -> list[str]:
    """Why this dataset cannot be deleted; nothing when it can."""
    answers = citations_asked.send(sender=Dataset, dataset=dataset)
    cited = [f"Le cite\u00a0: {words}." for _, found in answers for words in found or ()]
    found = cited or [f"Le cite\u00a0: {words}." for words in dependents(dataset)]
    if dataset.rows_allowed_at is not None:
        found.append("Ses réponses sont publiables une à une\u00a0: retirez d’abord ce droit.")
    return found


@transaction.atomic
def delete_dataset(*, dataset: Dataset, by: User) -> None:
    """Delete a dataset that nothing cites, its bytes with it. Raises `DatasetCited`, ``NotAllowed``."""
    authorize(by, can_remove_dataset, dataset)
    locked = Dataset.objects.select_for_update().get(pk=dataset.pk)
    if obstacles := obstacles_to_dataset(locked):
        raise DatasetCited(obstacles[0])
    data = {"slug": locked.slug, "rows": locked.row_count, "digest": locked.digest}
    journal.record("figures.dataset.deleted", locked, by=by, data=data)
    forget_bytes(locked)
    locked.delete()


@transaction.atomic
def archive_dataset(*, dataset: Dataset, by: User) -> Dataset:
    """Take a dataset out of the lists and of the editor's choices; studies that show it go on."""
    return _put(dataset, by, is_archived=True)


@transaction.atomic
def restore_dataset(*, dataset: Dataset, by: User) -> Dataset:
    """Bring a dataset back in the lists."""
    return _put(dataset, by, is_archived=False)


def _put(dataset: Dataset, by: User, *, is_archived: bool) -> Dataset:
    authorize(by, can_remove_dataset, dataset)
    locked = Dataset.objects.select_for_update(no_key=True).get(pk=dataset.pk)
    if (locked.archived_at is not None) != is_archived:
        locked.archived_at = timezone.now() if is_archived else None
        locked.save(update_fields=["archived_at", "updated_at"])
        code = "figures.dataset.archived" if is_archived else "figures.dataset.restored"
        journal.record(code, locked, by=by)
    return locked
