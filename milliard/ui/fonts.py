"""Make the fonts the site serves, and the ones the PDF and the chart measurer read, from the npm packages.

Web fonts are cut to French and typographic signs and to the axes in use, so that a first view stays light.
The sources lack U+202F (narrow no-break space) and U+2011 (no-break hyphen), which French needs everywhere:
both are added here, or each would be drawn from another font.
"""

import hashlib
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import fontTools
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph
from fontTools.varLib.instancer import instantiateVariableFont

AxisLimits = Mapping[str, float | tuple[float, float]]

LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x100), 0x152, 0x153, 0x178]
TYPOGRAPHIC = [
    *(0x2010, 0x2011, 0x2013, 0x2014, 0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E, 0x2020, 0x2022, 0x2026),
    *(0x2009, 0x202F, 0x2030, 0x2032, 0x2039, 0x203A, 0x20AC, 0x2190, 0x2191, 0x2192, 0x2193),
    *(0x2212, 0x2248, 0x2260, 0x2264, 0x2265),
]
FEATURES = ["kern", "liga", "calt", "tnum", "lnum", "pnum", "mark", "mkmk", "ccmp", "locl", "frac", "rvrn"]
NARROW_SHARE = 0.72  # of the ordinary space: seen between thousands, and no hole


@dataclass(frozen=True)
class FontFile:
    """One file to make: its source, the axes kept, its names."""

    package: str
    source: str
    target: str
    axes: AxisLimits
    family: str = ""
    style: str = "Regular"
    weight: int = 400


ATKINSON = "@fontsource-variable/atkinson-hyperlegible-next"
FRAUNCES = "@fontsource-variable/fraunces"
ATKINSON_FAMILY = "Atkinson Hyperlegible Next"
_ROMAN, _ITALIC = (
    "atkinson-hyperlegible-next-latin-wght-normal",
    "atkinson-hyperlegible-next-latin-wght-italic",
)
_SERIF, _SERIF_ITALIC = "fraunces-latin-opsz-normal", "fraunces-latin-opsz-italic"

WEB_FONTS = (
    FontFile(FRAUNCES, _SERIF, "ui/fonts/fraunces-roman.woff2", {"wght": 480}),
    # Italics are for the few words that matter, always large: one optical size is enough.
    FontFile(FRAUNCES, _SERIF_ITALIC, "ui/fonts/fraunces-italic.woff2", {"wght": 480, "opsz": 72}),
    FontFile(ATKINSON, _ROMAN, "ui/fonts/atkinson-roman.woff2", {"wght": (400, 700)}),
    FontFile(ATKINSON, _ITALIC, "ui/fonts/atkinson-italic.woff2", {"wght": (400, 700)}),
)
STATIC_FONTS = (
    FontFile(FRAUNCES, _SERIF, "ttf/Fraunces-Regular.ttf", {"wght": 480, "opsz": 72}, "Fraunces"),
    FontFile(
        FRAUNCES, _SERIF_ITALIC, "ttf/Fraunces-Italic.ttf", {"wght": 480, "opsz": 72}, "Fraunces", "Italic"
    ),
    FontFile(ATKINSON, _ROMAN, "ttf/Atkinson-Regular.ttf", {"wght": 400}, ATKINSON_FAMILY),
    FontFile(ATKINSON, _ROMAN, "ttf/Atkinson-Bold.ttf", {"wght": 700}, ATKINSON_FAMILY, "Bold", 700),
    FontFile(ATKINSON, _ITALIC, "ttf/Atkinson-Italic.ttf", {"wght": 400}, ATKINSON_FAMILY, "Italic"),
)


class FontSourceMissing(FileNotFoundError):
    """The npm packages are not installed; ``npm ci`` (part of ``make demo``) brings them."""


def build_fonts(*, node_modules: Path, assets: Path, say: Callable[[str], None] = lambda line: None) -> bool:
    """Write every font under ``assets``; True when something was written, False when all was up to date.

    Writes ``ui/fonts/*.woff2``, ``ttf/*.ttf`` and each family's licence. Safe to run twice.
    """
    fonts = WEB_FONTS + STATIC_FONTS
    stamp, digest = assets / "ttf" / ".stamp", _digest(node_modules)
    targets = [assets / font.target for font in fonts]
    if stamp.exists() and stamp.read_text() == digest and all(path.exists() for path in targets):
        return False
    for font, target in zip(fonts, targets, strict=True):
        target.parent.mkdir(parents=True, exist_ok=True)
        make_font(font, node_modules).save(target)
        say(f"{font.target}: {target.stat().st_size / 1000:.0f} kB")
    for package, name in ((FRAUNCES, "fraunces"), (ATKINSON, "atkinson-hyperlegible-next")):
        shutil.copyfile(node_modules / package / "LICENSE", assets / "ui" / "fonts" / f"{name}-licence.txt")
    stamp.write_text(digest)
    return True


def make_font(font: FontFile, node_modules: Path) -> TTFont:
    """One font cut to its signs and axes, in memory, ready to be saved."""
    made = TTFont(_source(font, node_modules), recalcTimestamp=False)
    _add_missing_signs(made)
    _keep_signs(made)
    made = instantiateVariableFont(made, dict(font.axes), inplace=True)
    if font.family:
        _name(made, font)
    made.flavor = "woff2" if font.target.endswith(".woff2") else None
    return made


def _source(font: FontFile, node_modules: Path) -> Path:
    path = node_modules / font.package / "files" / f"{font.source}.woff2"
    if not path.exists():
        raise FontSourceMissing(f"{font.package} is not installed under {node_modules}")
    return path


def _digest(node_modules: Path) -> str:
    """Changes with the sources, with this module and with fontTools."""
    hashed = hashlib.sha256(Path(__file__).read_bytes() + fontTools.version.encode())
    for font in WEB_FONTS + STATIC_FONTS:
        hashed.update(_source(font, node_modules).read_bytes())
    return hashed.hexdigest()


def _add_missing_signs(font: TTFont) -> None:
    """Give the font a narrow no-break space, and let the no-break hyphen be its hyphen."""
    font.ensureDecompiled()  # tables count glyphs when they are read: read all before one is added
    if "HVAR" in font:
        del font["HVAR"]  # it knows nothing of an added glyph; gvar says the same, in less room
    known = font.getBestCmap()
    space = font["hmtx"][known[0x20]][0]
    name = "uni202F"
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"][name] = Glyph()
    font["hmtx"][name] = (round(space * NARROW_SHARE), 0)
    if "gvar" in font:
        font["gvar"].variations[name] = []
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap.update({0x202F: name, 0x2009: name})
            table.cmap.setdefault(0x2011, known[0x2D])
            table.cmap.setdefault(0x2010, known[0x2D])


def _keep_signs(font: TTFont) -> None:
    options = Options()
    options.layout_features = FEATURES
    options.hinting = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=LATIN + TYPOGRAPHIC)
    subsetter.subset(font)


def _name(font: TTFont, wanted: FontFile) -> None:
    """Plain family and style names, by which typst and the chart renderer find the file."""
    names = {
        1: wanted.family,
        2: wanted.style,
        4: f"{wanted.family} {wanted.style}",
        6: f"{wanted.family.replace(' ', '')}-{wanted.style}",
    }
    for name_id in (16, 17, 21, 22, 25):
        font["name"].removeNames(nameID=name_id)
    for name_id, text in names.items():
        font["name"].setName(text, name_id, 3, 1, 0x409)
    is_bold, is_italic = wanted.style == "Bold", wanted.style == "Italic"
    font["OS/2"].usWeightClass = wanted.weight
    font["OS/2"].fsSelection = 0x20 if is_bold else 0x01 if is_italic else 0x40
    font["head"].macStyle = 0x01 if is_bold else 0x02 if is_italic else 0
    if "STAT" in font:
        del font["STAT"]
