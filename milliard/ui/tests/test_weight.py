"""The first view stays under 150 kB on an old phone: what every page loads, compressed as it is served."""

import gzip
import re
from pathlib import Path

from django.conf import settings

from milliard.ui.fonts import WEB_FONTS, build_fonts
from milliard.ui.templatetags.ui.layout import FONTS, STYLES

STATIC = Path(__file__).resolve().parents[1] / "static" / "ui"
BUDGET = 150_000
PAGE = 30_000  # what is left to a page's own HTML, as sent


def test_a_first_view_leaves_room_for_the_page() -> None:
    assets = settings.VAR_DIR / "assets"
    build_fonts(node_modules=settings.NODE_MODULES, assets=assets)  # those served: made before the tests
    text = [STATIC / "css" / f"{name}.css" for name in (*STYLES, "print")]
    text += [STATIC / "icons.svg", STATIC / "js" / "milliard.js", STATIC / "img" / "favicon.svg"]
    weight = sum(len(gzip.compress(path.read_bytes())) for path in text)
    fonts = [assets / "ui" / "fonts" / f"{name}.woff2" for name in (*FONTS, "fraunces-italic")]
    weight += sum(path.stat().st_size for path in fonts)
    assert weight < BUDGET - PAGE


def test_every_font_of_the_style_sheet_is_made() -> None:
    asked = set(
        re.findall(r'url\("\.\./(fonts/[\w-]+\.woff2)"\)', (STATIC / "css" / "tokens.css").read_text())
    )
    assert asked == {font.target.removeprefix("ui/") for font in WEB_FONTS}
