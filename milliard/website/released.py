"""From answers to the directory: what organisations agreed to show of theirs, and nothing else.

Questionnaires and the directory do not know one another; this app knows both. Every day, agreements given are
followed, and those taken back too.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.db.models import Max, QuerySet
from django.utils.crypto import salted_hmac

from milliard.organisations.models import FieldProvenance, OrganisationNeed
from milliard.organisations.services.released import (
    ReleasedAnswer,
    receive_released_fields,
    take_back_released,
)
from milliard.surveys.enums import Audience, Purpose
from milliard.surveys.models import Response
from milliard.territories.models import Commune

#: Agreement -> field of the directory -> question whose answer fills it, as the texts people read say.
_FIELDS: Mapping[Purpose, Mapping[str, str]] = {Purpose.DIRECTORY: {"name": "nom", "commune": "commune"}}
_NEEDS: Mapping[Purpose, Mapping[str, str]] = {
    Purpose.NEEDS: {"use": "usage", "horizon": "horizon"},
    Purpose.NEED_AMOUNTS: {"amount_cents": "montant_cible"},
}
_NEEDS_QUESTION = "besoins"


def follow_agreements(*, most: int | None = None) -> list[tuple[str, int]]:
    """Bring the directory up to the agreements of complete answers; counts of what was taken, and taken back.

    ``most``: how many answers at most are taken now.
    """
    known = {
        reference: said_at
        for model in (OrganisationNeed, FieldProvenance)
        for reference, said_at in model.objects.exclude(reference="")
        .values_list("reference")
        .annotate(at=Max("said_at"))
        .order_by()
    }
    agreed = {reference_of(one): one for one in _agreed()}
    gone = [reference for reference in known if reference not in agreed]
    fresh = [one for reference, one in agreed.items() if known.get(reference) != _said_at(one)][:most]
    for reference in gone:
        take_back_released(reference=reference)
    taken = [receive_released_fields(released=released_of(one)) for one in fresh]
    return [
        ("réponses reprises dans l’annuaire", sum(one is not None for one in taken)),
        ("réponses retirées de l’annuaire", len(gone)),
    ]


def released_of(response: Response) -> ReleasedAnswer:
    """What an answer released, agreement by agreement. Its consents are read with it."""
    given = {Purpose(one.purpose) for one in response.consents.all() if one.is_given}
    fields = dict(_fields(response.answers, given))
    needs = [
        {
            field: row[question]
            for purpose, questions in _NEEDS.items()
            if purpose in given
            for field, question in questions.items()
            if question in row
        }
        for row in response.answers.get(_NEEDS_QUESTION) or []
    ]
    return ReleasedAnswer(reference_of(response), _said_at(response), fields, needs)


def reference_of(response: Response) -> str:
    """A name of the answer that only this platform can tell: nothing in the directory leads back to it."""
    return salted_hmac("website.released", str(response.public_id), algorithm="sha256").hexdigest()[:40]


def _agreed() -> QuerySet[Response]:
    """Complete answers of organisations that agreed to be in the directory."""
    found = Response.objects.complete().filter(
        collection__audience=Audience.ORGANISATION,
        consents__purpose=Purpose.DIRECTORY,
        consents__is_given=True,
    )
    if not settings.IS_DEMONSTRATION:
        found = found.filter(collection__is_simulated=False)
    return found.prefetch_related("consents").order_by("completed_at", "pk")


def _said_at(response: Response) -> dt.datetime:
    """When it last said something: an answer corrected, or an agreement changed."""
    return max([response.saved_at, *(one.decided_at for one in response.consents.all())])


def _fields(answers: Mapping[str, Any], given: set[Purpose]) -> Iterator[tuple[str, Any]]:
    for purpose, questions in _FIELDS.items():
        for field, question in questions.items():
            said = str(answers.get(question) or "").strip()
            if purpose not in given or not said:
                continue
            if field != "commune":
                yield field, said
            elif commune := Commune.objects.resolve(said):
                yield field, commune.code
