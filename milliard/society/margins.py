"""The population by trait, from INSEE's tables that the product carries (`data/README.md`).

Like is compared with like: ages from 20 on, since the tables hold no band of adults alone; genders and
regions of people of 20 and over; density and priority districts of everybody; occupations from 15 on.
"""

import csv
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from django.db.models import Sum

from milliard.members.enums import Gender, Occupation, PriorityArea, Trait
from milliard.members.traits import DENSITIES
from milliard.territories.models import Commune, Department, PriorityDistrict

_FOLDER = Path(__file__).parent / "data"
_UNDER_20 = "0-19"
_GENDERS = {"femme": Gender.WOMAN.value, "homme": Gender.MAN.value}
_DENSITY = {str(level): value for value, levels in DENSITIES.items() for level in levels}
_SEX_AND_AGE = "sexe_age_departement_2023.csv"
_ESTIMATES = "INSEE, estimation de population au 1ᵉʳ janvier 2023, par département, sexe et âge"


@dataclass(frozen=True, slots=True)
class Margin:
    """Value of a trait -> people of the population who have it; nothing where nobody could tell."""

    people: Mapping[str, int]
    #: Of whom: «personnes de 20 ans et plus».
    base: str
    source: str

    @property
    def total(self) -> int:
        return sum(self.people.values())

    def share(self, value: str) -> float:
        return self.people[value] / self.total


@dataclass(frozen=True, slots=True)
class _Source:
    """Where the margin of a trait is read; ``value`` of a row is None for who is not counted."""

    file: str
    column: str
    value: Callable[[Mapping[str, str]], str | None]
    base: str
    source: str


def _adult(column: str, words: Mapping[str, str] | None = None) -> Callable[[Mapping[str, str]], str | None]:
    """The value in a column, for rows of people of 20 and over."""

    def value(row: Mapping[str, str]) -> str | None:
        if row["age"] == _UNDER_20:
            return None
        return words[row[column]] if words else row[column]

    return value


_ADULTS = "personnes de 20\u00a0ans et plus"
_EVERYBODY = "habitant·es de tous âges"
_LIST = "liste officielle des quartiers prioritaires et populations légales des communes"
_NO_LIST = "la liste officielle des quartiers prioritaires n’est pas installée avec ses populations"
_SOURCES: Mapping[Trait, _Source] = MappingProxyType(
    {
        Trait.AGE: _Source(_SEX_AND_AGE, "population", _adult("age"), _ADULTS, _ESTIMATES),
        Trait.GENDER: _Source(_SEX_AND_AGE, "population", _adult("sexe", _GENDERS), _ADULTS, _ESTIMATES),
        Trait.REGION: _Source(_SEX_AND_AGE, "population", _adult("departement"), _ADULTS, _ESTIMATES),
        Trait.DENSITY: _Source(
            "densite_departement_2022.csv",
            "population_2019",
            lambda row: _DENSITY[row["densite"]],
            _EVERYBODY,
            "INSEE, grille communale de densité 2022, population 2019",
        ),
        Trait.OCCUPATION: _Source(
            "csp_departement_2022.csv",
            "population_15_plus",
            lambda row: Occupation.OTHER.value if row["csp"] == "9" else row["csp"],
            "personnes de 15\u00a0ans et plus, hors Mayotte",
            "INSEE, recensement 2022, groupe socioprofessionnel",
        ),
    }
)


def margin_of(trait: Trait, departments: Collection[str] | None = None) -> Margin:
    """The population by a trait, in all France or in these departments; regions are counted by their code."""
    if trait is Trait.PRIORITY_AREA:
        return _priority_margin(departments)
    people: Counter[str] = Counter()
    for department, value, count in _rows(trait):
        if departments is None or department in departments:
            people[value] += count
    where = _SOURCES[trait]
    if trait is Trait.REGION:
        people = _by_region(people)
    return Margin(dict(people), where.base, where.source)


def _priority_margin(departments: Collection[str] | None) -> Margin:
    """From the official list as installed (`import_zones`), when it gives the people of each district."""
    communes, districts = Commune.objects.counted_once(), PriorityDistrict.objects.all()
    if not districts.exists() or districts.filter(population=None).exists():
        return Margin({}, _EVERYBODY, _NO_LIST)
    if departments is not None:
        communes = communes.filter(department__in=departments)
        districts = districts.filter(commune__department__in=departments)
    # A district that lies in several communes has a row in each, and its people once.
    of_each = dict(districts.values_list("code", "population"))
    inside = sum(people or 0 for people in of_each.values())
    everybody = communes.aggregate(people=Sum("population"))["people"] or 0
    people = {PriorityArea.INSIDE.value: inside, PriorityArea.OUTSIDE.value: max(0, everybody - inside)}
    return Margin(people, _EVERYBODY, _LIST)


def _by_region(people: Mapping[str, int]) -> Counter[str]:
    region_of = dict(Department.objects.exclude(region=None).values_list("code", "region"))
    found: Counter[str] = Counter()
    for department, count in people.items():
        if department in region_of:
            found[region_of[department]] += count
    return found


@cache
def _rows(trait: Trait) -> tuple[tuple[str, str, int], ...]:
    """(department, value, people) of a table: some hundreds of rows, read once by each process."""
    return tuple(_read(_SOURCES[trait]))


def _read(where: _Source) -> Iterator[tuple[str, str, int]]:
    with (_FOLDER / where.file).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            value = where.value(row)
            if value is not None:
                yield row["departement"], value, int(row[where.column])
