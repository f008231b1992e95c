"""The analyst counts every question, then takes the rows: on a phone without JavaScript, and in the dark."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyreadstat
import pytest

from engines.questionnaire.model import Choice, Definition, Group, Kind, Layout
from milliard.accounts.enums import Role
from milliard.accounts.tests.factories import make_person
from milliard.figures.services.freeze import freeze_collection
from milliard.surveys.tests import factories
from milliard.surveys.tests.factories import question
from milliard.surveys.tests.responses import respond
from tests.browser.signing_in import sign_in
from tests.harness.browser import DESKTOP, PHONE, axe_violations, photograph, scrolls_sideways


def needs() -> Definition:
    scale = (Choice("yes", "Oui, tout à fait"), Choice("some", "Un peu"), Choice("no", "Pas du tout"))
    rows = tuple(
        question(f"g{place}", Kind.ONE, choice_list="scale", label=label)
        for place, label in enumerate(("Le délai", "Le taux"))
    )
    return factories.definition(
        question("trust", Kind.ONE, choice_list="scale", label="Avez-vous confiance ?"),
        Group("grid", "Êtes-vous satisfait·es de…", layout=Layout.GRID, items=rows),
        question("need", Kind.AMOUNT, label="De combien avez-vous besoin ?"),
        question("order", Kind.RANK, choice_list="scale", label="Classez ces réponses"),
        question("words", Kind.LONG_TEXT, label="Dites-en plus"),
        choice_lists={"scale": scale},
    )


@pytest.mark.parametrize(
    ("viewport", "scheme", "javascript"), [(PHONE, "light", False), (DESKTOP, "dark", True)]
)
def test_every_question_is_counted_and_the_rows_open_in_spss(
    open_page: Callable[..., Any],
    tmp_path: Path,
    viewport: dict[str, int],
    scheme: str,
    javascript: bool,
) -> None:
    collection = factories.open_collection(version=factories.version(needs()), is_simulated=True)
    answers = [
        {
            "trust": "yes",
            "g0": "some",
            "g1": "no",
            "need": 1000_00 * place,
            "order": ["no", "yes", "some"],
            "words": "…",
        }
        for place in range(1, 20)
    ]
    respond(collection, *answers, {"trust": "no"})
    dataset = freeze_collection(collection=collection, by=None)
    page = open_page("/", viewport=viewport, scheme=scheme, javascript=javascript)
    sign_in(page, make_person(role=Role.ANALYST).email)

    def looked_at(name: str) -> None:
        assert not javascript or axe_violations(page, within=".sv") == [], name
        assert not scrolls_sideways(page), name
        photograph(page, f"{name}-{viewport['width']}")

    page.goto(f"/gestion/collectes/{collection.slug}/")
    page.get_by_role("link", name="Tri à plat").click()
    assert "95\u00a0%" in page.locator("main").inner_text()
    looked_at("tri-a-plat")
    page.goto(f"/gestion/jeux-de-donnees/{dataset.slug}/")
    page.get_by_role("link", name="Prendre les lignes").click()
    page.get_by_label("SPSS").check()
    looked_at("prendre-les-lignes")
    with page.expect_download() as download:
        page.get_by_role("button", name="Prendre le fichier").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    assert path.name == f"{dataset.slug}-completes-donnees-simulees.sav"
    cells, about = pyreadstat.read_sav(str(path), output_format="dict")
    assert len(cells["trust"]) == 20
    assert about.column_names_to_labels["trust"] == "Avez-vous confiance ?"
