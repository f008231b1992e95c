"""INSEE's population margins by département, as this app carries them: for quotas and weighting targets."""

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "data"

#: Groups of the census (PCS, one digit); 8 was merged into 7 and 9 by INSEE.
OCCUPATIONS = {
    "1": "agriculteur·rices",
    "2": "artisan·es, commerçant·es, chef·fes d’entreprise",
    "3": "cadres et professions intellectuelles supérieures",
    "4": "professions intermédiaires",
    "5": "employé·es",
    "6": "ouvrier·es",
    "7": "retraité·es",
    "9": "autres personnes sans activité professionnelle",
}


@dataclass(frozen=True, slots=True)
class Margin:
    """One table: what it counts, where it comes from, and its file."""

    file: str
    columns: tuple[str, ...]
    count: str
    source: str


SEX_AGE = Margin(
    "sexe_age_departement_2023.csv",
    ("sexe", "age"),
    "population",
    "INSEE, estimations de population, 1er janvier 2023",
)
OCCUPATION = Margin(
    "csp_departement_2022.csv",
    ("csp",),
    "population_15_plus",
    "INSEE, recensement 2022, personnes de 15 ans et plus",
)
DENSITY = Margin(
    "densite_departement_2022.csv",
    ("densite",),
    "population_2019",
    "INSEE, grille communale de densité 2022, population 2019",
)


def count_people(margin: Margin, *, departments: Iterable[str] | None = None) -> dict[tuple[str, ...], int]:
    """People in each cell of ``margin``: ``{("femme", "20-39"): 7_912_345, …}``.

    ``departments`` are INSEE codes; None counts every département of the table. A code the table does not
    hold counts nobody.
    """
    wanted = None if departments is None else frozenset(departments)
    totals: Counter[tuple[str, ...]] = Counter()
    for department, cell, people in _rows(margin):
        if wanted is None or department in wanted:
            totals[cell] += people
    return dict(totals)


@cache
def _rows(margin: Margin) -> tuple[tuple[str, tuple[str, ...], int], ...]:
    with (_FOLDER / margin.file).open(encoding="utf-8", newline="") as file:
        return tuple(
            (row["departement"], tuple(row[column] for column in margin.columns), int(row[margin.count]))
            for row in csv.DictReader(file)
        )
