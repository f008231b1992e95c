"""The Markdown and HTML that XLSForm lets people write in labels, read as plain text.

Labels go everywhere as text: pages, paper, figures, datasets, files of other tools. Emphasis and colours are
therefore taken away, breaks become lines, a link keeps its address in parentheses, and what only looks like a
mark (``2 * 3``, ``x_y_z``, ``a < b``) is left alone. Source of the marks: xlsform.org, «Styling prompts».

>>> plain_text("Lisez **bien** [la charte](https://exemple.org/c), <i>svp</i> : 2 * 3")
'Lisez bien la charte (https://exemple.org/c), svp : 2 * 3'
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

_MAY_HOLD = re.compile(r"[*_#<\[&\\]")
_ESCAPED = re.compile(r"\\([\\*_#\[\]<&])")
_REFERENCE = re.compile(r"\$\{[^{}]*\}")
_LINK = re.compile(r"\[([^\[\]\n]+)\]\(([^()\s]+)\)")
_ANCHOR = re.compile(
    r"<a\b[^<>]*\bhref\s*=\s*[\"']?([^\"'<>\s]+)[^<>]*>(.*?)</a\s*>", re.IGNORECASE | re.DOTALL
)
_ADDRESS = re.compile(r"\b(?:https?://|www\.)[^\s<>*]+")
_BREAK = re.compile(r"[ \t]*<(?:br|/p|/div|/li|/h[1-6]|hr)\s*/?>[ \t]*\n?", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:span|font|b|i|u|s|em|strong|small|big|sub|sup|p|div|center|ul|ol|li|h[1-6]|a|mark|code|del|ins)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_HEADING = re.compile(r"^[ \t]{0,3}#{1,6}[ \t]+(\S.*?)[ \t]*#*$", re.MULTILINE)
_EMPHASIS = (
    re.compile(r"\*\*(?=\S)([^\n]*?\S)\*\*"),
    re.compile(r"(?<!\w)__(?=\S)([^\n]*?\S)__(?!\w)"),
    re.compile(r"\*(?=[^\s*])([^*\n]*[^\s*])\*"),
    re.compile(r"(?<!\w)_(?=[^\s_])([^_\n]*[^\s_])_(?!\w)"),
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});")
_KEPT = re.compile("\x00(\\d+)\x00")


def plain_text(text: str) -> str:
    """``text`` without its marks; a text without any is returned as it is."""
    if not _MAY_HOLD.search(text):
        return text
    kept: list[str] = []

    def keep(piece: str) -> str:
        kept.append(piece)
        return f"\x00{len(kept) - 1}\x00"

    made = _ESCAPED.sub(lambda found: keep(found[1]), text)
    made = _REFERENCE.sub(lambda found: keep(found[0]), made)
    made = _ANCHOR.sub(lambda found: _with_address(found[2], found[1], keep), made)
    made = _LINK.sub(lambda found: _with_address(found[1], found[2], keep), made)
    made = _ADDRESS.sub(lambda found: keep(found[0]), made)
    made = _TAG.sub("", _BREAK.sub("\n", made))
    made = _HEADING.sub(r"\1", made)
    for mark in _EMPHASIS:
        made = mark.sub(r"\1", made)
    made = _ENTITY.sub(lambda found: html.unescape(found[0]), made)
    while "\x00" in made:
        made = _KEPT.sub(lambda found: kept[int(found[1])], made)
    return made.strip() or text


def has_marks(text: str) -> bool:
    """Whether `plain_text` takes something away, beyond the backslashes of `written_plainly`."""
    plain = plain_text(text)
    return plain != text and written_plainly(plain) != text


def _with_address(shown: str, address: str, keep: Callable[[str], str]) -> str:
    words = _TAG.sub("", shown).strip()
    return keep(address) if words in ("", address) else f"{words} ({keep(address)})"


def written_plainly(text: str) -> str:
    """``text`` so that `plain_text` gives it back: its characters that would be read as marks are escaped."""
    if plain_text(text) == text:
        return text
    parts = re.split(r"(\$\{[^{}]*\})", text)
    return "".join(
        part if part.startswith("${") and part.endswith("}") else re.sub(r"[\\*_#\[\]<&]", r"\\\g<0>", part)
        for part in parts
    )
