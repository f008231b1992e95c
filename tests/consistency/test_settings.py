"""`.env.example` names every variable the settings read, and nothing else."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


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
    for name in ("SECRET_KEY", "EMAIL_HOST_PASSWORD"):
        assert re.search(rf"^{name}=$", text, flags=re.MULTILINE), name
