"""French sentences written in Python are as well set as those of the templates."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.consistency.test_tree import parsed, tracked
from tests.harness.faults import assert_none, relative

#: A plain space where French asks for a no-break one, or a typewriter's apostrophe.
WRONG = re.compile(r"[\w»)] [:;!»](?:\s|$)|[\w»)] \?(?! \(@)(?:\s|$)|\d [%€]|« |\d \d{3}\b|\w'[aeiouyéèêh]\w")
#: What is read on a console, and what `typeset` passes over before it is shown; names of groups are stored.
_ELSEWHERE = {"tests", "migrations", "management", "territories", "permissions.py"}
_TYPESET = re.compile(r"import (?:\w+, )*typeset$", re.MULTILINE)


def sentences(path: Path) -> Iterator[tuple[int, str]]:
    """Every text of a module but docstrings; in a formatted one, values read as a letter."""
    tree = parsed(path)
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield node.lineno, "".join(_text(part) for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts | alone:
            yield node.lineno, node.value


def _text(part: ast.expr) -> str:
    return str(part.value) if isinstance(part, ast.Constant) else "x"


def test_sentences_in_python() -> None:
    assert_none(
        f"{relative(path)}:{line}: {text!r}"
        for path in tracked("milliard/*.py")
        if not _ELSEWHERE & set(path.parts) and not _TYPESET.search(path.read_text())
        for line, text in sentences(path)
        if WRONG.search(text)
    )
