"""One organisation at a time: added, suggested, changed, published, withdrawn; each field with its source."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.organisations.enums import FieldSource, OrganisationState
from milliard.organisations.fields import as_json, put, stored, write_words
from milliard.organisations.models import FIELDS, FieldProvenance, Organisation
from milliard.organisations.policies import can_keep_directory, can_suggest_organisation


class NothingToChange(Refused):
    """The form says what the page says already."""

    message = "Rien n’a changé\u00a0: corrigez au moins un champ."


class NotToPublish(Refused):
    """The organisation is published already."""

    message = "Cette fiche est déjà publiée."


class NotToWithdraw(Refused):
    """The organisation is not in the directory."""

    message = "Cette fiche n’est pas dans l’annuaire."


@transaction.atomic
def add_organisation(*, by: User | None, **values: Any) -> Organisation:
    """Add an organisation, published at once: the team knows it. Raises ``ValidationError``."""
    authorize(by, can_keep_directory)
    made = Organisation(state=OrganisationState.PUBLISHED)
    write_fields(organisation=made, values=_json(values), source=FieldSource.TEAM, person=by)
    journal.record("organisations.organisation.added", made, by=by)
    return made


@transaction.atomic
def suggest_organisation(*, by: User | None, **values: Any) -> Organisation:
    """Tell of an organisation that is not there: the team reads it before anybody else does."""
    authorize(by, can_suggest_organisation)
    made = Organisation(state=OrganisationState.AWAITING)
    write_fields(organisation=made, values=_json(values), source=FieldSource.SUGGESTION, person=by)
    return made


@transaction.atomic
def change_organisation(*, organisation: Organisation, by: User | None, **values: Any) -> Organisation:
    """Write what the team knows of an organisation. Raises `NothingToChange`, `ValidationError`."""
    authorize(by, can_keep_directory)
    locked = lock_organisation(organisation)
    changed = write_fields(organisation=locked, values=_json(values), source=FieldSource.TEAM, person=by)
    if not changed:
        raise NothingToChange
    journal.record("organisations.organisation.changed", locked, by=by, data={"fields": changed})
    return locked


@transaction.atomic
def publish_organisation(*, organisation: Organisation, by: User | None) -> Organisation:
    """Show an organisation in the directory. Raises `NotToPublish`."""
    authorize(by, can_keep_directory)
    locked = lock_organisation(organisation)
    if locked.is_published:
        raise NotToPublish
    return _move(locked, OrganisationState.PUBLISHED, "published", by)


@transaction.atomic
def withdraw_organisation(*, organisation: Organisation, by: User | None) -> Organisation:
    """Take an organisation out of the directory, or turn down a suggestion. Raises `NotToWithdraw`."""
    authorize(by, can_keep_directory)
    locked = lock_organisation(organisation)
    if locked.state == OrganisationState.WITHDRAWN:
        raise NotToWithdraw
    return _move(locked, OrganisationState.WITHDRAWN, "withdrawn", by)


def lock_organisation(organisation: Organisation) -> Organisation:
    """The row as it is now, held until the transaction ends."""
    return Organisation.objects.select_for_update().get(pk=organisation.pk)


def write_fields(
    *, organisation: Organisation, values: Mapping[str, Any], source: FieldSource, person: User | None = None
) -> list[str]:
    """Write the fields whose value differs, and their source; the names of those, in the order of `FIELDS`.

    Inside the caller's transaction, on a locked row; values as `fields.stored` gives them. An added row gets
    a source for every field that holds something. Raises `ValidationError`.
    """
    is_new = organisation.pk is None
    if (siret := values.get("siret")) and not (values.get("siren") or organisation.siren):
        values = {**values, "siren": siret[:9]}
    changed = [name for name in FIELDS if name in values and values[name] != stored(organisation, name)]
    for name in changed:
        put(organisation, name, values[name])
    if not (changed or is_new):
        return []
    write_words(organisation)
    organisation.full_clean()
    organisation.save()
    write_sources(organisation=organisation, names=changed, source=source, person=person)
    return changed


def write_sources(
    *,
    organisation: Organisation,
    names: Iterable[str],
    source: FieldSource,
    person: User | None = None,
    said_at: dt.datetime | None = None,
    reference: str = "",
) -> None:
    """Say where fields come from, instead of what was said before. Inside the caller's transaction."""
    at = said_at or timezone.now()
    FieldProvenance.objects.bulk_create(
        [
            FieldProvenance(
                organisation=organisation,
                field=name,
                source=source,
                said_at=at,
                by=person,
                reference=reference,
            )
            for name in names
        ],
        update_conflicts=True,
        unique_fields=["organisation", "field"],
        update_fields=["source", "said_at", "by", "batch", "reference", "updated_at"],
    )


def _json(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: as_json(value) for name, value in values.items()}


def _move(organisation: Organisation, state: OrganisationState, verb: str, by: User | None) -> Organisation:
    organisation.state = state
    organisation.save(update_fields=["state", "updated_at"])
    journal.record(f"organisations.organisation.{verb}", organisation, by=by)
    return organisation
