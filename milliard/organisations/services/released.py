"""What an organisation released of a questionnaire, field by field: taken into the directory, or taken back.

Questionnaires stand above this app: whoever may read both (`milliard.website`) calls these, with what was
agreed to and nothing else.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q

from milliard.organisations.enums import FIRST_HAND, FieldSource, OrganisationState
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

    An organisation that is not there waits to be read by the team. What the organisation or the team said
    stays. None when not even a name was released.
    """
    said = {name: value for name, value in released.fields.items() if name in FIELDS and value}
    if not said.get("name"):
        take_back_released(reference=released.reference)
        return None
    found = _known(released.reference, said)
    organisation = lock_organisation(found) if found else Organisation(state=OrganisationState.AWAITING)
    kept = _kept(organisation)
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

    An organisation nobody else spoke of leaves the directory.
    """
    gone, _ = OrganisationNeed.objects.filter(reference=reference).delete()
    said = FieldProvenance.objects.filter(reference=reference)
    spoken_of = set(said.values_list("organisation_id", flat=True))
    forgotten, _ = said.delete()
    alone = Organisation.objects.filter(pk__in=spoken_of, provenances=None, claims=None)
    alone.update(state=OrganisationState.WITHDRAWN)
    return bool(gone or forgotten)


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


def _kept(organisation: Organisation) -> set[str]:
    said = FieldProvenance.objects.filter(organisation=organisation.pk, source__in=FIRST_HAND)
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
