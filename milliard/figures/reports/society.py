"""Who answered a questionnaire, as the page «À l’image de la société» compares them.

A question carries a trait when it is named as one and every choice of it is known here: bands of age that
cut INSEE's across are compared with nothing.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from django.db.models import Count, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone

from engines.questionnaire.model import Question
from milliard.core.declarations import SocietyGroup
from milliard.figures.services.freeze import countable_responses
from milliard.members.enums import Gender, Occupation, Trait
from milliard.surveys.enums import Audience
from milliard.surveys.models import COMPLETE, Collection, Response
from milliard.surveys.services.questionnaires import definition_of

_GENDERS = {"femme": Gender.WOMAN, "homme": Gender.MAN, "autre": Gender.OTHER, "autre_genre": Gender.OTHER}
_AGES = {"a0_19": "", "a20_39": "20-39", "a40_59": "40-59", "a60_74": "60-74", "a75": "75+"}
#: Name of the question -> its trait, and code of the answer -> value.
CARRIES: Mapping[str, tuple[Trait, Mapping[str, str]]] = MappingProxyType(
    {
        "genre": (Trait.GENDER, _GENDERS),
        "age": (Trait.AGE, _AGES),
        "csp": (Trait.OCCUPATION, {f"csp{code}": code for code in Occupation.values}),
    }
)


def society_groups(on: dt.date | None = None) -> Iterator[SocietyGroup]:
    """Each collection of persons, open or closed, that asked for a trait and still holds its answers."""
    on = on or timezone.localdate()
    found = Collection.objects.opened().filter(audience=Audience.PERSON, purged_at=None)
    for collection in found.select_related("version").order_by("-opens_at", "pk"):
        counts = dict(_counts(collection))
        if counts:
            yield SocietyGroup(
                code=f"figures.{collection.slug}",
                label=f"les personnes qui ont répondu à «\u00a0{collection.title}\u00a0»",
                base="Réponses complètes dont l’auteur·rice n’a pas refusé les statistiques.",
                source=f"questionnaire «\u00a0{collection.title}\u00a0»",
                counted_on=on,
                size=max(sum(values.values()) for values in counts.values()),
                counts=counts,
                is_simulated=collection.is_simulated,
            )


def _counts(collection: Collection) -> Iterator[tuple[str, dict[str, int]]]:
    definition = definition_of(collection.version)
    for question in definition.questions():
        codes = [choice.value for choice in definition.choices(question) if not choice.missing]
        trait, values = CARRIES.get(question.key, (None, {}))
        if trait is not None and codes and set(codes) <= set(values):
            yield trait.value, _counted(collection, question, values)


def _counted(collection: Collection, question: Question, values: Mapping[str, str]) -> dict[str, int]:
    answer = KeyTextTransform(question.key, "answers")
    shown = _countable(collection).exclude(off_path__contains=[question.key])
    rows = shown.values_list(answer).annotate(count=Count("pk")).order_by()
    counted: Counter[str] = Counter({"": _countable(collection).count()})
    for code, count in rows:
        value = values.get(code or "", "")
        counted[value] += count
        counted[""] -= count
    return dict(counted)


def _countable(collection: Collection) -> QuerySet[Response]:
    return countable_responses(collection).filter(COMPLETE)
