"""Who may read what. The organisers and administrators read everything; analysts, what names nobody."""

from milliard.accounts.enums import Role
from milliard.accounts.policies import Person, holds
from milliard.surveys.models import Collection, Response

_TEAM = (Role.ORGANISER, Role.ADMIN)
_READERS = (Role.ORGANISER, Role.ANALYST, Role.ADMIN)


def can_read(person: Person, collection: Collection) -> bool:
    """Read responses and texts, without what says who answers."""
    return holds(person, *_READERS)


def can_read_any(person: Person) -> bool:
    """Read responses and texts of some collection, at least."""
    return holds(person, *_READERS)


def can_read_response(person: Person, response: Response) -> bool:
    """Read one response whole: never in an anonymous collection; for analysts, one that counts in figures."""
    if response.collection.is_anonymous:
        return False
    return holds(person, *_TEAM) or (holds(person, Role.ANALYST) and _counts(response))


def _counts(response: Response) -> bool:
    return Response.objects.for_statistics().filter(pk=response.pk).exists()


def can_see_identity(person: Person, collection: Collection) -> bool:
    """Names, addresses and numbers that were answered; search by an address."""
    return holds(person, *_TEAM)


def can_review_texts(person: Person, collection: Collection) -> bool:
    """Decide whether a text may be quoted."""
    return holds(person, *_READERS)


def can_read_files(person: Person, collection: Collection) -> bool:
    """Download what was sent with an answer."""
    return holds(person, *_TEAM)


def can_read_contacts(person: Person, collection: Collection) -> bool:
    """Addresses of those who agreed to a use of them."""
    return holds(person, *_TEAM)


def can_search_people(person: Person) -> bool:
    """Look for somebody's traces in every collection, by their address."""
    return holds(person, *_TEAM)
