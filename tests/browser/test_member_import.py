"""The team imports a file of members: on a phone, without JavaScript too."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from milliard.accounts.enums import Role
from milliard.accounts.tests.factories import make_person
from milliard.members.models import Member
from milliard.members.tests.factories import make_member, make_rates
from milliard.members.tests.files import ADA, BOB, csv_of, workbook_of
from tests.browser.signing_in import sign_in
from tests.harness.browser import DESKTOP, PHONE, axe_violations, scrolls_sideways

#: Folder where each screen is photographed, when somebody wants to look at them.
_LOOKS = os.environ.get("LOOKS", "")
_ROWS = (
    ADA,
    BOB,
    ("Anne-Lise", "d’Ornano de La Rochefoucauld", "anne-lise@exemple.fr", "", "", "", "15/03/2025", "35"),
    ("Les Amis du lac", "SCOP", "amis@exemple.fr", "", "", "", "15/03/2025", "35"),
    ("Jean", "Modèle", "jean@exemple", "12", "", "Nulle-Part", "31/02/2025", "vingt"),
)


def looked_at(page: Any, name: str, *, with_axe: bool) -> None:
    """Axe is a script that waits for itself: where none runs, it would never answer."""
    assert not with_axe or axe_violations(page, within=".sv") == [], name
    assert not scrolls_sideways(page), name
    if _LOOKS:
        for width, viewport in ((390, PHONE), (1280, DESKTOP)):
            for scheme in ("light", "dark"):
                page.set_viewport_size({**viewport, "height": 2_600})  # the frame scrolls by itself
                page.emulate_media(color_scheme=scheme)
                page.screenshot(path=str(Path(_LOOKS) / f"{name}-{width}-{scheme}.png"), full_page=True)
        page.set_viewport_size(PHONE)
        page.emulate_media(color_scheme="light")


def put_in(page: Any, path: Path) -> None:
    page.goto("/gestion/membres/imports/fichier/")
    page.get_by_label("Fichier").set_input_files(path)
    page.get_by_label("D’où viennent ces personnes").fill("HelloAsso de l’association")
    page.get_by_role("button", name="Lire le fichier").click()


@pytest.mark.parametrize("javascript", [True, False])
def test_from_the_file_to_the_register_and_back(
    open_page: Callable[..., Any], tmp_path: Path, javascript: bool
) -> None:
    make_rates()
    by = make_person(role=Role.ORGANISER)
    known = make_member(email="ada@example.org")
    path = tmp_path / "membres.csv"
    path.write_bytes(csv_of(*_ROWS).encode("cp1252"))
    page = open_page("/", viewport=PHONE, javascript=javascript)
    sign_in(page, by.email)
    page.goto("/gestion/membres/imports/")
    looked_at(page, "imports-empty", with_axe=javascript)
    page.goto("/gestion/membres/imports/fichier/")
    looked_at(page, "import-choose", with_axe=javascript)
    put_in(page, path)
    page.get_by_role("heading", name="À décider").wait_for()
    looked_at(page, "import-preview", with_axe=javascript)
    page.get_by_label("C’est Ada Exemple").check()
    page.get_by_role("button", name="Importer").click()
    page.get_by_text("2 personnes écrites").wait_for()
    assert (Member.objects.count(), known.periods.count()) == (3, 1)
    looked_at(page, "import", with_axe=javascript)
    page.get_by_role("link", name="Défaire cet import").click()
    looked_at(page, "import-undo", with_axe=javascript)
    page.get_by_role("button", name="Défaire cet import").click()
    page.get_by_text("Import défait").wait_for()
    assert list(Member.objects.present()) == [known]
    page.goto("/gestion/membres/imports/")
    looked_at(page, "imports", with_axe=javascript)
    other = tmp_path / "tableur.xlsx"
    other.write_bytes(workbook_of(("Ada", "Exemple", "oui"), titles=("Petit nom", "Famille", "Actif")))
    put_in(page, other)
    page.get_by_text("Dites quelle colonne est quoi").wait_for()
    looked_at(page, "import-columns", with_axe=javascript)
