"""The layers of the design, in imports and in what imports do not show."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Field, ForeignObjectRel

ROOT = Path(__file__).resolve().parents[2]


def layer_of() -> dict[str, int]:
    """App name -> height of its layer, 0 the lowest."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract for contract in contracts if contract["id"] == "layers")["layers"]
    return {
        name.strip(" ()"): height
        for height, layer in enumerate(reversed(layers))
        for name in layer.split("|")
    }


def test_imports_obey_the_contracts() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_no_relation_goes_up() -> None:
    heights = layer_of()
    upward = []
    for model in apps.get_models():
        source = model._meta.app_config.name
        if not source.startswith("milliard."):
            continue
        for field in model._meta.get_fields():
            target = field.related_model if isinstance(field, Field) else None
            if isinstance(field, ForeignObjectRel) or target is None or isinstance(target, str):
                continue
            name = target._meta.app_config.name
            if name.startswith("milliard.") and heights[name[9:]] > heights[source[9:]]:
                upward.append(f"{model.__name__}.{field.name} -> {name}")
    assert not upward


URL_NAME = re.compile(r"""(?:{% url|reverse\(|redirect\(|reverse_lazy\()\s*["'](\w+):\w+["']""")
#: Who is signed in is said on every page: the layout may point to the members' pages by name.
LAYOUT_LINKS = {("ui", "accounts"), ("ui", "website"), ("core", "ui")}


APPS = sorted(path.parent.name for path in (ROOT / "milliard").glob("*/apps.py"))


@pytest.mark.parametrize("app", APPS)
def test_no_url_name_of_a_higher_app(app: str) -> None:
    heights = layer_of()
    found = []
    for path in (ROOT / "milliard" / app).rglob("*"):
        if path.suffix not in {".py", ".html", ".txt"} or "tests" in path.parts:
            continue
        for target in URL_NAME.findall(path.read_text()):
            if target in heights and heights[target] > heights[app] and (app, target) not in LAYOUT_LINKS:
                found.append(f"{path.relative_to(ROOT)}: {target}")
    assert not found
