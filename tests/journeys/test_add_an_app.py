"""A promise made to whoever adds an app: what `docs/how-to/add-an-app.md` says is enough, and works."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bootstrap.postgres import TESTS
from tests.harness.databases import _template_name
from tests.harness.pages import DOCS, ROOT, files_in

PAGE = DOCS / "how-to" / "add-an-app.md"
OWN = "milliard/workshops/"
#: What a new app changes by hand outside its folder; pages that `make docs` writes come besides.
OUTSIDE = {"config/settings.py", "config/urls.py", "pyproject.toml", "docs/glossary.md"}
MAX_FILES, MAX_LINES = 20, 500


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The tree as it stands, in a repository of its own."""
    names = git("ls-files", "--cached", "--others", "--exclude-standard", cwd=ROOT).split("\n")
    root = tmp_path / "tree"
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, root / name)
    git("init", "-q", cwd=root)
    git("add", "-A", cwd=root)
    (root / ".git/info/exclude").write_text("node_modules\n")
    (root / "node_modules").symlink_to(ROOT / "node_modules")
    return root


def git(*arguments: str, cwd: Path) -> str:
    return subprocess.run(["git", *arguments], cwd=cwd, capture_output=True, text=True, check=True).stdout


def write(name: str, language: str, text: str, root: Path) -> None:
    path = root / name
    if language != "diff":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return
    lines = text.splitlines(keepends=True)
    before = "".join(line[1:] for line in lines if line[0] in " -")
    after = "".join(line[1:] for line in lines if line[0] in " +")
    whole = path.read_text()
    assert whole.count(before) == 1, f"{name}: {before}"
    path.write_text(whole.replace(before, after))


def run(*arguments: str, root: Path) -> str:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings_test",
        "TEST_DATABASE_URL": os.environ.get("TEST_DATABASE_URL") or TESTS.url(),
        "TEST_TEMPLATE": _template_name(),  # its migrations are of the copy too: only the app's own remain
    }
    for name in [name for name in environment if name.startswith("PYTEST_")]:
        del environment[name]  # this run's own
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # the second command need not compile what the first did
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6_000:] + done.stderr[-3_000:]
    return done.stdout


@pytest.mark.slow
@pytest.mark.usefixtures("django_db_setup")  # the cluster is there
def test_the_app_of_the_page_is_whole_and_passes(copy: Path) -> None:
    written = files_in(PAGE)
    assert {name for name in written if not name.startswith(OWN)} == OUTSIDE
    for name, (language, text) in written.items():
        write(name, language, text, copy)
    for folder in ("migrations", "tests"):
        (copy / OWN / folder).mkdir(exist_ok=True)
        (copy / OWN / folder / "__init__.py").touch()
    run("manage.py", "makemigrations", "workshops", root=copy)
    run("-m", "tests.harness.reference", root=copy)
    git("add", "-A", OWN, cwd=copy)
    changed = {name for name in git("diff", "--name-only", cwd=copy).split("\n") if name}
    assert {name for name in changed if not is_generated(copy / name)} == OUTSIDE

    files = [path for path in (copy / OWN).rglob("*") if path.is_file() and path.suffix != ".pyc"]
    lines = sum(len(path.read_text().splitlines()) for path in files)
    assert (len(files) <= MAX_FILES, lines <= MAX_LINES) == (True, True), (len(files), lines)

    run("-m", "ruff", "check", OWN, root=copy)
    run("-m", "ruff", "format", "--check", OWN, root=copy)
    wanted = "workshops or declared or consistency"
    places = (OWN, "tests/pages", "tests/consistency")
    said = run("-m", "pytest", "-q", "-p", "no:cacheprovider", *places, "-k", wanted, root=copy)
    passed = re.search(r"(\d+) passed", said)
    assert passed is not None
    assert int(passed[1]) > 50, said[-2_000:]


def is_generated(path: Path) -> bool:
    return "<!-- generated: " in path.read_text()
