"""Contacts of those who agreed to a use of them, from what they answered and nothing else.

The address left for a link back, that of an invitation, those of people who answer together were each given
for one thing, said on the page where they were asked: they are nobody's contact.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from engines.questionnaire.exposure import Exposure, exposure_of
from engines.questionnaire.expressions import CompiledQuestion, CompiledQuestionnaire
from engines.questionnaire.model import Kind
from engines.questionnaire.parsing import format_answer
from milliard.surveys.enums import Purpose
from milliard.surveys.models import Collection, Consent, Response
from milliard.surveys.services.questionnaires import compiled_version
from milliard.surveys.services.unwanted import unwanted_among

#: Uses that are agreed to of an address.
CONTACT_PURPOSES = tuple(
    purpose for purpose in Purpose if purpose not in (Purpose.STATISTICS, Purpose.QUOTATION)
)


@dataclass(frozen=True, slots=True)
class Agreed:
    """A use, and how many responses sent agree to it now."""

    purpose: Purpose
    count: int


@dataclass(frozen=True, slots=True)
class Contact:
    """Whoever agreed. ``values``: one per column; ``number``: "" in an anonymous collection."""

    number: str
    public_id: str
    values: tuple[str, ...]
    #: One of the addresses asked not to be invited any more.
    is_unwanted: bool
    #: Whether an e-mail address is among the values.
    has_address: bool

    @property
    def can_be_reached(self) -> bool:
        return any(self.values) and not self.is_unwanted


def agreed_counts(collection: Collection) -> list[Agreed]:
    """Each use the collection asks about, with how many agree."""
    asked = set(collection.consent_texts.values_list("purpose", flat=True))
    given = Consent.objects.filter(
        response__collection=collection, response__completed_at__isnull=False, is_given=True
    )
    counts = dict(given.values_list("purpose").annotate(count=Count("pk")).order_by())
    return [
        Agreed(purpose, counts.get(purpose.value, 0))
        for purpose in CONTACT_PURPOSES
        if purpose in asked or counts.get(purpose.value)
    ]


def who_agreed(collection: Collection, purpose: Purpose) -> QuerySet[Response]:
    """The responses sent that agree to this use now."""
    given = Consent.objects.filter(response=OuterRef("pk"), purpose=purpose, is_given=True)
    return Response.objects.filter(Exists(given), collection=collection, completed_at__isnull=False)


def contact_columns(collection: Collection) -> list[CompiledQuestion]:
    """The questions whose answers say who answers or where to write, outside repeated groups."""
    return [
        question
        for question in compiled_version(collection.version).questions.values()
        if not question.chain and exposure_of(question.question) is Exposure.IDENTITY
    ]


def has_address(questions: Sequence[CompiledQuestion]) -> bool:
    """Whether one of these questions asks for an e-mail address."""
    return any(question.question.kind is Kind.EMAIL for question in questions)


def contacts_of(collection: Collection, responses: Sequence[Response]) -> list[Contact]:
    """What these responses answered to the questions that say who they are; one query for all."""
    columns = contact_columns(collection)
    compiled = compiled_version(collection.version)
    rows = [(response, _values(compiled, columns, response)) for response in responses]
    places = [number for number, column in enumerate(columns) if column.question.kind is Kind.EMAIL]
    addresses = {values[place].lower() for _, values in rows for place in places if values[place]}
    unwanted = unwanted_among(addresses)
    return [
        Contact(
            "" if collection.is_anonymous else str(response.public_id)[:8],
            "" if collection.is_anonymous else str(response.public_id),
            values,
            any(values[place].lower() in unwanted for place in places),
            any(values[place] for place in places),
        )
        for response, values in rows
    ]


def every_contact(collection: Collection, purpose: Purpose) -> Iterator[Contact]:
    """All that can be reached for this use, in an order that says nothing in an anonymous collection."""
    found, batch = who_agreed(collection, purpose).order_by("public_id").only(*FIELDS), []
    for response in found.iterator(chunk_size=500):
        batch.append(response)
        if len(batch) == 500:
            yield from (contact for contact in contacts_of(collection, batch) if contact.can_be_reached)
            batch = []
    yield from (contact for contact in contacts_of(collection, batch) if contact.can_be_reached)


#: Of a response, what `contacts_of` reads.
FIELDS = ("public_id", "answers", "off_path", "collection_id")


def unused_consents(collection: Collection) -> list[str]:
    """Uses that are asked about and that nothing here serves, each with why, in French."""
    purposes = set(collection.consent_texts.values_list("purpose", flat=True))
    columns = contact_columns(collection)
    if Purpose.CONTACT in purposes and not has_address(columns):
        return [
            f"«\u00a0{Purpose.CONTACT.label}\u00a0»\u00a0: aucune question ne demande d’adresse "
            f"e-mail. L’accord sera "
            "donné sans que personne puisse s’en servir\u00a0; l’adresse laissée pour le reçu ne "
            "sert qu’au reçu."
        ]
    return []


def _values(
    compiled: CompiledQuestionnaire, columns: Sequence[CompiledQuestion], response: Response
) -> tuple[str, ...]:
    hidden = set(response.off_path)
    return tuple(
        "" if column.key in hidden else _words(compiled, column, response.answers.get(column.key))
        for column in columns
    )


def _words(compiled: CompiledQuestionnaire, column: CompiledQuestion, value: Any) -> str:
    if value in (None, ""):
        return ""
    return format_answer(column.question, value, tuple(compiled.questionnaire.choices(column.question)))
