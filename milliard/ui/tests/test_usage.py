"""What is in `ui` is on a page; being in the gallery is not enough."""

import re
from pathlib import Path

from milliard.ui.icons import ICONS
from milliard.ui.templatetags.ui import register

MILLIARD = Path(__file__).resolve().parents[2]
#: Classes of style sheets that Wagtail's own pages carry.
FOREIGN = re.compile(r"w-(theme-|field)|sidebar-loading|maplibregl-")
_NOT_SELECTORS = re.compile(r"/\*.*?\*/|url\([^)]*\)|\{[^{}]*\}", re.DOTALL)


def _sources(*suffixes: str) -> str:
    """Everything of the product with one of these suffixes, the gallery and tests left out."""
    return "\n".join(
        path.read_text()
        for suffix in suffixes
        for path in sorted(MILLIARD.rglob(f"*.{suffix}"))
        if "tests" not in path.relative_to(MILLIARD).parts
        and "gallery" not in f"{path.parent.name} {path.stem}"
    )


def test_a_page_uses_every_component_and_filter() -> None:
    templates = _sources("html", "txt")
    used = set(re.findall(r"{%\s*(\w+)", templates)) | set(re.findall(r"\|(\w+)", templates))
    used |= set(re.findall(r'Column\([^()]*"(\w+)"', _sources("py")))  # the filter that writes a column
    assert (set(register.tags) | set(register.filters)) - used == set()


def test_something_draws_every_icon() -> None:
    sources = _sources("html", "py", "js")
    assert {name for name in ICONS if f'"{name}"' not in sources} == set()


def test_no_rule_of_a_style_sheet_is_dead() -> None:
    """A modifier («way__line--intended») may be made of two words: then its block must be drawn."""
    drawn = set(re.findall(r"[\w-]+", _sources("html", "py", "js", "svg")))
    dead = set()
    for sheet in MILLIARD.glob("*/static/**/*.css"):
        for name in re.findall(r"\.([a-zA-Z][\w-]*)", _NOT_SELECTORS.sub("", sheet.read_text())):
            if name not in drawn and f"{name.split('--')[0]}--" not in drawn and not FOREIGN.match(name):
                dead.add(f"{sheet.name}: {name}")
    assert dead == set()
