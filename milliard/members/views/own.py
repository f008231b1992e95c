"""One's own members: another's does not exist."""

from typing import cast

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from milliard.accounts.models import User
from milliard.members.models import Member


def me(request: HttpRequest) -> User:
    return cast(User, request.user)


def own_member(request: HttpRequest, public_id: object) -> Member:
    """The member of that address if it is the visitor's own; 404 otherwise, which tells nothing."""
    return get_object_or_404(Member.objects.present(), public_id=public_id, account=me(request))
