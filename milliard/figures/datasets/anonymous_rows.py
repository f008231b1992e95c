"""Rows fit to be published: a few columns of one choice, each combination of answers shared by enough people.

Texts, files, identifiers, amounts, dates and sensitive questions never leave; nor do weights, nor responses
that are not complete. Rows are sorted by their answers: their order tells nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from milliard.figures.datasets.codebook import Codebook, CodebookVariable, VariableKind
from milliard.figures.datasets.errors import DatasetError
from milliard.figures.datasets.table import FrozenTable

#: More combinations than these are not checked against the figures at publication.
MOST_COMBINATIONS = 20_000


class RowsRefused(DatasetError):
    """These columns may not be published row by row."""


def publishable_columns(codebook: Codebook) -> list[CodebookVariable]:
    """The variables that may be published row by row, each alone: published, of one choice, not sensitive."""
    return [variable for variable in codebook if _may_leave(variable)]


def check_rows(table: FrozenTable, names: Sequence[str], threshold: int) -> None:
    """Raise `RowsRefused` unless these columns may be published row by row.

    Each combination of answers must be that of ``threshold`` people, each answer that of twice as many:
    smaller groups are described nowhere.
    """
    if not names or len(set(names)) < len(names):
        raise RowsRefused("Choisissez au moins une colonne, chacune une seule fois.")
    refused = [name for name in names if name not in table.codebook or not _may_leave(table.codebook[name])]
    if refused:
        raise RowsRefused(
            f"{_quoted(refused)}\u00a0: seules les questions publiées à un choix, qui ne touchent pas à un "
            "sujet sensible, se publient réponse par réponse. Jamais les textes, fichiers, montants, dates "
            "ni départements."
        )
    labels = [table.codebook[name].label for name in names]
    if np.prod([len(table.codebook[name].answers) + 1.0 for name in names]) > MOST_COMBINATIONS:
        raise RowsRefused(f"{_quoted(labels)}\u00a0: trop de combinaisons. Publiez moins de colonnes.")
    if _are_alike(table, names, threshold):
        return
    enough = [
        table.codebook[name].label
        for name in names
        if len(names) > 1 and _are_alike(table, [other for other in names if other != name], threshold)
    ]
    advice = f"Retirez {_quoted(enough, ' ou ')}." if enough else "Retirez plusieurs colonnes."
    raise RowsRefused(
        f"Avec ces colonnes ensemble, {_quoted(labels)}, des personnes seraient reconnaissables\u00a0: moins "
        f"de {threshold} réponses sont pareilles, ou moins de {2 * threshold} donnent une même réponse. "
        f"{advice}"
    )


def anonymous_rows(table: FrozenTable, names: Sequence[str]) -> list[tuple[str, ...]]:
    """The codes of each complete response, sorted; "" where there is no answer."""
    codes = [[*(answer.value for answer in table.codebook[name].answers), ""] for name in names]
    return sorted(
        tuple(codes[column][place] for column, place in enumerate(row))
        for row in rows_of_places(table, names).tolist()
    )


def rows_of_places(table: FrozenTable, names: Sequence[str]) -> NDArray[np.int64]:
    """By complete response and column, the place of its answer; the last one for none."""
    rows = table.completes
    columns = [
        np.minimum(rows.arrays[name].astype(np.int64), len(table.codebook[name].answers)) for name in names
    ]
    return np.stack(columns, axis=1)


def _may_leave(variable: CodebookVariable) -> bool:
    is_plain = variable.kind is VariableKind.CATEGORICAL and bool(variable.answers)
    is_open = variable.is_published and not variable.is_sensitive
    return is_plain and is_open and not variable.name.endswith("__department")


def _are_alike(table: FrozenTable, names: Sequence[str], threshold: int) -> bool:
    places = rows_of_places(table, names)
    counts = np.unique(places, axis=0, return_counts=True)[1]
    alone = [np.unique(column, return_counts=True)[1].min() for column in places.T if len(places)]
    return bool(len(places)) and int(counts.min()) >= threshold and min(alone) >= 2 * threshold


def _quoted(names: Sequence[str], between: str = ", ") -> str:
    return between.join(f"«\u00a0{name}\u00a0»" for name in names)
