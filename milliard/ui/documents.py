"""Documents on paper: tagged PDF/UA made by typst, from a template and what it places, with our fonts.

typst refuses what a screen reader could not read: a picture without words, a skipped heading level, a missing
title. A template says nothing but what stands in its ``data.json``, as text: nothing typed becomes code.
"""

import json
import tempfile
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

FONT_FILES = ("Fraunces", "Atkinson")
#: First letters that typst's own fonts may not have: after the Arabic ones, then after the Cyrillic.
_BEYOND_OUR_FONTS = (0x700, 0x530)


class FontsMissing(RuntimeError):
    """The fonts of the PDF were not built on this machine."""


def fonts_folder() -> Path:
    """Where `build_fonts` puts the fonts.

    Raises
    ------
    FontsMissing
        The folder is absent or lacks a family; the message says which command to run.
    """
    folder: Path = settings.VAR_DIR / "assets" / "ttf"
    names = [path.name.lower() for path in folder.glob("*.ttf")] if folder.is_dir() else []
    if not all(any(family.lower() in name for name in names) for family in FONT_FILES):
        raise FontsMissing(
            f"No fonts for the PDF in {folder.name}/: run `python manage.py build_fonts` first."
        )
    return folder


def compile_pdf(
    template: Path,
    data: Mapping[str, Any],
    *,
    at: datetime,
    pictures: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """The PDF of ``data``, dated ``at``; ``pictures``: SVG texts, or bytes, by file name. Nothing stays.

    A name in a script none of our fonts writes is written with the machine's; with none there, each of its
    letters is a square: a paper is never refused to somebody because of their name.

    Raises
    ------
    FontsMissing
        `build_fonts` was not run.
    """
    import typst  # 15 MB that a process does without until it makes its first PDF

    text = json.dumps(data, ensure_ascii=False)
    tries = [
        (text, False),
        (text, True),
        *((_with_squares(text, beyond), False) for beyond in _BEYOND_OUR_FONTS),
    ]
    for written, with_system_fonts in tries[:-1]:
        try:
            return _compile(template, written, at, pictures or {}, with_system_fonts=with_system_fonts)
        except typst.TypstError as error:
            if "could not be displayed" not in str(error):
                raise
    return _compile(template, tries[-1][0], at, pictures or {}, with_system_fonts=False)


def _with_squares(text: str, beyond: int) -> str:
    """The same, with a square for each letter or picture beyond one; signs and money stay."""
    return "".join("□" if ord(sign) >= beyond and _is_letter(sign) else sign for sign in text)


def _is_letter(sign: str) -> bool:
    return unicodedata.category(sign) == "So" or unicodedata.category(sign)[0] in "LMC"


def _compile(
    template: Path, text: str, at: datetime, pictures: Mapping[str, str | bytes], *, with_system_fonts: bool
) -> bytes:
    import typst

    fonts = fonts_folder()
    with tempfile.TemporaryDirectory(prefix="pdf-") as name:
        folder = Path(name)
        for picture, drawn in pictures.items():
            (folder / picture).write_bytes(drawn if isinstance(drawn, bytes) else drawn.encode())
        (folder / "data.json").write_text(text, encoding="utf-8")
        (folder / template.name).write_bytes(template.read_bytes())
        content: bytes = typst.compile(
            folder / template.name,
            root=folder,
            font_paths=[fonts],
            ignore_system_fonts=not with_system_fonts,
            pdf_standards=["ua-1"],
            timestamp=at.replace(microsecond=0),
        )
    return content
