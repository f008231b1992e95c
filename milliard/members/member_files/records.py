"""What a file of members says, row by row."""

import datetime as dt
from dataclasses import dataclass, field
from typing import NamedTuple


class CellProblem(NamedTuple):
    """What is unclear in one cell, and what to do."""

    line: int
    #: Title of the column; "" for the whole row.
    column: str
    message: str

    def __str__(self) -> str:
        return f"{self.line}:{self.column}:{self.message}"


class RowRead(NamedTuple):
    """One person as the file says them; names, communes and countries are judged against what is known."""

    line: int
    given_name: str
    family_name: str
    email: str = ""
    phone: str = ""
    postal_code: str = ""
    commune: str = ""
    country: str = ""
    #: Tells two persons of one name apart; never kept.
    birth_year: int | None = None
    joined_on: dt.date | None = None
    ends_on: dt.date | None = None
    amount_cents: int | None = None
    #: The organisation said to have paid, or "".
    company: str = ""
    problems: tuple[CellProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class FileRead:
    """The rows of a file, and the title of each column that was recognised (field -> title)."""

    rows: list[RowRead] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)
