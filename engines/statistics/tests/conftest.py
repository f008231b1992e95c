"""Reference tables and their expected figures, shared with the repository but not written by it."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import settings

from engines.statistics import CategoricalColumn, MissingCode, NumericColumn

Rows = list[dict[str, str]]

BRIEF = settings(max_examples=50)
"""For properties that draw whole tables of answers."""


class Reference:
    """Access to the survey tables and `expected.json`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.expected: dict[str, list[dict[str, Any]]] = json.loads((folder / "expected.json").read_text())

    def rows(self, table: str) -> Rows:
        with (self._folder / "tables" / f"{table}.csv").open(newline="") as source:
            return list(csv.DictReader(source))


@pytest.fixture(scope="session")
def reference() -> Reference:
    folder = Path(__file__).resolve().parents[4] / "shared" / "data" / "surveys"
    if not (folder / "expected.json").exists():
        pytest.fail(f"the reference data is missing: {folder}")
    return Reference(folder)


def floats(rows: Rows, name: str) -> np.ndarray:
    """A column of numbers, not-a-number where empty or NA."""
    return np.array([float(row[name]) if row[name] not in ("", "NA") else np.nan for row in rows])


def texts(rows: Rows, name: str) -> np.ndarray:
    return np.array([row[name] for row in rows])


def numeric(rows: Rows, name: str) -> NumericColumn:
    values = floats(rows, name)
    return NumericColumn(values, np.where(np.isnan(values), MissingCode.NOT_ASKED, 0).astype(np.uint8))


def categorical(rows: Rows, name: str) -> CategoricalColumn:
    values, codes = np.unique(texts(rows, name), return_inverse=True)
    return CategoricalColumn(codes.astype(np.uint8), [(str(value), str(value)) for value in values])
