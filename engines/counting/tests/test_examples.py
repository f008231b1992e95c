"""The examples of docstrings run, and every function that decides has one."""

import doctest
import importlib
import inspect
import pkgutil

import pytest

import engines.counting

MODULES = [module.name for module in pkgutil.iter_modules(engines.counting.__path__) if module.name[0] == "_"]


@pytest.mark.parametrize("name", [name for name in MODULES if name != "__main__"])
def test_examples(name: str) -> None:
    assert doctest.testmod(importlib.import_module(f"engines.counting.{name}")).failed == 0


def test_whatever_decides_has_an_example() -> None:
    functions = [value for value in vars(engines.counting).values() if inspect.isfunction(value)]
    without = {one.__name__ for one in functions if ">>>" not in (one.__doc__ or "")}
    assert len(functions) > 10
    assert without == {"count_json", "decide", "require_each_college"}
