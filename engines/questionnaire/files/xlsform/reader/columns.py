"""The columns of an XLSForm: from the headers people write to the names used here.

pyxform's own table of aliases is used, so that ``relevance``, ``bind:relevant`` and ``relevant`` are
one column; headers keep their spelling for the messages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pyxform import aliases
from pyxform.parsing.sheet_headers import process_header
from pyxform.question import MultipleChoiceQuestion, Option
from pyxform.survey import Survey

from engines.questionnaire.files.workbook import Sheet, SheetRow
from engines.questionnaire.files.xlsform.markup import has_marks, plain_text
from engines.questionnaire.problems import ProblemList
from french import NARROW, NBSP

_BIND = {
    "relevant": "relevant",
    "constraint": "constraint",
    "required": "required",
    "readonly": "readonly",
    "calculate": "calculation",
    "jr:constraintMsg": "constraint_message",
    "jr:requiredMsg": "required_message",
    "entities:saveto": "save_to",
}
_CONTROL = {"appearance": "appearance", "jr:count": "repeat_count", "rows": "rows", "autoplay": "autoplay"}
TRANSLATABLE = frozenset({"label", "hint", "guidance_hint", "constraint_message", "required_message"})
EXPRESSIONS = frozenset(
    {"relevant", "constraint", "calculation", "required", "choice_filter", "repeat_count", "trigger"}
)

# Columns that XLSForm does not know and that pyxform lets through; described in docs/reference/xlsform.md.
OUR_SURVEY_COLUMNS = frozenset(
    {"uid", "role", "sensitive", "minimum", "maximum", "accept", "max_bytes", "decimals", "phrase", "ordered"}
)
OUR_CHOICES_COLUMNS = frozenset({"exclusive", "missing", "other", "was", "phrase"})
OUR_SETTINGS_COLUMNS = frozenset({"note"})

SURVEY_COLUMNS = (
    TRANSLATABLE
    | EXPRESSIONS
    | OUR_SURVEY_COLUMNS
    | {"type", "name", "readonly", "appearance", "parameters", "default", "disabled", "media", "trigger"}
    | {"save_to", "rows", "intent"}
)
CHOICES_COLUMNS = frozenset({"list_name", "name", "label", "media"}) | OUR_CHOICES_COLUMNS

#: What a spreadsheet shows when a formula fails, in English and in French.
_ERROR_TEXTS = frozenset(
    {"#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
    | {"#NOM?", "#VALEUR!", "#NOMBRE!", "#NUL!"}
)
_ALIASES = {
    "survey": (aliases.survey_header, set(MultipleChoiceQuestion.get_slot_names())),
    "choices": (aliases.list_header, set(Option.get_slot_names())),
    "settings": (aliases.settings_header, set(Survey.get_slot_names())),
}
_SMART_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', NBSP: " ", NARROW: " "})


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column: its name here, its language ("" when it has none), its header as written."""

    name: str
    language: str
    header: str


@dataclass(slots=True)
class SheetTable:
    """A sheet read by column names; ``language`` is the one kept, then the others in order."""

    sheet: Sheet
    columns: tuple[SheetColumn, ...]
    languages: tuple[str, ...] = ()
    _by_name: dict[str, list[SheetColumn]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for column in self.columns:
            self._by_name.setdefault(column.name, []).append(column)

    @property
    def name(self) -> str:
        return self.sheet.name

    def header(self, name: str) -> str:
        """The header as the author wrote it, or the plain name when the column is absent."""
        columns = self.ordered(name)
        return columns[0].header if columns else name

    def header_in(self, row: SheetRow, name: str) -> str:
        """The header of the cell that ``get`` would return."""
        for column in self.ordered(name):
            if column.header in row.cells:
                return column.header
        return self.header(name)

    def has(self, name: str) -> bool:
        return name in self._by_name

    def get(self, row: SheetRow, name: str) -> str:
        """The text of a cell, plain, in the language kept or in the next one that has it."""
        for column in self.ordered(name):
            if column.header in row.cells:
                text = row.cells[column.header]
                return plain_text(text) if name in TRANSLATABLE else text
        return ""

    def expression(self, row: SheetRow, name: str) -> str:
        """An expression: typographic quotes and no-break spaces become those of the language."""
        return self.get(row, name).translate(_SMART_QUOTES).strip()

    def ordered(self, name: str) -> list[SheetColumn]:
        """The columns of that name, the one in the language kept first."""
        columns = self._by_name.get(name, [])
        if len(columns) < 2:
            return columns
        rank = {language: place for place, language in enumerate(self.languages)}
        return sorted(columns, key=lambda column: rank.get(column.language, len(rank)))


def read_columns(sheet: Sheet, kind: str) -> tuple[SheetColumn, ...]:
    """The columns of a sheet of that kind (``survey``, ``choices``, ``settings``)."""
    alias, known = _ALIASES[kind]
    use_double_colon = any("::" in header for header in sheet.headers)
    return tuple(_column(header, kind, alias, known, use_double_colon) for header in sheet.headers)


def _column(
    header: str, kind: str, alias: dict[str, object], known: set[str], use_double_colon: bool
) -> SheetColumn:
    _, tokens = process_header(header, use_double_colon, alias, known)
    tokens = tuple(str(token) for token in tokens)
    first, rest = tokens[0], tokens[1:]
    if first == "bind" and rest:
        return SheetColumn(_BIND.get(rest[0], ":".join(tokens)), "::".join(rest[1:]), header)
    if first == "control" and rest:
        return SheetColumn(_CONTROL.get(rest[0], ":".join(tokens)), "::".join(rest[1:]), header)
    if first == "media":
        return SheetColumn("media", "::".join(rest[1:]), header)
    if first == "list name":
        return SheetColumn("list_name", "", header)
    name = first.lower() if first.lower() in _ours(kind) else first
    if name in TRANSLATABLE:
        return SheetColumn(name, "::".join(rest), header)
    return SheetColumn(name if not rest else header, "", header)


def _ours(kind: str) -> frozenset[str]:
    ours = {"survey": OUR_SURVEY_COLUMNS, "choices": OUR_CHOICES_COLUMNS, "settings": OUR_SETTINGS_COLUMNS}
    return ours[kind]


_FRENCH = re.compile(r"^(fr|français|francais|french)\b|\(fr(-\w+)?\)", re.IGNORECASE)
_CODE = re.compile(r"\(([a-z]{2,3})(?:-\w+)?\)\s*$|^([a-z]{2,3})(?:-\w+)?$", re.IGNORECASE)
_LANGUAGE_NAMES = {"english": "en", "spanish": "es", "german": "de", "italian": "it", "portuguese": "pt"}


def language_order(columns: tuple[SheetColumn, ...], default: str) -> tuple[str, ...]:
    """The languages of the labels, the one to keep first: French, then the form's default, then the rest."""
    labels = [c.language for c in columns if c.name == "label"]  # a form speaks the language of its labels
    found = list(dict.fromkeys([*labels, *(c.language for c in columns if c.name in TRANSLATABLE)]))
    plain_labels = "" in labels
    plain = [language for language in found if language == ""]
    french = [language for language in found if _FRENCH.search(language)]
    if default and not french and _FRENCH.search(default):
        french = plain  # a label without language is in the default language
    defaults = [language for language in found if language == default]
    return tuple(dict.fromkeys([*french, *defaults, *(plain if plain_labels else ()), *found]))


def language_code(language: str) -> str:
    """``French (fr)`` -> ``fr``; ``English`` -> ``en``; unknown names are kept as they are."""
    if not language or language.lower() == "default":
        return "fr"
    if _FRENCH.search(language):
        return "fr"
    found = _CODE.search(language)
    if found:
        return str(found.group(1) or found.group(2)).lower()
    return _LANGUAGE_NAMES.get(language.lower(), language)


def warn_unused(table: SheetTable, known: frozenset[str], problems: ProblemList) -> None:
    """Report the columns that are not read, once each, when they hold something."""
    used = {header for row in table.sheet.rows for header in row.cells}
    for column in table.columns:
        if column.name not in known and column.header in used:
            problems.warning(
                table.name,
                table.sheet.header_row,
                column.header,
                "colonne sans effet ici : elle n’est pas lue",
            )


def warn_languages(table: SheetTable, problems: ProblemList) -> None:
    """Report the translations left out: those of a column that exists in a language before theirs."""
    for name in TRANSLATABLE:
        kept, *others = table.ordered(name) or [SheetColumn(name, "", name)]
        for column in others:
            message = f"traduction non reprise : la colonne gardée est « {kept.header} »"
            problems.warning(table.name, table.sheet.header_row, column.header, message)


def warn_markup(table: SheetTable, problems: ProblemList) -> None:
    """Say, once a column, that its marks are taken away: at the first cell that holds some."""
    for name in TRANSLATABLE:
        for column in table.ordered(name)[:1]:
            texts = ((row, row.cells.get(column.header, "")) for row in table.sheet.rows)
            marked = [(row, text) for row, text in texts if has_marks(text)]
            if marked:
                row, text = marked[0]
                others = " et d’autres de la colonne" if len(marked) > 1 else ""
                plain = plain_text(text)[:80]
                message = f"mise en forme (Markdown, HTML) retirée de ce texte{others} : « {plain} »"
                problems.warning(table.name, row.number, column.header, message)


def refuse_errors(table: SheetTable, problems: ProblemList, known: frozenset[str] | None = None) -> None:
    """Refuse the cells that hold an error of the spreadsheet, in the columns read (``known``; None: all)."""
    read = {column.header for column in table.columns if known is None or column.name in known}
    for row in table.sheet.rows:
        for header, text in row.cells.items():
            if text in _ERROR_TEXTS and header in read:
                message = (
                    f"cette cellule est une erreur du tableur (« {text} ») : écrivez ce qu’elle doit dire"
                )
                problems.error(table.name, row.number, header, message)


def check_columns(table: SheetTable, problems: ProblemList) -> None:
    """Refuse two headers for one column, as pyxform does, and two headers typed in one cell."""
    for column in table.columns:
        name, *parts = re.split(r"::?", column.header)
        if len(parts) > 1 and name.strip().lower() in TRANSLATABLE and "(" in column.header:
            found = next((known for known in TRANSLATABLE if f"){known}" in column.header.lower()), "")
            if found:
                message = f"deux titres de colonne dans une cellule : séparez « {found}… » de ce qui précède"
                problems.error(table.name, table.sheet.header_row, column.header, message)
    seen: dict[tuple[str, str], str] = {}
    for column in table.columns:
        if column.name == "media":
            continue
        other = seen.setdefault((column.name, column.language), column.header)
        if other != column.header:
            message = f"« {column.header} » et « {other} » sont deux noms de la même colonne : gardez-en une"
            problems.error(table.name, table.sheet.header_row, column.header, message)
