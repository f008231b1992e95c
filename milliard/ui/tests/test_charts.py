"""Charts: the numbers drawn are the numbers given; nothing inline; accessible names; French."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from milliard.ui.charts import (
    Bar,
    BarGroup,
    Chart,
    bar_shares,
    distribution_bars,
    grouped_bars,
    page_svg,
    palette,
    share_card_svg,
    standalone_svg,
    to_png,
)
from milliard.ui.charts.render import ChartNotDrawn, _clean

pytestmark = pytest.mark.django_db  # drawings are shared through the database cache

BARS = (
    Bar("Une personne, une voix", 0.87, 0.84, 0.90),
    Bar("Fonds propres insuffisants", 0.75, 0.71, 0.79, is_highlighted=True),
    Bar("Autres", None),
)
CHARTS: dict[str, Chart] = {
    "shares": bar_shares(BARS, title="Titre <fort>", base="510 organisations"),
    "distribution": distribution_bars([Bar("A", 1306), Bar("B", 12)], title="T", base="B", unit="voix"),
    "groups": grouped_bars(
        [BarGroup("Besoin", (Bar("", 0.6), Bar("", 0.3)))],
        series=("Associations", "SCIC"),
        title="T",
        base="B",
    ),
}


def texts(svg: str) -> list[str]:
    return [re.sub(r"<[^>]+>", " ", text) for text in re.findall(r"<text[^>]*>(.*?)</text>", svg)]


@pytest.mark.parametrize("name", CHARTS)
def test_a_page_chart_is_named_themed_and_free_of_inline_code(name: str) -> None:
    svg = page_svg(CHARTS[name], id=name)
    root = ElementTree.fromstring(svg)  # noqa: S314 - made here
    wide, narrow = root
    for picture in (wide, narrow):
        assert picture.get("role") == "img"
        labels = (picture.get("aria-labelledby"), picture.get("aria-describedby"))
        assert [picture[0].get("id"), picture[1].get("id")] == list(labels)
        assert picture[0].text == CHARTS[name].title
        assert picture[1].text
    assert "var(--chart-" in svg
    assert not re.search(r'\sstyle=|\son\w+=|<style|<script|clip-path|="#', svg)
    assert len(set(re.findall(r'\sid="([^"]+)"', svg))) == 4


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_taken_away_has_fixed_colours(name: str) -> None:
    for colors in ("light", "print"):
        svg = standalone_svg(CHARTS[name], colors=colors)
        assert "var(" not in svg
        assert not any(stand_in in svg for stand_in in palette.STAND_INS.values())
        ElementTree.fromstring(svg)  # noqa: S314 - made here


def bar_lengths(svg: str, color: str) -> list[float]:
    """Widths of the rounded bars of one colour: each path starts at x=4 and says its right end."""
    return [
        float(end)
        for end in re.findall(
            rf'<path d="M[^"]*?L[\d.]+,[\d.]+C[\d.]+,[\d.]+,([\d.]+),[^"]*" fill="{color}"', svg
        )
    ]


def test_bars_are_as_long_as_their_share() -> None:
    svg = standalone_svg(CHARTS["shares"])
    track = bar_lengths(svg, palette.LIGHT["chart-track"])[0]
    assert bar_lengths(svg, palette.LIGHT["chart-bar"])[0] / track == pytest.approx(0.87, abs=0.01)
    assert bar_lengths(svg, palette.LIGHT["chart-accent"])[0] / track == pytest.approx(0.75, abs=0.01)


def test_values_are_written_in_french_and_the_withheld_one_is_not() -> None:
    written = texts(standalone_svg(CHARTS["shares"]))
    assert "87\u00a0%" in written
    assert "n.\u00a0c." in written
    assert "1\u202f306\u00a0voix" in texts(standalone_svg(CHARTS["distribution"]))


def test_the_description_reads_every_number() -> None:
    assert "Fonds propres insuffisants, 75\u00a0%" in CHARTS["shares"].description


def test_uncertainty_is_drawn_only_where_it_is_known() -> None:
    svg = standalone_svg(CHARTS["shares"])
    assert svg.count(f'stroke="{palette.LIGHT["chart-error"]}"') == 2


def test_long_labels_do_not_run_over_the_bars() -> None:
    word = "anticonstitutionnellement" * 3
    svg = standalone_svg(bar_shares([Bar(word, 0.5)], title="T", base="B"))
    assert svg.count("<tspan") >= 3


def test_a_label_is_text_even_when_it_looks_like_markup() -> None:
    svg = page_svg(bar_shares([Bar("<script>alert(1)</script>", 0.5)], title="<b>", base="<i>"), id="x")
    assert "<script" not in svg
    assert "<b>" not in svg


def test_a_drawing_with_inline_style_is_refused() -> None:
    svg = '<svg class="marks" width="1" height="1" viewBox="0 0 1 1"><path style="fill:red" d="M0,0"/></svg>'
    with pytest.raises(ChartNotDrawn):
        _clean(svg)
    with pytest.raises(ChartNotDrawn):
        _clean("<p>no</p>")


def test_words_of_a_label_are_never_taken_for_code() -> None:
    label = 'Vente on=line, style=libre "><script>alert(1)</script>'
    chart = bar_shares([Bar(label, 0.5), Bar("Autre", 0.5)], title=label, base=label)
    for picture in (str(page_svg(chart, id="a")), standalone_svg(chart)):
        assert "<script" not in picture
        assert "on=line" in picture
        ElementTree.fromstring(picture)  # noqa: S314 (our own picture)


def test_no_data_draws_an_empty_picture_not_an_error() -> None:
    for chart in (
        bar_shares([], title="T", base="B"),
        distribution_bars([], title="T", base="B"),
    ):
        assert "<svg" in page_svg(chart, id="empty")


def test_a_chart_drawn_once_is_not_specified_again() -> None:
    asked: list[str] = []
    real = bar_shares([Bar("Une seule fois", 0.123)], title="T", base="B")

    def specify(width: str) -> dict:
        asked.append(width)
        return real.specify(width)

    chart = Chart(title="T", description="D", content=("once", 0.123), specify=specify)
    assert page_svg(chart, id="a") == page_svg(chart, id="a")
    assert asked == ["wide", "narrow"]


@settings(max_examples=10)
@given(st.lists(st.floats(0, 1), min_size=2, max_size=6))
def test_rows_never_overlap(shares: list[float]) -> None:
    chart = bar_shares(
        [Bar(f"Réponse {index} " * 3, share) for index, share in enumerate(shares)], title="T", base="B"
    )
    for width in ("wide", "narrow"):
        rows = chart.specify(width)["layer"][0]["data"]["values"]
        assert all(first["to"] <= second["from"] for first, second in pairwise(rows))


def test_the_share_card_is_a_picture_of_the_right_size() -> None:
    svg = share_card_svg(
        value="75 %", finding="<des> organisations", base="510", source="2024", is_simulated=True
    )
    assert "données simulées" in svg
    assert "<des>" not in svg
    png = to_png(svg, scale=1)
    assert png.startswith(b"\x89PNG")
    assert (int.from_bytes(png[16:20]), int.from_bytes(png[20:24])) == (1200, 630)
