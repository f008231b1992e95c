"""Traits and their values in French: titles, rows of tables, and the subject of a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from milliard.members.enums import Gender, Occupation, PriorityArea, Trait
from milliard.territories.models import Region


@dataclass(frozen=True, slots=True)
class ValueWords:
    """One value of a trait, in words."""

    #: Row of a table, bar of a chart.
    label: str
    #: Subject of a sentence: «les personnes de 20 à 39 ans».
    subject: str
    is_masculine: bool = False


TITLES: Mapping[Trait, str] = MappingProxyType(
    {
        Trait.AGE: "Âge",
        Trait.GENDER: "Genre",
        Trait.DENSITY: "Ville et campagne",
        Trait.REGION: "Région",
        Trait.OCCUPATION: "Groupe professionnel",
        Trait.PRIORITY_AREA: "Quartier prioritaire",
    }
)
#: What nothing is known of, by trait.
UNKNOWN: Mapping[Trait, str] = MappingProxyType(
    {
        Trait.AGE: "n’ont pas dit leur âge, ou ont moins de 20\u00a0ans",
        Trait.GENDER: "n’ont pas dit leur genre",
        Trait.DENSITY: "vivent dans une commune inconnue de nous, ou de densité inconnue",
        Trait.REGION: "vivent dans une commune inconnue de nous, ou hors des régions",
        Trait.OCCUPATION: "n’ont pas dit leur activité",
        Trait.PRIORITY_AREA: "n’ont pas dit si leur quartier est prioritaire, ou ne le savent pas",
    }
)
_AGES = {
    "20-39": ValueWords("20 à 39\u00a0ans", "les personnes de 20 à 39\u00a0ans"),
    "40-59": ValueWords("40 à 59\u00a0ans", "les personnes de 40 à 59\u00a0ans"),
    "60-74": ValueWords("60 à 74\u00a0ans", "les personnes de 60 à 74\u00a0ans"),
    "75+": ValueWords("75\u00a0ans et plus", "les personnes de 75\u00a0ans et plus"),
}
_GENDERS = {
    Gender.WOMAN.value: ValueWords("Femmes", "les femmes"),
    Gender.MAN.value: ValueWords("Hommes", "les hommes", is_masculine=True),
    Gender.OTHER.value: ValueWords("Autre", "les personnes qui répondent «\u00a0autre\u00a0»"),
}
_DENSITIES = {
    "dense": ValueWords("Grandes villes", "les personnes des grandes villes"),
    "between": ValueWords(
        "Villes moyennes et petites, ceintures urbaines", "les personnes des villes moyennes ou petites"
    ),
    "rural": ValueWords("Communes rurales", "les personnes des communes rurales"),
}
_PRIORITY_AREAS = {
    PriorityArea.INSIDE.value: ValueWords(
        "Dans un quartier prioritaire", "les personnes des quartiers prioritaires"
    ),
    PriorityArea.OUTSIDE.value: ValueWords("Ailleurs", "les personnes qui vivent ailleurs"),
}
_OCCUPATIONS = {
    Occupation.FARMER.value: "agriculteurs et agricultrices",
    Occupation.TRADER.value: "artisan·es, commerçant·es, chef·fes d’entreprise",
    Occupation.EXECUTIVE.value: "cadres et professions intellectuelles supérieures",
    Occupation.INTERMEDIATE.value: "professions intermédiaires",
    Occupation.EMPLOYEE.value: "employées et employés",
    Occupation.WORKER.value: "ouvrières et ouvriers",
    Occupation.RETIRED.value: "retraitées et retraités",
    Occupation.OTHER.value: "autres personnes sans activité professionnelle",
}


def words_of(trait: Trait) -> dict[str, ValueWords]:
    """Value -> its words, in the order they are shown; regions are read from their table."""
    if trait is Trait.REGION:
        names = Region.objects.order_by("name").values_list("code", "name")
        return {code: ValueWords(name, f"les personnes de la région {name}") for code, name in names}
    if trait is Trait.OCCUPATION:
        return {
            code: ValueWords(
                f"{words[0].upper()}{words[1:]}", f"les personnes du groupe «\u00a0{words}\u00a0»"
            )
            for code, words in _OCCUPATIONS.items()
        }
    return {
        Trait.AGE: _AGES,
        Trait.GENDER: _GENDERS,
        Trait.DENSITY: _DENSITIES,
        Trait.PRIORITY_AREA: _PRIORITY_AREAS,
    }[trait]
