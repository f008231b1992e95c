"""Who may do what with questionnaires. Respondents need no account: their token decides, see `tokens`."""

from django.contrib.auth.models import AnonymousUser

from milliard.members.enums import Role
from milliard.members.models import User
from milliard.surveys.enums import Origin
from milliard.surveys.errors import NotAllowed
from milliard.surveys.models import Collection, Response

Actor = User | AnonymousUser
_TEAM = (Role.ORGANISER, Role.ADMIN)
_READERS = (Role.ORGANISER, Role.ANALYST, Role.ADMIN)


def can_manage_questionnaires(user: Actor) -> bool:
    """Write versions, open and close collections."""
    return _holds(user, _TEAM)


def can_preview(user: Actor) -> bool:
    """See a version as respondents would, before it opens."""
    return _holds(user, _READERS)


def can_invite(user: Actor, collection: Collection) -> bool:
    return _holds(user, _TEAM)


def can_enter_paper(user: Actor, collection: Collection) -> bool:
    """Type in a form somebody filled on paper."""
    return _holds(user, _TEAM)


def can_leave_blanks(user: Actor | None, response: Response) -> bool:
    """Finish a paper form on which required questions were left blank: nobody is there to ask again."""
    is_paper = response.origin == Origin.PAPER
    return is_paper and user is not None and can_enter_paper(user, response.collection)


def can_follow(user: Actor, collection: Collection) -> bool:
    """See how a collection is going."""
    return _holds(user, _READERS)


def can_freeze(user: Actor, collection: Collection) -> bool:
    """Make the dataset every figure will be computed from."""
    return _holds(user, _READERS)


def can_import_dataset(user: Actor) -> bool:
    return _holds(user, _READERS)


def can_read_datasets(user: Actor) -> bool:
    """See which datasets exist, what they hold and where they come from; never an individual answer."""
    return _holds(user, _READERS)


def can_handle_requests(user: Actor, collection: Collection) -> bool:
    """Find a response by its number because the person asks to correct or erase it."""
    return _holds(user, _TEAM)


def ensure(by: Actor | None, allowed: bool) -> None:
    """Raise :class:`NotAllowed` unless the policy said yes; ``by`` None is the platform (a command)."""
    if by is not None and not allowed:
        raise NotAllowed


def _holds(user: Actor, roles: tuple[Role, ...]) -> bool:
    return isinstance(user, User) and user.is_active and user.has_role(*roles)
