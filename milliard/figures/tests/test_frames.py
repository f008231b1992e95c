"""Pictures to take away: nothing is cut, nothing touches, and whose they are is written on them."""

import re
from dataclasses import replace

from django.test import override_settings

from milliard.figures.display import frames
from milliard.figures.enums import ShownKind
from milliard.figures.tests.test_shown import FACTS, share, shown
from milliard.ui.charts import measure, style

LONG = "Associations, coopératives, sociétés commerciales : le manque de fonds propres touche tout le monde"
CHART = '<svg width="560" height="100" viewBox="0 0 560 100"></svg>'
LINE = re.compile(r'<text x="40" y="(\d+)" font-family="([^"]+)" font-size="(\d+)"[^>]*>([^<]*)</text>')


def lines(svg: str) -> list[tuple[int, str, int, str]]:
    return [(int(y), fonts, int(size), text) for y, fonts, size, text in LINE.findall(svg)]


@override_settings(SITE_URL="https://milliard.example")
def test_a_picture_taken_away_is_whole_and_signed() -> None:
    figure = replace(shown(ShownKind.SHARES, share(0.4, "B"), share(0.6, "A")), title=LONG)
    found = lines(frames.framed_chart(figure, CHART))
    assert " ".join(text for _, fonts, _, text in found if fonts == style.SERIF) == LONG
    for _, fonts, size, text in found:
        family = "serif" if fonts == style.SERIF else "sans"
        assert measure.width_of(text, size=size, family=family) <= 600
    title = max(y for y, fonts, _, _ in found if fonts == style.SERIF)
    subtitle = min(y for y, fonts, _, _ in found if fonts == style.SANS)
    assert subtitle - title >= 28  # 15 px of words, and room below those of 26 px
    words = [text for _, _, _, text in found]
    assert "Du plus fréquent au moins fréquent." in words
    assert "Milliard · milliard.example" in words
    assert all(fonts.endswith(("serif", "sans-serif")) for _, fonts, _, _ in found)


@override_settings(SITE_URL="https://milliard.example")
def test_simulated_data_say_so_on_the_picture() -> None:
    figure = replace(shown(ShownKind.SHARES, share(0.4, "B")), facts=replace(FACTS, is_simulated=True))
    assert lines(frames.framed_chart(figure, CHART))[-1][3] == "Données simulées"
