"""Colours: enough contrast in both schemes, one source, no colour outside the tokens."""

import re
from itertools import product
from pathlib import Path

import pytest

from milliard.ui.charts import palette

CSS = Path(__file__).resolve().parents[1] / "static" / "ui" / "css"
TOKENS = (CSS / "tokens.css").read_text()


#: name, by day, by night
COLOURS = re.findall(r"--([\w-]+): var\(--day, (#\w+)\) var\(--night, (#\w+)\);", TOKENS)
LIGHT = {name: day for name, day, _ in COLOURS}
SCHEMES = {"light": LIGHT, "dark": {name: night for name, _, night in COLOURS}}


def luminance(color: str) -> float:
    channels = [int(color[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """The ratio of WCAG 2.2 between two colours, from 1 to 21."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_the_one_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


BODY = [("ink", ground) for ground in ("paper", "card", "sunk")] + [
    ("ink-soft", "paper"),
    ("ink-soft", "card"),
    ("on-panel", "panel"),
    *(("ink", f"wash-{name}") for name in ("forest", "sun", "poppy", "sky", "leaf")),
]
SMALL_TEXT = [
    ("ink-soft", "sunk"),
    ("forest", "paper"),
    ("forest", "card"),
    ("forest", "sunk"),
    ("on-forest", "forest"),
    ("on-poppy", "poppy-strong"),
    ("on-poppy", "poppy-hover"),
    ("poppy-strong", "paper"),
    ("poppy-strong", "card"),
    ("error", "paper"),
    ("error", "card"),
    ("error", "wash-poppy"),
    ("on-panel-soft", "panel"),
    ("chart-text", "card"),
    ("chart-soft", "card"),
    ("chart-soft", "paper"),
]
#: large titles, edges of controls, marks of charts
LARGE = [
    ("poppy", "paper"),
    ("poppy", "card"),
    ("edge", "paper"),
    ("edge", "card"),
    ("focus", "paper"),
    ("focus", "card"),
    ("focus", "sunk"),
    ("way-intended", "panel"),
    ("way-committed", "panel"),
    ("way-disbursed", "panel"),
    ("chart-bar", "card"),
    ("chart-accent", "card"),
    ("chart-third", "card"),
    ("chart-error", "card"),
]


@pytest.mark.parametrize(("scheme", "pair"), list(product(SCHEMES, BODY)))
def test_body_text_is_aaa(scheme: str, pair: tuple[str, str]) -> None:
    assert contrast(*(SCHEMES[scheme][name] for name in pair)) >= 7


def test_a_word_found_has_a_ground_of_its_own() -> None:
    """Not the yellow of the browser, which is the same at night."""
    (rule,) = re.findall(r"(?m)^  mark \{([^}]*)\}", (CSS / "base.css").read_text())
    colours = dict(re.findall(r"(background|color): var\(--([\w-]+)\)", rule))
    for scheme in SCHEMES.values():
        assert contrast(scheme[colours["color"]], scheme[colours["background"]]) >= 7


@pytest.mark.parametrize(("scheme", "pair"), list(product(SCHEMES, SMALL_TEXT)))
def test_small_text_is_aa(scheme: str, pair: tuple[str, str]) -> None:
    assert contrast(*(SCHEMES[scheme][name] for name in pair)) >= 4.5


@pytest.mark.parametrize(("scheme", "pair"), list(product(SCHEMES, LARGE)))
def test_large_text_and_marks_are_seen(scheme: str, pair: tuple[str, str]) -> None:
    assert contrast(*(SCHEMES[scheme][name] for name in pair)) >= 3


def test_every_colour_has_its_night() -> None:
    """No token is a colour of its own, which would stay the same in the dark."""
    assert len(LIGHT) == len(COLOURS) > 30
    assert set(re.findall(r"#[0-9a-f]{3,8}\b", TOKENS)) <= {hue for _, *pair in COLOURS for hue in pair}
    assert not re.search(r"--[\w-]+: #", TOKENS)


@pytest.mark.parametrize("night", [':root:not([data-theme="light"])', ':root[data-theme="dark"]'])
def test_night_is_one_switch_thrown_by_the_device_or_by_choice(night: str) -> None:
    assert ":root { color-scheme: light; --day: initial; --night: ; }" in TOKENS
    assert f"{night} {{ color-scheme: dark; --day: ; --night: initial; }}" in TOKENS


def test_charts_taken_away_have_the_colours_of_the_page() -> None:
    assert {token: LIGHT[token] for token in palette.TOKENS} == palette.LIGHT


@pytest.mark.parametrize(
    "path", [p for p in CSS.glob("*.css") if p.stem not in {"tokens", "print"}], ids=lambda p: p.stem
)
def test_no_colour_outside_the_tokens(path: Path) -> None:
    brand = {"#d4472a", "#fffdf8", "#1d2a2b", "#fff"}  # the logo, words on the sun, paper forms
    assert set(re.findall(r"#[0-9a-f]{3,8}\b", path.read_text())) <= brand


def test_every_custom_property_used_exists() -> None:
    text = "\n".join(path.read_text() for path in CSS.glob("*.css"))
    defined = set(re.findall(r"(--[\w-]+):", text))
    assert set(re.findall(r"var\((--[\w-]+)\)", text)) <= defined
