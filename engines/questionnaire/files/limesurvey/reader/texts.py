"""LimeSurvey's texts: HTML to plain text, and ``{…}`` replaced or refused."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

import nh3

from engines.questionnaire.files.limesurvey.reader.parts import NamedAnswer

_BREAK = re.compile(
    r"<\s*(?:br|hr|/?p|/?div|/?li|/?h[1-6]|/?tr|/?t[dh]|/?option|/?ul|/?ol|/?table)\b[^>]*>", re.IGNORECASE
)
_LINK = re.compile(
    r"<\s*a\b[^>]*?\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)')[^>]*>(.*?)<\s*/\s*a\s*>", re.IGNORECASE | re.DOTALL
)
_TAG = re.compile(r"<[^>]*>")
_MEDIA = re.compile(r"<\s*(img|video|audio|iframe|object|embed|svg)\b", re.IGNORECASE)
_PIPED = re.compile(r"\{([^{}\s][^{}]*)\}")
_SPACES = re.compile(r"[ \t\r\f\v]+")
_LINES = re.compile(r"\s*\n\s*")
# What our own writer says of «autre»: the text typed, else the answer.
_TYPED_OTHER = re.compile(r'if\((\w+)\.NAOK == "-oth-", \1_other\.NAOK, \1\.shown\)')


def plain_text(text: str) -> str:
    """The words of an HTML text: scripts gone, blocks and cells on lines of their own, addresses kept."""
    if "<" in text or "&" in text:
        text = _BREAK.sub("\n", _LINK.sub(_with_address, text))
        text = html.unescape(nh3.clean(text, tags=set()))
    return _LINES.sub("\n", _SPACES.sub(" ", text)).strip()


def _with_address(found: re.Match[str]) -> str:
    address = html.unescape(found[1] or found[2] or "").strip()
    words = found[3]
    said = html.unescape(_TAG.sub("", words)).strip()
    is_said = said.rstrip("/") in {address.rstrip("/"), address.removeprefix("mailto:")}
    is_place = address.lower().startswith(("http://", "https://", "mailto:"))
    return words if is_said or not is_place else f"{words} ({html.escape(address.removeprefix('mailto:'))})"


def has_media(text: str) -> bool:
    """Whether the text shows an image, a film or a frame, which plain text would lose."""
    return bool(_MEDIA.search(text))


def with_references(text: str, variables: Mapping[str, NamedAnswer]) -> tuple[str, list[str]]:
    """Replace ``{Q1}`` by ``${Q1}``; the second part lists the ``{…}`` that mean something else."""
    unknown: list[str] = []

    def replace(found: re.Match[str]) -> str:
        inner = _TYPED_OTHER.sub(r"\1", found[1].strip())
        name = re.sub(r"\.(NAOK|shown|value|code)$", "", inner)
        variable = variables.get(name)
        if variable is None or variable.choice or variable.unread:
            unknown.append(found[0])
            return found[0]
        return f"${{{variable.key}}}"

    return _PIPED.sub(replace, text), unknown
