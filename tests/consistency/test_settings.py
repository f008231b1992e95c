"""`.env.example` names every variable the settings read, and nothing else."""

import ast
import os
import re
import subprocess
import sys

from tests.harness.faults import ROOT, assert_none


def variables_read() -> set[str]:
    tree = ast.parse((ROOT / "config" / "settings.py").read_text())
    return {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "env"
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


def variables_documented() -> set[str]:
    text = (ROOT / ".env.example").read_text()
    return set(re.findall(r"^([A-Z][A-Z_]+)=", text, flags=re.MULTILINE))


def test_every_variable_is_in_the_example() -> None:
    assert variables_documented() == variables_read()


def test_no_secret_has_a_default() -> None:
    text = (ROOT / ".env.example").read_text()
    assert_none(
        name
        for name in ("SECRET_KEY", "EMAIL_HOST_PASSWORD")
        if not re.search(rf"^{name}=$", text, flags=re.MULTILINE)
    )


def test_a_storage_that_does_not_exist_stops_the_start_with_its_name() -> None:
    environment = {**os.environ, "SECRET_KEY": "for-this-test-only", "DATASET_STORAGE": "cloud"}
    command = [sys.executable, "-c", "import config.settings"]
    result = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert result.returncode != 0
    last = result.stderr.strip().splitlines()[-1]
    for word in ("DATASET_STORAGE", "database", "disk"):
        assert word in last
