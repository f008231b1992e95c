"""A ranking says what comes first, the mean rank and the ranks given; never «100 %» for everything."""

from itertools import permutations

import numpy as np
import pytest

from milliard.figures.datasets.codebook import (
    COMPLETED,
    Codebook,
    CodebookAnswer,
    CodebookVariable,
    VariableKind,
)
from milliard.figures.datasets.projection import Projected
from milliard.figures.datasets.table import FrozenTable
from milliard.figures.enums import DatasetSource
from milliard.figures.models import Dataset
from milliard.figures.reports import Figure, FigureKind, FigureSpec, InvalidFigure, compute_figure
from milliard.figures.reports.replay import StoredFigure, replay
from milliard.figures.services.freeze import save_dataset
from milliard.figures.tests import attack
from milliard.figures.tests.builders import the_row

pytestmark = pytest.mark.django_db

CHOICES = ("taux", "rapide", "durable")


def ranked(*orders: tuple[str, int]) -> Dataset:
    """``("taux rapide durable", 28)``: twenty-eight people in that order; what is left out is not ranked."""
    rows = [order.split() for order, count in orders for _ in range(count)]
    answers = tuple(CodebookAnswer(place, name, name.title()) for place, name in enumerate(CHOICES))
    variables = (
        CodebookVariable("attentes", VariableKind.RANK, "Attentes", categories=answers),
        CodebookVariable(
            "zone", VariableKind.CATEGORICAL, "Zone", categories=(CodebookAnswer(0, "ici", "Ici"),)
        ),
    )
    lines = {
        f"attentes/{name}": np.array([1 + row.index(name) if name in row else 0 for row in rows], np.uint8)
        for name in CHOICES
    }
    empty = np.array([0 if row else 252 for row in rows], np.uint8)
    arrays = {
        **lines,
        "attentes/missing": empty,
        "zone": np.zeros(len(rows), np.uint8),
        COMPLETED: np.ones(len(rows), np.bool_),
    }
    return save_dataset(
        slug="classement",
        title="Classement",
        projected=Projected(Codebook(variables), arrays),
        by=None,
        code="figures.dataset.imported",
        source=DatasetSource.FILE,
    )


def figure(dataset: Dataset, kind: FigureKind, **options: object) -> Figure:
    return compute_figure(dataset, FigureSpec(kind, "attentes", **options))  # type: ignore[arg-type]


def everybody() -> Dataset:
    """140 people, 28 of whom want a low rate first."""
    return ranked(
        ("taux rapide durable", 14),
        ("taux durable rapide", 14),
        ("rapide taux durable", 40),
        ("durable rapide taux", 72),
    )


def test_first_choices_not_what_everybody_ranked() -> None:
    dataset = everybody()
    shares = figure(dataset, FigureKind.DISTRIBUTION)
    assert {row.key: (row.n, row.base_n) for row in shares.rows} == {
        "taux": (28, 140),
        "rapide": (40, 140),
        "durable": (72, 140),
    }
    assert the_row(shares, "taux").value == 0.2
    share = figure(dataset, FigureKind.SHARE, category=("taux",))
    assert share.rows[0].value == 0.2


def test_the_mean_rank_of_each_choice() -> None:
    means = figure(everybody(), FigureKind.MEAN_RANK)
    assert [row.key for row in means.rows] == ["rapide", "durable", "taux"]
    assert the_row(means, "taux").value == pytest.approx((28 * 1 + 40 * 2 + 72 * 3) / 140)
    assert the_row(means, "durable").value == pytest.approx((72 * 1 + 14 * 2 + 54 * 3) / 140)
    assert means.unit == "number"
    assert "loi de Student" in means.interval_label
    assert any("rang moyen 2,31, parmi les 140 réponses" in step for step in means.steps)
    assert not any("%" in step for step in means.steps if "rang moyen" in step)
    assert means.base_n == 140


def test_the_ranks_each_choice_was_given() -> None:
    ranks = figure(everybody(), FigureKind.RANKS)
    assert [row.n for row in ranks.rows_of("taux")] == [28, 40, 72]
    assert [row.n for row in ranks.rows_of("rapide")] == [40, 86, 14]
    assert [row.label for row in ranks.rows_of("durable")] == ["1er rang", "2e rang", "3e rang"]
    assert ranks.base_n == 140
    for row in ranks.rows:
        assert row.base_n == 140
        assert row.low <= row.value <= row.high


def test_what_is_not_ranked_and_who_ranked_nothing() -> None:
    dataset = ranked(("taux", 20), ("rapide taux", 20), ("durable", 20), ("", 12))
    shares = figure(dataset, FigureKind.DISTRIBUTION)
    assert shares.base_n == 60
    ranks = figure(dataset, FigureKind.RANKS)
    assert [row.n for row in ranks.rows_of("taux")] == [20, 20, 20]
    assert ranks.rows_of("taux")[-1].label == "non classé"
    assert the_row(figure(dataset, FigureKind.MEAN_RANK), "taux").value == 1.5


@pytest.mark.parametrize("kind", [FigureKind.MULTIPLE, FigureKind.MEDIAN])
def test_other_figures_of_a_ranking_are_refused(kind: FigureKind) -> None:
    with pytest.raises(InvalidFigure):
        figure(everybody(), kind)


@pytest.mark.parametrize("kind", [FigureKind.RANKS, FigureKind.MEAN_RANK])
def test_ranks_by_group_are_refused_with_what_to_do(kind: FigureKind) -> None:
    with pytest.raises(InvalidFigure, match="Croisez plutôt les premiers choix"):
        figure(everybody(), kind, breakdown="zone")


def _by_zone(seed: int) -> FrozenTable:
    """Random orders of the three choices, in four places, some people ranking nothing."""
    generator = np.random.default_rng(seed)
    n = int(generator.integers(40, 220))
    orders = np.array(list(permutations(range(3))))
    picked = orders[generator.choice(6, n, p=generator.dirichlet(np.full(6, 0.6)))]
    zones = generator.choice(4, n, p=generator.dirichlet(np.full(4, 0.6)))
    nothing = generator.random(n) < generator.choice([0, 0.1])
    answers = tuple(CodebookAnswer(place, name, name) for place, name in enumerate(CHOICES))
    places = tuple(CodebookAnswer(place, f"z{place}", f"z{place}") for place in range(4))
    book = Codebook(
        (
            CodebookVariable("attentes", VariableKind.RANK, "Attentes", categories=answers),
            CodebookVariable("zone", VariableKind.CATEGORICAL, "Zone", categories=places),
        )
    )
    ranks = {
        f"attentes/{name}": np.where(nothing, 0, picked[:, place] + 1).astype(np.uint8)
        for place, name in enumerate(CHOICES)
    }
    status = np.where(nothing, attack.NO_ANSWER, 0).astype(np.uint8)
    arrays = {**ranks, "attentes/missing": status, "zone": zones.astype(np.uint8)}
    return FrozenTable(book, {**arrays, COMPLETED: np.ones(n, np.bool_)})


def test_first_choices_by_group() -> None:
    table = _by_zone(3)
    spec = FigureSpec(FigureKind.CROSSTAB, "attentes", breakdown="zone")
    (crossed,) = attack.computed(table, [spec])
    first = table.first_choices("attentes").dense
    for row in crossed.rows:
        if row.n is not None and row.group_key.startswith("z"):
            zone = table.arrays["zone"] == int(row.group_key[1:])
            assert row.n == np.count_nonzero(zone & (first == CHOICES.index(row.key)))
            assert row.base_n == np.count_nonzero(zone & (first < 3))
    assert any(row.value for row in crossed.rows)


def test_first_choices_by_group_tell_no_small_count() -> None:
    found = attack.Found()
    names = ["attentes", "zone"]
    for seed in range(60):
        table = _by_zone(seed)
        specs = [
            *(FigureSpec(FigureKind.DISTRIBUTION, name) for name in names),
            FigureSpec(FigureKind.CROSSTAB, "attentes", breakdown="zone"),
        ]
        found = found.plus(attack.attacked(table, attack.computed(table, specs), names))
    assert found.small > 60
    assert (found.recovered, found.narrow) == (0, 0)


def test_a_small_count_is_told_by_no_figure() -> None:
    """Two people put «taux» first: neither the share, nor the ranks, nor the mean of three ranks says so."""
    dataset = ranked(("taux rapide durable", 2), ("rapide durable taux", 30), ("durable taux rapide", 30))
    shares, ranks = figure(dataset, FigureKind.DISTRIBUTION), figure(dataset, FigureKind.RANKS)
    means = figure(dataset, FigureKind.MEAN_RANK)
    assert the_row(shares, "taux").is_withheld
    hidden = {(row.group_key, row.key) for row in ranks.rows if row.is_withheld}
    assert ("taux", "1") in hidden
    for name in CHOICES:
        assert the_row(shares, name).is_withheld or (name, "1") not in hidden
        if any(choice == name for choice, _ in hidden):
            assert the_row(means, name).is_withheld
    for row in (*shares.rows, *ranks.rows, *means.rows):
        if row.is_withheld:
            assert (row.value, row.n, row.low) == (None, None, None)


def test_no_hidden_rank_is_the_only_one_of_its_line_or_column() -> None:
    """Every order of three choices, in all sorts of sizes: what is hidden cannot be subtracted."""
    random = np.random.default_rng(7)
    for number in range(12):
        orders = [(" ".join(order), int(random.integers(0, 12))) for order in permutations(CHOICES)]
        dataset = ranked(*orders, (" ".join(CHOICES), 20))
        Dataset.objects.filter(pk=dataset.pk).update(slug=f"classement-{number}")
        ranks = figure(dataset, FigureKind.RANKS)
        cells = {(row.group_key, row.key): row for row in ranks.rows}
        for choice in CHOICES:
            hidden = [rank for rank in "123" if cells[choice, rank].is_withheld]
            assert len(hidden) != 1
        for rank in "123":
            assert sum(cells[choice, rank].is_withheld for choice in CHOICES) != 1
        assert all(row.is_withheld or row.n == 0 or row.n >= 5 for row in ranks.rows)


def test_rankings_are_proved_again() -> None:
    dataset = everybody()
    for kind in (FigureKind.DISTRIBUTION, FigureKind.MEAN_RANK, FigureKind.RANKS):
        kept = Figure.from_json(figure(dataset, kind).to_json())
        assert replay(StoredFigure("page", kept, dataset)).is_same
