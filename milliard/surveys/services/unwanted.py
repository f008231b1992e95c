"""Addresses that want no invitation any more: forgotten here, and recognised by a keyed hash alone."""

import hashlib
import hmac
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.surveys.models import Collection, Contributor, Invitation, Response, UnwantedAddress
from milliard.surveys.policies import can_handle_requests
from milliard.surveys.services.access import invitation_of


@transaction.atomic
def refuse_invitations(*, key: str) -> None:
    """Whoever holds an invitation wants none any more, from any collection.

    Their invitations go; a response begun with one stays, with the link its author may have asked for.
    Raises `UnknownToken`.
    """
    _forget_invitations(invitation_of(key).email)


@transaction.atomic
def forget_address(*, collection: Collection, email: str, by: User) -> int:
    """On the request of the person it belongs to: forget it in every collection, invite it no more.

    Returns how many rows named it: invitations, links back, people answering together. What was answered
    stays. The journal of ``collection``, whose screen was used, says that it was done, not for whom.
    """
    authorize(by, can_handle_requests, collection)
    address = email.strip().lower()
    count = _forget_invitations(address)
    count += Response.objects.filter(resume_email=address).update(resume_email="")
    count += Contributor.objects.filter(email=address).delete()[0]
    journal.record("surveys.address.forgotten", collection, by=by)
    return count


def unwanted_among(addresses: Iterable[str]) -> set[str]:
    """Those of these addresses that want no invitation, in one query."""
    marks = {mark: address for address in addresses for mark in _marks_of(address)}
    found = UnwantedAddress.objects.filter(digest__in=marks).values_list("digest", flat=True)
    return {marks[bytes(digest)] for digest in found}


def _forget_invitations(address: str) -> int:
    UnwantedAddress.objects.get_or_create(digest=_marks_of(address)[0])
    return Invitation.objects.filter(email=address).delete()[0]


def _marks_of(address: str) -> list[bytes]:
    """By the secret key, then by the former ones: what one of them marked is still recognised."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    message = f"surveys.unwanted|{address}".encode()  # `salted_hmac` would not find the marks stored before
    return [hmac.new(str(key).encode(), message, hashlib.sha256).digest() for key in keys]
