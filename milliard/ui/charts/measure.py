"""How wide words are, from the fonts themselves: a title wraps where it must, and is never cut."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

#: (family of words, weight) → the file that `build_fonts` makes.
_FILES = {
    ("sans", 400): "Atkinson-Regular.ttf",
    ("sans", 700): "Atkinson-Bold.ttf",
    ("serif", 400): "Fraunces-Regular.ttf",
}
#: Width of a sign in parts of its size, where the fonts were not built or lack the sign.
_USUAL = 0.56
#: No-break spaces hold words together: `str.split` would part them.
_BREAKS = (" ", "\n", "\t")


def width_of(text: str, *, size: float, family: str = "sans", weight: int = 400) -> float:
    """The width of ``text`` in pixels, without kerning."""
    signs = _signs(family, weight)
    return size * sum(signs.get(ord(sign), _USUAL) for sign in text)


def wrap(text: str, width: float, *, size: float, family: str = "sans", weight: int = 400) -> list[str]:
    """Lines of at most ``width`` pixels; a single word that is wider is cut where it must."""

    def fits(line: str) -> bool:
        return width_of(line, size=size, family=family, weight=weight) <= width

    lines = [""]
    for word in _words(text):
        joined = f"{lines[-1]} {word}".lstrip()
        if fits(joined):
            lines[-1] = joined
            continue
        if lines[-1]:
            lines.append("")
        for sign in word:
            if lines[-1] and not fits(lines[-1] + sign):
                lines.append("")
            lines[-1] += sign
    return lines


def _words(text: str) -> Iterator[str]:
    for sign in _BREAKS[1:]:
        text = text.replace(sign, _BREAKS[0])
    return filter(None, text.split(_BREAKS[0]))


@cache
def _signs(family: str, weight: int) -> dict[int, float]:
    """Code of a sign → its width in parts of the size; empty where the fonts were not built."""
    path: Path = settings.VAR_DIR / "assets" / "ttf" / _FILES[family, weight]
    if not path.exists():
        return {}
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        unit, widths = font["head"].unitsPerEm, font["hmtx"]
        return {code: widths[name][0] / unit for code, name in font.getBestCmap().items()}
