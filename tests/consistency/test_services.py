"""Services keep one shape: they ask who may, and refuse with a named sentence that views show as it is."""

import ast
import builtins
import importlib
import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest

from engines.ballots import check_ballot
from milliard.core.access import authorize
from milliard.core.refusals import NotAllowed, Refused
from milliard.letters.services.subscriptions import read_confirmation
from milliard.letters.writing import member_of_token
from milliard.surveys.services.access import holder_of, invitation_of
from tests.consistency.test_tree import parsed, product
from tests.harness.faults import assert_none, relative


@dataclass(frozen=True)
class Source:
    """A module of the product: its text as a tree, and what its names stand for."""

    path: Path
    module: ModuleType = field(compare=False)
    tree: ast.Module = field(compare=False)

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(self.module.__name__.split("."))

    @property
    def is_service(self) -> bool:
        return "services" in self.parts

    @property
    def is_staff(self) -> bool:
        """Whether it is a screen of the team."""
        return any("staff" in part or part == "wagtail_hooks" for part in self.parts)

    @property
    def is_page(self) -> bool:
        """Whether it answers requests."""
        return self.is_staff or getattr(self.module, "HttpRequest", None) is HttpRequest

    def meant(self, expression: ast.AST | None) -> Any:
        """What a name, or a name of an imported module, stands for; None for anything else."""
        if isinstance(expression, ast.Name):
            found = getattr(self.module, expression.id, getattr(builtins, expression.id, None))
        elif isinstance(expression, ast.Attribute):
            found = getattr(self.meant(expression.value), expression.attr, None)
        else:
            found = None
        return inspect.unwrap(found) if callable(found) else found

    def place(self, node: ast.AST) -> str:
        return f"{relative(self.path)}:{node.lineno}"  # type: ignore[attr-defined]


@cache
def sources() -> tuple[Source, ...]:
    """Every module of the apps but their commands."""
    return tuple(
        Source(path, importlib.import_module(name), parsed(path))
        for path in product()
        if (name := _dotted(path)).startswith("milliard.") and ".management" not in name
    )


def _dotted(path: Path) -> str:
    return relative(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def raised(source: Source) -> Iterator[tuple[ast.Raise, Any]]:
    """What each ``raise`` raises; a bare one, which hands on what was caught, is left out."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Raise) and node.exc is not None:
            yield node, source.meant(node.exc.func if isinstance(node.exc, ast.Call) else node.exc)


def is_refusal(found: Any) -> bool:
    """A named one: `Refused` itself tells nothing to whoever would catch it."""
    return inspect.isclass(found) and issubclass(found, Refused) and found is not Refused


@cache
def refusals() -> set[type[Refused]]:
    sources()
    found, left = set(), [Refused]
    while left:
        below = left.pop().__subclasses__()
        found |= {
            kind
            for kind in below
            if kind.__module__.startswith("milliard.") and "tests" not in kind.__module__
        }
        left += below
    return found


def test_a_service_raises_a_named_refusal_or_tells_a_programmer_of_a_mistake() -> None:
    """`NotAllowed` is what `authorize` raises, `ValidationError` is of one field, a built-in class tells of a
    mistake in the code; a class of ours that is none of these would end on the page of a failure."""
    assert_none(
        f"{source.place(node)}: {ast.unparse(node)}"
        for source in sources()
        if source.is_service
        for node, found in raised(source)
        if not is_refusal(found)
        and found not in (NotAllowed, ValidationError)
        and getattr(found, "__module__", "") != "builtins"
    )


def test_nobody_is_refused_but_by_authorize_and_the_like() -> None:
    wrong = [
        source.place(node)
        for source in sources()
        for node, found in raised(source)
        if found is PermissionDenied
    ]
    wrong += [
        f"{source.place(node)}: {node.name}"
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef) and node.name in {"require", "ensure"}
    ]
    assert_none(wrong)


def test_a_refusal_has_its_sentence() -> None:
    assert len(refusals()) > 100
    assert_none(
        f"{kind.__module__}.{kind.__qualname__}: {kind.message!r}"
        for kind in refusals()
        if kind.message == Refused.message or kind.message[-1] not in ".!?"
    )


def test_no_page_writes_the_sentence_of_a_refusal() -> None:
    """Where a refusal is caught its ``message`` is shown, and a sentence is written in one place only."""
    wrong = []
    for source in sources():
        if not source.is_page:
            continue
        elsewhere = {kind.message for kind in refusals() if kind.__module__ != source.module.__name__}
        found = [text for text in texts(source.tree) if text.value in elsewhere]
        found += sentences_of_handlers(source)
        wrong += [f"{source.place(text)}: {text.value!r}" for text in found]
    assert_none(wrong)


def texts(tree: ast.AST) -> Iterator[ast.Constant]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))


def sentences_of_handlers(source: Source) -> list[ast.Constant]:
    """Texts of several words written where only refusals are caught."""
    return [
        text
        for handler in ast.walk(source.tree)
        if isinstance(handler, ast.ExceptHandler) and catches_refusals(source, handler)
        for text in texts(handler)
        if " " in text.value
    ]


def catches_refusals(source: Source, handler: ast.ExceptHandler) -> bool:
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    found = [source.meant(name) for name in caught]
    return all(inspect.isclass(kind) and issubclass(kind, Refused) for kind in found)


# Who may ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Function:
    """A function of the product, at the top of its module."""

    source: Source
    node: ast.FunctionDef = field(compare=False)
    name: str

    @property
    def is_public(self) -> bool:
        return not self.name.startswith("_")

    @property
    def parameters(self) -> dict[str, str]:
        """Name -> type, as written."""
        found = (*self.node.args.args, *self.node.args.kwonlyargs)
        return {item.arg: ast.unparse(item.annotation) if item.annotation else "" for item in found}

    @property
    def is_of_somebody(self) -> bool:
        """Whether it is told who acts."""
        return bool({"User", "Person"} & set(re.findall(r"\w+", self.parameters.get("by", ""))))

    def record_with(self, name: str) -> str:
        """The parameter that is a record of ours with a field ``name``, if there is one."""
        for parameter, written in self.parameters.items():
            kind = self.source.meant(ast.Name(written)) if written.isidentifier() else None
            if inspect.isclass(kind) and name in getattr(kind, "__dataclass_fields__", {}):
                return parameter
        return ""

    def calls(self) -> Iterator[tuple[Any, set[str]]]:
        """What it calls, and the names it hands over; ``record.name`` is one of name."""
        for node in ast.walk(self.node):
            if isinstance(node, ast.Call):
                given = [*node.args, *(item.value for item in node.keywords)]
                names = {item.id for item in given if isinstance(item, ast.Name)}
                names |= {item.attr for item in given if isinstance(item, ast.Attribute)}
                yield self.source.meant(node.func), names

    def hands(self, name: str, to: Callable[..., Any], seen: frozenset["Function"] = frozenset()) -> bool:
        """Whether ``name``, or its record, reaches ``to`` through functions that call it by that name."""
        if self in seen:
            return False
        carried = {name, self.record_with(name)}
        for called, given in self.calls():
            if called is to and name in given:
                return True
            next_one = function_of(called) if carried & given else None
            if next_one is not None and next_one.hands(name, to, seen | {self}):
                return True
        return False

    def opens_a_transaction(self, seen: frozenset["Function"] = frozenset()) -> bool:
        """Itself, or by a private function of its module."""
        if any(isinstance(node, ast.Attribute) and node.attr == "atomic" for node in ast.walk(self.node)):
            return True
        below = {function_of(called) for called, _ in self.calls()} - seen - {self}
        return any(
            found.opens_a_transaction(seen | {self})
            for found in below
            if found is not None and found.source == self.source and not found.is_public
        )


@cache
def functions() -> dict[Any, Function]:
    return {
        source.meant(ast.Name(node.name)): Function(source, node, node.name)
        for source in sources()
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef)
    }


def function_of(found: Any) -> Function | None:
    return functions().get(found) if inspect.isfunction(found) else None


@cache
def named_by_pages() -> frozenset[Function]:
    """Functions of other modules that code answering requests names."""
    named = (
        function_of(source.meant(node))
        for source in sources()
        if source.is_page
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Name | ast.Attribute)
    )
    return frozenset(found for found in named if found is not None and not found.source.is_page)


def test_who_acts_is_asked_about() -> None:
    """A write that a page names asks by itself about whoever acts: pages cannot forget.

    `by` goes to `authorize`; the secret of a respondent, who has no account, to `holder_of`, of somebody
    invited to `invitation_of`, the token of a letter to `member_of_token` or `read_confirmation`; the ballot
    of a secret vote, which its voter's code signs, to `check_ballot`. What does neither is the platform's own
    work (a command, a task), or a step that only writes `by` down, of what asked before it (another service,
    Wagtail that publishes).
    """
    writes = [
        function
        for function in functions().values()
        if function.is_public and (function.is_of_somebody or function.opens_a_transaction())
    ]
    assert len(writes) > 300
    assert_none(
        function.source.place(function.node)
        for function in writes
        if not asks_about_who_acts(function) and function in named_by_pages()
    )


def asks_about_who_acts(function: Function) -> bool:
    if function.is_of_somebody:
        return function.hands("by", authorize)
    if "key" in function.parameters:
        return function.hands("key", holder_of) or function.hands("key", invitation_of)
    if function.record_with("key"):
        return function.hands("key", holder_of) and function.hands("by", authorize)
    if "token" in function.parameters:
        return function.hands("token", member_of_token) or function.hands("token", read_confirmation)
    return "raw" in function.parameters and function.hands("raw", check_ballot)


def test_no_page_opens_a_transaction() -> None:
    """Writes are services, which the test above sees."""
    assert_none(
        source.place(function.node)
        for function in functions().values()
        if (source := function.source).is_page and function.opens_a_transaction()
    )
