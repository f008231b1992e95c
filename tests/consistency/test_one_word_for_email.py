"""One word for a mail on every screen and in every mail: «e-mail»; addresses that say another stay."""

import ast
import html
import re

from tests.consistency.test_tree import tracked
from tests.harness.faults import assert_none, relative

_OTHER = re.compile(r"(?<![/\w\u2011-])(?:courriels?|mails?|mél|émail)(?![\w/-])", re.IGNORECASE)
#: What templates compute, say to machines or to us.
_NOT_READ = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<script.*?</script>|<[^>]*>", re.DOTALL)
_FRENCH = re.compile(r"[àâçéèêëîïôùûœ’«»]|\b(?:le|la|les|un|une|par|de|votre)\b")


def test_templates_say_email() -> None:
    paths = [*tracked("milliard/*/templates/*.html"), *tracked("milliard/*/templates/*.txt")]
    assert len(paths) > 100
    assert_none(
        f"{relative(path)}: {found[0]}"
        for path in paths
        for found in _OTHER.finditer(html.unescape(_NOT_READ.sub(" ", path.read_text())))
    )


def test_sentences_of_the_code_say_email() -> None:
    faults = []
    for path in [*tracked("milliard/*.py"), *tracked("engines/*.py")]:
        if "/tests/" in str(path) or "/migrations/" in str(path):
            continue
        tree = ast.parse(path.read_text())
        documented = {id(node.body[0].value) for node in ast.walk(tree) if _has_docstring(node)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documented:
                found = _OTHER.search(node.value)
                if found and _FRENCH.search(node.value):
                    faults.append(f"{relative(path)}:{node.lineno}: {node.value[:60]}")
    assert_none(faults)


def _has_docstring(node: ast.AST) -> bool:
    if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
        return False
    first = node.body[0] if node.body else None
    return isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
