"""Who acts in a request."""

from django.http import HttpRequest

from milliard.accounts.models import User
from milliard.core.refusals import NotAllowed


def actor(request: HttpRequest) -> User:
    """The person who signed in. Visitors never get where this is asked; one who would is refused."""
    if not isinstance(request.user, User):
        raise NotAllowed
    return request.user
