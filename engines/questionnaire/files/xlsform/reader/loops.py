"""``begin loop over LIST``: one group for each choice of the list, as pyxform makes them.

``%(name)s`` and ``%(label)s`` in a cell become the choice's; a choice ``none`` has no group. Names repeat
from one group to the next, so each is made unique by its choice: ``velo_prix``, ``bus_prix``.
"""

from __future__ import annotations

import re
from dataclasses import replace

from engines.questionnaire.files.workbook import SheetRow
from engines.questionnaire.files.xlsform.reader.survey_sheet import SurveySheet
from engines.questionnaire.files.xlsform.reader.tree import Tree, TreeNode
from engines.questionnaire.model import Choice

_MARK = re.compile(r"%\((name|label)\)s")
#: Of pyxform.
_NO_GROUP = "none"


def unrolled(context: SurveySheet, tree: Tree, node: TreeNode) -> TreeNode | None:
    """The loop with one group for each choice; None when its list is not there."""
    choices = context.lists.lists.get(node.type.list_name)
    if choices is None:
        message = f"la liste « {node.type.list_name[:60]} » n’est pas dans la feuille choices"
        context.error(node.row, "type", message)
        return None
    context.lists.use(node.type.list_name)
    looped = [_turn(context, tree, node, choice) for choice in choices if choice.value != _NO_GROUP]
    if node.children:
        message = (
            "boucle reprise en groupes, un par choix ; le code du choix précède le nom de chaque question"
        )
        context.warning(node.row, "type", message)
    return replace(node, children=looped)


def _turn(context: SurveySheet, tree: Tree, node: TreeNode, choice: Choice) -> TreeNode:
    cells = {context.table.header("label"): choice.label}
    kind = replace(node.type, control="group", list_name="")
    name = tree.free_name(choice.value, [node.name])
    return TreeNode(
        SheetRow(node.row.number, cells),
        kind,
        name,
        [_copy(tree, child, choice, [node.name, choice.value]) for child in node.children],
        choice.value,
    )


def _copy(tree: Tree, node: TreeNode, choice: Choice, around: list[str]) -> TreeNode:
    texts = {"name": choice.value, "label": choice.label}
    cells = {header: _MARK.sub(lambda mark: texts[mark[1]], text) for header, text in node.row.cells.items()}
    written = _MARK.sub(lambda mark: texts[mark[1]], node.name)
    return replace(
        node,
        row=replace(node.row, cells=cells),
        name=tree.free_name(written, around),
        written=written,
        children=[_copy(tree, child, choice, around) for child in node.children],
    )
