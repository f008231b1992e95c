"""The figures of a study in one file: anybody recomputes them, from that file alone."""

import csv
import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from milliard.figures.display import ShownFigure
from milliard.website.models import StudyPage
from milliard.website.tests.reading import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive(client: Client, published_study: StudyPage, tmp_path: Path) -> Path:
    """The file as a reader downloads it, from the link on the page."""
    page = text_of(client.get("/etudes/etude-lue/"))
    (address,) = re.findall(r'href="([^"]+\.zip)"', page)
    response = client.get(address)
    name = re.findall(r'filename="(.+)"', response.headers["Content-Disposition"])[0]
    assert f"python3 {name}" in page
    path = tmp_path / name
    path.write_bytes(response.content)
    return path


def run(path: Path) -> Any:
    """The one command, in a folder of its own, without anything of ours to import."""
    command = [sys.executable, "-I", path.name]
    return subprocess.run(
        command, cwd=path.parent, capture_output=True, text=True, check=False, timeout=60, env={}
    )


def rows_of(path: Path) -> list[dict[str, str]]:
    data = zipfile.ZipFile(path).read("chiffres.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(data), delimiter=";"))


def rewritten(path: Path, change: Any) -> Path:
    """The same file, its rows changed."""
    rows = rows_of(path)
    change(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0], delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    forged = path.with_name("faux.zip")
    with zipfile.ZipFile(forged, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, text.getvalue() if name == "chiffres.csv" else content)
    return forged


def test_one_command_recomputes_the_figures(archive: Path) -> None:
    done = run(archive)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Tout se retrouve." in done.stdout
    for what in ("part = réponses ÷ base", "les parts font 100", "les réponses font la base", "sur la page"):
        assert what in done.stdout
    assert "médiane" in done.stdout  # said not to be recomputed, not passed over


def test_every_published_number_is_in_it(archive: Path, figures: list[ShownFigure]) -> None:
    rows = rows_of(archive)
    published = [
        row
        for shown in figures
        for part in shown.parts
        for row in (part.figure.rows if part.figure else [part])
    ]
    assert len(rows) == len(published)
    assert {row["titre"] for row in rows} == {shown.title for shown in figures}
    assert all(row["part_de_quoi"] and row["source"] and row["simule"] == "oui" for row in rows)


def test_hidden_cells_have_one_wording_and_no_number(archive: Path) -> None:
    hidden = [row for row in rows_of(archive) if row["non_publie"]]
    assert hidden
    assert {row["non_publie"] for row in hidden} == {"non publié"}
    assert {row["affiche"] for row in hidden} == {"non publié"}
    numbers = ("valeur", "n", "base_n", "borne_basse_95", "borne_haute_95")
    assert not any(row[name] for row in hidden for name in numbers)


@pytest.mark.parametrize(
    ("column", "wrong", "said"),
    [
        ("valeur", "0,61", "part = réponses ÷ base"),
        ("n", "59", "part = réponses ÷ base"),
        ("affiche", "61\u00a0%", "nombre écrit sur la page"),
        ("borne_basse_95", "0,9", "intervalle autour du nombre"),
    ],
)
def test_a_forged_number_is_found(archive: Path, column: str, wrong: str, said: str) -> None:
    def forge(rows: list[dict[str, str]]) -> None:
        row = next(
            row for row in rows if row["calcul"] == "répartition" and row["reponse_code"] == "association"
        )
        assert row["affiche"] == "60\u00a0%"
        row[column] = wrong

    done = run(rewritten(archive, forge))
    assert done.returncode == 1
    assert f"FAUX  {said}" in done.stdout


def test_a_forged_group_or_hidden_number_is_found(archive: Path) -> None:
    def forge(rows: list[dict[str, str]]) -> None:
        hidden = next(row for row in rows if row["non_publie"])
        hidden["n"] = "3"

    assert "case non publiée" in run(rewritten(archive, forge)).stdout


def test_it_says_what_it_is(archive: Path) -> None:
    with zipfile.ZipFile(archive) as file:
        names, readme = file.namelist(), file.read("LISEZMOI.txt").decode("utf-8-sig")
        columns = file.read("dictionnaire-colonnes.csv").decode("utf-8-sig")
        variables = file.read("dictionnaire-variables.csv").decode("utf-8-sig")
    assert names[0] == "LISEZMOI.txt"
    for words in ("Licence Ouverte 2.0", "Édition 1", "Données simulées", "Source", "/etudes/etude-lue/"):
        assert words in readme
    for name in rows_of(archive)[0]:
        assert f"{name};" in columns or name == "donnees"
    assert "association" in variables


def test_the_page_speaks_to_readers_not_to_developers(client: Client, figures: list[ShownFigure]) -> None:
    addresses = ["/etudes/etude-lue/", *(f"/etudes/etude-lue/chiffres/{item.block_id}/" for item in figures)]
    for address in addresses:
        page = text_of(client.get(address))
        for word in ("manage.py", "engines.statistics", "Empreinte", "replay"):
            assert word not in page
        assert not re.search(r"\b[0-9a-f]{64}\b", page)
