"""The rows of the survey sheet as a tree of groups, with the checks on types and names."""

from __future__ import annotations

from dataclasses import dataclass, field

from pyxform.parsing.expression import is_xml_tag

from engines.questionnaire.files.workbook import SheetRow
from engines.questionnaire.files.xlsform.reader.choices import parse_yes_no
from engines.questionnaire.files.xlsform.reader.columns import SheetTable
from engines.questionnaire.files.xlsform.reader.types import RowMeaning, RowType, parse_type
from engines.questionnaire.problems import ProblemList

MAX_DEPTH = 20


@dataclass(slots=True)
class TreeNode:
    """A row that counts: a question, or a group with what it holds.

    ``written``: its name in the file, when ``name`` had to differ; what a path calls it.
    """

    row: SheetRow
    type: RowType
    name: str
    children: list[TreeNode] = field(default_factory=list)
    written: str = ""


@dataclass(slots=True)
class Tree:
    """The whole sheet. ``names``: every name as written -> its first node; ``settings``: title and code.

    ``shared``: the rows of each name written in several groups; ``looped``: names inside a ``begin loop``.
    ``taken``: names as written, and those made unique, which answers go by.
    """

    nodes: list[TreeNode] = field(default_factory=list)
    names: dict[str, TreeNode] = field(default_factory=dict)
    shared: dict[str, list[int]] = field(default_factory=dict)
    looped: set[str] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)
    settings: dict[str, str] = field(default_factory=dict)
    metadata: dict[str, SheetRow] = field(default_factory=dict)

    def free_name(self, name: str, around: list[str]) -> str:
        """``name`` behind those of the groups around it, as many as it takes to be the only one."""
        made = name
        for group in reversed(around):
            made = f"{group}_{made}"
            if made not in self.taken:
                break
        number = 2
        while made in self.taken:
            made, number = f"{name}_{number}", number + 1
        self.taken.add(made)
        return made


@dataclass(slots=True)
class _Open:
    node: TreeNode | None
    children: list[TreeNode]
    names: dict[str, int] = field(default_factory=dict)

    def earlier(self, number: int) -> set[str]:
        """The names of its rows before row ``number``."""
        return {name for name, row in self.names.items() if row < number}


def read_tree(table: SheetTable, problems: ProblemList) -> Tree:
    """Read the rows into a tree; every row is read even after an error."""
    tree = Tree(taken={table.get(row, "name") for row in table.sheet.rows})
    stack = [_Open(None, tree.nodes)]
    for row in table.sheet.rows:
        if _is_skipped(table, row, problems):
            continue
        parsed = parse_type(table.get(row, "type"))
        if parsed.meaning is RowMeaning.END:
            _close(table, row, parsed, stack, problems)
        elif parsed.meaning is RowMeaning.SETTING:
            tree.settings[parsed.setting] = table.get(row, "name")
        elif parsed.meaning is RowMeaning.UNKNOWN:
            message = f"type inconnu « {table.get(row, 'type')[:60]} »"
            problems.error(table.name, row.number, table.header("type"), message)
        else:
            _add(table, row, parsed, tree, stack, problems)
    for opened in stack[1:]:
        _unclosed(table, opened, problems)
    return tree


def _is_skipped(table: SheetTable, row: SheetRow, problems: ProblemList) -> bool:
    if parse_yes_no(table.get(row, "disabled")):
        problems.warning(
            table.name, row.number, table.header("disabled"), "ligne désactivée : elle n’est pas lue"
        )
        return True
    if table.get(row, "type"):
        return False
    if table.get(row, "name") or table.get(row, "label"):
        problems.error(table.name, row.number, table.header("type"), "il manque le type de cette question")
    else:
        message = "ligne sans type, ni nom, ni libellé : elle n’est pas lue"
        problems.warning(table.name, row.number, table.header("type"), message)
    return True


def _add(
    table: SheetTable, row: SheetRow, parsed: RowType, tree: Tree, stack: list[_Open], problems: ProblemList
) -> None:
    around = [opened.node for opened in stack if opened.node is not None]
    written = _name(table, row, parsed, tree, stack[-1], problems)
    name = written
    if any(node.type.control == "loop" for node in around):
        tree.looped.add(written)
    elif written in tree.names and written not in stack[-1].earlier(row.number):
        name = _made_unique(table, row, parsed, tree, [node.name for node in around], problems)
    node = TreeNode(row, parsed, name, written=written)
    if parsed.meaning is RowMeaning.METADATA:
        tree.metadata[name] = row
    tree.names.setdefault(written, node)
    stack[-1].children.append(node)
    if parsed.meaning is RowMeaning.BEGIN:
        if len(stack) == MAX_DEPTH + 1:
            message = f"plus de {MAX_DEPTH} groupes les uns dans les autres"
            problems.error(table.name, row.number, table.header("type"), message)
        stack.append(_Open(node, node.children))


def _name(
    table: SheetTable, row: SheetRow, parsed: RowType, tree: Tree, parent: _Open, problems: ProblemList
) -> str:
    name, column = table.get(row, "name"), table.header("name")
    if not name:
        # As in pyxform: a note may go without a name, and so may the audit.
        if table.get(row, "type") == "note" or parsed.meaning is RowMeaning.METADATA:
            return f"generated_note_name_{row.number}"
        problems.error(table.name, row.number, column, "il manque le nom (colonne name)")
        return f"generated_note_name_{row.number}"
    if not is_xml_tag(name):
        message = (
            f"le nom « {name[:60]} » doit commencer par une lettre ou « _ », "
            "puis ne contenir que lettres, chiffres, « _ », « - » ou « . »"
        )
        problems.error(table.name, row.number, column, message)
    elif ":" in name:
        problems.unsupported(table.name, row.number, column, f"« : » dans le nom « {name[:60]} »")
    elif name in {"meta", "_id"}:
        problems.error(table.name, row.number, column, f"le nom « {name} » est réservé")
    if name in parent.names:
        message = f"le nom « {name[:60]} » sert déjà à la ligne {parent.names[name]}"
        problems.error(table.name, row.number, column, message)
    parent.names.setdefault(name, row.number)
    return name


def _made_unique(
    table: SheetTable, row: SheetRow, parsed: RowType, tree: Tree, around: list[str], problems: ProblemList
) -> str:
    """The name that the answers of this row go by: the same one is written in another group above."""
    written = table.get(row, "name")
    first = tree.names[written].row.number
    tree.shared.setdefault(written, [first]).append(row.number)
    name = tree.free_name(written, around)
    if parsed.meaning in (RowMeaning.QUESTION, RowMeaning.SELECT):
        message = (
            f"le nom « {written[:60]} » sert déjà à la ligne {first}, dans un autre groupe : "
            f"la réponse s’appelle ici « {name[:100]} »"
        )
        problems.warning(table.name, row.number, table.header("name"), message)
    return name


def _close(
    table: SheetTable, row: SheetRow, parsed: RowType, stack: list[_Open], problems: ProblemList
) -> None:
    opened = stack[-1].node
    if opened is not None and opened.type.control != parsed.control and _is_open(stack, parsed.control):
        # The end of a group around: what is inside was never closed, and is what must be named.
        while (inner := stack[-1].node) is not None and inner.type.control != parsed.control:
            _unclosed(table, stack.pop(), problems, before=row.number)
        opened = stack[-1].node
    if opened is None or opened.type.control != parsed.control:
        expected = f"« end_{opened.type.control} »" if opened else "aucune fin"
        message = (
            f"« end_{parsed.control} » sans « begin_{parsed.control} » ouvert ; ici on attend {expected}"
        )
        problems.error(table.name, row.number, table.header("type"), message)
    if opened is not None:  # a wrong end still ends: one mistake is reported once
        stack.pop()


def _is_open(stack: list[_Open], control: str) -> bool:
    return any(opened.node is not None and opened.node.type.control == control for opened in stack)


def _unclosed(table: SheetTable, opened: _Open, problems: ProblemList, *, before: int = 0) -> None:
    if opened.node is None:
        return
    control = opened.node.type.control
    where = f" avant la ligne {before}" if before else ""
    message = f"« begin_{control} » n’est pas refermé : il manque « end_{control} »{where}"
    problems.error(table.name, opened.node.row.number, table.header("type"), message)
