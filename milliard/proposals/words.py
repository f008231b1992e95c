"""The text of a proposal as people read it."""

import re

from milliard.letters.writing import markdown_html

_TITLE = re.compile(r"(</?h)([2-5])>")


def text_html(source: str, *, under: int = 2) -> str:
    """Markdown as safe HTML, its titles below a title of level ``under``.

    >>> text_html("## Titre")
    '<h3>Titre</h3>\\n'
    """
    lower = under - 1
    return _TITLE.sub(lambda found: f"{found[1]}{min(int(found[2]) + lower, 6)}>", markdown_html(source))
