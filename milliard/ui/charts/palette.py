"""Colours of charts. A specification holds real colours: each token has a stand-in, replaced once drawn."""

from collections.abc import Mapping

TOKENS = (
    "chart-bar",
    "chart-accent",
    "chart-track",
    "chart-grid",
    "chart-text",
    "chart-soft",
    "chart-error",
    "card",
)

#: token → a colour no design would choose, by which it is found again in the SVG
STAND_INS: Mapping[str, str] = {token: f"#fe01{index:02x}" for index, token in enumerate(TOKENS, start=1)}

BAR, ACCENT, TRACK, GRID, TEXT, SOFT, ERROR, CARD = (STAND_INS[token] for token in TOKENS)

#: Fixed colours for files: a picture taken away has no style sheet. A test holds them equal to the tokens.
LIGHT: Mapping[str, str] = {
    "chart-bar": "#17594a",
    "chart-accent": "#d4472a",
    "chart-track": "#efe7d8",
    "chart-grid": "#ddd3bf",
    "chart-text": "#1d2a2b",
    "chart-soft": "#475350",
    "chart-error": "#1d2a2b",
    "card": "#fffdf8",
}
PRINT: Mapping[str, str] = {
    **LIGHT,
    "chart-track": "#eeeeee",
    "chart-grid": "#cccccc",
    "chart-text": "#000000",
    "chart-soft": "#333333",
    "chart-error": "#000000",
    "card": "#ffffff",
}
