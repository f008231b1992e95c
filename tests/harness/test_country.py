"""The country is loaded again when something that makes it changes, and only then."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings

from bootstrap.paths import ROOT
from tests.harness import country, databases, demo_country

#: Folders and modules that show the country, or look at it, and do not make it.
ONLY_SHOWN = {"views", "staff", "templates", "tests", "views.py", "staff.py", "staff_views.py", "urls.py"}


def place(path: Path | str) -> str:
    return Path(path).relative_to(ROOT).as_posix()


pytestmark = pytest.mark.slow  # the country they ask about is loaded first


@pytest.fixture(scope="module")
def record(django_db_setup: None, django_db_blocker: Any) -> country.Record:
    """What the country of these tests was made with."""
    with django_db_blocker.unblock():
        name = demo_country.ensure_country()
    with databases._maintenance() as cursor:
        return dict(demo_country._countries(cursor))[name]


def test_it_is_current_until_one_of_its_files_changes(tmp_path: Path) -> None:
    maker, page = tmp_path / "maker.py", tmp_path / "page.py"
    maker.write_text("AMOUNT = 1")
    record = {"maker.py": country.digest_of(maker)}
    assert country.is_current(record, tmp_path)
    page.write_text("changed")
    assert country.is_current(record, tmp_path)
    maker.write_text("AMOUNT = 2")
    assert not country.is_current(record, tmp_path)
    maker.unlink()
    assert not country.is_current(record, tmp_path)
    assert not country.is_current({}, tmp_path)


def test_what_makes_it_is_recorded(record: country.Record) -> None:
    makers = set((ROOT / "demo").glob("generator/*.py")) | set((ROOT / "demo").glob("studies/*.py"))
    makers |= set((ROOT / "demo").glob("questionnaires/*.md")) | {ROOT / "package-lock.json"}
    models = {model.__module__ for model in apps.get_models() if model.__module__.startswith("milliard.")}
    makers |= {Path(str(import_module(name).__file__)) for name in models}
    makers |= {Path(str(import_module(settings.SETTINGS_MODULE).__file__))}
    # Named in a setting and imported when an account is made: only its running tells that it takes part.
    makers |= {Path(str(import_module(settings.ACCOUNT_ADAPTER.rpartition(".")[0]).__file__))}
    assert {place(path) for path in makers} - record.keys() == set()


def test_what_only_shows_it_is_not_recorded(record: country.Record) -> None:
    others = record.keys() - {country._ITSELF}
    shown = [name for name in others if ONLY_SHOWN & set(Path(name).parts) or name.endswith(".html")]
    assert shown == []


def test_a_module_of_constants_is_found_where_it_is_imported() -> None:
    found = country._with_imports({ROOT / "demo" / "loading.py"})
    assert {"demo/waves.py", "demo/studies/__init__.py"} <= {place(path) for path in found}
