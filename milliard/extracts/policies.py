"""Who may count and take away answers."""

from milliard.accounts.enums import Role
from milliard.accounts.policies import Person, holds
from milliard.figures.models import Dataset
from milliard.surveys.models import Collection

_READERS = (Role.ORGANISER, Role.ANALYST, Role.ADMIN)


def can_take_rows(person: Person, dataset: Dataset) -> bool:
    """Take the rows of a dataset away, one response a line; it holds no name, address or free text."""
    return holds(person, *_READERS)


def can_take_live_rows(person: Person, collection: Collection) -> bool:
    """The same of a collection as it stands."""
    return holds(person, *_READERS)


def can_take_words(person: Person, collection: Collection) -> bool:
    """Take free texts and what tells who answers beside the rows: whoever runs the collection."""
    return holds(person, Role.ORGANISER, Role.ADMIN)


def can_count(person: Person) -> bool:
    """Read the frequencies of every question, live or frozen: counts, never one person's answers."""
    return holds(person, *_READERS)
