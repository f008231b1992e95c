"""Who acts: one of the members of the visitor's account."""

from django.http import HttpRequest

from milliard.accounts.models import User
from milliard.members.models import Member
from milliard.members.reads import members_of


def my_members(request: HttpRequest) -> list[Member]:
    """The visitor's own members; none for a stranger."""
    return list(members_of(request.user)) if isinstance(request.user, User) else []


def acting_member(request: HttpRequest) -> Member | None:
    """The one chosen on the form, or the first; None for who has none."""
    mine = my_members(request)
    chosen = request.POST.get("member", "")
    return next((one for one in mine if str(one.public_id) == chosen), mine[0] if mine else None)
