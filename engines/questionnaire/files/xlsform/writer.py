"""Writing a questionnaire as an XLSForm workbook that pyxform accepts and that reads back equal.

Same questionnaire, same bytes: a published version can be compared and signed. Cells are always
text, so a label that begins with ``=`` stays a label and never becomes a formula.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from engines.questionnaire.files.workbook import MAX_CELL_CHARACTERS
from engines.questionnaire.files.workbook.grid import FORBIDDEN
from engines.questionnaire.files.xlsform.bounds import bounds_condition
from engines.questionnaire.files.xlsform.markup import written_plainly
from engines.questionnaire.files.xlsform.reader.cells import both
from engines.questionnaire.files.xlsform.reader.columns import TRANSLATABLE
from engines.questionnaire.model import (
    YES_NO_CHOICES,
    Choice,
    Definition,
    Group,
    Kind,
    Layout,
    Question,
    QuestionRole,
    walk,
)

SheetCells = dict[str, str]

SURVEY_HEADERS = (
    *("type", "name", "label", "hint", "required", "required_message", "relevant"),
    *("constraint", "constraint_message", "calculation", "trigger", "choice_filter", "default", "appearance"),
    *(
        "parameters",
        "minimum",
        "maximum",
        "repeat_count",
        "accept",
        "max_bytes",
        "decimals",
        "role",
        "sensitive",
        "uid",
    ),
    *("phrase", "ordered"),
)
CHOICES_HEADERS = ("list_name", "name", "label", "exclusive", "other", "missing", "was", "phrase")
_ALWAYS = frozenset({"type", "name", "label", "list_name"})
_DATE = "2000-01-01T00:00:00Z"
_MODIFIED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")

# kind -> (type, appearance); the choice kinds take their list's name after the type.
_TYPES = {
    Kind.ONE: ("select_one", ""),
    Kind.MANY: ("select_multiple", ""),
    Kind.RANK: ("rank", ""),
    Kind.YES_NO: ("select_one", ""),
    Kind.INTEGER: ("integer", ""),
    Kind.DECIMAL: ("decimal", ""),
    Kind.AMOUNT: ("decimal", "euros"),
    Kind.PERCENTAGE: ("integer", "percentage"),
    Kind.DATE: ("date", ""),
    Kind.TIME: ("time", ""),
    Kind.DATETIME: ("dateTime", ""),
    Kind.GEOPOINT: ("geopoint", ""),
    Kind.TEXT: ("text", ""),
    Kind.LONG_TEXT: ("text", "multiline"),
    Kind.COMMUNE: ("text", "commune"),
    Kind.ORGANISATION: ("text", "organisation"),
    Kind.EMAIL: ("text", "email"),
    Kind.FILE: ("file", ""),
    Kind.NOTE: ("note", ""),
    Kind.CALCULATE: ("calculate", ""),
}


class UnwritableError(ValueError):
    """A text that no workbook can hold (too long, or a control character); says which."""


def write_xlsform(questionnaire: Definition) -> bytes:
    """The questionnaire as ``.xlsx`` bytes. Raises `UnwritableError` for a text Excel cannot hold."""
    yes_no_list = _yes_no_list(questionnaire)
    survey = list(_survey_rows(questionnaire, yes_no_list))
    choices = list(_choice_rows(questionnaire, yes_no_list))
    book = Workbook()
    book.remove(book.active)
    _fill(book.create_sheet("survey"), SURVEY_HEADERS, survey)
    extra = dict.fromkeys(header for row in choices for header in row if header not in CHOICES_HEADERS)
    _fill(book.create_sheet("choices"), (*CHOICES_HEADERS, *extra), choices)
    settings = _settings(questionnaire)
    _fill(book.create_sheet("settings"), tuple(settings), [settings])
    return same_bytes(book)


def _has_lines_alike(questionnaire: Definition) -> bool:
    return any(choice.also for choices in questionnaire.choice_lists.values() for choice in choices)


def _settings(questionnaire: Definition) -> SheetCells:
    settings = {
        "form_title": questionnaire.title,
        "form_id": questionnaire.code,
        "default_language": questionnaire.language,
        "note": questionnaire.note,
        "allow_choice_duplicates": "yes" if _has_lines_alike(questionnaire) else "",
    }
    return {name: text for name, text in settings.items() if text}


def _yes_no_list(questionnaire: Definition) -> str:
    """A free name for the yes/no list, or "" when no question needs it."""
    if not any(question.kind is Kind.YES_NO for question in questionnaire.questions()):
        return ""
    name = "yes_no"
    while name in questionnaire.choice_lists:
        name += "_"
    return name


def _survey_rows(questionnaire: Definition, yes_no_list: str) -> Iterator[SheetCells]:
    for section in questionnaire.sections:
        yield {
            "type": "begin_group",
            "name": section.key,
            "label": section.title,
            "hint": section.intro,
            "relevant": section.relevant,
        }
        yield from _item_rows(section.items, yes_no_list)
        yield {"type": "end_group"}


def _item_rows(items: tuple[Question | Group, ...], yes_no_list: str) -> Iterator[SheetCells]:
    for item in items:
        if isinstance(item, Question):
            yield _question_row(item, yes_no_list)
            continue
        control = "repeat" if item.repeats else "group"
        yield {
            "type": f"begin_{control}",
            "name": item.key,
            "label": item.label,
            "hint": item.hint,
            "relevant": item.relevant,
            "appearance": _layout(item),
            "minimum": str(item.min_rows) if item.repeats else "",
            "maximum": str(item.max_rows) if item.repeats else "",
            "repeat_count": item.row_count,
        }
        yield from _item_rows(item.items, yes_no_list)
        yield {"type": f"end_{control}"}


def _layout(group: Group) -> str:
    if group.layout is Layout.SPLIT:
        return "split-100"
    if group.layout is Layout.GRID:
        # pyxform knows table-list but refuses a choice_filter in it; "grid" is ours and says the same.
        plain = all(question.kind is Kind.ONE for question in walk(group.items))
        filtered = any(question.choice_filter for question in walk(group.items))
        return "table-list" if plain and not filtered else "grid"
    return ""


def _question_row(question: Question, yes_no_list: str) -> SheetCells:
    type_name, appearance = _TYPES[question.kind]
    list_name = yes_no_list if question.kind is Kind.YES_NO else question.choice_list
    usual = Question(key="", kind=Kind.FILE, label="")
    bounds = bounds_condition(question.kind, question.minimum, question.maximum)
    return {
        "type": f"{type_name} {list_name}" if list_name else type_name,
        "name": question.key,
        "label": question.label,
        "hint": question.hint,
        "required": question.required,
        "required_message": question.required_message,
        "relevant": question.relevant,
        "constraint": both(question.constraint, bounds),
        "constraint_message": question.constraint_message,
        "calculation": question.calculation,
        "trigger": ", ".join(f"${{{key}}}" for key in question.trigger.split()),
        "choice_filter": question.choice_filter,
        "default": question.default,
        "appearance": appearance,
        "parameters": "randomize=true" if question.is_random_order else "",
        "minimum": question.minimum,
        "maximum": question.maximum,
        "accept": " ".join(question.accept),
        "max_bytes": "" if question.max_bytes == usual.max_bytes else str(question.max_bytes),
        "decimals": "" if question.decimals == usual.decimals else str(question.decimals),
        "role": "" if question.role is QuestionRole.CONTENT else question.role.value,
        "sensitive": "yes" if question.is_sensitive else "",
        "uid": "" if question.uid == question.key else question.uid,
        "phrase": question.phrase,
        "ordered": "yes" if question.is_ordered else "",
    }


def _choice_rows(questionnaire: Definition, yes_no_list: str) -> Iterator[SheetCells]:
    lists = dict(questionnaire.choice_lists)
    if yes_no_list:
        lists[yes_no_list] = YES_NO_CHOICES
    for name, choices in lists.items():
        for choice in choices:
            for columns in choice.lines:
                yield _choice_row(name, choice, columns)


def _choice_row(list_name: str, choice: Choice, columns: tuple[tuple[str, str], ...]) -> SheetCells:
    # A missing code is exclusive unless said otherwise: only the exception is written.
    usual = choice.missing is not None
    exclusive = "" if choice.is_exclusive == usual else ("yes" if choice.is_exclusive else "no")
    return {
        "list_name": list_name,
        "name": choice.value,
        "label": choice.label,
        "exclusive": exclusive,
        "other": "yes" if choice.is_other else "",
        "missing": choice.missing.value if choice.missing else "",
        "was": choice.was,
        "phrase": choice.phrase,
        **dict(columns),
    }


def _fill(sheet: Worksheet, headers: tuple[str, ...], rows: list[SheetCells]) -> None:
    used = [header for header in headers if header in _ALWAYS or any(row.get(header) for row in rows)]
    _write_row(sheet, 1, used)
    for number, row in enumerate(rows, start=2):
        _write_row(sheet, number, [_written(header, row.get(header, "")) for header in used])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    for column, header in zip(sheet.columns, used, strict=True):
        sheet.column_dimensions[column[0].column_letter].width = 50 if header in {"label", "hint"} else 20


def _written(header: str, text: str) -> str:
    return written_plainly(text) if header in TRANSLATABLE else text


def _write_row(sheet: Worksheet, number: int, texts: list[str]) -> None:
    for index, text in enumerate(texts, start=1):
        if not text:
            continue
        if len(text) > MAX_CELL_CHARACTERS:
            raise UnwritableError(f"texte de {len(text)} caractères (feuille {sheet.title}, ligne {number})")
        if FORBIDDEN.search(text):
            raise UnwritableError(f"caractère interdit (feuille {sheet.title}, ligne {number})")
        cell = sheet.cell(number, index)
        cell.value = _escaped(text)
        cell.data_type = "s"
        if text[0] in "=+-@":
            cell.quotePrefix = True  # so that editing the cell in a spreadsheet keeps it a text
        if "\n" in text:
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _escaped(text: str) -> str:
    """Excel reads ``_x0041_`` as an escaped character: a literal one has its first underscore escaped."""
    return re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)


def same_bytes(book: Workbook) -> bytes:
    """Save with fixed dates everywhere, so that the bytes depend on the content alone."""
    saved = io.BytesIO()
    book.save(saved)
    result = io.BytesIO()
    with (
        zipfile.ZipFile(saved) as source,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + _DATE.encode(), content)
            entry = zipfile.ZipInfo(name, date_time=(2000, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)
    return result.getvalue()
