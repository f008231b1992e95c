"""Paths written by hand in an expression: ``../total`` becomes the ``${…}`` of what stands there.

A path is followed in the tree of the rows, from the row where it is written, as in the document that ODK
makes of the form: ``..`` is the group around, ``/data/group/name`` starts at the top. So it says which
question is meant even where two share a name. One that leads nowhere is an error at its cell.
"""

from __future__ import annotations

import re
from dataclasses import replace

from engines.questionnaire.files.xlsform.reader.columns import EXPRESSIONS
from engines.questionnaire.files.xlsform.reader.loops import unrolled
from engines.questionnaire.files.xlsform.reader.survey_sheet import SurveySheet
from engines.questionnaire.files.xlsform.reader.tree import Tree, TreeNode

_STEP = r"[^\W\d][\w.-]*"
_LITERAL_OR_PATH = re.compile(
    r"'[^']*'|\"[^\"]*\"|"
    # Not the end of a longer one, nor a division: a path starts the expression or follows an operator.
    rf"(?<![\w)\]}}/.*])(?P<path>(?:current\(\)/)?(?:\./)?(?:\.\./)+{_STEP}(?:/{_STEP})*"
    rf"|/{_STEP}(?:/{_STEP})+)(?![\w/(\[])"
)
_CURRENT = "current()/"


def prepare(context: SurveySheet, tree: Tree) -> None:
    """Unroll the loops of the tree, then write its paths as references."""
    tree.nodes[:] = _unrolled(context, tree, tree.nodes)
    _follow(context, tree, tree.nodes, ())


def _unrolled(context: SurveySheet, tree: Tree, nodes: list[TreeNode]) -> list[TreeNode]:
    made = []
    for node in nodes:
        turned = unrolled(context, tree, node) if node.type.control == "loop" else node
        if turned is not None:
            turned.children[:] = _unrolled(context, tree, turned.children)
            made.append(turned)
    return made


def _follow(context: SurveySheet, tree: Tree, nodes: list[TreeNode], around: tuple[TreeNode, ...]) -> None:
    columns = {column.header: column.name for column in context.table.columns if column.name in EXPRESSIONS}
    for node in nodes:
        cells = {
            header: _plain(context, tree, node, around, header, columns[header], text)
            if header in columns and "/" in text
            else text
            for header, text in node.row.cells.items()
        }
        if cells != node.row.cells:
            node.row = replace(node.row, cells=cells)
        _follow(context, tree, node.children, (*around, node))


def _plain(
    context: SurveySheet,
    tree: Tree,
    node: TreeNode,
    around: tuple[TreeNode, ...],
    header: str,
    column: str,
    text: str,
) -> str:
    def reference(match: re.Match[str]) -> str:
        path = match["path"]
        if path is None or (column == "choice_filter" and path.startswith(".")):
            return match[0]  # a text; or, in a filter, a path from the choice and not from the question
        target = _target(tree, around, path)
        if target is None:
            message = f"« {path[:80]} » : aucune question à cet endroit ; écrivez ${{nom_de_la_question}}"
            context.problems.error(context.table.name, node.row.number, header, message)
            return "''"
        context.reached.add(target.name)
        return f"${{{target.name}}}"

    return _LITERAL_OR_PATH.sub(reference, text)


def _target(tree: Tree, around: tuple[TreeNode, ...], path: str) -> TreeNode | None:
    """The row at the end of a path that starts at the last of ``around``'s children."""
    steps = path.removeprefix(_CURRENT).removeprefix("./").split("/")
    if not steps[0]:
        groups, steps = around[:0], steps[2:]  # the name of the whole document, whatever it is
    else:
        up = steps.count("..")
        if up - 1 > len(around):
            return None
        groups, steps = around[: len(around) - (up - 1)], steps[up:]
    here = groups[-1].children if groups else tree.nodes
    found: TreeNode | None = None
    for step in steps:
        found = next((node for node in here if _written(node) == step), None)
        if found is None:
            return None
        here = found.children
    return found


def _written(node: TreeNode) -> str:
    return node.written or node.name
