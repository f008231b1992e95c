"""What is in `ui` is on a page: the gallery shows components, it does not use them."""

import re
from pathlib import Path

from milliard.ui.icons import ICONS
from milliard.ui.templatetags.ui import register

MILLIARD = Path(__file__).resolve().parents[2]
#: Ready for pages that are being written: the lists of the team, repeated groups of a questionnaire.
AWAITED = {"pagination", "repeat_row"}


def _sources(*suffixes: str) -> str:
    """Everything of the product with one of these suffixes, the gallery and tests left out."""
    return "\n".join(
        path.read_text()
        for suffix in suffixes
        for path in sorted(MILLIARD.rglob(f"*.{suffix}"))
        if "tests" not in path.parts and "gallery" not in f"{path.parent.name} {path.stem}"
    )


def test_a_page_uses_every_component_and_filter() -> None:
    templates = _sources("html", "txt")
    used = set(re.findall(r"{%\s*(\w+)", templates)) | set(re.findall(r"\|(\w+)", templates))
    assert (set(register.tags) | set(register.filters)) - used - AWAITED == set()


def test_something_draws_every_icon() -> None:
    sources = _sources("html", "py", "js")
    assert {name for name in ICONS if f'"{name}"' not in sources} == set()
