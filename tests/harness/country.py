"""Making the demonstration country for the tests, and knowing when it must be made again.

`python -m tests.harness.country NAME` loads it into the migrated database NAME and prints what it was made
with: every file of ours that took part, with its digest. The country is good for as long as these files are
what they were: a change in a view, a template or a test makes none.

Took part: the modules that are imported before anything is loaded (settings, apps, models, services, those of
the demonstration), the modules whose code runs while it is loaded, with what they import, and the files that
are read.
"""

import ast
import cProfile
import hashlib
import io
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: Not ours, or made here.
_ELSEWHERE = {"var", "node_modules", ".venv", ".git"}
#: Ours, and without a say in what is loaded.
_APART = {"tests", "bootstrap"}
_ITSELF = "tests/harness/country.py"

Record = Mapping[str, str]


def is_current(record: Record, root: Path = ROOT) -> bool:
    """Whether every file of ``record`` is still what it was."""
    return bool(record) and all(digest_of(root / name) == digest for name, digest in record.items())


def digest_of(path: Path) -> str:
    """Of its content; nothing when there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16] if path.is_file() else ""


def made(database: str) -> dict[str, str]:
    """Load the country into ``database`` and return its record.

    Digests are taken before a module is imported: one that is edited while the country is loaded makes it be
    loaded again, and never passes for the one that was.
    """
    digests = {path: digest_of(path) for path in _modules()}
    loaded, executed, opened = _load(database)
    lazy = _with_imports(executed - loaded)
    code = {path for path in loaded | executed | lazy if path in digests and _has_a_say(path)}
    files = {path for path in opened if _is_data(path) and _has_a_say(path)}
    record = {path: digests[path] for path in code} | {path: digest_of(path) for path in files}
    record[ROOT / "package-lock.json"] = digest_of(ROOT / "package-lock.json")
    return {path.relative_to(ROOT).as_posix(): record[path] for path in sorted(record)}


def _load(database: str) -> tuple[set[Path], set[Path], set[Path]]:
    """Load it; the files of modules imported first, of functions called, and of whatever else was opened."""
    import django
    from django.conf import settings

    django.setup()
    settings.IS_DEMONSTRATION = True
    from demo.loading import load_country

    loaded = set(_ours(getattr(module, "__file__", None) for module in list(sys.modules.values())))
    _import_what_only_pages_need()
    from django.core.management import call_command
    from django.db import connections

    connections.settings["default"]["NAME"] = connections["default"].settings_dict["NAME"] = database
    opened: set[str] = set()
    sys.addaudithook(lambda event, details: opened.add(str(details[0])) if event == "open" else None)
    call_command("build_fonts", stdout=io.StringIO())  # the studies' PDF is made with them
    calls = cProfile.Profile(builtins=False)
    calls.enable()
    call_command("load_territories", apply=True, stdout=io.StringIO())
    load_country(lambda line: None)
    calls.disable()
    codes = [entry.code for entry in calls.getstats() if not isinstance(entry.code, str)]
    return loaded, set(_ours(code.co_filename for code in codes)), set(_ours(opened))


def _import_what_only_pages_need() -> None:
    """Addresses import every view as soon as one is asked: their import is not part of the load."""
    from django.template import engines
    from django.urls import get_resolver
    from wagtail import hooks

    get_resolver()._populate()
    hooks.search_for_hooks()
    engines.all()


def _ours(names: Iterable[str | None]) -> Iterator[Path]:
    for name in names:
        path = Path(name or "/")
        if path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] not in _ELSEWHERE:
            yield path


def _modules() -> Iterator[Path]:
    for folder in ROOT.iterdir():
        if folder.is_dir() and folder.name not in _ELSEWHERE:
            yield from folder.rglob("*.py")


def _is_data(path: Path) -> bool:
    return path.suffix not in {".py", ".pyc"} and "templates" not in path.parts


def _has_a_say(path: Path) -> bool:
    name = path.relative_to(ROOT)
    return name.parts[0] not in _APART or name.as_posix() == _ITSELF


def _with_imports(paths: set[Path]) -> set[Path]:
    """The modules, and all that they import: a module of constants has no function that is called."""
    found, waiting = set(paths), list(paths)
    while waiting:
        new = set(_imported_by(waiting.pop())) - found
        found |= new
        waiting += new
    return found


def _imported_by(path: Path) -> Iterator[Path]:
    for node in ast.walk(ast.parse(path.read_text())):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for name in names:
            place = ROOT / name.replace(".", "/")
            yield from (file for file in (place.with_suffix(".py"), place / "__init__.py") if file.exists())


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings_test"
    print(json.dumps(made(sys.argv[1])))  # noqa: T201 (read by `tests.harness.demo_country`)
