"""The picture of a study for messages and social networks: 1200 by 630, one finding, its base and source."""

from django.utils.html import escape

from milliard.ui.charts import measure, palette, style

WIDTH, HEIGHT = 1200, 630
LOGO_PATH = "M5.5 19.8c3.2-.2 4.6-7.3 8.7-7.3 4.3 0 3.8 6.8 7.8 6.8 2.2 0 3-1.8 4.5-2.3"


def share_card_svg(*, value: str, finding: str, base: str, source: str, is_simulated: bool = False) -> str:
    """An SVG for `to_png(svg, scale=1)`. `value` is the large number («75 %»), `finding` its sentence."""
    lines = measure.wrap(finding, 1_000, size=46, family="serif")[:3]
    colors = palette.LIGHT
    words = "".join(
        _text(line, 80, 376 + index * 58, 46, style.SERIF, colors["chart-text"])
        for index, line in enumerate(lines)
    )
    label = ""
    if is_simulated:
        label = '<rect x="820" y="62" width="300" height="56" rx="28" fill="#f0b03a"/>' + _text(
            "données simulées",
            970,
            99,
            28,
            style.SANS,
            "#1d2a2b",
            anchor="middle",
            weight=700,
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}">'
        f"<title>{escape(value)} {escape(finding)}</title>"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#faf6ee"/>'
        '<circle cx="108" cy="90" r="28" fill="#d4472a"/>'
        f'<path transform="translate(80 62) scale(1.75)" d="{LOGO_PATH}" '
        'fill="none" stroke="#fffdf8" stroke-width="2.9" stroke-linecap="round"/>'
        + _text("Milliard", 154, 104, 42, style.SERIF, colors["chart-text"])
        + label
        + _text(value, 74, 292, 168, style.SERIF, colors["chart-accent"])
        + words
        + f'<path d="M80 530H1120" stroke="{colors["chart-grid"]}" stroke-width="2"/>'
        + _text(base, 80, 570, 26, style.SANS, colors["chart-soft"])
        + _text(source, 80, 604, 26, style.SANS, colors["chart-soft"])
        + "</svg>"
    )


def _text(
    text: str, x: int, y: int, size: int, family: str, color: str, *, anchor: str = "start", weight: int = 400
) -> str:
    return (
        f'<text x="{x}" y="{y}" font-family="{family}" font-size="{size}" font-weight="{weight}" '
        f'text-anchor="{anchor}" fill="{color}">{escape(text)}</text>'
    )
