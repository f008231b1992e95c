"""How the rows were drawn, checked when a file is imported: afterwards nothing can be changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from engines.statistics import Design, InvalidDesignError, SingleUnitStratumError
from milliard.figures.datasets.cell_columns import CellsByColumn, Problems
from milliard.figures.datasets.codebook import CodebookVariable, VariableKind
from milliard.figures.datasets.table import Array

_SINGLE = (
    "La strate «\u00a0{name}\u00a0» n’a qu’une unité de tirage\u00a0: on ne peut pas estimer l’erreur, donc "
    "aucun chiffre. Réunissez-la à une strate voisine dans le fichier, ou donnez la taille de sa population "
    "(type «\u00a0population\u00a0») si elle y est tout entière."
)
_CONTRADICTED = (
    "Le plan de sondage se contredit\u00a0: la population d’une strate doit être un seul nombre, au moins "
    "égal à ses unités tirées."
)


def check_design(
    variables: Sequence[CodebookVariable],
    cells: CellsByColumn,
    arrays: Mapping[str, Array],
    problems: Problems,
) -> None:
    """Add what makes every figure impossible: a stratum of one unit, by its name; sizes that cannot be."""
    found = {item.kind: item for item in variables if item.name in arrays}
    stratum, cluster = found.get(VariableKind.STRATUM), found.get(VariableKind.CLUSTER)
    population = found.get(VariableKind.POPULATION)
    place = next((item.source_question or item.name for item in (stratum, cluster, population) if item), "")
    if problems.count or not place:
        return

    def column(variable: CodebookVariable | None) -> Array | None:
        return None if variable is None else arrays[variable.name]

    rows = len(next(iter(cells.values())))
    try:
        Design(rows, strata=column(stratum), clusters=column(cluster), fpc=column(population))
    except SingleUnitStratumError:
        for name in _alone(rows, cells, stratum, cluster, column(population)):
            problems.add(0, place, _SINGLE.format(name=name))
    except InvalidDesignError:
        problems.add(0, place, _CONTRADICTED)


def _alone(
    rows: int,
    cells: CellsByColumn,
    stratum: CodebookVariable | None,
    cluster: CodebookVariable | None,
    population: Array | None,
) -> list[str]:
    """Names of the strata with one unit drawn out of more; «tout le fichier» without strata."""
    names = cells[stratum.name] if stratum else ["tout le fichier"] * rows
    units = cells[cluster.name] if cluster else list(map(str, range(rows)))
    drawn: defaultdict[str, set[str]] = defaultdict(set)
    sizes: dict[str, float] = {}
    for row in range(rows):
        drawn[names[row].strip()].add(units[row].strip())
        sizes[names[row].strip()] = float("inf") if population is None else float(population[row])
    return [name for name, found in drawn.items() if len(found) < 2 <= sizes[name]]
