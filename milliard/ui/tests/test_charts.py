"""Charts: the numbers drawn are the numbers given; nothing inline; accessible names; French."""

import re
from itertools import pairwise
from typing import get_args
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from french import format_number
from milliard.ui.charts import (
    Bar,
    BarGroup,
    Chart,
    bar_amounts,
    bar_shares,
    grammar,
    grouped_bars,
    measure,
    page_svg,
    palette,
    share_card_svg,
    standalone_svg,
    style,
    to_png,
)
from milliard.ui.charts.records import Width
from milliard.ui.charts.render import ChartNotDrawn, _clean

pytestmark = pytest.mark.django_db  # drawings are shared through the database cache

BARS = (
    Bar("Une personne, une voix", 0.87, 0.84, 0.90),
    Bar("Fonds propres insuffisants", 0.75, 0.71, 0.79, is_highlighted=True),
    Bar("Autres", None),
)


def euros(value: float) -> str:
    return f"{format_number(value)}\u00a0€"


CHARTS: dict[str, Chart] = {
    "shares": bar_shares(BARS, title="Titre <fort>", base="510 organisations"),
    "amounts": bar_amounts([Bar("A", 1306), Bar("B", 12)], title="T", base="B", write=euros),
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
    title, description = wide[0], wide[1]
    assert title.text == CHARTS[name].title
    assert description.text
    for picture in (wide, narrow):
        assert picture.get("role") == "img"
        labels = (picture.get("aria-labelledby"), picture.get("aria-describedby"))
        assert labels == (title.get("id"), description.get("id"))
    assert "var(--chart-" in svg
    assert not re.search(r'\sstyle=|\son\w+=|<style|<script|clip-path|="#', svg)
    assert len(re.findall(r'\sid="([^"]+)"', svg)) == 2


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_taken_away_has_fixed_colours(name: str) -> None:
    for colors in ("light", "print"):
        svg = standalone_svg(CHARTS[name], colors=colors)
        assert "var(" not in svg
        assert not any(stand_in in svg for stand_in in palette.STAND_INS.values())
        ElementTree.fromstring(svg)  # noqa: S314 - made here


def ends(svg: str, color: str) -> list[tuple[float, float]]:
    """Left and right of the rectangles of one colour, in pixels from the start of the bars, in order."""
    drawn = re.findall(rf'<rect x="([-\d.]+)" y="[^"]*" width="([-\d.]+)"[^>]*fill="{color}"', svg)
    return [(float(left), float(left) + float(width)) for left, width in drawn]


def lengths(chart: Chart, color: str = "chart-bar", width: str = "wide") -> list[float]:
    svg = standalone_svg(chart, width=width)
    return [right - left for left, right in ends(svg, palette.LIGHT[color])]


def test_every_percentage_of_a_page_is_drawn_on_one_scale() -> None:
    """30 % is never longer than 75 % or 87 %: M3."""
    several = bar_shares([Bar("A", 0.30), Bar("B", 0.04)], title="T", base="B")
    one = bar_shares([Bar("A", 0.75), Bar("Tu", None, text="non publié")], title="T", base="B")
    crossed = grouped_bars(
        [BarGroup("Non", (Bar("", 0.46), Bar("", 0.87)))], series=("A", "B"), title="T", base="B"
    )
    for width in ("wide", "narrow"):
        charts = (several, one, crossed)
        (track,) = {length for chart in charts for length in lengths(chart, "chart-track", width)}
        drawn = [length / track for chart in charts for length in lengths(chart, width=width) if length]
        assert drawn == pytest.approx([0.30, 0.04, 0.75, 0.46, 0.87], abs=0.005)
    for chart in (several, one, crossed):
        assert {"0", "100\u00a0%"} <= set(texts(standalone_svg(chart)))


def test_amounts_say_the_ends_of_their_axis() -> None:
    chart = bar_amounts([Bar("A", 132e6), Bar("B", 33e6)], title="T", base="B", write=euros)
    long, short = lengths(chart)
    assert short / long == pytest.approx(0.25, abs=0.01)
    assert {"0\u00a0€", "140\u202f000\u202f000\u00a0€"} <= set(texts(standalone_svg(chart)))


NEGATIVE = (
    Bar("Associations", -12.2, -14.4, -10.0),
    Bar("Coopératives", 8.5, 6.1, 10.9),
    Bar("Fondations", -1.5, -4.0, 1.0),
    Bar("Autres", -1.73),
)


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_negative_values_are_drawn_from_a_zero_line(width: str) -> None:
    """Bars of −12,2, 8,5, −1,5 and −1,73 lie on either side of one zero: case 63."""
    svg = standalone_svg(bar_amounts(NEGATIVE, title="T", base="B", write=euros), width=width)
    drawn = ends(svg, palette.LIGHT["chart-bar"])
    zero = drawn[0][1]
    lefts = [(zero - left, right - zero) for left, right in drawn]
    unit = lefts[0][0] / 12.2
    assert [left / unit for left, _ in lefts] == pytest.approx([12.2, 0, 1.5, 1.73], abs=0.2)
    assert [right / unit for _, right in lefts] == pytest.approx([0, 8.5, 0, 0], abs=0.2)


@pytest.mark.parametrize("bars", [NEGATIVE, (Bar("A", -12.5, -14.0, -11.0), Bar("B", -8.0))])
def test_intervals_stay_beside_the_words(bars: tuple[Bar, ...]) -> None:
    for width in ("wide", "narrow"):
        specification = bar_amounts(bars, title="T", base="B", write=euros).specify(width)
        low, high = scale_of(specification)
        assert low <= min(bar.low or bar.value or 0 for bar in bars)
        assert high >= max(0, *(bar.high or bar.value or 0 for bar in bars))
    first, second = lengths(bar_amounts(bars[:2], title="T", base="B", write=euros))
    assert first / second == pytest.approx(abs((bars[0].value or 0) / (bars[1].value or 1)), rel=0.03)


def scale_of(specification: dict) -> list[float]:
    """The domain on which the bars are drawn."""
    scales = [layer["encoding"]["x"].get("scale") for layer in specification["layer"]]
    return next(scale["domain"] for scale in scales if scale)


def test_everybody_is_a_line_across_the_bars_and_no_bar() -> None:
    bars = [Bar("A", 0.8), Bar("B", 0.6), Bar("Ensemble", 0.75, 0.7, 0.8, is_overall=True)]
    chart = bar_shares(bars, title="T", base="B")
    assert len(lengths(chart)) == 2
    svg = standalone_svg(chart)
    assert "Ensemble" in texts(svg)
    assert svg.count('stroke-dasharray="4,3"') == 1
    total = bar_amounts(
        [Bar("A", 10.0), Bar("Ensemble", None, text="40 €", is_overall=True)],
        title="T",
        base="B",
        write=euros,
    )
    assert "40 €" in texts(standalone_svg(total))
    assert "stroke-dasharray" not in standalone_svg(total)
    assert scale_of(total.specify("wide")) == [0.0, 10.0]


def test_no_line_strikes_the_words_of_a_narrow_picture() -> None:
    chart = bar_amounts([*NEGATIVE, Bar("Ensemble", -2.0, is_overall=True)], title="T", base="B", write=euros)
    layers = chart.specify("narrow")["layer"]
    rows = [row for layer in layers for row in layer["data"]["values"]]
    words = [(row["label_y"] - 8, row["label_y"] + 8) for row in rows if "label_y" in row]
    lines = [(row["from"], row["to"]) for row in rows if "x" in row and "from" in row]
    assert len(lines) == 4 * 3 + 4 * 2
    assert not [1 for top, foot in words for start, end in lines if start < foot and top < end]


def test_the_words_of_a_label_on_two_lines_are_not_glued() -> None:
    svg = standalone_svg(
        bar_shares([Bar("Quel est votre budget annuel en euros ?", 0.5)], title="T", base="B")
    )
    assert "<tspan" in svg
    words = "".join(ElementTree.fromstring(svg).itertext())  # noqa: S314 - made here
    assert "Quel est votre budget annuel en euros ?" in words


def test_a_picture_taken_away_names_other_fonts() -> None:
    svg = standalone_svg(CHARTS["shares"])
    assert set(re.findall(r'font-family="([^"]*)"', svg)) == {style.SANS}
    assert style.SANS.endswith("sans-serif")


def test_values_and_labels_have_the_room_they_need() -> None:
    chart = bar_amounts([Bar("A", 5.0, text="1\u202f234 organisations")], title="T", base="B", write=euros)
    svg = standalone_svg(chart)
    (bar,) = ends(svg, palette.LIGHT["chart-bar"])
    assert bar[1] < 560 - 222 - measure.width_of("1\u202f234 organisations", size=16, weight=700)


def test_values_are_written_in_french_and_the_withheld_one_is_not() -> None:
    written = texts(standalone_svg(CHARTS["shares"]))
    assert "87\u00a0%" in written
    assert "n.\u00a0c." in written
    assert "1\u202f306\u00a0€" in texts(standalone_svg(CHARTS["amounts"]))


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
        bar_amounts([], title="T", base="B", write=euros),
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


@pytest.mark.parametrize("width", get_args(Width))
@pytest.mark.parametrize("name", [*CHARTS, "everybody"])
def test_what_is_asked_of_the_renderer_is_vega_lite(
    name: str, width: Width, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The grammar's own checks, which drawings go without: at each mark made, and on the whole."""
    from altair.utils import schemapi

    nothing = grammar.Data(values=[])  # loaded now as drawings load it, which puts the checks off
    monkeypatch.setattr(grammar, "CHECKS", True)
    everybody = bar_shares([*BARS, Bar("Ensemble", 0.8, is_overall=True)], title="T", base="B")
    with schemapi.debug_mode(True):
        assert (CHARTS | {"everybody": everybody})[name].specify(width)["layer"]
        with pytest.raises(schemapi.SchemaValidationError):
            style.text_mark(nothing, opacity="beaucoup")
