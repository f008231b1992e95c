"""A list of people between its first reading and the decision to invite them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.files.base import File

from milliard.accounts.models import User
from milliard.core.access import authorize
from milliard.core.addresses import AddressError
from milliard.core.apart import read_apart
from milliard.core.held_files import HeldFile, HeldFiles, NoHeldFile
from milliard.fieldwork.invitation_files import InvitationFile, read_invitation_file
from milliard.surveys.invited_person import FIELDS, InvitedPerson
from milliard.surveys.models import Collection
from milliard.surveys.policies import can_invite
from milliard.surveys.services.unwanted import unwanted_among

_HELD = HeldFiles("invitation_files")


@dataclass(frozen=True, slots=True)
class InvitationDraft:
    """The list that waits, and the text that opens it again. ``places``: when a person said the columns."""

    ticket: str
    held: HeldFile
    places: Mapping[str, int] | None = None

    def read(self) -> InvitationFile:
        """Everybody in it. Raises `TableRefused`, `TooCostly`."""
        return read_apart(read_invitation_file, self.held.path.read_bytes(), self.places)


@dataclass(frozen=True, slots=True)
class InvitationPlan:
    """What inviting a list would do: each of its rows is in one of these."""

    file: InvitationFile
    new: list[InvitedPerson]
    known: list[InvitedPerson]
    unwanted: list[InvitedPerson]

    @property
    def problems(self) -> list[AddressError]:
        return self.file.problems


def keep_list(*, collection: Collection, upload: File, by: User) -> InvitationDraft:  # type: ignore[type-arg]
    """Keep a list for ``by``, for a day. Raises `NotAllowed`."""
    authorize(by, can_invite, collection)
    return _draft(_HELD.keep(upload, {"collection": collection.pk}), by)


def say_places(
    *, collection: Collection, draft: InvitationDraft, places: Mapping[str, int], by: User
) -> InvitationDraft:
    """The same list, read by these columns. Raises `NotAllowed`."""
    authorize(by, can_invite, collection)
    return _draft(_HELD.say(draft.held, places=dict(places)), by)


def open_list(*, collection: Collection, ticket: str, by: User) -> InvitationDraft:
    """The list kept for this collection. Raises `NotAllowed`, `NoHeldFile`."""
    authorize(by, can_invite, collection)
    held = _HELD.open(ticket, owner=by.pk)
    if held.said.get("collection") != collection.pk:
        raise NoHeldFile
    return _draft(held, by)


def plan_invitations(*, collection: Collection, file: InvitationFile) -> InvitationPlan:
    """Who of the list would be written to, in two queries."""
    addresses = [person.email for person in file.people]
    known = set(collection.invitations.filter(email__in=addresses).values_list("email", flat=True))
    unwanted = unwanted_among(addresses)
    return InvitationPlan(
        file,
        [each for each in file.people if each.email not in known and each.email not in unwanted],
        [each for each in file.people if each.email in known],
        [each for each in file.people if each.email in unwanted and each.email not in known],
    )


def forget_list(*, draft: InvitationDraft) -> None:
    """Remove the list, once its people are invited."""
    _HELD.forget(draft.held.path)


def sweep() -> list[tuple[str, int]]:
    """Once a day: delete the lists nobody decided about within the day."""
    return [("listes d’adresses abandonnées", _HELD.forget_abandoned())]


def _draft(held: HeldFile, by: User) -> InvitationDraft:
    said = held.said.get("places")
    places = {name: int(said[name]) for name in FIELDS if name in said} if said else None
    return InvitationDraft(_HELD.ticket(held, owner=by.pk), held, places)
