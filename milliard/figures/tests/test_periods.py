"""Dates counted by year, quarter and month: right values, words, and nothing told by their sums."""

import datetime as dt

import numpy as np
import pytest

from engines.statistics import JointCounts
from french import NBSP
from milliard.figures.datasets.codebook import (
    COMPLETED,
    Codebook,
    CodebookAnswer,
    CodebookVariable,
    VariableKind,
)
from milliard.figures.datasets.table import FrozenTable
from milliard.figures.display import wording
from milliard.figures.reports import Figure, FigureKind, FigureSpec, InvalidFigure, telling_together
from milliard.figures.reports.computation import compute
from milliard.figures.tests import attack

KINDS = (FigureKind.BY_MONTH, FigureKind.BY_QUARTER, FigureKind.BY_YEAR)
EPOCH = dt.date(1970, 1, 1)


def dated(*days: tuple[dt.date | None, int]) -> FrozenTable:
    """So many people for each date; None: no answer."""
    given = [day for day, count in days for _ in range(count)]
    arrays: dict[str, np.ndarray] = {
        "quand": np.array([(day - EPOCH).days if day else 0 for day in given], np.int32),
        "quand/missing": np.array([0 if day else attack.NO_ANSWER for day in given], np.uint8),
        COMPLETED: np.ones(len(given), np.bool_),
    }
    variable = CodebookVariable("quand", VariableKind.DATE, "Quand vous le faut-il ?")
    return FrozenTable(Codebook((variable,), "organisation"), arrays)


def counted(table: FrozenTable, kind: FigureKind) -> Figure:
    return compute(attack.unsaved_dataset(table), table, FigureSpec(kind, "quand"), attack.THRESHOLD)


def plain() -> FrozenTable:
    return dated(
        (dt.date(2025, 12, 31), 10), (dt.date(2026, 1, 1), 20), (dt.date(2026, 1, 31), 5),
        (dt.date(2026, 3, 15), 15), (dt.date(2026, 4, 1), 50), (None, 7),
    )  # fmt: skip


def test_a_date_is_counted_by_month_quarter_and_year() -> None:
    month, quarter, year = (counted(plain(), kind) for kind in KINDS)
    assert [(row.label, row.n) for row in month.rows] == [
        (f"décembre{NBSP}2025", 10), (f"janvier{NBSP}2026", 25), (f"février{NBSP}2026", 0),
        (f"mars{NBSP}2026", 15), (f"avril{NBSP}2026", 50),
    ]  # fmt: skip
    assert [(row.key, row.label, row.n) for row in quarter.rows] == [
        ("2025-T4", f"4e trimestre{NBSP}2025", 10),
        ("2026-T1", f"1er trimestre{NBSP}2026", 40),
        ("2026-T2", f"2e trimestre{NBSP}2026", 50),
    ]
    assert [(row.key, row.label, row.n, row.value) for row in year.rows] == [
        ("2025", "2025", 10, 0.1),
        ("2026", "2026", 90, 0.9),
    ]
    assert {figure.base_n for figure in (month, quarter, year)} == {100}
    assert month.missing == {"no_answer": 7}


def test_dates_before_1970_fall_in_their_month() -> None:
    figure = counted(dated((dt.date(1969, 12, 31), 20), (dt.date(1970, 1, 1), 30)), FigureKind.BY_MONTH)
    assert [(row.key, row.n) for row in figure.rows] == [("1969-12", 20), ("1970-01", 30)]


def test_the_words_say_by_what_and_in_what_order() -> None:
    figure = counted(plain(), FigureKind.BY_MONTH)
    assert figure.order == "time"
    assert wording.base_text(figure).endswith(f", par mois · n{NBSP}={NBSP}100")
    assert f"avril{NBSP}2026{NBSP}: 50 ÷ 100 = 50,0{NBSP}%." in figure.steps


def test_too_many_months_are_refused_with_what_to_do() -> None:
    table = dated((dt.date(1950, 1, 1), 30), (dt.date(2026, 1, 1), 30))
    with pytest.raises(InvalidFigure, match="comptez-les par trimestre ou par année"):
        counted(table, FigureKind.BY_MONTH)
    assert sum(row.n or 0 for row in counted(table, FigureKind.BY_YEAR).rows) == 60
    with pytest.raises(InvalidFigure, match="une date est sans doute fausse"):
        counted(dated((dt.date(26, 1, 1), 30), (dt.date(2026, 1, 1), 30)), FigureKind.BY_YEAR)


def _random_dates(seed: int) -> FrozenTable:
    generator = np.random.default_rng(seed)
    months = int(generator.integers(6, 40))
    odds = generator.dirichlet(np.full(months, generator.choice([0.3, 1.0])))
    places = generator.choice(months, int(generator.integers(40, 300)), p=odds) + 12 * 2024 + 5
    return dated(*((dt.date(place // 12, place % 12 + 1, 3), 1) for place in places.tolist()))


def _told(table: FrozenTable) -> tuple[int, list[tuple[int, int, int]]]:
    """Small counts hidden, and those bounded more tightly than by the rule: (count, least, most)."""
    figures = {kind: counted(table, kind) for kind in KINDS}
    months = [row.key for row in figures[FigureKind.BY_MONTH].rows]
    days = table.arrays["quand"].astype("datetime64[D]").astype("datetime64[M]").astype(str)
    truth = np.array([np.count_nonzero(days == key) for key in months])
    known, hidden = JointCounts({"month": len(months)}, [{"month"}]), []
    known.learn({}, table.n, table.n)
    for figure in figures.values():
        is_whole = all(row.is_withheld for row in figure.rows)
        for row in figure.rows:
            cells = np.array([_holds(row.key, key) for key in months])
            if row.n is not None:
                assert row.n == truth[cells].sum()
                known.learn({"month": cells}, row.n, row.n)
            else:
                hidden.append(cells)
                known.learn({"month": cells}, 0 if is_whole else 1)
    small = [cells for cells in hidden if 0 < truth[cells].sum() < attack.THRESHOLD]
    bounds = [(int(truth[cells].sum()), *(known.bounds({"month": cells}) or (0, 0))) for cells in small]
    return len(small), [item for item in bounds if item[1] == item[2] or item[2] < attack.THRESHOLD - 1]


def _holds(period: str, month: str) -> bool:
    year, _, place = period.partition("-T")
    return month.startswith(year) and (not place or (int(month[5:]) + 2) // 3 == int(place))


def test_months_quarters_and_years_beside_one_another_tell_no_small_count() -> None:
    small = 0
    for seed in range(80):
        found, told = _told(_random_dates(seed))
        small += found
        assert not told, (seed, told)
    assert small > 100


def test_dates_do_not_stop_a_publication() -> None:
    table = plain()
    assert telling_together(table, [counted(table, kind) for kind in KINDS]) == ()


@pytest.mark.parametrize("kind", KINDS)
def test_a_date_that_nobody_gave_is_refused_and_hinders_no_other_figure(kind: FigureKind) -> None:
    table = dated((None, 40))
    with pytest.raises(InvalidFigure, match="Personne n’a donné cette date"):
        counted(table, kind)
    table.arrays["avis"] = np.array([0] * 15 + [1] * 25, np.uint8)
    answers = (CodebookAnswer(0, "oui", "Oui"), CodebookAnswer(1, "non", "Non"))
    opinion = CodebookVariable("avis", VariableKind.CATEGORICAL, "Votre avis", categories=answers)
    both = FrozenTable(Codebook((*table.codebook, opinion), "organisation"), table.arrays)
    spec = FigureSpec(FigureKind.DISTRIBUTION, "avis")
    figure = compute(attack.unsaved_dataset(both), both, spec, attack.THRESHOLD)
    assert {row.key: row.n for row in figure.rows} == {"oui": 15, "non": 25}
