"""What becomes of each row of a file of members."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from milliard.members.member_files import CellProblem, RowRead
from milliard.members.models import Departure, Member
from milliard.members.periods import Days
from milliard.members.services.duplicates import Likeness


class RowVerdict(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    #: Somebody an earlier file, or an earlier row, told of: one more period.
    RENEWED = "renewed"
    SAME = "same"
    POSSIBLE = "possible"
    REFUSED = "refused"


class RowDecision(StrEnum):
    """What a person says of a row that looks like somebody known; or the number of that member."""

    LATER = ""
    OTHER = "other"
    #: Whoever looks most like them.
    SAME = "same"


@dataclass(slots=True)
class KnownPerson:
    """Somebody the rows are about, and the days they paid, known and to write."""

    member: Member
    periods: list[Days] = field(default_factory=list)
    left: Departure | None = None


@dataclass(slots=True)
class PlannedRow:
    """A row, and what it would write."""

    row: RowRead
    member: Member
    verdict: RowVerdict = RowVerdict.REFUSED
    problems: list[CellProblem] = field(default_factory=list)
    person_digest: str = ""
    row_digest: str = ""
    days: Days | None = None
    #: Known members it looks like, the likeliest first.
    likely: list[tuple[Member, Likeness]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """Every row of a file, in its order."""

    rows: list[PlannedRow]

    def of(self, *verdicts: RowVerdict) -> list[PlannedRow]:
        return [row for row in self.rows if row.verdict in verdicts]

    def counts(self) -> dict[RowVerdict, int]:
        found = Counter(row.verdict for row in self.rows)
        return {verdict: found[verdict] for verdict in RowVerdict}
