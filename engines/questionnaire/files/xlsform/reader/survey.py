"""The tree of the survey sheet -> sections, groups and questions."""

from __future__ import annotations

import re
from dataclasses import replace

from engines.questionnaire.files.workbook import SheetRow
from engines.questionnaire.files.xlsform.reader.appearances import appearance_words, read_layout
from engines.questionnaire.files.xlsform.reader.paths import prepare
from engines.questionnaire.files.xlsform.reader.questions import build_question, warn_media
from engines.questionnaire.files.xlsform.reader.survey_sheet import SurveySheet
from engines.questionnaire.files.xlsform.reader.tree import Tree, TreeNode
from engines.questionnaire.files.xlsform.reader.types import (
    DATA_FILE_TYPES,
    END_TYPES,
    START_TYPES,
    TODAY_TYPES,
    RowMeaning,
    normal_type,
)
from engines.questionnaire.model import Group, Kind, Layout, Question, Section, walk

MAX_REPEATS = 1_000
#: The most rows of a group whose number is computed, when ``maximum`` does not say.
COMPUTED_ROWS = 100
_NUMBER = re.compile(r"\d{1,4}")
_LABEL_ROW = "label"
_ROW_WORDS = {"list-nolabel", "list_nolabel"}

Item = Question | Group


def build_sections(context: SurveySheet, tree: Tree, title: str) -> tuple[Section, ...]:
    """Top-level groups become sections; loose questions gather into sections of their own, in order."""
    prepare(context, tree)
    sections: list[Section] = []
    loose: list[TreeNode] = []
    for node in tree.nodes:
        if _is_section(context, node):
            _flush(context, tree, loose, sections)
            sections.extend(_section(context, tree, node, len(sections) + 1))
        else:
            loose.append(node)
    _flush(context, tree, loose, sections)
    if len(sections) == 1 and sections[0].origin is None:
        return (replace(sections[0], title=title),)
    return tuple(sections)


def _is_section(context: SurveySheet, node: TreeNode) -> bool:
    if node.type.meaning is not RowMeaning.BEGIN or node.type.control != "group":
        return False
    return _layout_words(context, node) is Layout.PLAIN


def _layout_words(context: SurveySheet, node: TreeNode) -> Layout:
    words = set(appearance_words(context, node.row))
    if words & {"table-list", "grid"} or _label_rows(context, node):
        return Layout.GRID
    return Layout.SPLIT if "split-100" in words else Layout.PLAIN


def _section(context: SurveySheet, tree: Tree, node: TreeNode, number: int) -> list[Section]:
    row = node.row
    read_layout(context, row)
    warn_media(context, row)
    items = build_items(context, tree, node.children)
    if not items:
        context.warning(row, "type", "groupe sans question : il n’est pas repris")
        return []
    return [
        Section(
            key=node.name,
            title=context.get(row, "label") or f"Partie {number}",
            items=items,
            intro=_hints(context, row),
            relevant=context.expression(row, "relevant"),
            origin=context.origin(row),
        )
    ]


def _hints(context: SurveySheet, row: SheetRow) -> str:
    """The hint of a group, and its guidance as for a question."""
    return "\n".join(text for column in ("hint", "guidance_hint") if (text := context.get(row, column)))


def _flush(context: SurveySheet, tree: Tree, loose: list[TreeNode], sections: list[Section]) -> None:
    """Turn the loose questions gathered so far into a section, if there are any."""
    items = build_items(context, tree, loose)
    loose.clear()
    if not items:
        return
    number = len(sections) + 1
    _warn_lonely_notes(context, items, number)
    key = f"section_{number}"
    while key in tree.names:
        key += "_"
    sections.append(Section(key=key, title=f"Partie {number}", items=items))


def _warn_lonely_notes(context: SurveySheet, items: tuple[Item, ...], number: int) -> None:
    """Notes outside any group, with no question beside them, make a page where nothing is asked."""
    notes = [item for item in items if isinstance(item, Question) and item.kind is Kind.NOTE]
    if notes and not any(question.is_answerable for question in walk(items)):
        where = notes[0].origin.row if notes[0].origin else context.table.sheet.header_row
        message = f"note hors groupe : elle fait une page à elle seule (« Partie {number} ») ; groupez-la"
        context.problems.warning(context.table.name, where, context.table.header("type"), message)


def build_items(
    context: SurveySheet, tree: Tree, nodes: list[TreeNode], *, in_grid: bool = False
) -> tuple[Item, ...]:
    """The questions and groups of some rows; metadata and empty groups leave nothing."""
    items: list[Item] = []
    for node in nodes:
        if node.type.meaning is RowMeaning.METADATA:
            items.extend(_metadata(context, tree, node))
        elif node.type.meaning is RowMeaning.BEGIN:
            items.extend(_group(context, tree, node))
        else:
            items.extend(build_question(context, node, in_grid=in_grid))
    return tuple(items)


def _metadata(context: SurveySheet, tree: Tree, node: TreeNode) -> list[Question]:
    kind = normal_type(context.get(node.row, "type"))
    if kind in DATA_FILE_TYPES:
        message = f"le fichier de données « {node.name[:60]} » n’est pas lu"
        context.warning(node.row, "type", message)
        return []
    if kind in TODAY_TYPES and context.is_referred_to(node.name):
        context.warning(node.row, "type", "« today » devient la date du jour, recalculée à chaque lecture")
        origin = context.origin(node.row)
        tree.metadata.pop(node.name, None)
        return [Question(node.name, Kind.CALCULATE, "", calculation="today()", origin=origin)]
    if not context.is_referred_to(node.name):
        context.warning(
            node.row, "type", f"« {kind} » : non recueilli, la plateforme ne note rien de l’appareil"
        )
        return []
    tree.metadata.pop(node.name, None)
    is_time = kind in START_TYPES | END_TYPES
    message = (
        f"« {kind} » devient le jour de la réponse, sans l’heure : la plateforme ne la donne à personne"
        if is_time
        else f"« {kind} » n’est pas recueilli : « {node.name[:60]} » est vide partout où il est repris"
    )
    context.warning(node.row, "type", message)
    return [
        Question(
            node.name,
            Kind.CALCULATE,
            "",
            calculation="today()" if is_time else "''",
            origin=context.origin(node.row),
        )
    ]


def _group(context: SurveySheet, tree: Tree, node: TreeNode) -> list[Group]:
    row = node.row
    warn_media(context, row)
    layout = read_layout(context, row)
    header = _label_rows(context, node)
    children = [child for child in node.children if child is not header]
    layout = Layout.GRID if header else layout
    items = build_items(context, tree, children, in_grid=layout is Layout.GRID)
    if not items:
        context.warning(row, "type", "groupe sans question : il n’est pas repris")
        return []
    group = Group(
        key=node.name,
        label=context.get(row, "label"),
        items=items,
        hint=_hints(context, row),
        relevant=context.expression(row, "relevant"),
        layout=layout,
        repeats=node.type.control == "repeat",
        origin=context.origin(row),
    )
    group = _with_rows(context, tree, node, group)
    return [_checked_layout(context, node, group)]


def _label_rows(context: SurveySheet, node: TreeNode) -> TreeNode | None:
    """The header row of the «label» / «list-nolabel» idiom: shows the choices, is never answered."""
    if len(node.children) < 2:
        return None
    first, *others = node.children
    if first.type.meaning is not RowMeaning.SELECT or _LABEL_ROW not in appearance_words(context, first.row):
        return None
    for child in others:
        same = child.type.meaning is RowMeaning.SELECT and child.type.list_name == first.type.list_name
        if not (same and _ROW_WORDS & set(appearance_words(context, child.row))):
            return None
    return first


def _checked_layout(context: SurveySheet, node: TreeNode, group: Group) -> Group:
    if group.layout is Layout.GRID and not _is_grid(group):
        message = "grille reprise en questions séparées : il faudrait select_one et une seule liste partout"
        context.warning(node.row, "appearance", message)
        return replace(group, layout=Layout.PLAIN)
    if group.layout is Layout.SPLIT:
        return _split(context, node, group)
    return group


def _is_grid(group: Group) -> bool:
    questions = [item for item in group.items if isinstance(item, Question)]
    lists = {question.choice_list for question in questions if question.kind is Kind.ONE}
    all_one = all(question.kind is Kind.ONE for question in questions)
    return len(lists) == 1 and all_one and len(questions) == len(group.items)


def _split(context: SurveySheet, node: TreeNode, group: Group) -> Group:
    items: list[Item] = []
    for item in group.items:
        if isinstance(item, Question) and item.kind in {Kind.INTEGER, Kind.PERCENTAGE}:
            items.append(replace(item, kind=Kind.PERCENTAGE))
        else:
            where = item.origin.row if item.origin else node.row.number
            message = "dans un groupe split-100, chaque question est de type integer"
            context.problems.error(context.table.name, where, context.table.header("type"), message)
            return group
    return replace(group, items=tuple(items))


def _with_rows(context: SurveySheet, tree: Tree, node: TreeNode, group: Group) -> Group:
    row = node.row
    if not group.repeats:
        for column in ("repeat_count", "minimum", "maximum"):
            if context.get(row, column):
                context.error(row, column, "ne va qu’avec un groupe répété (begin_repeat)")
        return group
    low = _count(context, node, "minimum", group.min_rows)
    high = _count(context, node, "maximum", max(group.max_rows, low))
    if text := context.expression(row, "repeat_count"):
        number = _constant_count(context, tree, text)
        if number is None:
            return _with_computed_rows(context, node, group, text)
        low = high = number
    if not low <= high or high == 0:
        context.error(row, "maximum", f"de {low} à {high} lignes : c’est impossible")
    return replace(group, min_rows=low, max_rows=high)


def _count(context: SurveySheet, node: TreeNode, column: str, usual: int) -> int:
    text = context.get(node.row, column)
    if not text:
        return usual
    if not _NUMBER.fullmatch(text) or int(text) > MAX_REPEATS:
        context.error(
            node.row, column, f"« {text[:60]} » : écrivez un nombre de lignes, au plus {MAX_REPEATS}"
        )
        return usual
    return int(text)


def _constant_count(context: SurveySheet, tree: Tree, text: str) -> int | None:
    """A constant number of rows, written as such or by a ``calculate`` that is one; None for another."""
    reference = re.fullmatch(r"\$\{([^}]+)\}", text)
    source = tree.names.get(reference[1]) if reference else None
    if source is not None and source.type.kind is Kind.CALCULATE:
        text = context.expression(source.row, "calculation")
    return int(text) if _NUMBER.fullmatch(text) and 0 < int(text) <= MAX_REPEATS else None


def _with_computed_rows(context: SurveySheet, node: TreeNode, group: Group, text: str) -> Group:
    most = _count(context, node, "maximum", COMPUTED_ROWS)
    message = (
        f"nombre de lignes calculé, au plus {most} : si la réponse baisse, la personne retire elle-même "
        "les lignes de trop"
    )
    context.warning(node.row, "repeat_count", message)
    return replace(group, row_count=text, max_rows=most)


def all_questions(sections: tuple[Section, ...]) -> list[Question]:
    """Every question of some sections, in document order."""
    return [question for section in sections for question in walk(section.items)]
