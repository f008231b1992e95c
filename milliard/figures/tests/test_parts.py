"""Reading what an editor typed: pure functions, no database."""

import datetime as dt
import math
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milliard.figures.display.parts import (
    UnreadableSetting,
    parts_of,
    read_bounds,
    read_codes,
    shown_figure,
    spec_of_figure,
    spec_of_number,
    value_of_figure,
)
from milliard.figures.display.records import DatasetFacts
from milliard.figures.enums import ShownKind
from milliard.figures.models import Dataset
from milliard.figures.reports import FigureKind, FigureSpec

FIGURE = {"title": "Un titre", "kind": "share", "variable": " voix ", "category": "yes, peut-être ;yes2"}


def test_codes_are_split_on_commas_and_semicolons() -> None:
    assert read_codes("a, b;c ,,") == ("a", "b", "c")
    assert read_codes("") == ()


@given(st.lists(st.integers(-(10**9), 10**9), min_size=2, unique=True).map(sorted))
def test_increasing_bounds_are_read_back(numbers: list[int]) -> None:
    assert read_bounds(" ; ".join(f"{number:,}".replace(",", "\u202f") for number in numbers)) == tuple(
        numbers
    )


def test_the_last_class_may_be_open() -> None:
    assert read_bounds("0 ; 5 000 000 ; Et\u00a0plus") == (0, 5_000_000, math.inf)


@pytest.mark.parametrize(
    "text", ["et plus", "et plus ; 3", "12", "3 ; 2", "2 ; 2", "un ; deux", "0 ; inf", "nan ; 1"]
)
def test_bounds_that_make_no_classes_are_refused(text: str) -> None:
    with pytest.raises(UnreadableSetting) as refusal:
        read_bounds(text)
    assert refusal.value.field == "bounds"


def test_a_figure_block_becomes_a_specification() -> None:
    spec = spec_of_figure({**FIGURE, "completes_only": True, "weighted": False})
    assert (spec.kind, spec.variable) == (FigureKind.SHARE, "voix")
    assert spec.category == ("yes", "peut-être", "yes2")
    assert spec.completes_only is True
    assert spec.weighted is False


@pytest.mark.parametrize(
    "spec",
    [
        FigureSpec(FigureKind.CROSSTAB, "statut", breakdown="region", weighted=False),
        FigureSpec(FigureKind.SHARE, "voix", category=("yes", "no"), completes_only=False),
        FigureSpec(FigureKind.MEAN, "besoin", domain=(("statut", ("asso", "scic")),)),
        FigureSpec(FigureKind.HISTOGRAM, "besoin", bounds=(0, 12.5, 5_000_000, math.inf)),
    ],
)
def test_a_specification_written_in_a_block_is_read_back(spec: FigureSpec) -> None:
    assert spec_of_figure(value_of_figure(spec)) == spec


@pytest.mark.parametrize("half", [{"filter_variable": "statut"}, {"filter_codes": "association"}])
def test_half_a_filter_is_refused(half: dict[str, str]) -> None:
    with pytest.raises(UnreadableSetting):
        spec_of_figure({**FIGURE, **half})


def test_a_key_figure_needs_a_variable_unless_it_counts_rows() -> None:
    assert spec_of_number({"kind": "begun", "label": "ont commencé"}) is None
    with pytest.raises(UnreadableSetting):
        spec_of_number({"kind": "mean", "label": "moyenne"})


def test_words_ask_nothing() -> None:
    assert parts_of("text", {"title": "x"}) == ()


def test_a_figure_block_is_shown_with_its_highlight_and_one_part() -> None:
    facts = DatasetFacts.of(Dataset(frozen_at=dt.datetime(2026, 1, 2, tzinfo=dt.UTC)))
    shown = shown_figure(UUID(int=1), "figure", {**FIGURE, "highlight": " yes "}, facts)
    assert shown.kind == ShownKind.FIGURE
    assert shown.highlight == "yes"
    assert [part.spec for part in shown.parts] == [spec_of_figure(FIGURE)]
