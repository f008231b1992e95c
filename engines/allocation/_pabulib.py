"""Pabulib files (`.pb`, https://pabulib.org/format): what one holds, and how it is written.

Three sections, META, PROJECTS and VOTES, each with its header, cells parted by semicolons, quoted as in CSV.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from engines.allocation._budget import ApprovalBudget
from engines.allocation._errors import BudgetRefusedError, fault

SECTIONS = ("META", "PROJECTS", "VOTES")

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PabulibSection:
    """A table of the file: its columns, and its rows with the line of each."""

    columns: Row
    rows: tuple[Row, ...]
    lines: tuple[int, ...] = field(default=(), compare=False)

    def column(self, name: str) -> tuple[str, ...] | None:
        """The cells of this column, or None where the section has it not."""
        if name not in self.columns:
            return None
        place = self.columns.index(name)
        return tuple(row[place] for row in self.rows)


@dataclass(frozen=True)
class PabulibFile:
    """A file as it stands, columns that no rule reads included, and the budget it holds."""

    meta: PabulibSection
    projects: PabulibSection
    votes: PabulibSection
    budget: ApprovalBudget = field(compare=False)

    @cached_property
    def facts(self) -> Mapping[str, str]:
        """What META says, by key."""
        return {row[0]: row[1] for row in self.meta.rows}

    @cached_property
    def selected(self) -> frozenset[str] | None:
        """The projects published as selected (1), or None where the file does not say."""
        flags = self.projects.column("selected")
        if flags is None:
            return None
        names = self.projects.column("project_id") or ()
        return frozenset(name for name, flag in zip(names, flags, strict=True) if flag == "1")

    def with_selected(self, winners: Sequence[str]) -> PabulibFile:
        """The same file, saying that these projects were selected, and no other."""
        flags = dict.fromkeys(winners, "1")
        names = self.projects.column("project_id") or ()
        unknown = set(winners) - set(names)
        if unknown:
            raise BudgetRefusedError([fault("", 0, f"projet inconnu ({', '.join(sorted(unknown))})")])
        columns = self.projects.columns
        place = columns.index("selected") if "selected" in columns else len(columns)
        rows = tuple(
            (*row[:place], flags.get(name, "0"), *row[place + 1 :])
            for name, row in zip(names, self.projects.rows, strict=True)
        )
        columns = (*columns[:place], "selected", *columns[place + 1 :])
        return replace(self, projects=PabulibSection(columns, rows, self.projects.lines))


def write_pabulib(content: PabulibFile) -> bytes:
    """The file again: UTF-8, one line feed a line, quotes only where a cell needs them."""
    lines = []
    tables = zip(SECTIONS, (content.meta, content.projects, content.votes), strict=True)
    for name, section in tables:
        lines += [name, _written(section.columns), *(_written(row) for row in section.rows)]
    return ("\n".join(lines) + "\n").encode()


def pabulib_of(budget: ApprovalBudget, facts: Mapping[str, str]) -> PabulibFile:
    """A budget of ours as a file to publish.

    Parameters
    ----------
    facts : mapping of str to str
        What META says beside the counts and the budget: ``description``, ``country``, ``unit``, ``instance``,
        ``rule`` at least. Voters are written as the budget names them: give numbers, not names.
    """
    counts = {
        "num_projects": str(len(budget.projects)),
        "num_votes": str(len(budget.ballots)),
        "budget": _euros(budget.money_cents),
        "min_length": "1" if all(ballot.projects for ballot in budget.ballots) else "0",
    }
    meta = PabulibSection(("key", "value"), tuple({"vote_type": "approval", **facts, **counts}.items()))
    projects = PabulibSection(
        ("project_id", "cost", "votes", "name"),
        tuple(
            (project.id, _euros(project.cost_cents), str(votes), " ".join(project.name.split()))
            for project, votes in zip(budget.projects, budget.votes, strict=True)
        ),
    )
    votes = PabulibSection(
        ("voter_id", "vote"),
        tuple((ballot.voter, ",".join(ballot.projects)) for ballot in budget.ballots),
    )
    return PabulibFile(meta, projects, votes, budget)


def _euros(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}" if cents % 100 else str(cents // 100)


def _written(cells: Row) -> str:
    return ";".join('"' + cell.replace('"', '""') + '"' if _needs_quotes(cell) else cell for cell in cells)


def _needs_quotes(cell: str) -> bool:
    return ";" in cell or '"' in cell
