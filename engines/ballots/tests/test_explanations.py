"""What is written about the engine holds: its examples, and the table of its refusals."""

import doctest
import importlib
import re
from pathlib import Path

import pytest

from engines.ballots import RefusalCode

FOLDER = Path(__file__).parents[1]
PAGE = FOLDER.parents[1] / "docs/explanation/ballots.md"
MODULES = sorted(f"engines.ballots.{path.stem}" for path in FOLDER.glob("_[a-z]*.py"))


@pytest.mark.parametrize("name", MODULES)
def test_examples_give_what_they_show(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_every_refusal_is_explained():
    table = PAGE.read_text().partition("## What is checked")[2].partition("Places:")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    told = [code for row in rows for code in re.findall(r"`([a-z-]+)`", row)]
    assert sorted(told) == sorted(code.value for code in RefusalCode)


def test_every_refusal_is_raised_somewhere():
    sources = "\n".join(path.read_text() for path in FOLDER.glob("*.py") if path.name != "_errors.py")
    assert [code.name for code in RefusalCode if f"RefusalCode.{code.name}" not in sources] == []
