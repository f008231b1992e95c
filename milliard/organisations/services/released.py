"""What an organisation released of a questionnaire, field by field: taken into the directory, or taken back.

Questionnaires stand above this app: whoever may read both (`milliard.website`) calls these, with what was
agreed to and nothing else.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q

from milliard.organisations.enums import ClaimState, FieldSource, OrganisationState
from milliard.organisations.fields import put, write_words
from milliard.organisations.matching import SURE
from milliard.organisations.models import FIELDS, FieldProvenance, Organisation, OrganisationNeed
from milliard.organisations.names import NameIndex
from milliard.organisations.services.directory import lock_organisation, write_fields, write_sources

#: What of a need may be released, each apart.
NEED_FIELDS = ("use", "horizon", "amount_cents")
_BY_A_SURVEY = FieldSource.SURVEY


@dataclass(frozen=True, slots=True)
class ReleasedAnswer:
    """What one answer released.

    ``fields``: values as `fields.stored` gives them, those agreed to alone;
    ``needs``: each a part of `NEED_FIELDS`; ``reference``: a name of the answer, which tells nothing of it.
    """

    reference: str
    answered_at: dt.datetime
    fields: Mapping[str, Any]
    needs: Sequence[Mapping[str, Any]] = ()


@transaction.atomic
def receive_released_fields(*, released: ReleasedAnswer) -> Organisation | None:
    """Take into the directory what an answer released; again, it replaces what it had said.

    An organisation that is not there waits to be read by the team. What anybody else said stays, whoever it
    is. None when not even a name was released.
    """
    said = {name: value for name, value in released.fields.items() if name in FIELDS and value}
    if not said.get("name"):
        take_back_released(reference=released.reference)
        return None
    found = _known(released.reference, said)
    organisation = lock_organisation(found) if found else Organisation(state=OrganisationState.AWAITING)
    kept = _kept(organisation, released.reference)
    write_fields(
        organisation=organisation,
        values={name: value for name, value in said.items() if name not in kept},
        source=_BY_A_SURVEY,
    )
    names = set(said) - kept
    write_sources(
        organisation=organisation,
        names=names,
        source=_BY_A_SURVEY,
        said_at=released.answered_at,
        reference=released.reference,
    )
    _write_needs(organisation, released)
    return organisation


@transaction.atomic
def take_back_released(*, reference: str) -> bool:
    """The agreement was withdrawn, or the answer erased: what it had said goes. Whether it had said anything.

    An organisation named by it alone leaves the directory, unless somebody of it keeps its page.
    """
    gone, _ = OrganisationNeed.objects.filter(reference=reference).delete()
    said: dict[int, list[str]] = defaultdict(list)
    provenances = FieldProvenance.objects.filter(reference=reference)
    for pk, name in provenances.values_list("organisation_id", "field"):
        said[pk].append(name)
    for organisation in Organisation.objects.select_for_update().filter(pk__in=said):
        _forget(organisation, said[organisation.pk])
    provenances.delete()
    return bool(gone or said)


def _forget(organisation: Organisation, names: Sequence[str]) -> None:
    for name in names:
        if name != "name":
            put(organisation, name, [] if name == "themes" else "")
    is_kept = organisation.claims.filter(state=ClaimState.ACCEPTED).exists()
    if "name" in names and not is_kept:
        organisation.state = OrganisationState.WITHDRAWN
    write_words(organisation)
    organisation.save()


def _known(reference: str, said: Mapping[str, Any]) -> Organisation | None:
    """The organisation an answer spoke of before, or has the identifier or the name and commune of."""
    before = FieldProvenance.objects.filter(reference=reference).select_related("organisation").first()
    if before is not None:
        return before.organisation
    numbers = Q()
    for number in ("siren", "siret", "rna"):
        if said.get(number):
            numbers |= Q(**{number: said[number]})
    if numbers and (found := Organisation.objects.filter(numbers).order_by("pk").first()):
        return found
    if not said.get("commune"):
        return None
    around: NameIndex[Organisation] = NameIndex(SURE)
    for one in Organisation.objects.filter(commune=said["commune"]).order_by("pk"):
        around.add(one.name, one)
    nearest = around.nearest(said["name"], lambda one: True)
    return nearest[1] if nearest else None


def _kept(organisation: Organisation, reference: str) -> set[str]:
    """The fields that somebody else said."""
    said = FieldProvenance.objects.filter(organisation=organisation.pk).exclude(reference=reference)
    return set(said.values_list("field", flat=True))


def _write_needs(organisation: Organisation, released: ReleasedAnswer) -> None:
    OrganisationNeed.objects.filter(reference=released.reference).delete()
    OrganisationNeed.objects.bulk_create(
        OrganisationNeed(
            organisation=organisation,
            source=_BY_A_SURVEY,
            said_at=released.answered_at,
            reference=released.reference,
            **{name: need[name] for name in NEED_FIELDS if need.get(name)},
        )
        for need in released.needs
        if any(need.get(name) for name in NEED_FIELDS)
    )
