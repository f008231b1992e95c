"""Publication asks what a study tells together with all that was published before of the same people."""

import numpy as np
import pytest
from django.test import Client

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.figures.datasets.errors import TooCloseToAnotherFreeze
from milliard.figures.datasets.projection import Projected
from milliard.figures.datasets.table import FrozenTable
from milliard.figures.enums import DatasetSource
from milliard.figures.models import Dataset
from milliard.figures.reports import FigureSpec, telling_together
from milliard.figures.services.freeze import save_dataset
from milliard.figures.tests import attack
from milliard.surveys.models import Collection
from milliard.surveys.tests import factories as surveys
from milliard.website.models import Edition, StudyPage
from milliard.website.services import Piece, figure_piece
from milliard.website.services.release import FiguresTellTogether
from milliard.website.tests import factories

pytestmark = pytest.mark.django_db


def _saved(table: FrozenTable, slug: str = "essai", collection: Collection | None = None) -> Dataset:
    """The table as a dataset frozen before freezing asked anything."""
    projected = Projected(table.codebook, dict(table.arrays))
    return save_dataset(
        slug=slug,
        title=f"Enquête {slug}",
        projected=projected,
        by=None,
        code="figures.dataset.frozen",
        source=DatasetSource.FILE if collection is None else DatasetSource.COLLECTION,
        collection=collection,
    )


def _telling() -> tuple[FrozenTable, list[FigureSpec]]:
    """Three crossings of nested questions that tell together what none of them does."""
    table, names = attack.random_study(116)
    told = telling_together(table, attack.computed(table, attack.every_spec(names)))
    assert len(told) == 3
    return table, [figure.spec for figure in told]


def _pieces(specs: list[FigureSpec]) -> list[Piece]:
    return [figure_piece(f"{spec.variable} selon {spec.breakdown}", spec) for spec in specs]


def test_figures_that_tell_together_are_not_published_together() -> None:
    table, specs = _telling()
    dataset = _saved(table)
    with pytest.raises(FiguresTellTogether, match="Lus ensemble") as error:
        factories.study(of=dataset, with_pieces=_pieces(specs))
    assert all(f"{spec.variable} selon {spec.breakdown}" in str(error.value) for spec in specs)
    assert not Edition.objects.exists()


def test_what_another_study_published_before_counts() -> None:
    table, (first, second, third) = _telling()
    dataset = _saved(table)
    factories.study(of=dataset, with_pieces=_pieces([first, second]), slug="premiere")
    with pytest.raises(FiguresTellTogether, match="déjà publiés"):
        factories.study(of=dataset, with_pieces=_pieces([third]), slug="seconde")


def test_the_editor_keeps_the_draft_and_is_told_why() -> None:
    table, specs = _telling()
    study = factories.study(of=_saved(table), with_pieces=_pieces(specs), is_published=False)
    client: Client = signed_in(Role.ADMIN)
    answer = client.post(f"/gestion/bulk/wagtailcore/page/publish/?id={study.pk}", follow=True)
    assert "Lus ensemble" in answer.content.decode()
    assert not StudyPage.objects.get(pk=study.pk).live


def test_two_freezes_a_few_people_apart_are_not_both_published() -> None:
    collection = surveys.open_collection(factories.survey_definition())
    votes = np.repeat([0, 1], [60, 40])
    tables = [attack.study_of({"vote": (codes, 2)}) for codes in (votes, np.append(votes, 1))]
    before, after = (
        _saved(table, slug, collection) for table, slug in zip(tables, ("avant", "apres"), strict=True)
    )
    piece = figure_piece("Le vote", FigureSpec("distribution", "vote"))  # type: ignore[arg-type]
    factories.study(of=before, with_pieces=[piece], slug="avant")
    with pytest.raises(TooCloseToAnotherFreeze):
        factories.study(of=after, with_pieces=[piece], slug="apres")
