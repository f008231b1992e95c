"""A figure as the page draws it: order, legend, everybody, totals and their parts. No database."""

import datetime as dt
from uuid import UUID

import pytest

from milliard.figures import display
from milliard.figures.display import FigurePart, ShownFigure
from milliard.figures.display.records import DatasetFacts
from milliard.figures.display.wording import value_text
from milliard.figures.enums import Display, ShownKind
from milliard.figures.models import Dataset
from milliard.figures.reports import ALL_GROUPS, Figure, FigureKind, FigureRow, FigureSpec

BY_SIZE, LINE = "Du plus grand au plus petit.", "Le trait pointillé montre l’ensemble."
FACTS = DatasetFacts.of(Dataset(title="Essai", frozen_at=dt.datetime(2026, 1, 2, tzinfo=dt.UTC)))


def figure(kind: FigureKind, *rows: FigureRow, order: str = "size", **fields: object) -> Figure:
    values: dict[str, object] = {
        "spec": FigureSpec(kind, "x"), "variable_label": "X", "question_text": "X ?", "rows": rows,
        "base_label": "des organisations", "base_n": 100, "rows_begun": 120, "rows_complete": 100,
        "missing": {}, "weighting_label": "", "interval_label": "", "collected_from": None,
        "collected_to": None,
        "frozen_at": FACTS.frozen_at, "source_label": "Essai", "status": "calculated", "is_simulated": False,
        "engine": "e", "engine_version": "1", "input_digest": "d", "steps": (), "formula": "", "threshold": 5,
        "dataset_slug": "d", "dataset_title": "D", "order": order,
    }  # fmt: skip
    return Figure(**{**values, **fields})  # type: ignore[arg-type]


def shown(kind: ShownKind, *parts: FigurePart, highlight: str = "") -> ShownFigure:
    return ShownFigure(UUID(int=1), kind, "Un titre", Display.BARS, highlight, "", parts, FACTS)


def share(value: float | None, label: str, base_n: int = 100, **fields: object) -> FigurePart:
    row = FigureRow(label, label, value=value, base_n=base_n, withheld="" if value is not None else "primary")
    made = figure(FigureKind.SHARE, row, base_n=base_n)
    return FigurePart(made.spec, label, figure=made, **fields)  # type: ignore[arg-type]


def amount(cents: int, label: str, *, is_whole: bool = False) -> FigurePart:
    made = figure(FigureKind.TOTAL, FigureRow("x", "X", value=cents, unit="euros", base_n=10))
    return FigurePart(made.spec, label, is_whole=is_whole, figure=made)


def labels(figure: ShownFigure) -> list[str]:
    return [bar.label for bar in display.bars_of(figure)]


@pytest.mark.parametrize(
    ("value", "written"), [(147_515.1, "147\u202f515"), (656.6, "656,6"), (7.254, "7,25"), (12.0, "12")]
)
def test_a_mean_has_no_more_decimals_than_it_can_tell(value: float, written: str) -> None:
    assert value_text(value, "") == written


def test_several_shares_go_from_the_most_frequent_to_the_least_those_withheld_last() -> None:
    several = shown(ShownKind.SHARES, share(0.4, "B"), share(None, "C"), share(0.6, "A", is_highlighted=True))
    assert labels(several) == ["A", "B", "C"]
    _, rows = display.table_of(several)
    assert [row[0].text for row in rows] == ["A", "B", "C"]
    assert display.legend_of(several) == (
        "Du plus fréquent au moins fréquent. En rouge, la réponse dont parle le titre."
    )


def test_an_order_that_has_a_meaning_is_kept_and_said() -> None:
    months = figure(
        FigureKind.DISTRIBUTION,
        FigureRow("m1", "Moins d’un mois", value=0.04),
        FigureRow("m3", "D’un à trois mois", value=0.21),
        order="questionnaire",
    )
    one = shown(ShownKind.FIGURE, FigurePart(months.spec, figure=months))
    assert labels(one) == ["Moins d’un mois", "D’un à trois mois"]
    assert display.legend_of(one) == "Dans l’ordre du questionnaire."


@pytest.mark.parametrize(
    ("kind", "unit", "is_line", "legend"),
    [
        (
            FigureKind.SHARE,
            "share",
            True,
            "Du plus grand au plus petit. Le trait pointillé montre l’ensemble.",
        ),
        (
            FigureKind.MEDIAN,
            "euros",
            True,
            "Du plus grand au plus petit. Le trait pointillé montre l’ensemble.",
        ),
        (FigureKind.TOTAL, "euros", False, "Du plus grand au plus petit."),
    ],
)
def test_everybody_is_no_bar_among_others(kind: FigureKind, unit: str, is_line: bool, legend: str) -> None:
    rows = [
        FigureRow("x", "X", "a", "Associations", 1, unit),  # type: ignore[arg-type]
        FigureRow("x", "X", ALL_GROUPS, "Ensemble", 1, unit),  # type: ignore[arg-type]
    ]
    rows.insert(1, FigureRow("x", "X", "b", "SCIC", 0, unit))  # type: ignore[arg-type]
    made = figure(kind, *rows, breakdown_label="Statut", breakdown_phrase="le statut")
    grouped = shown(ShownKind.FIGURE, FigurePart(made.spec, figure=made))
    overall = display.bars_of(grouped)[-1]
    assert overall.is_overall
    assert (overall.value is not None) == is_line
    assert display.legend_of(grouped) == legend


def test_a_total_stands_under_the_parts_that_make_it() -> None:
    parts = (amount(33_00, "Étudier"), amount(101_00, "Investir"), amount(134_00, "Ensemble", is_whole=True))
    whole = shown(ShownKind.SUM, *parts)
    bars = display.bars_of(whole)
    assert [(bar.label, bar.is_overall) for bar in bars] == [
        ("Investir", False),
        ("Étudier", False),
        ("Ensemble", True),
    ]
    assert bars[-1].value is None
    assert bars[-1].text == "134\u00a0€"
    assert [FigurePart.from_json(part.to_json()).is_whole for part in parts] == [False, False, True]


def test_bases_that_differ_are_written_with_their_thousands() -> None:
    several = shown(ShownKind.SHARES, share(0.4, "B", base_n=1_107), share(0.6, "A", base_n=1_124))
    assert several.base == "Part des organisations · n de 1\u202f107 à 1\u202f124 selon la question"


def test_a_strip_of_several_kinds_has_a_column_of_values() -> None:
    count = FigurePart(None, "organisations", "complete", count_value=510)
    strip = shown(ShownKind.NUMBERS, count, share(0.75, "manquent"), amount(140_000_000_000, "de besoins"))
    assert display.table_of(strip)[0][1].label == "Valeur"
    alike = shown(ShownKind.SHARES, share(0.4, "B"), share(0.6, "A"))
    assert display.table_of(alike)[0][1].label == "Part"
