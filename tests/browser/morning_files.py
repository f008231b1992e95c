"""What an analyst finds in the files taken of one dataset, against its codebook."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyreadstat

from milliard.figures.datasets.codebook import Codebook, VariableKind

Cells = Mapping[str, list[Any]]


def spss_agrees_with(book: Codebook, path: Path) -> Cells:
    """Labels of columns and of answers, and the codes that are no answer, as the codebook has them."""
    cells, about = pyreadstat.read_sav(str(path), output_format="dict", user_missing=True)
    found = 0
    for variable in book:
        if variable.kind is not VariableKind.CATEGORICAL or not variable.is_stored:
            continue
        found += 1
        assert about.column_names_to_labels[variable.name] == variable.label
        labels = about.variable_value_labels[variable.name]
        missing = {
            code
            for bounds in about.missing_ranges.get(variable.name, ())
            for code in labels
            if float(bounds["lo"]) <= float(code) <= float(bounds["hi"])
        }
        answers = {label for code, label in labels.items() if code not in missing}
        assert answers == {answer.label for answer in variable.answers}
        assert {code for code in labels if float(code) < 0} == missing
        assert set(cells[variable.name]) <= set(labels)
    assert found >= 3
    assert dict(about.variable_value_labels["banque"])[-94.0] == "Je ne sais pas"
    assert not {"nom", "courriel", "mot", "piece"} & set(cells)
    return cells


def csv_agrees_with(cells: Cells, path: Path) -> None:
    """As many rows, and the same amounts in the same order, written as a French spreadsheet writes them."""
    words = path.read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(words), delimiter=";"))
    taken = [float(row["besoin"].replace(",", ".")) for row in rows]
    assert taken == list(cells["besoin"])


def r_reads_the_same(book: Codebook, path: Path) -> None:
    """The script names each column that the data have, with its label; no package is asked for."""
    with zipfile.ZipFile(path) as archive:
        script = archive.read("lire.R").decode()
        header = next(csv.reader(io.StringIO(archive.read("donnees.csv").decode())))
    assert 'read.csv("donnees.csv"' in script.replace("  ", " ") or "donnees.csv" in script
    assert "library(" not in script
    for name in header:
        assert f'"{name}"' in script, name
    for variable in book:
        if variable.kind is VariableKind.CATEGORICAL and variable.is_stored:
            assert variable.label in script, variable.label
