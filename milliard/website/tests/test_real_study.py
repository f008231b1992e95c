"""A table nobody here wrote becomes a published study: its page and its files say R's figures."""

import json
import math
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from milliard.figures.enums import Display
from milliard.figures.reports import FigureKind, FigureSpec
from milliard.figures.services.imports import import_dataset
from milliard.figures.tests.test_import_dataset import APISRS
from milliard.website.models import StudyPage
from milliard.website.services import build_study, figure_piece

STUDENT_199 = 1.97195654  # 97.5 % quantile of Student's law, 199 degrees of freedom
NORMAL = 1.959963985
GROUPS = {"Non": "No", "Oui": "Yes"}
LEVELS = {"Élémentaire": "E", "Lycée": "H", "Collège": "M"}


@pytest.fixture
def study(db: None, shared_data: Path) -> StudyPage:
    dataset = import_dataset(
        title="Écoles de Californie",
        csv_bytes=(shared_data / "surveys" / "tables" / "apisrs.csv").read_bytes(),
        codebook_bytes=APISRS,
        by=None,
        source_note="California Department of Education, échantillon apisrs",
    )
    return build_study(
        title="Les écoles de Californie",
        slug="ecoles-de-californie",
        standfirst="Un échantillon de 200 écoles.",
        dataset=dataset,
        pieces=[
            figure_piece("L’indice moyen", FigureSpec(FigureKind.MEAN, "api00"), display=Display.NUMBER),
            figure_piece(
                "Le niveau selon l’objectif", FigureSpec(FigureKind.CROSSTAB, "stype", breakdown="sch.wide")
            ),
        ],
    )


@pytest.fixture
def figures(study: StudyPage, client: Client) -> list[dict[str, Any]]:
    """The JSON file of each figure of the page, as a reader downloads it."""
    edition = study.editions.get()
    found = []
    for row in edition.figures.order_by("position"):
        response = client.get(f"/etudes/{study.slug}/chiffres/{row.block_id}.json")
        assert response.status_code == 200
        found.append(json.loads(b"".join(response) if response.streaming else response.content))
    return found


@pytest.fixture
def expected(shared_data: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((shared_data / "surveys" / "expected.json").read_text())
    return content


def rows_of(file: dict[str, Any]) -> list[dict[str, Any]]:
    return [dict(zip(file["columns"], row, strict=True)) for row in file["rows"]]


@pytest.mark.slow
def test_the_published_mean_and_its_error(figures: list[dict[str, Any]], expected: dict[str, Any]) -> None:
    (wanted,) = (item for item in expected["estimates"] if item["table"] == "apisrs")
    (row,) = rows_of(figures[0])
    assert row["valeur"] == pytest.approx(wanted["value"], rel=1e-6)
    error = (row["borne_haute_95"] - row["borne_basse_95"]) / 2 / STUDENT_199
    assert error == pytest.approx(wanted["se"], rel=1e-6)


@pytest.mark.slow
def test_the_published_shares_and_their_errors(
    figures: list[dict[str, Any]], expected: dict[str, Any]
) -> None:
    (wanted,) = expected["shares"]
    rows = [row for row in rows_of(figures[1]) if row["groupe"] in GROUPS]
    assert len(rows) == 6
    for row in rows:
        group, code = GROUPS[row["groupe"]], LEVELS[row["reponse"]]
        place = wanted["order"].index(code)
        assert row["valeur"] == pytest.approx(wanted[group]["value"][place], abs=1e-6)
        assert wilson_error(row["valeur"], row["borne_haute_95"] - row["borne_basse_95"]) == pytest.approx(
            wanted[group]["se"][place], abs=1e-6
        )


def wilson_error(share: float, width: float) -> float:
    """The standard error behind a Wilson interval of this width, by bisection on its effective n."""
    low, high = 1.0, 1e9
    for _ in range(200):
        n = math.sqrt(low * high)
        wide = 2 * NORMAL / (1 + NORMAL**2 / n)
        wide *= math.sqrt(share * (1 - share) / n + NORMAL**2 / (4 * n * n))
        low, high = (n, high) if wide > width else (low, n)
    return math.sqrt(share * (1 - share) / low)


@pytest.mark.slow
def test_the_page_says_base_weights_and_source(study: StudyPage, client: Client) -> None:
    page = client.get(study.url).content.decode()
    for words in ("656,6", "n\u00a0=\u00a0200", "pw", "California Department of Education"):
        assert words in page, words
