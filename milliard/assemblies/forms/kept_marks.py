"""What the script of the desk sends after a time without network, read with suspicion."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from milliard.assemblies.enums import AttendanceMode, MarkKind
from milliard.assemblies.services.desk import KeptMark

#: Lines of one request; a phone that kept more sends the rest next.
MOST = 200
_LONGEST = dt.timedelta(days=2)


class NotMarks(ValueError):
    """Not a list of lines: nothing of it is taken."""


def read_marks(body: bytes) -> list[KeptMark]:
    """The lines of ``{"marks": [{"number", "kind", "key", "ago", "decided"}, …]}``. Raises `NotMarks`."""
    try:
        told = json.loads(body)
        rows = told["marks"]
        if not isinstance(rows, list) or len(rows) > MOST:
            raise NotMarks
        return [_mark(row) for row in rows]
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
        raise NotMarks from error


def _mark(row: Mapping[str, Any]) -> KeptMark:
    number, ago = row["number"], row["ago"]
    if type(number) is not int or not 0 < number < 2**31 or isinstance(ago, bool):
        raise NotMarks
    return KeptMark(
        number=number,
        kind=MarkKind(row["kind"]),
        key=UUID(str(row["key"])),
        mode=AttendanceMode.HALL,
        ago=min(max(dt.timedelta(milliseconds=float(ago)), dt.timedelta(0)), _LONGEST),
        is_decided=row.get("decided") is True,
    )
