"""Fonts: the signs French needs, small enough, made once."""

from pathlib import Path

import pytest
from django.conf import settings
from fontTools.ttLib import TTFont

from milliard.ui import fonts
from milliard.ui.fonts import STATIC_FONTS, WEB_FONTS, FontFile, FontSourceMissing, build_fonts

NEEDED = "àâæçéèêëîïôœùûüÿÀÂÆÇÉÈÊËÎÏÔŒÙÛÜ«»’–—…·€\u00a0\u202f\u2011−×½²"
FIRST_VIEW = {"fraunces-roman", "fraunces-italic", "atkinson-roman"}


@pytest.fixture
def made() -> Path:
    """The fonts of this folder, up to date: made before the tests, since all of them take seconds."""
    assets = settings.VAR_DIR / "assets"
    build_fonts(node_modules=settings.NODE_MODULES, assets=assets)
    return assets


def test_fonts_fit_the_first_view(made: Path) -> None:
    sizes = {Path(font.target).stem: (made / font.target).stat().st_size for font in WEB_FONTS}
    assert sum(size for name, size in sizes.items() if name in FIRST_VIEW) < 80_000
    assert all((made / font.target).stat().st_size > 10_000 for font in STATIC_FONTS)
    assert len(STATIC_FONTS) == 5


def test_fonts_are_made_once_with_their_licences(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "WEB_FONTS", WEB_FONTS[-1:])
    monkeypatch.setattr(fonts, "STATIC_FONTS", STATIC_FONTS[-1:])
    assert build_fonts(node_modules=settings.NODE_MODULES, assets=tmp_path)
    files = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*") if path.is_file()}
    targets = {WEB_FONTS[-1].target, STATIC_FONTS[-1].target}
    licences = {f"ui/fonts/{name}-licence.txt" for name in ("fraunces", "atkinson-hyperlegible-next")}
    assert files == targets | licences | {"ttf/.stamp"}
    assert not build_fonts(node_modules=settings.NODE_MODULES, assets=tmp_path)


@pytest.mark.parametrize("font", WEB_FONTS, ids=lambda font: Path(font.target).stem)
def test_every_french_sign_is_drawn(made: Path, font: FontFile) -> None:
    drawn = TTFont(made / font.target)
    signs = drawn.getBestCmap()
    assert not [sign for sign in NEEDED if ord(sign) not in signs]
    widths = drawn["hmtx"]
    assert 0 < widths[signs[0x202F]][0] < widths[signs[0x20]][0]


def test_missing_packages_are_named(tmp_path: Path) -> None:
    with pytest.raises(FontSourceMissing, match="fraunces"):
        build_fonts(node_modules=tmp_path, assets=tmp_path)
