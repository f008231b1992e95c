"""Numbers, amounts and dates are written and read in one place: the package `french`."""

import ast
from collections.abc import Iterator

import pytest

import french
from tests.consistency.test_tree import ROOT, tracked

_ALONE = {french.NARROW, french.NBSP, french.MINUS}
_MONTHS = {*french.MONTHS, *french.MONTHS_SHORT}
_FUNCTIONS = {name for name in french.__all__ if name[0].islower()}
_MARKS = [[".", ","], [",", "."]]


def own_french(source: str) -> Iterator[tuple[int, str]]:
    """What a module does of its own: line, and what it is."""
    tree = ast.parse(source)
    in_sentences = {
        id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values
    }
    for node in ast.walk(tree):
        match node:
            case ast.FormattedValue(format_spec=ast.JoinedStr(values=parts)):
                if any(isinstance(part, ast.Constant) and "," in str(part.value) for part in parts):
                    yield node.lineno, "thousands"
            case ast.Constant(value=str(text)) if text in _ALONE and id(node) not in in_sentences:
                yield node.lineno, "sign"
            case ast.Constant(value=str(text)) if "{:," in text:
                yield node.lineno, "thousands"
            case ast.Tuple(elts=names) | ast.List(elts=names) | ast.Set(elts=names) if _are_months(names):
                yield node.lineno, "months"
            case ast.Dict(keys=keys, values=values) if _are_months(keys) or _are_months(values):
                yield node.lineno, "months"
            case ast.FunctionDef(name=name) if name in _FUNCTIONS:
                yield node.lineno, "function"
            case ast.Call(func=ast.Attribute(attr="replace"), args=args):
                if [part.value for part in args if isinstance(part, ast.Constant)] in _MARKS:
                    yield node.lineno, "decimal mark"
            case ast.Call(func=ast.Name(id="int" | "float" | "Decimal"), args=[read, *_]):
                inside = (part.attr for part in ast.walk(read) if isinstance(part, ast.Attribute))
                if {"replace", "translate"} & set(inside):
                    yield node.lineno, "reader"


def _are_months(nodes: list[ast.expr] | list[ast.expr | None]) -> bool:
    names = {node.value for node in nodes if isinstance(node, ast.Constant)}
    return len(names & _MONTHS) > 2


@pytest.mark.parametrize(
    ("source", "kinds"),
    [
        ('f"{cents:,}".replace(",", sign)', ["thousands"]),
        ('f"{value:,.{places}f}"', ["thousands"]),
        ('"{:,}".format(value)', ["thousands"]),
        ('str(value).replace(".", ",")', ["decimal mark"]),
        ('Decimal(typed.replace(",", "."))', ["reader", "decimal mark"]),
        ('int(typed.strip().replace(" ", ""))', ["reader"]),
        ('SPACE = "\\u00a0"', ["sign"]),
        ('text.replace("-", "\\u2212")', ["sign"]),
        ('("janvier", "février", "mars")', ["months"]),
        ('{1: "janv.", 2: "févr.", 3: "mars"}', ["months"]),
        ("def format_euros(cents): ...", ["function"]),
        ('f"{count}\\u00a0%, {total:.1f}\\u202f;".replace("a", "b")', []),
        ('int(typed); f"{count}\\u00a0%"; "mars"; "\\u00a0: "', []),
    ],
)
def test_a_module_with_its_own_french_is_seen(source: str, kinds: list[str]) -> None:
    assert [kind for _, kind in own_french(source)] == kinds


def test_only_the_package_writes_and_reads_french() -> None:
    own = [
        f"{path.relative_to(ROOT)}:{line}: {kind}"
        for path in tracked("milliard/*.py", "engines/*.py", "demo/*.py", "config/*.py", "bootstrap/*.py")
        if not {"tests", "migrations"} & set(path.parts)
        for line, kind in own_french(path.read_text())
    ]
    assert not own, "\n".join(own)
