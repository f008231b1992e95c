"""The layers of the design, in imports and in what imports do not show."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from django.apps import apps
from django.db.models import Field, ForeignObjectRel

from tests.harness.faults import ROOT, Text, assert_none


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
    assert_none(upward)


URL_NAME = re.compile(r"""(?:{% url|reverse\(|redirect\(|reverse_lazy\()\s*["'](\w+):\w+["']""")
#: Who is signed in is said on every page: the layout may point to the members' pages by name.
LAYOUT_LINKS = {("ui", "members"), ("ui", "website"), ("core", "ui")}


def test_no_url_name_of_a_higher_app() -> None:
    heights = layer_of()
    apps = sorted(path.parent.name for path in (ROOT / "milliard").glob("*/apps.py"))
    assert_none(
        f"{place}: {name[1]}"
        for app in apps
        for path in sorted((ROOT / "milliard" / app).rglob("*"))
        if path.suffix in {".py", ".html", ".txt"} and "tests" not in path.parts
        for place, name in Text.of(path).found(URL_NAME)
        if heights.get(name[1], -1) > heights[app] and (app, name[1]) not in LAYOUT_LINKS
    )
