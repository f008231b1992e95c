"""The entrance for questionnaire files: any XLSForm or LimeSurvey file in, a questionnaire or reasons out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from engines.questionnaire.files.bundle import Bundle, open_bundle
from engines.questionnaire.files.left_out import RefusedQuestion, offered_rows, without_rows
from engines.questionnaire.files.workbook import (
    MAX_FILE_BYTES,
    Deadline,
    FileKind,
    Workbook,
    detect_kind,
    refuse,
)
from engines.questionnaire.files.workbook.attached import read_tables
from engines.questionnaire.files.workbook.excel import read_xlsx
from engines.questionnaire.files.workbook.text import read_csv, read_markdown
from engines.questionnaire.files.workbook.xls import read_xls
from engines.questionnaire.files.xlsform.reader import read_xlsform
from engines.questionnaire.kinds import KIND_LABELS
from engines.questionnaire.model import Definition, Group, Kind, Layout, Question
from engines.questionnaire.problems import Problem, ProblemList, Severity, UnreadableFileError
from french import typeset

#: Each round leaves out what named the questions left out before.
_ROUNDS = 20
_SAME = 10


@dataclass(frozen=True, slots=True)
class Summary:
    """The content of a file in numbers."""

    file_kind: FileKind | None = None
    title: str = ""
    #: Title and number of questions asked in each.
    sections: tuple[tuple[str, int], ...] = ()
    kinds: dict[Kind, int] = field(default_factory=dict)
    layouts: dict[str, int] = field(default_factory=dict)
    lists: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ReadResult:
    """A questionnaire, or None and why; warnings may come with either."""

    questionnaire: Definition | None
    problems: tuple[Problem, ...]
    summary: Summary
    #: What can be left out so that the rest is read; () when it would not be enough.
    refused_questions: tuple[RefusedQuestion, ...] = ()
    #: The codes left out.
    without: tuple[str, ...] = ()

    @property
    def refusals(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.refuses)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if not problem.refuses)


def read_questionnaire(
    source: str | Path | bytes, filename: str = "", without: Collection[str] = ()
) -> ReadResult:
    """Read a questionnaire file. Never raises for what the file holds.

    source: a path, or the bytes of the file.
    filename: the name its author gave it; only used as a title when the form has none.
    without: codes of questions to leave out.
    """
    problems = ProblemList()
    offered: list[RefusedQuestion] = []
    kind: FileKind | None = None
    questionnaire: Definition | None = None
    try:
        name = filename or ("" if isinstance(source, bytes) else str(source))
        bundle = open_bundle(_structure(_bytes(source)), name)
        kind = detect_kind(bundle.data)
        questionnaire = _read(bundle, kind, problems, frozenset(without), offered)
    except UnreadableFileError as refusal:
        problems.add(refusal.problem)
    found = problems.sorted(("fichier", "settings", "survey", "choices"))
    summary = _summary(kind, questionnaire)
    return ReadResult(questionnaire, found, summary, tuple(offered), tuple(sorted(without)))


def read_without_refused(
    source: str | Path | bytes, filename: str = "", without: Collection[str] = ()
) -> ReadResult:
    """Read the file less every question that refuses it, and those that cannot be read without them."""
    result = read_questionnaire(source, filename, without)
    for _ in range(_ROUNDS):
        if result.questionnaire is not None or not result.refused_questions:
            break
        refused = {question.code for question in result.refused_questions}
        result = read_questionnaire(source, filename, refused | set(result.without))
    return result


def _structure(data: bytes) -> bytes:
    """The questionnaire of a LimeSurvey archive; any other file as it is."""
    if len(data) > MAX_FILE_BYTES:
        return data
    from engines.questionnaire.files.limesurvey.archive import STRUCTURE, member

    return member(data, STRUCTURE, most=MAX_FILE_BYTES) or data


def _bytes(source: str | Path | bytes) -> bytes:
    if isinstance(source, bytes):
        return source
    path = Path(source)
    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise refuse(unreadable_reason(error)) from error


def unreadable_reason(error: OSError) -> str:
    """The reason why the system would not open a file, in French."""
    if isinstance(error, FileNotFoundError):
        return "ce fichier n’existe pas"
    if isinstance(error, IsADirectoryError):
        return "c’est un dossier, pas un fichier"
    if isinstance(error, PermissionError):
        return "vous n’avez pas le droit de lire ce fichier"
    return "ce fichier ne peut pas être lu"


def _read(
    bundle: Bundle,
    kind: FileKind,
    problems: ProblemList,
    without: frozenset[str],
    offered: list[RefusedQuestion],
) -> Definition | None:
    if kind is FileKind.LIMESURVEY:
        from engines.questionnaire.files.limesurvey.reader import read_limesurvey

        return read_limesurvey(bundle.data, problems, without, offered)
    deadline = Deadline()
    workbook = read_workbook(bundle.data, problems, deadline)
    kept = without_rows(workbook, without, problems)
    tables = read_tables(bundle.attached, problems)
    definition = read_xlsform(kept, PurePath(bundle.name).stem, problems, deadline, tables)
    if definition is None:
        offered.extend(offered_rows(workbook, problems))
    return definition


_WORKBOOK_READERS = {
    FileKind.XLSX: read_xlsx,
    FileKind.XLS: read_xls,
    FileKind.MARKDOWN: read_markdown,
    FileKind.CSV: read_csv,
}


def read_workbook(data: bytes, problems: ProblemList, deadline: Deadline | None = None) -> Workbook:
    """Read the sheets of an XLSForm file.

    Remarks on cells (control characters, too long, formula without value) go to `problems`; what prevents
    reading at all raises `UnreadableFileError`.
    """
    kind = detect_kind(data)
    if kind not in _WORKBOOK_READERS:
        raise refuse("ce fichier est un document XML, pas un classeur XLSForm")
    return _WORKBOOK_READERS[kind](data, problems, deadline)


def _summary(kind: FileKind | None, questionnaire: Definition | None) -> Summary:
    if questionnaire is None:
        return Summary(file_kind=kind)
    counts = Counter(asked.section for asked in questionnaire.asked())
    groups: Counter[str] = Counter()
    for section in questionnaire.sections:
        _count_groups(section.items, groups)
    return Summary(
        file_kind=kind,
        title=questionnaire.title,
        sections=tuple((section.title, counts[section.key]) for section in questionnaire.sections),
        kinds=dict(Counter(question.kind for question in questionnaire.questions())),
        layouts=dict(groups),
        lists=tuple((name, len(choices)) for name, choices in questionnaire.choice_lists.items()),
    )


def _count_groups(items: tuple[Question | Group, ...], groups: Counter[str]) -> None:
    for item in items:
        if isinstance(item, Group):
            if item.repeats:
                groups["repeat"] += 1
            if item.layout is not Layout.PLAIN:
                groups[item.layout.value] += 1
            _count_groups(item.items, groups)


_GROUP_NAMES = {"repeat": "groupe répété", "grid": "grille", "split": "répartition sur 100"}


def describe(result: ReadResult) -> list[str]:
    """Describe what a file would create, or why it is refused, line by line in French."""
    lines = _describe_content(result) if result.questionnaire else ["Questionnaire refusé."]
    for severity, heading in (
        (Severity.ERROR, "À corriger"),
        (Severity.UNSUPPORTED, "Non pris en charge"),
        (Severity.WARNING, "À savoir"),
    ):
        found = [problem for problem in result.problems if problem.severity is severity]
        if found:
            lines.append(f"{heading} ({len(found)}) :")
            lines.extend(f"  {line}" for line in capped(found))
    return [typeset(line) for line in lines]


def capped(problems: list[Problem]) -> list[str]:
    """A line for each problem; a remark made many times is printed at its first places, then counted."""
    places: dict[str, list[Problem]] = {}
    for problem in problems:
        places.setdefault(problem.message_fr, []).append(problem)
    lines: list[str] = []
    for found in places.values():
        lines.extend(str(problem) for problem in found[:_SAME])
        if more := found[_SAME:]:
            lines.append(f"… et {len(more)} fois la même remarque, jusqu’à {more[-1].sheet}:{more[-1].row}")
    return lines


def _describe_content(result: ReadResult) -> list[str]:
    summary = result.summary
    total = sum(count for _, count in summary.sections)
    lines = [
        f"Questionnaire « {summary.title} »",
        f"{_count(len(summary.sections), 'partie')}, {_count(total, 'question')} :",
    ]
    lines.extend(f"  {title} : {_count(count, 'question')}" for title, count in summary.sections)
    lines.append("Types de questions :")
    lines.extend(f"  {KIND_LABELS[kind]} : {summary.kinds[kind]}" for kind in Kind if kind in summary.kinds)
    lines.extend(f"  {_GROUP_NAMES[name]} : {count}" for name, count in summary.layouts.items())
    if summary.lists:
        lines.append(f"{_count(len(summary.lists), 'liste')} de choix :")
        lines.extend(f"  {name} : {_count(count, 'choix')}" for name, count in summary.lists)
    return lines


def _count(number: int, word: str) -> str:
    plural = "s" if number > 1 and not word.endswith("x") else ""
    return f"{number} {word}{plural}"
