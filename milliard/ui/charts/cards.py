"""The picture of a page for messages and social networks, 1200 by 630: a finding and its base, or a title."""

from django.utils.html import escape

from milliard.ui.charts import measure, palette, style

WIDTH, HEIGHT = 1200, 630
LOGO_PATH = "M5.5 19.8c3.2-.2 4.6-7.3 8.7-7.3 4.3 0 3.8 6.8 7.8 6.8 2.2 0 3-1.8 4.5-2.3"


def share_card_svg(*, value: str, finding: str, base: str, source: str, is_simulated: bool = False) -> str:
    """An SVG for `to_png(svg, scale=1)`. `value` is the large number («75 %»), `finding` its sentence."""
    colors = palette.LIGHT
    words = _text(value, 74, 292, 168, style.SERIF, colors["chart-accent"])
    words += _lines(finding, top=376, size=46, most=3, color=colors["chart-text"])
    words += _text(base, 80, 570, 26, style.SANS, colors["chart-soft"])
    words += _text(source, 80, 604, 26, style.SANS, colors["chart-soft"])
    return _framed(f"{value} {finding}", words, is_simulated=is_simulated)


def title_card_svg(*, kind: str, title: str, summary: str, source: str, is_simulated: bool = False) -> str:
    """The same for a page without a number: what it is, its title, its first sentence."""
    colors = palette.LIGHT
    size = 76 if len(measure.wrap(title, 1_040, size=76, family="serif")) <= 3 else 56
    taken = min(len(measure.wrap(title, 1_040, size=size, family="serif")), 4)
    words = _text(kind, 80, 190, 28, style.SANS, colors["chart-accent"], weight=700) if kind else ""
    words += _lines(title, top=190 + size, size=size, most=4, color=colors["chart-text"])
    top = 190 + size + taken * int(size * 1.16)
    room = max((510 - top) // 40 + 1, 0)
    words += _lines(summary, top=top, size=30, most=min(room, 3), color=colors["chart-soft"], family="sans")
    words += _text(source, 80, 590, 26, style.SANS, colors["chart-soft"])
    return _framed(f"{kind} {title}".strip(), words, is_simulated=is_simulated)


def _lines(text: str, *, top: int, size: int, most: int, color: str, family: str = "serif") -> str:
    """At most so many lines; the last says when there was more."""
    lines = measure.wrap(text, 1_040, size=size, family=family) if text else []
    if len(lines) > most > 0:
        lines = [*lines[: most - 1], f"{lines[most - 1].rstrip(' ,;:.')}…"]
    letters = style.SERIF if family == "serif" else style.SANS
    step = int(size * 1.26)
    return "".join(
        _text(line, 80, top + index * step, size, letters, color) for index, line in enumerate(lines[:most])
    )


def _framed(title: str, words: str, *, is_simulated: bool) -> str:
    """The paper, the logo, the line at the foot, and «données simulées» where they are."""
    colors = palette.LIGHT
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
        f"<title>{escape(title)}</title>"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#faf6ee"/>'
        '<circle cx="108" cy="90" r="28" fill="#d4472a"/>'
        f'<path transform="translate(80 62) scale(1.75)" d="{LOGO_PATH}" '
        'fill="none" stroke="#fffdf8" stroke-width="2.9" stroke-linecap="round"/>'
        + _text("Milliard", 154, 104, 42, style.SERIF, colors["chart-text"])
        + label
        + words
        + f'<path d="M80 530H1120" stroke="{colors["chart-grid"]}" stroke-width="2"/>'
        + "</svg>"
    )


def _text(
    text: str, x: int, y: int, size: int, family: str, color: str, *, anchor: str = "start", weight: int = 400
) -> str:
    return (
        f'<text x="{x}" y="{y}" font-family="{family}" font-size="{size}" font-weight="{weight}" '
        f'text-anchor="{anchor}" fill="{color}">{escape(text)}</text>'
    )
