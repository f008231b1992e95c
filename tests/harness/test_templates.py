"""A template of ours that uses a name nobody gave it fails the test that renders it."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template import Context, Engine

from bootstrap.paths import VAR
from tests.harness.templates import UndefinedTemplateVariable


def rendered(folder: Path, words: str, **values: Any) -> str:
    (folder / "page.html").write_text(words)
    asked = settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"]
    return Engine(dirs=[folder], string_if_invalid=asked).get_template("page.html").render(Context(values))


@pytest.fixture
def ours() -> Iterator[Path]:
    """A folder of this repository."""
    VAR.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=VAR) as folder:
        yield Path(folder)


@pytest.mark.parametrize("words", ["{{ nowhere }}", "{{ person.nowhere }}", '{{ nowhere|default:"x" }}'])
def test_an_undefined_name_fails(ours: Path, words: str) -> None:
    with pytest.raises(UndefinedTemplateVariable, match=r"nowhere in .*page\.html"):
        rendered(ours, words, person={})


def test_what_may_be_missing(ours: Path, tmp_path: Path) -> None:
    assert rendered(ours, '{% if nowhere %}{% endif %}{{ errors.0|default:"none" }}', errors=[]) == "none"
    assert rendered(tmp_path, '{{ nowhere|default:"none" }}') == "none"  # a library's own
