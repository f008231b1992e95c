"""Reading what an editor typed: pure functions, no database."""

import datetime as dt
import math
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from milliard.figures.display import wording
from milliard.figures.display.answers import DatasetFacts, compute_part
from milliard.figures.display.parts import (
    Part,
    UnreadableSetting,
    question_of,
    read_bounds,
    read_codes,
    spec_of_figure,
    spec_of_number,
)
from milliard.figures.enums import RowCount, ShownKind
from milliard.figures.models import Dataset
from milliard.figures.reports import FigureKind
from milliard.website.fields import EurosField
from milliard.website.pdf.richtext import paragraphs_of
from milliard.website.studies import dataset_text

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


@pytest.mark.parametrize("half", [{"filter_variable": "statut"}, {"filter_codes": "association"}])
def test_half_a_filter_is_refused(half: dict[str, str]) -> None:
    with pytest.raises(UnreadableSetting):
        spec_of_figure({**FIGURE, **half})


def test_a_key_figure_needs_a_variable_unless_it_counts_rows() -> None:
    assert spec_of_number({"kind": "begun", "label": "ont commencé"}) is None
    with pytest.raises(UnreadableSetting):
        spec_of_number({"kind": "mean", "label": "moyenne"})


def test_words_ask_nothing() -> None:
    assert question_of("text", {"title": "x"}) is None
    question = question_of("figure", {**FIGURE, "highlight": " yes "})
    assert question is not None
    assert question.kind == ShownKind.FIGURE
    assert question.highlight == "yes"


@given(st.integers(0, 10**14))
def test_an_amount_typed_in_euros_is_kept_in_cents(cents: int) -> None:
    field = EurosField()
    shown = field.prepare_value(cents)
    assert field.clean(shown) == cents
    assert "." not in shown


@pytest.mark.parametrize(
    ("text", "cents"), [("1 234,50 €", 123_450), ("1\u202f000\u202f000", 10**8), ("0", 0)]
)
def test_french_amounts_are_read(text: str, cents: int) -> None:
    assert EurosField().clean(text) == cents


@pytest.mark.parametrize("text", ["beaucoup", "-5", "1,234", "9" * 20])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        EurosField().clean(text)


def test_what_was_typed_wrong_comes_back_as_it_was() -> None:
    assert EurosField().prepare_value("beaucoup") == "beaucoup"
    assert EurosField(required=False).clean("") is None
    assert EurosField().prepare_value(Decimal(3)) == Decimal(3)


def test_rich_text_becomes_paragraphs_for_paper() -> None:
    html = (
        '<p>Un <b>mot <i>fort</i></b> &amp; un <a href="/etudes/">lien</a></p>'
        "<ul><li>un</li><li>deux</li></ul><p> </p>"
    )
    first, second = paragraphs_of(html, site_url="https://exemple.org")
    assert [run["text"] for run in first["items"][0]] == ["Un ", "mot ", "fort", " & un ", "lien"]
    assert first["items"][0][2]["bold"]
    assert first["items"][0][2]["italic"]
    assert first["items"][0][4]["href"] == "https://exemple.org/etudes/"
    assert [[run["text"] for run in item] for item in second["items"]] == [["un"], ["deux"]]
    assert second["kind"] == "ul"


def test_a_link_to_code_is_dropped_on_paper() -> None:
    (paragraph,) = paragraphs_of('<p><a href="javascript:alert(1)">x</a></p>', site_url="https://exemple.org")
    assert paragraph["items"][0][0]["href"] == ""


@given(st.text(alphabet="<>/&abpuliol \n\"'=", max_size=80))
def test_any_markup_is_read_without_failing(html: str) -> None:
    for paragraph in paragraphs_of(html, site_url="https://exemple.org"):
        assert paragraph["items"]


@pytest.mark.parametrize(
    ("begun", "complete", "sentence", "numbers", "base"),
    [
        (836, 510, "836 réponses commencées, dont 510 complètes", ["836", "510"], ", sur 836 commencées"),
        (42, 40, "40 réponses complètes", ["non publié (trop peu de réponses)", "40"], ""),
        (40, 3, "40 réponses commencées", ["40", "non publié (trop peu de réponses)"], ", sur 40 commencées"),
        (4, 2, "Moins de 5 réponses", ["non publié (trop peu de réponses)"] * 2, ""),
    ],
)
def test_a_study_says_no_small_number_of_responses_nor_one_told_by_a_subtraction(
    begun: int, complete: int, sentence: str, numbers: list[str], base: str
) -> None:
    dataset = Dataset(
        row_count=begun, complete_count=complete, frozen_at=dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
    )
    facts = DatasetFacts.of(dataset)
    assert dataset_text(facts).startswith(f"{sentence}\u202f; figées")
    answers = [
        compute_part(dataset, Part(None, count=count)) for count in (RowCount.BEGUN, RowCount.COMPLETE)
    ]
    assert [wording.rows_text(answer) for answer in answers] == numbers
    assert wording.count_base(answers[1], facts) == f"Réponses complètes{base}"
