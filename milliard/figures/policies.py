"""Who may freeze, import and read datasets: counts and codebooks only, never one person's answers."""

from milliard.accounts.enums import Role
from milliard.accounts.policies import Person, holds
from milliard.figures.models import Dataset
from milliard.surveys.models import Collection

_READERS = (Role.ORGANISER, Role.ANALYST, Role.ADMIN)


def can_freeze(person: Person, collection: Collection) -> bool:
    """Make the dataset every figure will be computed from."""
    return holds(person, *_READERS)


def can_import_dataset(person: Person) -> bool:
    """Make a dataset of a table collected elsewhere."""
    return holds(person, *_READERS)


def can_remove_dataset(person: Person, dataset: Dataset) -> bool:
    """Put a dataset away, or delete one that nothing cites."""
    return holds(person, Role.ORGANISER, Role.ADMIN)


def can_allow_rows(person: Person, dataset: Dataset) -> bool:
    """Decide that some columns may be published row by row."""
    return holds(person, Role.ADMIN)


def can_read_datasets(person: Person) -> bool:
    """See which datasets exist, what they hold and where they come from; never an individual answer."""
    return holds(person, *_READERS)
