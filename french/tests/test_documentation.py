"""The package says what it does, and does not lean on anything."""

import ast
import doctest
import importlib
import pkgutil
import sys
from pathlib import Path

import pytest

import french

FOLDER = Path(french.__file__).parent
MODULES = [
    f"french.{module.name}" for module in pkgutil.iter_modules(french.__path__) if module.name != "tests"
]


@pytest.mark.parametrize("name", MODULES)
def test_documentation_examples_run(name: str) -> None:
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE | doctest.IGNORE_EXCEPTION_DETAIL
    result = doctest.testmod(importlib.import_module(name), optionflags=flags)
    assert result.failed == 0


def test_every_public_function_has_an_example() -> None:
    functions = [getattr(french, name) for name in french.__all__ if name[0].islower()]
    assert len(functions) > 15
    assert [one.__name__ for one in functions if ">>>" not in (one.__doc__ or "")] == []


def test_all_that_is_public_is_listed() -> None:
    assert [name for name in french.__all__ if not hasattr(french, name)] == []
    imported = {name for name in vars(french) if not name.startswith("_")}
    modules = {name.removeprefix("french.") for name in MODULES} | {"tests"}
    assert imported - modules == set(french.__all__)


def test_only_the_standard_library_is_imported() -> None:
    imported = set()
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add((node.module or "").split(".")[0])
    assert imported - {"french"} <= sys.stdlib_module_names
    assert "re" in imported


def test_the_package_says_what_it_owns() -> None:
    for word in ("Owns", "Promises", "Refuses"):
        assert word in (french.__doc__ or "")
