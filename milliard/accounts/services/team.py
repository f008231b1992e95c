"""The team: invite somebody to it, close an account and open it again."""

import datetime as dt
import secrets
from collections.abc import Sequence

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from milliard.accounts import policies
from milliard.accounts.emails import COLLEAGUE_INVITED
from milliard.accounts.enums import Role
from milliard.accounts.models import TeamInvitation, User, digest_of_key
from milliard.accounts.reports.powers import powers_of
from milliard.accounts.services import (
    LastAdministrator,
    RoleAlreadyGranted,
    forget_unproved_accounts,
    grant_role,
    is_last_administrator,
)
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.mail import queue_mail
from milliard.core.refusals import Refused

#: How long a link opens.
INVITED_FOR = dt.timedelta(days=7)
#: How long an invitation that is over still says who was invited.
KEPT_FOR = dt.timedelta(days=90)


class AlreadyInvited(Refused):
    """The same address, for the same role, and its link still opens."""

    message = "Cette adresse est déjà invitée à ce rôle\u00a0: retirez d’abord l’invitation qui attend."


class InvitationIsOver(Refused):
    """Too late, withdrawn, accepted, or given by somebody who may not any more."""

    message = "Cette invitation ne vaut plus\u00a0: demandez-en une autre à qui vous a invité·e."


class ForAnotherAddress(Refused):
    """Whoever is signed in is not the one who was invited."""

    message = (
        "Cette invitation est pour une autre adresse\u00a0: déconnectez-vous, puis ouvrez-la de nouveau et "
        "connectez-vous avec l’adresse qui l’a reçue."
    )


class NotYourself(Refused):
    """One's own account."""

    message = "C’est votre propre compte\u00a0: demandez-le à une autre personne qui administre le site."


class AccountIsErased(Refused):
    """Nobody is behind this account any more."""

    message = "Ce compte a été effacé\u00a0: il ne se rouvre pas."


@transaction.atomic
def invite_colleague(*, email: str, role: Role, by: User) -> TeamInvitation:
    """Send a link that gives ``role`` to whoever proves this address, within `INVITED_FOR`.

    Raises
    ------
    NotAllowed, RoleAlreadyGranted, AlreadyInvited
    """
    authorize(by, policies.can_invite_colleague)
    address = email.strip().lower()
    # Who invites is held too: a button pressed twice invites once.
    people = User.objects.filter(Q(email=address, is_active=True) | Q(pk=by.pk)).order_by("pk")
    held = people.select_for_update(no_key=True)  # whoever gives a role meanwhile only points to who gives it
    known = next((person for person in held if person.email == address), None)
    if known is not None and known.role_grants.current().filter(role=role).exists():
        raise RoleAlreadyGranted
    if TeamInvitation.objects.waiting().filter(email=address, role=role).exists():
        raise AlreadyInvited
    key = secrets.token_urlsafe(32)
    invitation = TeamInvitation(
        email=address,
        role=role,
        key_digest=digest_of_key(key),
        invited_by=by,
        expires_at=timezone.now() + INVITED_FOR,
    )
    invitation.full_clean()
    invitation.save()
    journal.record("accounts.colleague.invited", invitation, by=by, data={"role": role.value})
    queue_mail(
        COLLEAGUE_INVITED,
        to=address,
        context={
            "by": str(by),
            "role": Role(role).label,
            "powers": [power.words for power in powers_of(role)],
            "until": invitation.expires_at,
            "url": f"{settings.SITE_URL}{reverse('accounts:team_invitation', args=[key])}",
        },
    )
    return invitation


@transaction.atomic
def withdraw_invitation(*, invitation: TeamInvitation, by: User) -> TeamInvitation:
    """Take an invitation back: its link opens nothing any more. Raises `InvitationIsOver`."""
    locked = TeamInvitation.objects.select_for_update().get(pk=invitation.pk)
    authorize(by, policies.can_withdraw_invitation, locked)
    if not locked.is_waiting:
        raise InvitationIsOver("Cette invitation n’attend plus\u00a0: il n’y a rien à retirer.")
    locked.withdrawn_at, locked.withdrawn_by = timezone.now(), by
    locked.save(update_fields=["withdrawn_at", "withdrawn_by", "updated_at"])
    journal.record("accounts.colleague.uninvited", locked, by=by, data={"role": locked.role})
    return locked


@transaction.atomic
def accept_invitation(*, key: str, by: User) -> TeamInvitation:
    """Take the role one was invited to: the account is of the invited address, and proved it.

    The role is given by who invited, who must still be allowed to.

    Raises
    ------
    InvitationIsOver, ForAnotherAddress
    """
    found = TeamInvitation.objects.select_for_update().filter(key_digest=digest_of_key(key)).first()
    if found is None or not found.is_waiting or not policies.can_grant_role(found.invited_by, by):
        raise InvitationIsOver
    if not EmailAddress.objects.filter(user=by, email__iexact=found.email, verified=True).exists():
        raise ForAnotherAddress
    found.accepted_at, found.accepted_by = timezone.now(), by
    found.save(update_fields=["accepted_at", "accepted_by", "updated_at"])
    journal.record("accounts.colleague.accepted", found, by=by, data={"role": found.role})
    try:
        grant_role(user=by, role=Role(found.role), by=found.invited_by)
    except RoleAlreadyGranted:
        return found  # given by hand in the meantime
    return found


@transaction.atomic
def deactivate_account(*, user: User, by: User) -> User:
    """Close an account at once, sessions included; nothing of it is erased, its roles wait.

    Raises
    ------
    NotAllowed, NotYourself, LastAdministrator
    """
    if by.pk == user.pk:
        raise NotYourself
    if is_last_administrator(user):
        raise LastAdministrator
    user = User.objects.select_for_update().get(pk=user.pk)
    authorize(by, policies.can_deactivate_account, user)
    for session in UserSession.objects.filter(user=user):
        session.end()
    if user.is_active:
        user.is_active = False
        user.save(update_fields=["is_active"])
        journal.record("accounts.account.deactivated", user, by=by)
    return user


@transaction.atomic
def reactivate_account(*, user: User, by: User) -> User:
    """Open a closed account again, with the roles it had. Raises `AccountIsErased`."""
    user = User.objects.select_for_update().get(pk=user.pk)
    authorize(by, policies.can_deactivate_account, user)
    if user.is_erased:
        raise AccountIsErased
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
        journal.record("accounts.account.reactivated", user, by=by)
    return user


def tidy_up_accounts() -> Sequence[tuple[str, int]]:
    """Housekeeping: accounts nobody confirmed, invitations that are over."""
    before = timezone.now() - KEPT_FOR
    over, _ = TeamInvitation.objects.over_since(before).delete()
    return [*forget_unproved_accounts(), ("invitations dans l’équipe terminées", over)]
