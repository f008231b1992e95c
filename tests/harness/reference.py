"""The generated parts of docs/reference: `python -m tests.harness.reference` writes them (`make docs`).

A page holds `<!-- generated: NAME -->` … `<!-- end -->`; what stands between is what :data:`PARTS` makes of
the code. `tests/consistency/test_docs.py` fails when a page and the code differ.
"""

import argparse
import inspect
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs"
OURS = ("milliard.", "demo")
_BLOCK = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_OPTIONS_OF_DJANGO = {"help", "version", "verbosity", "settings", "pythonpath", "traceback"}
_OPTIONS_OF_DJANGO |= {"no_color", "force_color", "skip_checks"}


def written(page: str) -> str:
    """The text of ``page`` with its generated parts made again."""
    return _BLOCK.sub(lambda found: f"{found[1]}\n{PARTS[found[2]]()}\n{found[3]}", page)


def pages() -> list[Path]:
    """The pages that hold a generated part."""
    return [path for path in sorted(PAGES.rglob("*.md")) if _BLOCK.search(path.read_text())]


def make_targets() -> list[tuple[str, str]]:
    """(target, what it does) of the Makefile, in its order."""
    found = re.findall(r"^([a-z-]+):.*?## (.*)$", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)
    return [(name, title.strip()) for name, title in found]


def management_commands() -> dict[str, str]:
    """Our own commands -> the app that holds each."""
    from django.core.management import get_commands

    return {
        name: app
        for name, app in sorted(get_commands().items())
        if isinstance(app, str) and app.startswith(OURS)
    }


def settings_variables() -> list[tuple[str, str, str, str]]:
    """(section, variable, default, meaning) of `.env.example`, which a test holds to the settings."""
    rows, section, comment = [], "", []
    for line in (ROOT / ".env.example").read_text().splitlines():
        if title := re.fullmatch(r"# --- (.*) ---", line):
            section, comment = title[1], []
        elif line.startswith("#"):
            comment.append(line.lstrip("# "))
        elif found := re.fullmatch(r"([A-Z][A-Z_]+)=(.*)", line):
            rows.append((section, found[1], found[2], " ".join(comment)))
            comment = []
        else:
            comment = []
    return rows


def url_patterns() -> Iterator[tuple[str, str, Callable[..., Any]]]:
    """(path, name, view) of every address that a view of ours answers."""
    from django.urls import get_resolver

    yield from _walk(get_resolver().url_patterns, "/", "")


def _walk(patterns: list[Any], prefix: str, namespace: str) -> Iterator[tuple[str, str, Callable[..., Any]]]:
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, path, inner)
        elif inspect.unwrap(pattern.callback).__module__.startswith(OURS):
            yield path, f"{namespace}{pattern.name}", pattern.callback


def _table(*rows: tuple[str, ...]) -> str:
    head, *body = rows
    lines = [head, tuple("---" for _ in head), *body]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _make() -> str:
    rows = [(f"`make {name}`", title) for name, title in make_targets()]
    return _table(("command", "what it does"), *rows) + "\n"


def _commands() -> str:
    return "\n".join(_command(name, app) for name, app in management_commands().items())


def _command(name: str, app: str) -> str:
    from django.core.management import load_command_class

    command = load_command_class(app, name)
    parser = command.create_parser("manage.py", name)
    rows = [
        (_spelling(action), _meaning(action))
        for action in parser._actions
        if action.dest not in _OPTIONS_OF_DJANGO
    ]
    options = _table(("argument", "meaning"), *rows) + "\n" if rows else "No argument.\n"
    return f"### {name}\n\nIn `{app}`. {command.help}\n\n{options}"


def _spelling(action: argparse.Action) -> str:
    if not action.option_strings:
        return f"`{action.dest.upper()}`"
    value = "" if action.nargs == 0 else f" {action.dest.upper()}"
    return f"`{action.option_strings[-1]}{value}`"


def _meaning(action: argparse.Action) -> str:
    default = action.default
    is_worth_saying = default not in (None, "", False, argparse.SUPPRESS) and action.option_strings
    return f"{action.help or ''}{f' (default: {default})' if is_worth_saying else ''}"


def _settings() -> str:
    parts = []
    rows = settings_variables()
    for section in dict.fromkeys(row[0] for row in rows):
        inside = [
            (f"`{name}`", f"`{default}`" if default else "", meaning)
            for where, name, default, meaning in rows
            if where == section
        ]
        parts.append(f"### {section}\n\n" + _table(("variable", "default", "meaning"), *inside) + "\n")
    return "\n".join(parts)


def _urls() -> str:
    rows = sorted(
        (
            f"`{path}`",
            f"`{name}`",
            "everyone" if getattr(view, "login_required", True) is False else "signed in",
            _first_sentence(view),
        )
        for path, name, view in url_patterns()
    )
    return _table(("address", "name", "open to", "what it answers"), *rows) + "\n"


def _first_sentence(view: Callable[..., Any]) -> str:
    text = inspect.getdoc(inspect.unwrap(view)) or ""
    return " ".join(text.split("\n\n")[0].split())


def _journal() -> str:
    from milliard.core.journal import declared_codes

    rows = [(f"`{code}`", label) for code, label in sorted(declared_codes())]
    return _table(("code", "label shown to the team"), *rows) + "\n"


def _apps() -> str:
    """The apps that exist, highest layer first, each with the first line of its docstring."""
    from importlib import import_module

    from milliard.core.declarations import our_apps

    rows = []
    for config in reversed(list(our_apps())):
        first, *_ = (inspect.getdoc(import_module(config.name)) or "").splitlines()
        rows.append((f"`{config.name.rpartition('.')[2]}`", first))
    return _table(("app", "what it is"), *rows) + "\n"


def _erasure() -> str:
    """Field by field, what an erasure does; in French, as it is shown."""
    from milliard.core.erasure_table import erasure_table
    from milliard.core.fates import Fate

    parts = []
    for kind, lines in erasure_table():
        rows = [
            (
                f"`{line.model._meta.label}`",
                ", ".join(f"`{name}`" for name in line.names) or "all the others",
                str(line.fate),
                "" if line.fate == Fate.ERASED else line.why,
                line.until,
            )
            for line in lines
        ]
        table = _table(("model", "fields", "fate", "why", "until"), *rows)
        parts.append(f"### {kind.kind}\n\n{kind.until}\n\n{table}\n")
    return "\n".join(parts)


def _impersonal() -> str:
    """Models that say nothing of anybody, with the fields that could."""
    from milliard.core.erasure_table import impersonal_models

    rows = [
        (f"`{model._meta.label}`", ", ".join(f"`{name}`" for name in fields.split() if name != "*"))
        for model, fields in impersonal_models()
    ]
    return _table(("model", "fields looked at"), *rows) + "\n"


def _form_types() -> str:
    from engines.questionnaire.files.xlsform.guide import GROUPS, TYPES

    rows = [(f"`{each.type}`", _code(each.appearance), each.meaning_fr) for each in TYPES]
    rows += [(f"`{opens}`", _code(appearance), meaning) for opens, appearance, _, meaning in GROUPS]
    return _spaced(_table(("type", "appearance", "ce que c’est"), *rows))


def _form_columns(sheet: str) -> str:
    from engines.questionnaire.files.xlsform import guide

    explained = {"survey": guide.SURVEY, "choices": guide.CHOICES, "settings": guide.SETTINGS}[sheet]
    rows = [(f"`{column.name}`", column.values_fr, column.meaning_fr) for column in explained]
    return _spaced(_table(("colonne", "ce qu’on y écrit", "à quoi elle sert"), *rows))


def _form_roles() -> str:
    from engines.questionnaire.files.xlsform.guide import ROLES

    return _spaced(_table(("role", "à quoi sert la réponse"), *((f"`{name}`", said) for name, said in ROLES)))


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def _spaced(text: str) -> str:
    from french import typeset

    return typeset(text) + "\n"


#: What stands between the markers, by name.
PARTS: dict[str, Callable[[], str]] = {
    "make": _make,
    "commands": _commands,
    "settings": _settings,
    "urls": _urls,
    "journal": _journal,
    "apps": _apps,
    "erasure": _erasure,
    "impersonal": _impersonal,
    "form_types": _form_types,
    "form_survey": lambda: _form_columns("survey"),
    "form_choices": lambda: _form_columns("choices"),
    "form_settings": lambda: _form_columns("settings"),
    "form_roles": _form_roles,
}


def main() -> None:
    """Write every generated part again."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings_test"
    import django

    django.setup()
    for path in pages():
        before = path.read_text()
        after = written(before)
        if after != before:
            path.write_text(after)
            print(f"  written: {path.relative_to(ROOT)}")  # noqa: T201 (the words of a command)


if __name__ == "__main__":
    main()
