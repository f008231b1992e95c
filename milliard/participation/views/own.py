"""Who acts: one of the members of the visitor's account."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest

from milliard.accounts.models import User
from milliard.core.refusals import Refused
from milliard.members.models import Member
from milliard.members.reads import members_of


def my_members(request: HttpRequest) -> list[Member]:
    """The visitor's own members; none for a stranger."""
    return list(members_of(request.user)) if isinstance(request.user, User) else []


def acting_member(request: HttpRequest, mine: list[Member] | None = None) -> Member | None:
    """The one chosen on the form or in the address, or the first; None for who has none."""
    mine = my_members(request) if mine is None else mine
    chosen = request.POST.get("member", "") or request.GET.get("pour", "")
    return next((one for one in mine if str(one.public_id) == chosen), mine[0] if mine else None)


def try_act(request: HttpRequest, act: Callable[[], object]) -> bool:
    """Do it; a refusal is said above the page that follows."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, refusal.message)
        return False
    return True
