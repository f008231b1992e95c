"""Rows that somebody allowed, in the file of a study: off by default, checked, recomputed, withdrawn."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from milliard.accounts.enums import Role
from milliard.accounts.models import User
from milliard.accounts.tests.clients import signed_in
from milliard.accounts.tests.factories import make_person
from milliard.core.refusals import NotAllowed
from milliard.figures.datasets.anonymous_rows import RowsRefused
from milliard.figures.datasets.projection import Projected
from milliard.figures.enums import DatasetSource
from milliard.figures.models import Dataset
from milliard.figures.reports import FigureKind, FigureSpec
from milliard.figures.services.freeze import save_dataset
from milliard.figures.services.rows import allow_rows, withdraw_rows
from milliard.figures.tests import attack
from milliard.website.models import Edition, StudyPage
from milliard.website.services import figure_piece
from milliard.website.services.release import FiguresTellTogether
from milliard.website.tests import factories
from milliard.website.tests.reading import text_of
from milliard.website.tests.test_archive import rewritten, rows_of, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> User:
    return make_person(role=Role.ADMIN)


def _saved(columns: dict[str, tuple[np.ndarray, int]]) -> Dataset:
    table = attack.study_of(columns)
    return save_dataset(
        slug="essai",
        title="Essai",
        projected=Projected(table.codebook, dict(table.arrays)),
        by=None,
        code="figures.dataset.imported",
        source=DatasetSource.FILE,
    )


def plain() -> Dataset:
    """Two groups, votes 40/20 in one, 15/20 and 10 without answer in the other; three of a rare colour."""
    vote = np.concatenate(
        [attack.codes_of([40, 20]), attack.codes_of([15, 20]), np.full(10, attack.NO_ANSWER)]
    )
    colour = np.where(np.arange(105) < 3, 1, 0)
    return _saved({"vote": (vote, 2), "zone": (attack.codes_of([60, 45]), 2), "teinte": (colour, 2)})


def study(dataset: Dataset) -> StudyPage:
    specs = [
        FigureSpec(FigureKind.DISTRIBUTION, "vote"),
        FigureSpec(FigureKind.CROSSTAB, "vote", breakdown="zone"),
        FigureSpec(FigureKind.SHARE, "vote", category=("vote0",), domain=(("zone", ("zone1",)),)),
        FigureSpec(FigureKind.DISTRIBUTION, "teinte"),
    ]
    pieces = [figure_piece(f"Chiffre {place}", spec) for place, spec in enumerate(specs)]
    return factories.study(of=dataset, with_pieces=pieces, slug="lignes")


def downloaded(client: Client, folder: Path) -> Path:
    edition = Edition.objects.order_by("-number").first()
    assert edition
    answer = client.get(f"/etudes/lignes/editions/{edition.number}/chiffres.zip")
    path = folder / "etude.zip"
    path.write_bytes(answer.content)
    return path


def test_nothing_is_given_unless_allowed(client: Client, tmp_path: Path) -> None:
    study(plain())
    path = downloaded(client, tmp_path)
    assert not any("reponses" in name for name in zipfile.ZipFile(path).namelist())
    assert "ne sortent jamais d’ici" in text_of(client.get("/etudes/lignes/"))


def test_allowed_rows_recompute_the_figures(client: Client, tmp_path: Path, admin: User) -> None:
    dataset = plain()
    allow_rows(dataset=dataset, variables=["vote", "zone"], by=admin)
    study(dataset)
    path = downloaded(client, tmp_path)
    lines = zipfile.ZipFile(path).read("reponses-essai.csv").decode("utf-8-sig").split()
    assert lines[0] == "vote;zone"
    assert lines[1:] == sorted(lines[1:])
    assert [lines.count(row) for row in ("vote0;zone0", "vote1;zone1", ";zone1")] == [40, 20, 10]
    done = run(path)
    assert done.returncode == 0, done.stdout
    assert "effectif recompté dans les réponses" in done.stdout
    assert "9  base recomptée dans les réponses" in done.stdout  # 2 + 3 × 2 + 1 numbers of these columns
    assert "Quelques colonnes des réponses y sont" in " ".join(text_of(client.get("/etudes/lignes/")).split())


def test_a_forged_count_is_found_in_the_rows(client: Client, tmp_path: Path, admin: User) -> None:
    dataset = plain()
    allow_rows(dataset=dataset, variables=["vote", "zone"], by=admin)
    study(dataset)

    def forge(rows: list[dict[str, str]]) -> None:
        for row in rows:
            if row["calcul"] == "croisement" and row["groupe_code"] == "zone1":
                row["n"] = str(int(row["n"]) + (1 if row["reponse_code"] == "vote0" else -1))

    assert "FAUX  effectif recompté" in run(rewritten(downloaded(client, tmp_path), forge)).stdout


def test_recognisable_people_are_refused_with_the_columns_named(admin: User) -> None:
    with pytest.raises(
        RowsRefused, match=r"«\u00a0zone\u00a0», «\u00a0teinte\u00a0».*Retirez «\u00a0teinte\u00a0»"
    ):
        allow_rows(dataset=plain(), variables=["zone", "teinte"], by=admin)


@pytest.mark.parametrize("kind", ["text", "left_out", "amount", "date", "multiple"])
def test_only_questions_of_one_choice_leave(kind: str, admin: User) -> None:
    dataset = factories.dataset()
    names = [item["name"] for item in dataset.codebook["variables"] if item["kind"] == kind]
    for name in [*names, "inconnue"]:
        with pytest.raises(RowsRefused, match="seules les questions publiées à un choix"):
            allow_rows(dataset=dataset, variables=[name], by=admin)


def test_only_an_administrator_allows_and_it_is_written_down(admin: User) -> None:
    dataset = plain()
    with pytest.raises(NotAllowed):
        allow_rows(dataset=dataset, variables=["zone"], by=make_person(role=Role.ANALYST))
    made = allow_rows(dataset=dataset, variables=["zone"], by=admin)
    assert (made.row_variables, made.rows_allowed_by) == (["zone"], admin)
    assert made.rows_allowed_at is not None


def test_editions_published_before_or_after_withdrawal_give_nothing(
    client: Client, tmp_path: Path, admin: User
) -> None:
    dataset = plain()
    study(dataset)
    allow_rows(dataset=dataset, variables=["zone"], by=admin)
    assert len(rows_of(downloaded(client, tmp_path))) > 0
    assert b"reponses-essai.csv" not in downloaded(client, tmp_path).read_bytes()
    withdraw_rows(dataset=dataset, by=admin)
    assert b"reponses-essai.csv" not in downloaded(client, tmp_path).read_bytes()
    assert not Dataset.objects.get(pk=dataset.pk).row_variables


def test_rows_that_tell_what_figures_hide_stop_the_publication(admin: User) -> None:
    """Two crossings of one question, and the joint rows of the two others, which close the ring."""
    table, names = attack.random_study(455)
    dataset = _saved({name: (table.arrays[name], len(table.codebook[name].answers)) for name in names})
    pieces = [
        figure_piece(f"c selon {name}", FigureSpec(FigureKind.CROSSTAB, "c", breakdown=name)) for name in "ab"
    ]
    factories.study(of=dataset, with_pieces=pieces, slug="sans-lignes")  # without them: nothing is told
    allow_rows(dataset=dataset, variables=["a", "b"], by=admin)
    with pytest.raises(FiguresTellTogether, match="les réponses publiées une à une"):
        factories.study(of=dataset, with_pieces=pieces, slug="avec-lignes")


def test_the_command_says_first_then_does(admin: User) -> None:
    plain()
    said = io.StringIO()
    options = {"by": admin.email, "columns": ["zone"], "stdout": said}
    call_command("allow_rows", "essai", **options)
    assert not Dataset.objects.get().row_variables
    call_command("allow_rows", "essai", apply=True, **options)
    assert Dataset.objects.get().row_variables == ["zone"]
    call_command("allow_rows", "essai", apply=True, withdraw=True, by=admin.email, stdout=said)
    assert not Dataset.objects.get().row_variables
    with pytest.raises(CommandError, match="reconnaissables"):
        call_command("allow_rows", "essai", by=admin.email, columns=["zone", "teinte"])


def test_the_screen_says_what_will_happen_refuses_and_withdraws() -> None:
    client = signed_in(Role.ADMIN)
    dataset = plain()
    start = f"/gestion/jeux-de-donnees/{dataset.slug}/"
    assert "permettre-les-lignes" in client.get(start).content.decode()
    assert "retirer-les-lignes" not in client.get(start).content.decode()
    refused = client.post(f"{start}permettre-les-lignes/", {"variables": ["zone", "teinte"]})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "Retirez «\u00a0teinte\u00a0»" in page
    assert page.count("checked") == 2  # what was ticked is still ticked
    assert client.post(f"{start}permettre-les-lignes/", {"variables": ["zone"]}).status_code == 302
    dataset.refresh_from_db()
    assert dataset.row_variables == ["zone"]
    client.post(f"{start}retirer-les-lignes/")
    dataset.refresh_from_db()
    assert dataset.rows_allowed_at is None
