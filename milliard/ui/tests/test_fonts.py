"""Fonts: the signs French needs, small enough, made once."""

from pathlib import Path

import pytest
from django.conf import settings
from fontTools.ttLib import TTFont

from milliard.ui.fonts import WEB_FONTS, FontFile, FontSourceMissing, build_fonts

NEEDED = "àâæçéèêëîïôœùûüÿÀÂÆÇÉÈÊËÎÏÔŒÙÛÜ«»’–—…·€\u00a0\u202f\u2011−×½²"
FIRST_VIEW = {"fraunces-roman", "fraunces-italic", "atkinson-roman"}


@pytest.fixture(scope="module")
def assets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("assets")
    assert build_fonts(node_modules=settings.NODE_MODULES, assets=folder)
    return folder


@pytest.mark.slow
def test_fonts_fit_the_first_view_and_are_made_once(assets: Path) -> None:
    sizes = {path.stem: path.stat().st_size for path in (assets / "ui" / "fonts").glob("*.woff2")}
    assert set(sizes) == {Path(font.target).stem for font in WEB_FONTS}
    assert sum(size for name, size in sizes.items() if name in FIRST_VIEW) < 80_000
    assert not build_fonts(node_modules=settings.NODE_MODULES, assets=assets)
    assert len(list((assets / "ttf").glob("*.ttf"))) == 5
    assert len(list((assets / "ui" / "fonts").glob("*-licence.txt"))) == 2


@pytest.mark.parametrize("font", WEB_FONTS, ids=lambda font: Path(font.target).stem)
def test_every_french_sign_is_drawn(font: FontFile) -> None:
    assets = settings.VAR_DIR / "assets"
    build_fonts(node_modules=settings.NODE_MODULES, assets=assets)  # up to date: made before the tests
    made = TTFont(assets / font.target)
    signs = made.getBestCmap()
    assert not [sign for sign in NEEDED if ord(sign) not in signs]
    widths = made["hmtx"]
    assert 0 < widths[signs[0x202F]][0] < widths[signs[0x20]][0]


def test_missing_packages_are_named(tmp_path: Path) -> None:
    with pytest.raises(FontSourceMissing, match="fraunces"):
        build_fonts(node_modules=tmp_path, assets=tmp_path)
