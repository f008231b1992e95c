"""LimeSurvey's texts: HTML to plain text, and ``{…}`` replaced or refused."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

import nh3

from engines.questionnaire.files.limesurvey.reader.expressions import NamedAnswer

_BREAK = re.compile(r"<\s*(br|/p|/div|/li|/h[1-6]|/tr)\b[^>]*>", re.IGNORECASE)
_MEDIA = re.compile(r"<\s*(img|video|audio|iframe|object|embed|svg)\b", re.IGNORECASE)
_PIPED = re.compile(r"\{([^{}\s][^{}]*)\}")
_SPACES = re.compile(r"[ \t\r\f\v]+")
_LINES = re.compile(r"\s*\n\s*")


def plain_text(text: str) -> str:
    """The words of an HTML text: scripts gone, blocks on lines of their own."""
    if "<" in text or "&" in text:
        text = html.unescape(nh3.clean(_BREAK.sub("\n", text), tags=set()))
    return _LINES.sub("\n", _SPACES.sub(" ", text)).strip()


def has_media(text: str) -> bool:
    """Whether the text shows an image, a film or a frame, which plain text would lose."""
    return bool(_MEDIA.search(text))


def with_references(text: str, variables: Mapping[str, NamedAnswer]) -> tuple[str, list[str]]:
    """Replace ``{Q1}`` by ``${Q1}``; the second part lists the ``{…}`` that mean something else."""
    unknown: list[str] = []

    def replace(found: re.Match[str]) -> str:
        name = re.sub(r"\.(NAOK|shown)$", "", found[1].strip())
        variable = variables.get(name)
        if variable is None or variable.choice:
            unknown.append(found[0])
            return found[0]
        return f"${{{variable.key}}}"

    return _PIPED.sub(replace, text), unknown
