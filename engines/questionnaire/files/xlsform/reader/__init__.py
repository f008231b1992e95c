"""From an XLSForm to a `Definition`.

Our own checks come first, because they say in French what is wrong in which cell; pyxform judges
next; the expressions are compiled last. Whatever is not supported refuses the file at its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from engines.questionnaire.files.check import check_expressions
from engines.questionnaire.files.workbook import Deadline, Sheet, SheetRow, Workbook
from engines.questionnaire.files.xlsform.reader.choices import ChoiceLists, parse_yes_no, read_choices
from engines.questionnaire.files.xlsform.reader.columns import (
    SURVEY_COLUMNS,
    SheetTable,
    check_columns,
    language_code,
    language_order,
    read_columns,
    refuse_errors,
    warn_languages,
    warn_markup,
    warn_unused,
)
from engines.questionnaire.files.xlsform.reader.pyxform import judge
from engines.questionnaire.files.xlsform.reader.survey import all_questions, build_sections
from engines.questionnaire.files.xlsform.reader.survey_sheet import SurveySheet
from engines.questionnaire.files.xlsform.reader.tree import Tree, read_tree
from engines.questionnaire.model import Choice, Definition, Kind, Section
from engines.questionnaire.problems import ProblemList, Severity

_REFERENCE = re.compile(r"\$\{([^{}]*)\}")
_SETTINGS = frozenset(
    {"title", "id_string", "default_language", "version", "note", "allow_choice_duplicates"}
)
#: The settings that count, as their authors write them.
KNOWN_SETTINGS = _SETTINGS - {"title", "id_string"} | {"form_title", "form_id"}
_HARMLESS_SETTINGS = frozenset({"name", "clean_text_values"})


def read_xlsform(
    workbook: Workbook,
    stem: str,
    problems: ProblemList,
    deadline: Deadline | None = None,
    attached: Mapping[str, Sheet] | None = None,
) -> Definition | None:
    """Build the questionnaire of a workbook; None when a problem refuses it.

    ``stem`` (the file's name without its ending) is the title when the form has none. attached: tables of the
    CSV files given with it, by file name.
    """
    survey = workbook.sheets.get("survey")
    if survey is None or not survey.headers:
        problems.error("survey", 0, "", _missing_survey(workbook))
        return None
    _warn_sheets(workbook, problems)
    settings = _settings(workbook, problems)
    try:
        table, choices, external = _tables(workbook, settings.get("default_language", ""))
    except Exception as error:  # noqa: BLE001 (pyxform's header parser, on a header made of colons only)
        problems.error(
            survey.name, survey.header_row, "", f"titres de colonnes illisibles ({type(error).__name__})"
        )
        return None
    questionnaire = _build(table, choices, external, settings, stem, problems, attached or {})
    deadline = deadline or Deadline()
    deadline.check(0)
    if not any(p.severity is Severity.ERROR for p in problems):
        verdict = judge(workbook, stem)
        if verdict is not None:
            problems.add(verdict)
    if questionnaire is None or problems.refuses:
        return None
    deadline.check(0)
    check_expressions(questionnaire, problems, sheet=table.name, header=_headers(table))
    return None if problems.refuses else questionnaire


def _headers(table: SheetTable) -> Callable[[str, int], str]:
    """The header of the cell behind an expression: a computed default is a calculation of the question."""
    rows = {row.number: row for row in table.sheet.rows}

    def header(column: str, number: int) -> str:
        row = rows.get(number)
        is_default = row is not None and column == "calculation" and not table.get(row, column)
        return table.header("default" if is_default and table.has("default") else column)

    return header


def _missing_survey(workbook: Workbook) -> str:
    """What is missing, with the names found as they are: a space too many is seen between its marks."""
    names = ", ".join(f"« {name[:40]} »" for name in workbook.sheet_names[:12]) or "aucune"
    near = next((name for name in workbook.sheet_names if name.strip().lower() == "survey"), "")
    hint = f" ; retirez l’espace du nom « {near} »" if near and near != near.strip() else ""
    return f"il manque la feuille « survey » (feuilles trouvées : {names}){hint}"


def _build(
    table: SheetTable,
    choices: SheetTable | None,
    external: SheetTable | None,
    settings: dict[str, str],
    stem: str,
    problems: ProblemList,
    attached: Mapping[str, Sheet],
) -> Definition | None:
    if not table.has("type"):
        problems.error(table.name, table.sheet.header_row, "type", "il manque la colonne « type »")
        return None
    for each in (table, choices, external):
        if each is not None:
            check_columns(each, problems)
            warn_markup(each, problems)
            refuse_errors(each, problems, SURVEY_COLUMNS if each is table else None)
    warn_unused(table, SURVEY_COLUMNS, problems)
    warn_languages(table, problems)
    if choices is not None:
        warn_languages(choices, problems)
    allow = bool(parse_yes_no(settings.get("allow_choice_duplicates", "")))
    lists = read_choices(choices, allow_duplicates=allow, problems=problems)
    if external is not None:
        lists.add_external(read_choices(external, allow_duplicates=True, problems=problems))
    tree = read_tree(table, problems)
    title = settings.get("title") or tree.settings.get("form_title") or settings.get("id_string") or stem
    sections = build_sections(SurveySheet(table, lists, problems, attached), tree, title or "Questionnaire")
    _check_references(table, tree, sections, problems)
    lists.warn_unused(problems)
    if external is not None and not any(name.endswith("_external") for name in lists.used):
        message = "cette feuille ne sert à aucune question (select_one_external) : elle n’est pas reprise"
        problems.warning(external.name, external.sheet.header_row, "", message)
    if not all_questions(sections) and not problems.refuses:
        problems.error(
            table.name, table.sheet.header_row, table.header("type"), "ce questionnaire n’a pas de question"
        )
    language = table.languages[0] if table.languages else ""
    return Definition(
        title=title or "Questionnaire",
        sections=sections,
        choice_lists=_used_lists(lists, sections),
        code=settings.get("id_string") or tree.settings.get("form_id", ""),
        language=language_code(language or settings.get("default_language", "")),
        note=settings.get("note", ""),
    )


def _used_lists(lists: ChoiceLists, sections: tuple[Section, ...]) -> dict[str, tuple[Choice, ...]]:
    return lists.kept({question.choice_list for question in all_questions(sections)})


def _warn_sheets(workbook: Workbook, problems: ProblemList) -> None:
    for key, message in (
        ("entities", "aucune entité n’est créée ici : les réponses restent des réponses"),
        ("osm", "cette feuille ne sert qu’aux objets OpenStreetMap : elle n’est pas reprise"),
    ):
        sheet = workbook.sheets.get(key)
        if sheet is not None and sheet.rows:
            header = sheet.headers[0] if sheet.headers else ""
            problems.warning(sheet.name, sheet.header_row, header, message)


def _settings(workbook: Workbook, problems: ProblemList) -> dict[str, str]:
    """The settings that count here, by pyxform's names; the first row only, as pyxform does."""
    sheet = workbook.sheets.get("settings")
    if sheet is None or not sheet.rows:
        return {}
    table = SheetTable(sheet, read_columns(sheet, "settings"))
    row, *others = sheet.rows
    for other in others:
        problems.warning(sheet.name, other.number, "", "seule la première ligne de settings est lue")
    found: dict[str, str] = {}
    for column in table.columns:
        text = row.cells.get(column.header, "")
        if not text:
            continue
        if column.name == "public_key":
            what = "l’envoi de réponses chiffrées ; sans cette clé, l’équipe les lit ici, personne d’autre"
            problems.unsupported(sheet.name, row.number, column.header, what)
        elif column.name == "submission_url":
            message = f"les réponses restent ici : elles ne partent pas vers « {text[:80]} »"
            problems.warning(sheet.name, row.number, column.header, message)
        elif column.name in _SETTINGS:
            found[column.name] = text
        elif column.name not in _HARMLESS_SETTINGS:
            problems.warning(sheet.name, row.number, column.header, "réglage sans effet ici")
    return found


def _tables(
    workbook: Workbook, default_language: str
) -> tuple[SheetTable, SheetTable | None, SheetTable | None]:
    """The sheets of questions, of choices and of external choices, each in the language of the questions."""
    survey = workbook.sheets["survey"]
    columns = read_columns(survey, "survey")
    table = SheetTable(survey, columns, language_order(columns, default_language))
    lists: list[SheetTable | None] = []
    for key in ("choices", "external_choices"):
        sheet = workbook.sheets.get(key)
        if sheet is None or (key != "choices" and not sheet.rows):
            lists.append(None)
            continue
        columns = read_columns(sheet, "choices")
        order = language_order(columns, default_language)
        kept = [language for language in table.languages if language in order]
        lists.append(SheetTable(sheet, columns, tuple(dict.fromkeys([*kept, *order]))))
    return table, lists[0], lists[1]


def _check_references(
    table: SheetTable, tree: Tree, sections: tuple[Section, ...], problems: ProblemList
) -> None:
    """Every ``${name}`` of the sheet must be a question that is asked or calculated here."""
    generated = {q.key for q in all_questions(sections) if q.kind is not Kind.NOTE}
    read = SURVEY_COLUMNS - {"type", "name"}  # as pyxform: these two are checked on their own
    unread = {column.header for column in table.columns if column.name not in read}
    for row in table.sheet.rows:
        for header, text in row.cells.items():
            if header in unread or "${" not in text:
                continue
            _check_cell(table.name, row, header, text, tree, generated, problems)


def _check_cell(
    sheet: str, row: SheetRow, header: str, text: str, tree: Tree, generated: set[str], problems: ProblemList
) -> None:
    for name in _REFERENCE.findall(text):
        if name.startswith("last-saved#"):
            problems.unsupported(sheet, row.number, header, "la réponse d’un envoi précédent (last-saved)")
        elif name in tree.shared:
            rows = ", ".join(str(number) for number in tree.shared[name])
            message = (
                f"« ${{{name[:60]}}} » : plusieurs questions portent ce nom (lignes {rows}), renommez-les"
            )
            problems.error(sheet, row.number, header, message)
        elif name in tree.looped:
            message = f"« ${{{name[:60]}}} » est dans une boucle : il y en a une par choix, laquelle lire ?"
            problems.error(sheet, row.number, header, message)
        elif name in tree.metadata:
            problems.unsupported(
                sheet, row.number, header, f"« {name} » n’est pas recueilli : rien à reprendre ici"
            )
        elif name in tree.names and tree.names[name].type.kind is Kind.NOTE and name not in generated:
            what = f"« {name} » est une note : elle n’a pas de réponse à reprendre"
            problems.unsupported(sheet, row.number, header, what)
        elif name not in tree.names and name not in generated:
            problems.error(
                sheet, row.number, header, f"« ${{{name[:60]}}} » : aucune question ne porte ce nom"
            )
    if text.count("${") > len(_REFERENCE.findall(text)):
        problems.error(sheet, row.number, header, "« ${ » n’est pas refermé par « } »")
