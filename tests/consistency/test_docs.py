"""The pages and the code say the same."""

import json
import re
import tomllib
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

from django.apps import apps
from django.core.management import get_commands

from milliard.core.journal import declared_codes
from tests.consistency.test_templates import FRENCH
from tests.harness import reference
from tests.harness.faults import Text, assert_none, relative
from tests.harness.pages import ANY_FENCE, DOCS, ROOT, all_pages, prose

INDEX = DOCS / "README.md"
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")
#: Folders whose files a page may name; anything else in backquotes is not taken for a path.
_TOP_FOLDERS = "benchmarks|bootstrap|config|demo|docs|engines|french|milliard|tests"
_PATH = re.compile(rf"(?:{_TOP_FOLDERS})/[\w./-]*\w/?|\.env\.example|\.ci/run|pyproject\.toml|package\.json")
#: Words of a path that stand for the reader's own.
_PLACEHOLDERS = ("NAME", "milliard/assemblies")
_MAKE = re.compile(r"`make ([a-z-]+)")
_MANAGE = re.compile(r"(?:manage\.py|\bmanage) ([a-z][a-z_]+)\b")
_NOT_FRENCH = re.compile(r"`[^`]*`|\]\([^)]*\)|^[|:\- ]+$", re.MULTILINE)


def prose_of(page: Path) -> Text:
    """The page without its fenced blocks; its lines are known."""
    return Text.of(page).without(ANY_FENCE)


def anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.*)$", prose(page), flags=re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def test_links_resolve() -> None:
    assert_none(
        f"{place}: {link[1]}"
        for page in all_pages()
        for place, link in prose_of(page).found(_LINK)
        if not resolves(link[1], page)
    )


def resolves(link: str, page: Path) -> bool:
    if "://" in link or link.startswith("mailto:"):
        return True
    target, _, anchor = link.partition("#")
    path = (page.parent / target).resolve() if target else page
    if not path.exists() or not path.is_relative_to(ROOT):
        return False
    return not anchor or path.suffix != ".md" or anchor in anchors(path)


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
    assert_none(relative(path) for path in all_pages() if path not in seen and path != ROOT / "README.md")


def test_paths_exist() -> None:
    assert_none(
        f"{place}: {code[1]}"
        for page in all_pages()
        for place, code in prose_of(page).found(_CODE)
        if is_lost(code[1].strip())
    )


def is_lost(path: str) -> bool:
    """Whether these words are a path of ours, and no file is there."""
    is_path = _PATH.fullmatch(path) and not any(word in path for word in _PLACEHOLDERS)
    return bool(is_path) and not (ROOT / path).exists()


def test_generated_parts_are_up_to_date() -> None:
    assert_none(
        f"{relative(page)}:{line}: {said}, and the code says {made}: run `make docs`"
        for page in reference.pages()
        for line, said, made in differences(page.read_text(), reference.written(page.read_text()))
    )


def differences(said: str, made: str) -> Iterator[tuple[int, list[str], list[str]]]:
    """Where the two differ: the line, what is said from there on, what should be."""
    one, other = said.split("\n"), made.split("\n")
    for kind, start, end, first, last in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind != "equal":
            yield start + 1, one[start:end], other[first:last]


def test_every_generator_has_its_place() -> None:
    text = "\n".join(page.read_text() for page in reference.pages())
    assert set(re.findall(r"<!-- generated: (\w+) -->", text)) == set(reference.PARTS)


def test_every_make_target_says_what_it_does() -> None:
    makefile = (ROOT / "Makefile").read_text()
    declared = re.search(r"^\.PHONY: (.*)$", makefile, flags=re.MULTILINE)
    targets = set(re.findall(r"^([a-z-]+):", makefile, flags=re.MULTILINE))
    assert declared is not None
    assert set(declared[1].split()) == targets == {name for name, _ in reference.make_targets()}


def test_commands_named_in_pages_exist() -> None:
    targets = {name for name, _ in reference.make_targets()}
    commands = set(get_commands()) | {"NAME"}
    texts = [Text.of(page) for page in all_pages()]
    assert_none(
        f"{place}: {command[0]}"
        for pattern, known in ((_MAKE, targets), (_MANAGE, commands))
        for text in texts
        for place, command in text.found(pattern)
        if command[1] not in known
    )


def test_every_command_has_a_sentence() -> None:
    from django.core.management import load_command_class

    faults = []
    for name, app in reference.management_commands().items():
        command = load_command_class(app, name)
        if not command.help.strip().endswith((".", "!")):
            faults.append(f"{name}: {command.help!r} is no sentence")
        actions = command.create_parser("manage.py", name)._actions
        faults += [f"{name}: {action.dest} says nothing" for action in actions if not action.help]
    assert_none(faults)


def test_every_setting_has_a_meaning() -> None:
    assert_none(row[1] for row in reference.settings_variables() if not row[3])


def test_every_address_says_what_it_answers() -> None:
    assert_none(name for _, name, view in reference.url_patterns() if not reference._first_sentence(view))


def test_every_journal_code_has_the_form_and_a_label() -> None:
    assert_none(
        f"{code}: {label!r}"
        for code, label in declared_codes()
        if not re.fullmatch(r"[a-z_]+\.[a-z_]+\.[a-z_]+", code) or not label
    )


def test_the_readme_has_three_commands() -> None:
    commands = re.search(r"## Three commands.*?```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert commands is not None
    assert re.findall(r"^make [\w-]+", commands[1], flags=re.MULTILINE) == [
        "make demo",
        "make test",
        "make test-all",
    ]


def test_the_map_of_the_readme_is_the_tree() -> None:
    text = (ROOT / "README.md").read_text().partition("## The map")[2].partition("\n## ")[0]
    drawn = set(re.findall(r"^    (?:  )?(\w+)/", text, flags=re.MULTILINE))
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and path.name in _TOP_FOLDERS.split("|")}
    assert drawn == folders


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


def test_decisions_say_what_was_chosen_and_what_it_costs() -> None:
    faults = []
    for path in sorted((DOCS / "decisions").glob("0*.md")):
        text, number = path.read_text(), path.name[:4]
        if not text.startswith(f"# {number} · "):
            faults.append(f"{relative(path)}:1: the title begins with # {number} ·")
        words = ("**Chosen.**", "**Cost.**") if number != "0002" else ()
        faults += [f"{relative(path)}: {word} is missing" for word in words if word not in text]
    assert_none(faults)


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
    assert_none(
        f"{model._meta.verbose_name}: `{model.__name__}`"
        for model in our_models()
        if (str(model._meta.verbose_name), f"`{model.__name__}`") not in known
    )


def test_the_glossary_names_classes_that_exist() -> None:
    sources = "\n".join(
        path.read_text()
        for folder in ("milliard", "engines")
        for path in (ROOT / folder).rglob("*.py")
        if not {"tests", "migrations"} & set(path.relative_to(ROOT).parts)
    )
    named = {name for _, english in glossary_rows() for name in re.findall(r"`([A-Z]\w+)`", english)}
    assert_none(
        name for name in sorted(named) if not re.search(rf"^class {name}\b", sources, flags=re.MULTILINE)
    )


def test_guides_are_typeset() -> None:
    assert_none(
        fault
        for page in sorted((DOCS / "guide").glob("*.md"))
        for fault in prose_of(page).without(_NOT_FRENCH, "x").faults(*FRENCH)
    )
