"""All our templates: known icons, documented expectations, no inline code."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from milliard.ui.icons import ICONS, SPRITE

UI = Path(__file__).resolve().parents[1]
TEMPLATES = sorted((UI / "templates").rglob("*.html"))
COMPONENTS = sorted((UI / "templates" / "ui" / "components").glob("*.html"))


def test_the_sprite_is_one_well_formed_drawing() -> None:
    root = ElementTree.fromstring(SPRITE.read_text())  # noqa: S314 - our own file
    symbols = root.findall("{http://www.w3.org/2000/svg}symbol")
    names = [symbol.get("id") for symbol in symbols]
    assert len(names) == len(set(names)) == len(ICONS) > 40
    assert all(symbol.get("viewBox") == "0 0 24 24" and len(symbol) for symbol in symbols)


def test_every_icon_named_in_a_template_exists() -> None:
    named = {name for path in TEMPLATES for name in re.findall(r'{% icon "([\w-]+)"', path.read_text())}
    assert named
    assert named <= ICONS


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_inline_style_script_or_handler(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"<[^>]*\sstyle\s*=", text)
    assert not re.search(r"<[^>]*\son\w+\s*=", text)
    assert "<style" not in text
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert "|safe" not in text


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.name)
def test_a_component_says_what_it_expects_or_extends_one_that_does(path: Path) -> None:
    text = path.read_text()
    static = {"toasts.html"}
    assert path.name in static or text.startswith(("{#", "{% extends"))


def test_every_class_of_a_component_is_styled() -> None:
    css = "\n".join(file.read_text() for file in (UI / "static" / "ui" / "css").glob("*.css"))
    styled = set(re.findall(r"\.([a-zA-Z][\w-]*)", css))
    # Blocks whose parts alone are styled.
    bare = {"input--l", "chart__head", "message__words", "progress", "site-nav__account", "split__label"}
    bare |= {"site-nav", "site-footer__licence", "search", "proposed"}
    used: set[str] = set()
    for path in COMPONENTS:
        text = re.sub(r"{{.*?}}", "{{}}", re.sub(r"{%.*?%}", " ", path.read_text()))
        for value in re.findall(r'class="([^"]*)"', text):
            used |= {name for name in value.split() if "{{" not in name and "}}" not in name}
    used = {name for name in used if re.fullmatch(r"[a-z][a-z0-9_-]*[a-z0-9]", name)}
    assert not used - styled - bare
