"""What the editor's form says when a block does not suit its dataset: in French, beside the field."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from milliard.figures.models import Dataset
from milliard.website.blocks import (
    FigureBlock,
    KeyFiguresBlock,
    LinkBlock,
    PillarBlock,
    SharesBlock,
    SumBlock,
)
from milliard.website.models import StudyPage
from milliard.website.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def dataset(frozen: Dataset) -> Dataset:
    return frozen


def figure(dataset: Dataset, **fields: Any) -> dict[str, Any]:
    block = FigureBlock()
    value = {
        "title": "Un résultat",
        "kind": "distribution",
        "variable": "statut",
        "display": "bars",
        "completes_only": True,
        "weighted": True,
        **fields,
    }
    return block.clean(block.to_python({**value, "dataset": dataset.pk}))


def refusal(dataset: Dataset, **fields: Any) -> dict[str, str]:
    with pytest.raises(ValidationError) as error:
        figure(dataset, **fields)
    errors = error.value.block_errors  # type: ignore[attr-defined]
    return {name: " ".join(item.messages) for name, item in errors.items()}


def test_a_figure_that_suits_its_dataset_is_accepted(dataset: Dataset) -> None:
    assert figure(dataset)["dataset"] == dataset
    assert figure(dataset, kind="histogram", variable="besoin", bounds="0 ; 100 000 ; 600 000")
    assert figure(dataset, kind="histogram", variable="besoin", bounds="0 ; 100 000 ; et plus")


def test_an_unknown_variable_is_named_beside_its_field(dataset: Dataset) -> None:
    errors = refusal(dataset, variable="statu")
    assert list(errors) == ["variable"]
    assert "«\u00a0statut\u00a0»" in errors["variable"]


def test_each_refusal_is_beside_a_field_the_block_has(dataset: Dataset) -> None:
    assert list(refusal(dataset, breakdown="statuts", kind="crosstab", variable="voix")) == ["breakdown"]
    unknown = refusal(dataset, filter_variable="statu", filter_codes="association")
    assert "«\u00a0statut\u00a0»" in unknown["filter_variable"]
    assert "association" in refusal(dataset, highlight="assoc")["highlight"]
    bars = [{"label": label, "variable": "salaries", "category": "1"} for label in ("Une", "Deux")]
    block = SharesBlock()
    with pytest.raises(ValidationError) as error:
        block.clean(block.to_python({"dataset": dataset.pk, "title": "Des nombres", "bars": bars}))
    for refused in error.value.block_errors["bars"].block_errors.values():  # type: ignore[attr-defined]
        assert set(refused.block_errors) <= set(block.child_blocks["bars"].child_block.child_blocks)


def test_a_kind_the_variable_does_not_allow_is_refused(dataset: Dataset) -> None:
    assert list(refusal(dataset, kind="median")) == ["kind"]


def test_an_unknown_code_is_refused_beside_the_codes(dataset: Dataset) -> None:
    assert list(refusal(dataset, kind="share", category="mutuelle")) == ["category"]
    assert list(refusal(dataset, filter_variable="statut", filter_codes="mutuelle")) == ["filter_codes"]


def test_half_a_filter_is_refused(dataset: Dataset) -> None:
    assert list(refusal(dataset, filter_variable="statut")) == ["filter_codes"]


def test_a_text_cannot_be_counted(dataset: Dataset) -> None:
    assert list(refusal(dataset, variable="mot")) == ["variable"]


def test_a_title_is_asked_for(dataset: Dataset) -> None:
    assert list(refusal(dataset, title="")) == ["title"]


def test_a_wrong_bar_is_found_in_its_list(dataset: Dataset) -> None:
    block = SharesBlock()
    bars = [
        {"label": "Une personne, une voix", "variable": "voix", "category": "yes"},
        {"label": "Inconnue", "variable": "voie", "category": "yes"},
    ]
    value = block.to_python({"dataset": dataset.pk, "title": "Deux parts", "bars": bars})
    with pytest.raises(ValidationError) as error:
        block.clean(value)
    in_list = error.value.block_errors["bars"].block_errors  # type: ignore[attr-defined]
    assert list(in_list) == [1]
    assert list(in_list[1].block_errors) == ["variable"]


def test_a_key_figure_without_its_variable_is_refused(dataset: Dataset) -> None:
    block = KeyFiguresBlock()
    numbers = [{"label": "ont commencé", "kind": "begun"}, {"label": "en moyenne", "kind": "mean"}]
    with pytest.raises(ValidationError) as error:
        block.clean(block.to_python({"dataset": dataset.pk, "title": "x", "numbers": numbers}))
    assert list(error.value.block_errors["numbers"].block_errors) == [1]  # type: ignore[attr-defined]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "//ailleurs.example", "http://clair.example", ""])
def test_a_link_goes_to_the_site_or_to_a_safe_address(url: str) -> None:
    block = LinkBlock()
    with pytest.raises(ValidationError):
        block.clean(block.to_python({"label": "Lire", "url": url, "page": None}))


def test_a_link_to_an_unpublished_page_leads_nowhere() -> None:
    page = factories.home().get_children().first()
    value = LinkBlock().to_python({"label": "Lire", "page": page.pk, "url": ""})
    assert value.href == "/etudes/"
    page.unpublish()
    assert LinkBlock().to_python({"label": "Lire", "page": page.pk, "url": ""}).href == ""


def test_a_pillar_may_have_no_link() -> None:
    block = PillarBlock()
    value = {"kicker": "Relier", "title": "Un titre", "text": "Un texte", "url": "", "page": None}
    assert block.clean(block.to_python(value)).href == ""
    with pytest.raises(ValidationError):
        block.clean(block.to_python({**value, "link_label": "Lire"}))


def test_choosing_a_dataset_never_reads_its_bytes(dataset: Dataset, django_assert_num_queries: Any) -> None:
    block = FigureBlock()
    with django_assert_num_queries(1) as queries:
        block.to_python({"dataset": dataset.pk, "title": "x", "kind": "share", "variable": "voix"})["dataset"]
    assert '"parquet"' not in queries.captured_queries[0]["sql"]


def test_no_embed_no_raw_html_no_picture_from_elsewhere() -> None:
    names = set(StudyPage.body.field.stream_block.child_blocks)
    assert names.isdisjoint({"embed", "raw_html", "image"})
    features = StudyPage.body.field.stream_block.child_blocks["text"].features
    assert set(features) <= {"bold", "italic", "ol", "ul", "link", "document-link"}


def sum_of(dataset: Dataset, whole: str, *parts: str) -> Any:
    block = SumBlock()
    items = [{"label": f"Partie {part}", "variable": part} for part in parts]
    value = {"dataset": dataset.pk, "title": "Un total et ses parties", "whole": whole, "parts": items}
    return block.clean(block.to_python(value))


def test_a_total_is_broken_down_to_its_sum_or_refused(dataset: Dataset) -> None:
    with pytest.raises(ValidationError) as error:
        sum_of(dataset, "besoin", "besoin", "besoin")
    (refused,) = error.value.block_errors["whole"].messages  # type: ignore[attr-defined]
    assert "Les parties font" in refused
    assert "compte deux fois" in refused
    with pytest.raises(ValidationError) as error:
        sum_of(dataset, "besoin", "statut", "besoin")
    assert list(error.value.block_errors["parts"].block_errors) == [0]  # type: ignore[attr-defined]
