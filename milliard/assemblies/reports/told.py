"""What is told of a result: records of sentences, tables and drawings, and the few words all counts share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from french import plural

Figures = Mapping[str, Any]
#: Number of a choice -> its words.
Labels = Mapping[int, str]


@dataclass(frozen=True, slots=True)
class ResultTable:
    """A table of a result; ``columns`` as the design system writes them («Choix, Voix#»)."""

    caption: str
    columns: str
    rows: Sequence[Sequence[str]]

    @property
    def is_wide(self) -> bool:
        """Whether a phone shows each row as a card."""
        return self.columns.count(", ") > 2

    @property
    def is_pairs(self) -> bool:
        """Whether each row is a word and a number, as a wall shows them."""
        return self.columns.count(", ") == 1


@dataclass(frozen=True, slots=True)
class ProfileBand:
    """One grade in the drawn profile of a proposal, from ``left``, in thousandths of its ballots."""

    grade: int
    left: int
    width: int


@dataclass(frozen=True, slots=True)
class ProposalProfile:
    """A proposal as it was graded, the best grade first."""

    label: str
    median: str
    bands: Sequence[ProfileBand]
    #: The same in words, for who does not see it.
    words: str


@dataclass(frozen=True, slots=True)
class ToldCount:
    """What one way of counting gives to say: sentences, tables, drawings."""

    sentences: Sequence[str]
    tables: Sequence[ResultTable] = ()
    profiles: Sequence[ProposalProfile] = ()


def ranked(levels: Sequence[Sequence[int]]) -> list[tuple[str, int]]:
    """(rank, choice), the best first; equals share a rank, and the next is left out.

    >>> ranked([[2], [1, 3], [4]])
    [('1', 2), ('2', 1), ('2', 3), ('4', 4)]
    """
    found, rank = [], 1
    for level in levels:
        found += [(str(rank), number) for number in level]
        rank += len(level)
    return found


def with_blank(figures: Figures, table: ResultTable) -> ResultTable:
    """The table, its caption saying of how many ballots, and how many were blank."""
    valid = figures["voted"] - figures["blank"]
    said = f"{table.caption}, {plural(valid, 'bulletin exprimé', 'bulletins exprimés')}"
    if figures["blank"]:
        said += f" et {plural(figures['blank'], 'blanc')}"
    return ResultTable(said, table.columns, table.rows)


def names_of(numbers: Sequence[int], labels: Labels) -> str:
    names = [labels[number] for number in numbers]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} et {names[-1]}" if names else ""


def heading(label: str) -> str:
    """In a heading of a table, where a comma parts columns."""
    return label.replace(", ", "\u00a0· ").removesuffix("#")
