"""Who may do what with questionnaires. Respondents need no account: their token decides, see `tokens`."""

from milliard.accounts.enums import Role
from milliard.accounts.policies import Person, holds
from milliard.surveys.enums import Origin
from milliard.surveys.models import Collection, Response

_TEAM = (Role.ORGANISER, Role.ADMIN)
_READERS = (Role.ORGANISER, Role.ANALYST, Role.ADMIN)


def can_manage_questionnaires(person: Person) -> bool:
    """Write versions, open and close collections."""
    return holds(person, *_TEAM)


def can_preview(person: Person) -> bool:
    """See a version as respondents would, before it opens."""
    return holds(person, *_READERS)


def can_invite(person: Person, collection: Collection) -> bool:
    return holds(person, *_TEAM)


def can_enter_paper(person: Person, collection: Collection) -> bool:
    """Type in a form somebody filled on paper."""
    return holds(person, *_TEAM)


def can_leave_blanks(person: Person | None, response: Response) -> bool:
    """Finish a paper form on which required questions were left blank: nobody is there to ask again."""
    is_paper = response.origin == Origin.PAPER
    return is_paper and person is not None and can_enter_paper(person, response.collection)


def can_follow(person: Person, collection: Collection) -> bool:
    """See how a collection is going."""
    return holds(person, *_READERS)


def can_handle_requests(person: Person, collection: Collection) -> bool:
    """Find a response by its number because the person asks to correct or erase it."""
    return holds(person, *_TEAM)
