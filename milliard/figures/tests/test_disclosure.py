"""An attack on what figures publish: no small count can be found again from everything shown."""

import itertools
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from engines.statistics import MissingCode
from milliard.figures.datasets.codebook import (
    COMPLETED,
    Codebook,
    CodebookAnswer,
    CodebookVariable,
    VariableKind,
)
from milliard.figures.datasets.table import FrozenTable
from milliard.figures.enums import DatasetSource
from milliard.figures.models import Dataset
from milliard.figures.reports import (
    ALL_GROUPS,
    EmptyBase,
    Figure,
    FigureKind,
    FigureRow,
    FigureSpec,
    compute_figure,
)
from milliard.figures.reports.computation import compute
from milliard.figures.services.freeze import freeze_collection
from milliard.figures.tests.builders import status_and_staff, the_row
from milliard.surveys.tests import factories
from milliard.surveys.tests.responses import repeated, respond

SPACE, NARROW = "\u00a0", "\u202f"


def table_of(first: list[int], second: list[int], sizes: tuple[int, int]) -> FrozenTable:
    variables = tuple(
        CodebookVariable(
            name,
            VariableKind.CATEGORICAL,
            name,
            categories=tuple(CodebookAnswer(code, f"{name}{code}", f"{name}{code}") for code in range(size)),
        )
        for name, size in zip("ab", sizes, strict=True)
    )
    arrays = {
        "a": np.array(first, np.uint8),
        "b": np.array(second, np.uint8),
        COMPLETED: np.ones(len(first), np.bool_),
    }
    return FrozenTable(Codebook(variables), arrays)


def unsaved_dataset(table: FrozenTable) -> Dataset:
    import datetime

    return Dataset(
        slug="essai",
        title="Essai",
        source=DatasetSource.FILE,
        frozen_at=datetime.datetime.now(tz=datetime.UTC),
        row_count=table.n,
        complete_count=table.n,
        codebook=table.codebook.to_json(),
        digest="0" * 64,
    )


def everything_published(table: FrozenTable) -> Iterator[Figure]:
    """Every share, distribution and crosstab a study could show of two questions."""
    dataset = unsaved_dataset(table)
    for name, other in (("a", "b"), ("b", "a")):
        codes = [answer.value for answer in table.codebook[name].answers]
        specs = [
            FigureSpec(FigureKind.DISTRIBUTION, name),
            FigureSpec(FigureKind.CROSSTAB, name, breakdown=other),
        ]
        for size in (1, 2):
            specs += [
                FigureSpec(FigureKind.SHARE, name, breakdown=by, category=chosen)
                for chosen in itertools.combinations(codes, size)
                for by in ("", other)
            ]
        for spec in specs:
            try:
                yield compute(dataset, table, spec, 5)
            except EmptyBase:
                continue


def equations(table: FrozenTable, figures: list[Figure]) -> tuple[np.ndarray, np.ndarray]:
    """Every published number as a linear equation on the joint counts of (a, b), no answer last in each."""
    codes = {
        name: {answer.value: answer.code for answer in table.codebook[name].answers} for name in ("a", "b")
    }
    shape = tuple(len(codes[name]) + 1 for name in ("a", "b"))
    lines, values = [np.ones(shape)], [float(table.n)]
    for figure in figures:
        name = figure.spec.variable
        other = "b" if name == "a" else "a"
        for row in figure.rows:
            for keys, number in ((row.key.split("+"), row.n), (list(codes[name]), row.base_n)):
                if number is None:
                    continue
                assert row.value is not None or row.base_n == 0
                cells = np.zeros(shape)
                chosen = [codes[name][key] for key in keys]
                last = len(codes[other])
                group = (
                    list(range(last + 1))
                    if row.group_key == ALL_GROUPS
                    else [codes[other].get(row.group_key, last)]
                )
                where = (chosen, group) if name == "a" else (group, chosen)
                cells[np.ix_(*where)] = 1
                lines.append(cells)
                values.append(float(number))
    return np.array([line.ravel() for line in lines]), np.array(values)


@given(
    counts=st.lists(st.one_of(st.integers(0, 8), st.integers(0, 60)), min_size=6, max_size=12),
    width=st.sampled_from([2, 3]),
    no_answer=st.lists(st.integers(0, 30), min_size=9, max_size=9) | st.just([0] * 9),
)
# fewer rows than any group that is described
@example(counts=[0, 0, 0, 0, 0, 1], width=2, no_answer=[0] * 9)
# the two ways of crossing, put together
@example(counts=[0, 0, 0, 0, 0, 0, 5, 5, 0, 1, 5, 5], width=3, no_answer=[0] * 9)
# the same, where some did not answer one of the questions
@pytest.mark.slow
@example(counts=[57, 2, 7, 13, 52, 57], width=3, no_answer=[8, 2, 41, 6, 8, 0, 0, 0, 0])
@settings(max_examples=30, suppress_health_check=list(HealthCheck))
def test_no_small_count_can_be_solved_for(counts, width, no_answer):
    """Brute force: no linear combination of all that is published gives a count from 1 to 4."""
    height = len(counts) // width
    joint = np.zeros((height + 1, width + 1), np.int64)
    joint[:-1, :-1] = np.array(counts[: height * width]).reshape(height, width)
    joint[:-1, -1], joint[-1, :-1] = no_answer[:height], no_answer[height : height + width]
    if not joint[:-1, :-1].any():
        return
    pairs = [pair for pair, n in np.ndenumerate(joint) for _ in range(n)]
    first = [MissingCode.NO_ANSWER if a == height else a for a, _ in pairs]
    second = [MissingCode.NO_ANSWER if b == width else b for _, b in pairs]
    table = table_of(first, second, (height, width))
    matrix, values = equations(table, list(everything_published(table)))
    assert np.allclose(matrix @ joint.ravel(), values)
    rank = np.linalg.matrix_rank(matrix)
    for target in counts_of_answers(joint.shape):
        count = int((target * joint).sum())
        is_solved = np.linalg.matrix_rank(np.vstack([matrix, target.ravel()])) == rank
        assert not (is_solved and 0 < count < 5), (joint.tolist(), target.tolist())


def counts_of_answers(shape: tuple[int, ...]) -> Iterator[np.ndarray]:
    """What nobody may find: those who gave an answer to both questions, and to either."""
    height, width = shape[0] - 1, shape[1] - 1
    chosen = [(a, b) for a in range(height) for b in range(width)]
    whole = slice(None)
    for place in [*chosen, *((a, whole) for a in range(height)), *((whole, b) for b in range(width))]:
        target = np.zeros(shape)
        target[place] = 1
        yield target


@pytest.mark.django_db
def test_small_groups_leave_no_number_behind():
    collection = factories.open_collection(status_and_staff())
    rows = [
        ({"status": "asso", "staff": 3, "vote": "yes"}, 40),
        ({"status": "scic", "staff": 7, "vote": "no"}, 3),
    ]
    scops = [
        ({"status": "scop", "staff": 5, "vote": vote}, number) for vote, number in (("yes", 7), ("no", 5))
    ]
    respond(collection, *repeated(rows), *repeated(scops))
    dataset = freeze_collection(collection=collection, by=None)
    figure = compute_figure(dataset, FigureSpec(FigureKind.MEAN, "staff", breakdown="status"))
    hidden = the_row(figure, "staff", "scic")
    assert hidden.withheld == "withheld"
    assert (hidden.value, hidden.n, hidden.base_n, hidden.low, hidden.high) == (None,) * 5
    assert the_row(figure, "staff", "scop").withheld == "withheld"
    assert the_row(figure, "staff", "asso").value == 3
    assert figure.has_withheld
    assert any("non publi" in step or "ne sont pas publiés" in step for step in figure.steps)
    shares = compute_figure(dataset, FigureSpec(FigureKind.SHARE, "status", category=("scop",)))
    assert shares.rows[0].withheld == "withheld"  # with the total, it would give the three SCIC away
    assert not any("Wilson" in step for step in shares.steps)  # no interval to speak of
    both = compute_figure(dataset, FigureSpec(FigureKind.SHARE, "status", category=("scic", "scop")))
    assert both.rows[0].n == 15


@pytest.mark.django_db
def test_the_threshold_is_a_setting(settings):
    collection = factories.open_collection(status_and_staff())
    respond(
        collection, *repeated([({"status": "asso"}, 40), ({"status": "scic"}, 12), ({"status": "scop"}, 8)])
    )
    dataset = freeze_collection(collection=collection, by=None)
    spec = FigureSpec(FigureKind.DISTRIBUTION, "status")
    assert not compute_figure(dataset, spec).has_withheld
    settings.DISCLOSURE_THRESHOLD = 10
    figure = compute_figure(dataset, spec)
    assert the_row(figure, "scop").withheld == "withheld"
    assert figure.threshold == 10


@pytest.mark.parametrize("before", ["primary", "secondary"])
def test_what_was_pinned_with_two_kinds_of_hidden_cells_reads_with_one(before: str) -> None:
    row = FigureRow.from_json({"key": "a", "label": "A", "withheld": before})
    assert row.withheld == "withheld"
