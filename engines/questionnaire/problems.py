"""Errors and warnings on a questionnaire file, always with their place in the file."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass, field

from french import typeset

#: Stands for the sheet of a remark on the file as such.
WHOLE_FILE = "fichier"


class Severity(enum.StrEnum):
    """The weight of a problem: the first two refuse the file, the last one does not."""

    ERROR = "error"
    UNSUPPORTED = "unsupported"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One remark on a file."""

    #: Name of the sheet (or of the LimeSurvey table) as the author wrote it.
    sheet: str
    #: 1-based, as shown by the spreadsheet or the text editor; 0 for the whole file.
    row: int
    #: Header of the column as written, its letter when it has no header, "" for a whole row.
    column: str
    message_fr: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        return f"{self.sheet}:{self.row}:{self.column}: {self.message_fr}"

    @property
    def refuses(self) -> bool:
        """True when the file cannot be imported because of this."""
        return self.severity is not Severity.WARNING


class UnreadableFileError(Exception):
    """The file cannot even be read; carries the one problem to show."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(slots=True)
class ProblemList:
    """The problems found while a file is read, each once, up to a limit.

    A broken file can be wrong ten thousand times; nobody reads beyond the first hundreds.
    """

    limit: int = 500
    _found: dict[Problem, None] = field(default_factory=dict)

    def error(self, sheet: str, row: int, column: str, message_fr: str) -> None:
        self.add(Problem(sheet, row, column, typeset(message_fr), Severity.ERROR))

    def unsupported(self, sheet: str, row: int, column: str, what_fr: str) -> None:
        """``what_fr`` completes «non pris en charge : …»."""
        message = typeset(f"non pris en charge : {what_fr}")
        self.add(Problem(sheet, row, column, message, Severity.UNSUPPORTED))

    def warning(self, sheet: str, row: int, column: str, message_fr: str) -> None:
        self.add(Problem(sheet, row, column, typeset(message_fr), Severity.WARNING))

    def add(self, problem: Problem) -> None:
        # Refusals always enter: warnings must never push the reason of a refusal out of the list.
        if len(self._found) < self.limit or problem.refuses:
            self._found.setdefault(problem)

    @property
    def refuses(self) -> bool:
        return any(problem.refuses for problem in self._found)

    def __iter__(self) -> Iterator[Problem]:
        return iter(self._found)

    def sorted(self, sheet_order: tuple[str, ...] = ()) -> tuple[Problem, ...]:
        """In the order of the file: sheet, row, then as found; refusals before warnings."""
        place = {name: rank for rank, name in enumerate(sheet_order)}
        return tuple(
            sorted(
                self._found,
                key=lambda p: (not p.refuses, place.get(p.sheet, len(place)), p.row),
            )
        )
