"""The pages and the code say the same."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands

from milliard.core.journal import declared_codes
from tests.harness import reference
from tests.harness.pages import DOCS, ROOT, all_pages, prose

INDEX = DOCS / "README.md"
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")
#: Folders whose files a page may name; anything else in backquotes is not taken for a path.
_TOP_FOLDERS = "benchmarks|bootstrap|config|demo|docs|engines|french|milliard|tests"
_PATH = re.compile(rf"(?:{_TOP_FOLDERS})/[\w./-]*\w/?|\.env\.example|\.ci/run|pyproject\.toml|package\.json")
#: Words of a path that stand for the reader's own.
_PLACEHOLDERS = ("NAME", "milliard/assemblies")


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.*)$", prose(page), flags=re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", all_pages(), ids=relative)
def test_links_resolve(page: Path) -> None:
    broken = []
    for link in _LINK.findall(prose(page)):
        if "://" in link or link.startswith("mailto:"):
            continue
        target, _, anchor = link.partition("#")
        path = (page.parent / target).resolve() if target else page
        is_known = path.exists() and path.is_relative_to(ROOT)
        if not is_known or (anchor and path.suffix == ".md" and anchor not in anchors(path)):
            broken.append(link)
    assert not broken


def test_every_page_can_be_reached() -> None:
    """From the index, through the indexes of decisions and guides; nothing waits unread."""
    seen, waiting = set(), [INDEX]
    while waiting:
        page = waiting.pop()
        seen.add(page)
        links = [(page.parent / link.partition("#")[0]).resolve() for link in _LINK.findall(prose(page))]
        is_index = page.name == "README.md"
        found = {path for path in links if path.suffix == ".md" and path.exists() and path not in seen}
        seen |= found
        waiting += [path for path in found if is_index]
    unread = [relative(path) for path in all_pages() if path not in seen and path != ROOT / "README.md"]
    assert not unread


@pytest.mark.parametrize("page", all_pages(), ids=relative)
def test_paths_exist(page: Path) -> None:
    missing = []
    for code in _CODE.findall(prose(page)):
        path = code.strip()
        if not _PATH.fullmatch(path) or any(word in path for word in _PLACEHOLDERS):
            continue
        if not (ROOT / path).exists():
            missing.append(path)
    assert not missing


@pytest.mark.parametrize("page", reference.pages(), ids=relative)
def test_generated_parts_are_up_to_date(page: Path) -> None:
    assert page.read_text() == reference.written(page.read_text()), "run `make docs`"


def test_every_generator_has_its_place() -> None:
    text = "\n".join(page.read_text() for page in reference.pages())
    assert set(re.findall(r"<!-- generated: (\w+) -->", text)) == set(reference.PARTS)


def test_every_make_target_says_what_it_does() -> None:
    makefile = (ROOT / "Makefile").read_text()
    declared = re.search(r"^\.PHONY: (.*)$", makefile, flags=re.MULTILINE)
    targets = set(re.findall(r"^([a-z-]+):", makefile, flags=re.MULTILINE))
    assert declared is not None
    assert set(declared[1].split()) == targets == {name for name, _ in reference.make_targets()}


@pytest.mark.parametrize("page", all_pages(), ids=relative)
def test_commands_named_in_pages_exist(page: Path) -> None:
    text = page.read_text()
    targets = {name for name, _ in reference.make_targets()}
    assert set(re.findall(r"`make ([a-z-]+)", text)) <= targets
    named = set(re.findall(r"(?:manage\.py|\bmanage) ([a-z][a-z_]+)\b", text))
    assert named <= set(get_commands()) | {"NAME"}


def test_every_command_has_a_sentence() -> None:
    from django.core.management import load_command_class

    for name, app in reference.management_commands().items():
        command = load_command_class(app, name)
        assert command.help.strip().endswith((".", "!")), name
        for action in command.create_parser("manage.py", name)._actions:
            assert action.help, f"{name} {action.dest}"


def test_every_setting_has_a_meaning() -> None:
    assert [row[1] for row in reference.settings_variables() if not row[3]] == []


def test_every_address_says_what_it_answers() -> None:
    silent = [name for _, name, view in reference.url_patterns() if not reference._first_sentence(view)]
    assert not silent


def test_every_journal_code_has_the_form_and_a_label() -> None:
    for code, label in declared_codes():
        assert re.fullmatch(r"[a-z_]+\.[a-z_]+\.[a-z_]+", code), code
        assert label, code


def test_the_readme_has_two_commands() -> None:
    commands = re.search(r"## Two commands.*?```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert commands is not None
    assert re.findall(r"^make \w+", commands[1], flags=re.MULTILINE) == ["make demo", "make test"]


def test_the_map_of_the_readme_is_the_tree() -> None:
    text = (ROOT / "README.md").read_text().partition("## The map")[2].partition("\n## ")[0]
    drawn = set(re.findall(r"^    (?:  )?(\w+)/", text, flags=re.MULTILINE))
    packages = {path.name for path in ROOT.glob("milliard/*") if (path / "__init__.py").exists()}
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and path.name in _TOP_FOLDERS.split("|")}
    assert drawn == packages | folders


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = [project["project"]["dependencies"], *project["dependency-groups"].values()]
    wanted = {
        re.match(r"[\w-]+", line)[0]  # type: ignore[index]
        for group in groups
        for line in group
        if isinstance(line, str)
    }
    package = json.loads((ROOT / "package.json").read_text())
    wanted |= {*package["dependencies"], *package.get("devDependencies", {})}
    text = (DOCS / "decisions" / "0002-dependencies.md").read_text()
    rows = re.findall(r"^\| `([^`]+)` \| (.+?) \| ([\d.]+) \| (.+?) \|$", text, flags=re.MULTILINE)
    assert sorted(row[0] for row in rows) == sorted(wanted)


def test_decisions_are_numbered_without_gap() -> None:
    numbers = sorted(int(path.name[:4]) for path in (DOCS / "decisions").glob("0*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
    for path in (DOCS / "decisions").glob("0*.md"):
        text = path.read_text()
        assert text.startswith(f"# {path.name[:4]} · "), path.name
        if path.name[:4] != "0002":
            assert "**Chosen.**" in text, path.name
            assert "**Cost.**" in text, path.name


def glossary_rows() -> list[tuple[str, str]]:
    text = (DOCS / "glossary.md").read_text()
    rows = re.findall(r"^\| (.+?) \| (.+?) \|", text, flags=re.MULTILINE)
    return [(french.strip(), english.strip()) for french, english in rows]


def our_models() -> list[type]:
    """Our models but for the tables of history that pghistory makes."""
    return [
        model
        for model in apps.get_models()
        if model.__module__.startswith("milliard.") and not hasattr(model, "pgh_tracked_model")
    ]


def test_every_model_is_in_the_glossary() -> None:
    known = {(french, english) for french, english in glossary_rows()}
    missing = [
        f"{model._meta.verbose_name}: `{model.__name__}`"
        for model in our_models()
        if (str(model._meta.verbose_name), f"`{model.__name__}`") not in known
    ]
    assert not missing


def test_the_glossary_names_classes_that_exist() -> None:
    sources = "\n".join(
        path.read_text()
        for path in ROOT.glob("milliard/*/**/*.py")
        if "tests" not in path.parts and "migrations" not in path.parts
    )
    named = {name for _, english in glossary_rows() for name in re.findall(r"`([A-Z]\w+)`", english)}
    assert {
        name for name in named if not re.search(rf"^class {name}\b", sources, flags=re.MULTILINE)
    } == set()


@pytest.mark.parametrize("page", sorted((DOCS / "guide").glob("*.md")), ids=relative)
def test_guides_are_typeset(page: Path) -> None:
    text = re.sub(r"`[^`]*`|\]\([^)]*\)|^[|:\- ]+$", "x", prose(page), flags=re.MULTILINE)
    wrong = [
        *re.findall(r"\w [:;!?»](?:\s|$)", text),
        *re.findall(r"« \w", text),
        *re.findall(r"[a-zà-ü]'[a-zà-ü]", text, flags=re.IGNORECASE),
    ]
    assert not wrong
