"""What members do when an account is opened, or changes its address."""

from typing import Any

from milliard.accounts.models import User
from milliard.members.services import joining


def claim_members(sender: type, *, user: User, **event: Any) -> None:
    """Who came by the team or by a file finds their membership the first time they sign in."""
    joining.claim_members(account=user)


def follow_address(
    sender: type, *, user: User, from_email_address: Any, to_email_address: Any, **event: Any
) -> None:
    """Members are written to where their account is."""
    if from_email_address is not None:
        joining.follow_address(account=user, was=from_email_address.email, now=to_email_address.email)
