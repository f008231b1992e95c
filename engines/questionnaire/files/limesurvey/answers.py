"""The columns of LimeSurvey's response files, for a questionnaire of ours.

A questionnaire read from LimeSurvey and one written for it have the same columns there: those of the
questions that our writer plans, under the codes it gives. So a file of answers comes back through the codes
of «Vers LimeSurvey», whichever way the questionnaire went.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engines.questionnaire.files.limesurvey.reader.xml import Dump, Record, read_dump
from engines.questionnaire.files.limesurvey.writer.names import Coded, make_all_codes, plain_choices
from engines.questionnaire.files.limesurvey.writer.survey_plan import Planned, other_of, plan
from engines.questionnaire.model import Definition, Kind, Question

#: What LimeSurvey says of a response besides its answers.
OWN_COLUMNS = frozenset(
    {
        *("id", "submitdate", "lastpage", "startlanguage", "seed", "token", "startdate", "datestamp"),
        *("ipaddr", "refurl", "completed"),
    }
)
_OTHER = "-oth-"
RESPONSES = "Responses"


@dataclass(frozen=True, slots=True)
class AnswerColumn:
    """One column of a response file.

    key: the question here; "" for what is not read (a text shown, a file). choice: the box of several
    choices. rank: from 1. values: ours for each LimeSurvey code. is_other_text: the text beside «autre»,
    whose choice is ``choice`` and whose question, if any, ``key``'s own ``_other``.
    """

    name: str
    key: str = ""
    kind: Kind | None = None
    choice: str = ""
    rank: int = 0
    values: Mapping[str, str] = field(default_factory=dict)
    is_other_text: bool = False


def is_response_header(header: tuple[str, ...]) -> bool:
    """Whether these titles are those of LimeSurvey's response export."""
    return "submitdate" in header and bool({"lastpage", "startlanguage", "seed"} & set(header))


def answer_columns(definition: Definition) -> list[AnswerColumn]:
    """Every column, in the order in which LimeSurvey writes them."""
    planned = [
        item for section in definition.sections for item in plan(definition, section.items, _say_nothing)
    ]
    codes = make_all_codes(definition, planned)
    return [column for item in planned for column in _columns(definition, item, codes[item.key])]


def _say_nothing(key: str, what: str) -> None:
    """What the writer would refuse has no column."""


def _columns(definition: Definition, item: Planned, own: Coded) -> Iterator[AnswerColumn]:
    code, asked = own.code, item.asked
    values = {written: value for value, written in own.values.items()}
    labels = Counter(choice.label for choice in definition.choices(asked))
    for choice in definition.choices(asked):  # the export of «réponses complètes» writes the words
        if labels[choice.label] == 1:
            values.setdefault(choice.label, choice.value)
    other = other_of(definition.choices(asked)) if item.type in "LM" else None
    if item.rows:
        for row in item.rows:
            yield AnswerColumn(f"{code}[{own.rows[row.key]}]", row.key, row.kind, values=values)
    elif item.type == "M":
        for choice in plain_choices(definition, item):
            name = f"{code}[{own.values[choice.value]}]"
            yield AnswerColumn(name, asked.key, asked.kind, choice=choice.value)
        if other is not None:
            yield AnswerColumn(f"{code}[other]", asked.key, asked.kind, other.value, is_other_text=True)
    elif item.type == "R":
        for rank in range(1, len(own.values) + 1):
            yield AnswerColumn(f"{code}[{rank}]", asked.key, asked.kind, rank=rank, values=values)
    elif item.type == "|":
        yield from (AnswerColumn(code), AnswerColumn(f"{code}[filecount]"))
    elif item.type == "X":
        yield AnswerColumn(code)
    else:
        if other is not None:
            values[_OTHER] = other.value
        yield AnswerColumn(code, asked.key, asked.kind, values=values)
        if other is not None:
            yield AnswerColumn(f"{code}[other]", asked.key, Kind.TEXT, is_other_text=True)


def column_of(name: str, definition: Definition, known: Mapping[str, AnswerColumn]) -> AnswerColumn | None:
    """The meaning of a title, None when it is none of the questionnaire's.

    Beside the planned ones: cells of arrays, comments and double scales, under the keys our reader gives.
    """
    if name in known:
        return known[name]
    stem, mark, rest = name.partition("[")
    parts = rest.removesuffix("]").split("][") if mark else []
    if len(parts) == 2 and parts[1] in {"1", "2"}:  # the two scales
        parts = [f"{parts[0]}_{int(parts[1]) - 1}"]
    inner = "_".join(parts).replace("#", "_")
    questions = {question.key: question for question in definition.questions()}
    key = f"{stem}_{inner}" if inner else stem
    if (question := questions.get(key)) is not None:
        return _plain_column(name, question)
    row, _, column = key.rpartition("_")
    boxes = questions.get(row)
    if boxes is not None and boxes.kind is Kind.MANY:
        return AnswerColumn(name, row, Kind.MANY, choice=column)
    return AnswerColumn(name) if key.endswith("_filecount") else None


def _plain_column(name: str, question: Question) -> AnswerColumn:
    is_read = question.is_answerable and question.kind is not Kind.FILE
    return AnswerColumn(name, question.key if is_read else "", question.kind)


def read_responses(
    data: bytes, structure: bytes | None, definition: Definition
) -> tuple[tuple[str, ...], list[list[str]]]:
    """The titles and rows of a ``.lsr``, under the titles of the CSV export.

    structure: the ``.lss`` beside it in an archive, which names its numbered fields; without it they are
    taken in order, when they are as many as the questionnaire's. Raises `UnreadableFileError`.
    """
    dump = read_dump(data, document_type=RESPONSES)
    records = dump.rows("responses")
    fields = dump.fields.get("responses") or tuple(
        dict.fromkeys(name for row in records for name in row.fields)
    )
    names = _field_names(read_dump(structure)) if structure else _in_order(fields, definition)
    header = tuple(names.get(name.lstrip("_"), name) for name in fields)
    return header, [[row.get(name) or row.get(f"_{name}") for name in fields] for row in records]


def _in_order(fields: tuple[str, ...], definition: Definition) -> dict[str, str]:
    asked = [name.lstrip("_") for name in fields if name not in OWN_COLUMNS]
    columns = [column.name for column in answer_columns(definition)]
    endings = [name.partition("[")[2].removesuffix("]") for name in columns]
    fits = len(asked) == len(columns) and all(
        name.endswith(ending) for name, ending in zip(asked, endings, strict=True)
    )
    return dict(zip(asked, columns, strict=True)) if fits else {}


def _field_names(dump: Dump) -> dict[str, str]:
    """The title of each numbered field (``7X1X25SQ001``) by the structure it comes from."""
    found: dict[str, str] = {}
    children: dict[str, list[Record]] = {}
    questions = [*dump.rows("questions"), *dump.rows("subquestions")]
    for row in questions:
        if row.get("parent_qid") not in {"", "0"}:
            children.setdefault(row.get("parent_qid"), []).append(row)
    answers: dict[str, int] = {}
    for row in dump.rows("answers"):
        answers[row.get("qid")] = answers.get(row.get("qid"), 0) + 1
    for row in questions:
        if row.get("parent_qid") in {"", "0"}:
            count = answers.get(row.get("qid"), 0) if row.get("type") == "R" else 0
            start = f"{row.get('sid')}X{row.get('gid')}X{row.get('qid')}"
            for ending, said in _endings(children.get(row.get("qid"), []), count).items():
                found.setdefault(start + ending, f"{row.get('title')}{said}")
    return found


def _endings(rows: list[Record], ranks: int) -> dict[str, str]:
    """What may follow the number of a question, and how the CSV export says it."""
    found = {"": "", "other": "[other]", "comment": "[comment]", "_filecount": "[filecount]"}
    found |= {str(rank): f"[{rank}]" for rank in range(1, ranks + 1)}
    columns = [row.get("title") for row in rows if row.get("scale_id") == "1"]
    for row in rows:
        code = row.get("title")
        if row.get("scale_id") == "1":
            continue
        found |= {code: f"[{code}]", f"{code}comment": f"[{code}comment]"}
        found |= {f"{code}#{scale}": f"[{code}][{int(scale) + 1}]" for scale in "01"}
        found |= {f"{code}_{column}": f"[{code}_{column}]" for column in columns}
    return found
