"""The entrance for questionnaire files: any XLSForm or LimeSurvey file in, a questionnaire or reasons out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from engines.questionnaire.files.workbook import MAX_FILE_BYTES, FileKind, Workbook, detect_kind, refuse
from engines.questionnaire.files.workbook.excel import read_xlsx
from engines.questionnaire.files.workbook.text import read_csv, read_markdown
from engines.questionnaire.files.workbook.xls import read_xls
from engines.questionnaire.files.xlsform.reader import read_xlsform
from engines.questionnaire.kinds import KIND_LABELS
from engines.questionnaire.model import Definition, Group, Kind, Layout, Question
from engines.questionnaire.problems import Problem, ProblemList, Severity, UnreadableFileError
from french import typeset


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

    @property
    def refusals(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.refuses)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if not problem.refuses)


def read_questionnaire(source: str | Path | bytes, filename: str = "") -> ReadResult:
    """Read a questionnaire file. Never raises for what the file holds.

    source: a path, or the bytes of the file.
    filename: the name its author gave it; only used as a title when the form has none.
    """
    problems = ProblemList()
    kind: FileKind | None = None
    questionnaire: Definition | None = None
    try:
        data = _bytes(source)
        kind = detect_kind(data)
        name = filename or ("" if isinstance(source, bytes) else str(source))
        questionnaire = _read(data, kind, PurePath(name).stem, problems)
    except UnreadableFileError as refusal:
        problems.add(refusal.problem)
    found = problems.sorted(("fichier", "settings", "survey", "choices"))
    return ReadResult(questionnaire, found, _summary(kind, questionnaire))


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


def _read(data: bytes, kind: FileKind, stem: str, problems: ProblemList) -> Definition | None:
    if kind is FileKind.LIMESURVEY:
        from engines.questionnaire.files.limesurvey.reader import read_limesurvey

        return read_limesurvey(data, problems)
    return read_xlsform(read_workbook(data, problems), stem, problems)


_WORKBOOK_READERS = {
    FileKind.XLSX: read_xlsx,
    FileKind.XLS: read_xls,
    FileKind.MARKDOWN: read_markdown,
    FileKind.CSV: read_csv,
}


def read_workbook(data: bytes, problems: ProblemList) -> Workbook:
    """Read the sheets of an XLSForm file.

    Remarks on cells (control characters, too long, formula without value) go to `problems`; what prevents
    reading at all raises `UnreadableFileError`.
    """
    kind = detect_kind(data)
    if kind not in _WORKBOOK_READERS:
        raise refuse("ce fichier est un document XML, pas un classeur XLSForm")
    return _WORKBOOK_READERS[kind](data, problems)


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
            lines.extend(f"  {problem}" for problem in found)
    return [typeset(line) for line in lines]


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
