"""What tests read in the pages of docs/: links, and fenced blocks that hold a whole file."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
_FENCE = re.compile(r"^```(\w+) (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ANY_FENCE = re.compile(r"^( *)```.*?^\1```$", re.MULTILINE | re.DOTALL)


def all_pages() -> list[Path]:
    """Every page a developer or a user reads, the ones at the root included."""
    return [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]


def files_in(page: Path) -> dict[str, tuple[str, str]]:
    """Blocks whose fence names a file: name -> (language, content)."""
    return {name: (language, text) for language, name, text in _FENCE.findall(page.read_text())}


def prose(page: Path) -> str:
    """The page without its fenced blocks."""
    return ANY_FENCE.sub("", page.read_text())
