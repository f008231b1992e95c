"""Reading a Pabulib file strictly: nothing is guessed, every fault is told with its line.

Only approvals are read (``vote_type`` approval or choose-1): other ballots say something that these rules do
not count. Counts announced (``num_projects``, ``num_votes``, the column ``votes``) must be those of the file.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence

from engines.allocation._budget import (
    MOST_PROJECTS,
    MOST_VOTERS,
    ApprovalBudget,
    BudgetProject,
    VoterApprovals,
    make_budget,
)
from engines.allocation._errors import BudgetFault, BudgetRefusedError, fault
from engines.allocation._pabulib import SECTIONS, PabulibFile, PabulibSection, Row

MOST_BYTES = 256 * 2**20
LONGEST_LINE = 100_000
_MOST_ROWS = {"META": 1_000, "PROJECTS": MOST_PROJECTS, "VOTES": MOST_VOTERS}
_MOST_FAULTS = 100
_MONEY = re.compile(r"[0-9]{1,13}(\.[0-9]{1,2})?")
_COUNT = re.compile(r"[0-9]{1,9}")
_NEEDED = ("description", "country", "unit", "instance", "num_projects", "num_votes", "budget", "rule")


def read_pabulib(data: bytes, *, file: str = "budget.pb") -> PabulibFile:
    """The file; raises ``BudgetRefusedError`` with every fault, each with its line, at most a hundred."""
    sections = _sections(_text(data, file), file)
    meta, projects, votes = (sections[name] for name in SECTIONS)
    faults = list(_meta_faults(meta, file))
    faults += _column_faults(projects, ("project_id", "cost"), "PROJECTS", file)
    faults += _column_faults(votes, ("voter_id", "vote"), "VOTES", file)
    _refuse(faults)
    facts = {row[0]: row[1] for row in meta.rows}
    faults += _count_faults(facts, projects, votes, file)
    budget = _cents(facts["budget"])
    if budget is None:
        faults.append(fault(file, _line_of(meta, "budget"), f"budget : {_money_message(facts['budget'])}"))
    found, wrong = _projects(projects, file)
    cast, more = _ballots(votes, facts, file)
    faults += [*wrong, *more]
    if wrong or budget is None:  # without all the projects, ballots cannot be checked against them
        _refuse(faults)
    try:
        made = make_budget(budget or 0, found, cast, file=file)
    except BudgetRefusedError as error:
        _refuse([*faults, *error.faults])
        raise
    _refuse([*faults, *_sum_faults(projects, made, file)])
    return PabulibFile(meta, projects, votes, made)


def _text(data: bytes, file: str) -> str:
    if len(data) > MOST_BYTES:
        raise BudgetRefusedError([fault(file, 0, f"fichier de plus de {MOST_BYTES >> 20} Mio")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BudgetRefusedError([fault(file, line, "ce fichier n'est pas en UTF-8")]) from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise BudgetRefusedError([fault(file, line, "ce fichier n'est pas un texte")])
    return text


def _sections(text: str, file: str) -> dict[str, PabulibSection]:
    found: dict[str, PabulibSection] = {}
    faults: list[BudgetFault] = []
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    while lines and not lines[-1].strip():
        lines.pop()
    starts = [number for number, line in enumerate(lines) if line.strip() in SECTIONS]
    if [lines[start].strip() for start in starts] != list(SECTIONS) or starts[0] != 0:
        message = f"sections attendues, une fois chacune et dans cet ordre : {', '.join(SECTIONS)}"
        raise BudgetRefusedError([fault(file, 1, message)])
    for name, start, end in zip(SECTIONS, starts, [*starts[1:], len(lines)], strict=True):
        if end - start - 2 > _MOST_ROWS[name]:
            _refuse([fault(file, start + 1, f"{name} : plus de {_MOST_ROWS[name]} lignes")])
        rows = []
        for number in range(start + 1, end):
            cells = _cells(lines[number], file, number + 1, faults)
            if cells is not None:
                rows.append((number + 1, cells))
        if not rows:
            faults.append(fault(file, start + 1, f"{name} : pas de ligne d'en-tête"))
            continue
        (header, columns), *body = rows
        faults += _header_faults(columns, name, header, file)
        faults += [
            fault(file, number, f"{len(cells)} cellules pour {len(columns)} colonnes")
            for number, cells in body
            if len(cells) != len(columns)
        ]
        found[name] = PabulibSection(
            columns, tuple(cells for _, cells in body), tuple(number for number, _ in body)
        )
    _refuse(faults)
    return found


def _cells(line: str, file: str, number: int, faults: list[BudgetFault]) -> Row | None:
    if len(line) > LONGEST_LINE:
        faults.append(fault(file, number, f"ligne de plus de {LONGEST_LINE} signes"))
        return None
    if not line.strip():
        faults.append(fault(file, number, "ligne vide"))
        return None
    if '"' not in line:
        return tuple(cell.strip() for cell in line.split(";"))
    try:
        (cells,) = csv.reader([line], delimiter=";", strict=True, skipinitialspace=True)
    except (csv.Error, ValueError) as error:
        faults.append(fault(file, number, f"ligne illisible ({error})"))
        return None
    return tuple(cell.strip() for cell in cells)


def _header_faults(columns: Row, name: str, line: int, file: str) -> Iterator[BudgetFault]:
    for column in sorted({column for column in columns if columns.count(column) > 1}):
        yield fault(file, line, f"{name} : deux colonnes s'appellent {column or 'rien'}")
    if name == "META" and columns != ("key", "value"):
        yield fault(file, line, "META : l'en-tête doit être key;value")


def _column_faults(section: PabulibSection, names: Row, title: str, file: str) -> Iterator[BudgetFault]:
    for name in names:
        if name not in section.columns:
            line = section.lines[0] - 1 if section.lines else 0
            yield fault(file, line, f"{title} : colonne absente : {name}")


def _meta_faults(meta: PabulibSection, file: str) -> Iterator[BudgetFault]:
    seen: set[str] = set()
    for (key, value), line in zip(meta.rows, meta.lines, strict=True):
        if key in seen:
            yield fault(file, line, f"META : {key} figure deux fois")
        seen.add(key)
        if key == "vote_type" and value not in ("approval", "choose-1"):
            yield fault(file, line, f"vote_type {value} : seules les approbations se comptent ici")
        elif key in ("num_projects", "num_votes", "min_length", "max_length") and not _COUNT.fullmatch(value):
            yield fault(file, line, f"{key} : {value or 'vide'} : un nombre entier est attendu")
    for key in (*_NEEDED, "vote_type"):
        if key not in seen:
            yield fault(file, 1, f"META : {key} manque")


def _count_faults(
    facts: Mapping[str, str], projects: PabulibSection, votes: PabulibSection, file: str
) -> Iterator[BudgetFault]:
    for key, section in (("num_projects", projects), ("num_votes", votes)):
        if int(facts[key]) != len(section.rows):
            yield fault(file, 1, f"{key} annonce {facts[key]}, le fichier en a {len(section.rows)}")


def _projects(section: PabulibSection, file: str) -> tuple[list[BudgetProject], list[BudgetFault]]:
    found, faults = [], []
    names = section.column("name") or ("",) * len(section.rows)
    cells = zip(
        section.column("project_id") or (), section.column("cost") or (), names, section.lines, strict=True
    )
    for id_, cost, name, line in cells:
        cents = _cents(cost)
        if cents is None:
            faults.append(fault(file, line, f"projet {id_} : coût : {_money_message(cost)}"))
        elif "," in id_:
            faults.append(fault(file, line, f"projet {id_} : un identifiant ne contient pas de virgule"))
        else:
            found.append(BudgetProject(id_, cents, name, line))
    for line, flag in zip(section.lines, section.column("selected") or (), strict=False):
        if not _COUNT.fullmatch(flag):
            faults.append(fault(file, line, f"selected : {flag or 'vide'} : un nombre entier est attendu"))
    return found, faults


def _ballots(
    section: PabulibSection, facts: Mapping[str, str], file: str
) -> tuple[list[VoterApprovals], list[BudgetFault]]:
    found, faults = [], []
    is_single = facts["vote_type"] == "choose-1"
    least = 1 if is_single else int(facts.get("min_length", "1"))
    most = 1 if is_single else int(facts.get("max_length", str(MOST_PROJECTS)))
    cells = zip(section.column("voter_id") or (), section.column("vote") or (), section.lines, strict=True)
    for voter, vote, line in cells:
        projects = tuple(name.strip() for name in vote.split(",")) if vote else ()
        if not least <= len(projects) <= most:
            message = f"vote {voter} : {len(projects)} projets, de {least} à {most} sont admis"
            faults.append(fault(file, line, message))
        found.append(VoterApprovals(voter, projects, line))
    return found, faults


def _sum_faults(section: PabulibSection, budget: ApprovalBudget, file: str) -> list[BudgetFault]:
    told = section.column("votes") or ()
    return [
        fault(file, line, f"projet {project.id} : {cell} votes annoncés, {votes} comptés")
        for cell, line, project, votes in zip(
            told, section.lines, budget.projects, budget.votes, strict=False
        )
        if cell != str(votes)
    ]


def _cents(text: str) -> int | None:
    if not _MONEY.fullmatch(text):
        return None
    whole, _, decimals = text.partition(".")
    return int(whole) * 100 + int(decimals.ljust(2, "0") or 0)


def _money_message(text: str) -> str:
    return f"{text or 'vide'} : une somme est attendue, comme 1200 ou 1200.50"


def _line_of(meta: PabulibSection, key: str) -> int:
    return next((line for (name, _), line in zip(meta.rows, meta.lines, strict=True) if name == key), 1)


def _refuse(faults: Sequence[BudgetFault]) -> None:
    if faults:
        raise BudgetRefusedError(sorted(set(faults))[:_MOST_FAULTS])
