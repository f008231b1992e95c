"""One's own members: another's does not exist."""

from typing import cast

from django.http import Http404, HttpRequest

from milliard.accounts.models import User
from milliard.members.models import Member
from milliard.members.reads import members_of


def me(request: HttpRequest) -> User:
    return cast(User, request.user)


def own_member(request: HttpRequest, public_id: object) -> Member:
    """The member of that address if it is the visitor's own; 404 otherwise, which tells nothing."""
    return own_household(request, public_id)[0]


def own_household(request: HttpRequest, public_id: object) -> tuple[Member, list[Member]]:
    """The same, with everybody the visitor's account holds."""
    mine = members_of(me(request))
    for member in mine:
        if member.public_id == public_id:
            return member, mine
    raise Http404
