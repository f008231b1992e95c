"""Corrections of a page: written at once from whoever keeps it, read first by the team from the others."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.organisations.enums import ChangeState, FieldSource
from milliard.organisations.fields import as_json, put, stored
from milliard.organisations.models import (
    FIELDS,
    IDENTITY,
    ChangeProposal,
    FieldProvenance,
    Organisation,
    label_of,
)
from milliard.organisations.policies import can_keep_directory, can_propose_change, is_contact
from milliard.organisations.services.directory import NothingToChange, lock_organisation, write_fields


class ChangeDecided(Refused):
    """Somebody decided on the correction before."""

    message = "Cette correction a déjà été décidée."


class SeenOtherwise(Refused):
    """Somebody changed the page while the person was writing."""

    message = "Cette fiche a changé pendant que vous l’écriviez\u00a0: comparez avant d’enregistrer."

    def __init__(self, names: Iterable[str] = ()) -> None:
        labels = ", ".join(map(label_of, names))
        super().__init__(
            f"Pendant que vous écriviez, quelqu’un a changé\u00a0: {labels}. Ce que vous avez écrit"
            " est encore là\u00a0: comparez-le à la fiche, puis enregistrez à nouveau."
        )


@dataclass(frozen=True, slots=True)
class ChangesMade:
    """How many fields were written at once, and how many wait for the team."""

    written: int
    waiting: int


@transaction.atomic
def propose_changes(
    *, organisation: Organisation, values: Mapping[str, Any], by: User, seen_at: dt.datetime | None = None
) -> ChangesMade:
    """Correct a page. A contact of the organisation writes, but who it is; the others propose.

    ``seen_at``: when the form was opened. Raises `NothingToChange`, `SeenOtherwise`,
    ``ValidationError`` with the field.
    """
    authorize(by, can_propose_change, organisation)
    locked = lock_organisation(organisation)
    said = {name: as_json(value) for name, value in values.items() if name in FIELDS}
    changed = {name: value for name, value in said.items() if value != stored(locked, name)}
    if seen_at and (since := _changed_since(locked, changed, seen_at, by)):
        raise SeenOtherwise(since)
    if not changed:
        raise NothingToChange
    is_own = is_contact(by, locked)
    written = {name: value for name, value in changed.items() if is_own and name not in IDENTITY}
    waiting = {name: value for name, value in changed.items() if name not in written}
    _check(locked, waiting)
    if write_fields(organisation=locked, values=written, source=FieldSource.OWN_PAGE, person=by):
        journal.record("organisations.organisation.changed", locked, by=by, data={"fields": list(written)})
    _propose(locked, waiting, by, is_own=is_own)
    return ChangesMade(len(written), len(waiting))


@transaction.atomic
def accept_change(*, proposal: ChangeProposal, by: User | None) -> ChangeProposal:
    """Write what was proposed, its source with it. Raises `ChangeDecided`, ``ValidationError``."""
    authorize(by, can_keep_directory)
    locked = _lock(proposal)
    source = FieldSource.OWN_PAGE if locked.is_own else FieldSource.SUGGESTION
    write_fields(
        organisation=lock_organisation(locked.organisation),
        values={locked.field: locked.value},
        source=source,
        person=locked.person,
    )
    return _decide(locked, ChangeState.ACCEPTED, by)


@transaction.atomic
def refuse_change(*, proposal: ChangeProposal, by: User | None) -> ChangeProposal:
    """Leave the page as it is. Raises `ChangeDecided`."""
    authorize(by, can_keep_directory)
    return _decide(_lock(proposal), ChangeState.REFUSED, by)


def _changed_since(
    organisation: Organisation, changed: Mapping[str, Any], seen_at: dt.datetime, by: User
) -> list[str]:
    """Which of the fields this would change were said by somebody else since then."""
    said = FieldProvenance.objects.filter(organisation=organisation, field__in=changed, said_at__gt=seen_at)
    return sorted(said.exclude(by=by).values_list("field", flat=True)) if changed else []


def _check(organisation: Organisation, values: Mapping[str, Any]) -> None:
    """Whether the row could hold the values; nothing is written."""
    tried = Organisation.objects.get(pk=organisation.pk)
    for name, value in values.items():
        put(tried, name, value)
    tried.full_clean()


def _propose(organisation: Organisation, values: Mapping[str, Any], by: User, *, is_own: bool) -> None:
    for name, value in values.items():
        ChangeProposal.objects.update_or_create(
            organisation=organisation,
            field=name,
            person=by,
            state=ChangeState.WAITING,
            defaults={"value": value, "before": stored(organisation, name), "is_own": is_own},
        )


def _lock(proposal: ChangeProposal) -> ChangeProposal:
    found = ChangeProposal.objects.select_for_update(of=("self",)).select_related("organisation", "person")
    locked = found.get(pk=proposal.pk)
    if locked.state != ChangeState.WAITING:
        raise ChangeDecided
    return locked


def _decide(proposal: ChangeProposal, state: ChangeState, by: User | None) -> ChangeProposal:
    proposal.state, proposal.decided_at = state, timezone.now()
    proposal.save()
    data = {"field": proposal.field}
    journal.record(f"organisations.change.{state}", proposal.organisation, by=by, data=data)
    return proposal
