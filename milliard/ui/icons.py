"""The names of the drawings in ``static/ui/icons.svg``, read from the sprite itself."""

import re
from pathlib import Path

SPRITE = Path(__file__).parent / "static" / "ui" / "icons.svg"

#: Every name ``{% icon %}`` accepts.
ICONS: frozenset[str] = frozenset(
    re.findall(r'<symbol id="([a-z0-9-]+)"', SPRITE.read_text(encoding="utf-8"))
)
