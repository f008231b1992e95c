"""The style sheets: every class they speak of is drawn somewhere."""

import re
from pathlib import Path

MILLIARD = Path(__file__).resolve().parents[2]
#: Wagtail's own page carries them.
FOREIGN = re.compile(r"w-(theme-|field)|sidebar-loading")
_NOT_SELECTORS = re.compile(r"/\*.*?\*/|url\([^)]*\)|\{[^{}]*\}", re.DOTALL)


def _drawn() -> str:
    found = (path for suffix in ("html", "py", "js", "svg") for path in MILLIARD.rglob(f"*.{suffix}"))
    return "\n".join(path.read_text() for path in found if "tests" not in path.parts)


def test_no_rule_is_dead() -> None:
    """A modifier («way__line--intended») may be made of two words: then its block must be drawn."""
    drawn = _drawn()
    dead = set()
    for sheet in MILLIARD.glob("*/static/**/*.css"):
        for name in re.findall(r"\.([a-zA-Z][\w-]*)", _NOT_SELECTORS.sub("", sheet.read_text())):
            if name not in drawn and f"{name.split('--')[0]}--" not in drawn and not FOREIGN.match(name):
                dead.add(f"{sheet.name}: {name}")
    assert dead == set()
