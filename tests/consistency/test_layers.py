"""The layers of the design, in imports and in what imports do not show."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from django.apps import apps
from django.db.models import Field, ForeignObjectRel

from tests.harness.faults import ROOT, assert_none


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


#: What names another app in a string: an address of ours, a module, a model («surveys.Collection»).
_NAMES = re.compile(
    r"""(?:{% url |reverse(?:_lazy)?\(|redirect\(|name=)\s*["'](\w+):\w+["']"""
    r"""|["']milliard\.(\w+)[."']|["'](\w+)\.[A-Z]\w+["']|["'](\w+)/[\w/]+\.(?:html|txt)["']"""
)
#: Addresses that kept their name when an app was cut in two: namespace -> the app that has them now.
_MOVED = {"surveys_staff": "fieldwork"}
_READ = {".py", ".html", ".txt"}


def apps_named(text: str) -> set[str]:
    """The apps that strings of a source name, whatever their layer."""
    names = {name for found in _NAMES.findall(text) for name in found if name}
    return {_MOVED.get(name, name.removesuffix("_staff")) for name in names}


def test_names_in_strings_are_found() -> None:
    text = """{% url "website:search" %} reverse('surveys_staff:collection') "milliard.figures.tasks.x"
    {% url "surveys:paper" %} redirect("readings_staff:people")
    to="accounts.User" render(request, "territories/list.html")"""
    assert apps_named(text) == {
        *("website", "fieldwork", "figures", "surveys", "readings", "accounts", "territories")
    }


def test_no_app_names_a_higher_one_in_a_string() -> None:
    """Neither an address, nor a module, nor a model, nor a template."""
    heights = layer_of()
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for app in sorted(path.parent.name for path in (ROOT / "milliard").glob("*/apps.py"))
        for path in sorted((ROOT / "milliard" / app).rglob("*"))
        if path.suffix in _READ and not {"tests", "migrations"} & set(path.parts)
        for name in sorted(apps_named(path.read_text()) & heights.keys())
        if heights[name] > heights[app]
    ]
    assert_none(found)
