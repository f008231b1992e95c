"""Voting codes on paper: one sheet a person, made in memory and given once."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from milliard.elections.services.codes import IssuedCode
from milliard.ui.documents import compile_pdf

_TEMPLATE = Path(__file__).parent / "codes.typ"


def codes_pdf(title: str, address: str, issued: Sequence[IssuedCode], *, at: dt.datetime) -> bytes:
    """A sheet for each voter: number, name, code, where to vote."""
    sheets = [{"number": str(one.number), "name": one.name, "code": one.code} for one in issued]
    return compile_pdf(_TEMPLATE, {"title": title, "address": address, "sheets": sheets}, at=at)
