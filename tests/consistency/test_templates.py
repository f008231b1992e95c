"""Templates: used, without inline code, typographically right. Each test lists every fault it finds."""

import re
from functools import cache
from pathlib import Path

from tests.harness.faults import ROOT, Text, assert_none, relative

TEMPLATES = sorted(
    path for path in ROOT.glob("milliard/*/templates/**/*") if path.suffix in {".html", ".txt"}
)
HTML = [path for path in TEMPLATES if path.suffix == ".html"]

#: Looked up by name by Django, allauth or Wagtail; `kinds`: by the kind of a question.
FOUND_BY_CONVENTION = re.compile(
    r"/(account|mfa|usersessions|allauth|wagtailadmin|django|kinds|40[0-9]\w*|429|500)[/.]"
)
_TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}|<[^>]*>", re.DOTALL)
_COMMENT = re.compile(r"{% comment[^%]*%}.*?{% endcomment %}|{#.*?#}|<!--.*?-->", re.DOTALL)
_INLINE = (
    re.compile(r"<script(?![^>]*(\bsrc=|type=\"application/(ld\+)?json\"))"),
    re.compile(r"<style"),
    re.compile(r"<[^>]*\sstyle="),
    re.compile(r"<[^>]*\son[a-z]+="),
)
_FOREIGN = re.compile(r"(?:src|srcset|action)=[\"']https?://")
_NOT_WORDS = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}|https?://\S+|&\w+;", re.DOTALL)
#: No-break spaces before « : ; ! ? » and inside guillemets; real apostrophes in text.
FRENCH = (
    re.compile(r"\w [:;!?»](?:\s|$)"),
    re.compile(r"« \w"),
    re.compile(r"[a-zà-ü]'[a-zà-ü]", re.IGNORECASE),
)


@cache
def text_of(path: Path) -> Text:
    return Text.of(path)


def test_no_inline_code_or_style() -> None:
    assert_none(fault for path in HTML for fault in text_of(path).without(_COMMENT).faults(*_INLINE))


def test_no_comment_that_would_be_shown() -> None:
    """Django's short comments end with their line; a longer one is printed on the page."""
    assert_none(
        f"{relative(path)}:{number}: {line.strip()}"
        for path in TEMPLATES
        for number, line in enumerate(path.read_text().split("\n"), 1)
        if line.count("{#") != line.count("#}")
    )


def test_no_foreign_host() -> None:
    assert_none(fault for path in HTML for fault in text_of(path).faults(_FOREIGN))


def test_french_typography() -> None:
    faults = []
    for path in TEMPLATES:
        text = text_of(path)
        if path.suffix == ".html":
            text = text.without(_COMMENT).without(_TAG, " ")
        faults += text.without(_NOT_WORDS, "x").faults(*FRENCH)
    assert_none(faults)


def test_no_line_over_140_columns() -> None:
    """But in a mail, where a paragraph is one line: the reader's program folds it."""
    assert_none(
        f"{relative(path)}:{number}"
        for path in HTML
        for number, line in enumerate(path.read_text().split("\n"), 1)
        if len(line) > 140
    )


def test_every_template_is_used() -> None:
    sources = "\n".join(
        path.read_text()
        for folder in ("milliard", "demo", "config")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".html", ".txt"} and "tests" not in path.relative_to(ROOT).parts
    )
    assert_none(relative(path) for path in TEMPLATES if not is_used(path, sources))


def is_used(path: Path, sources: str) -> bool:
    name = path.relative_to(next(p for p in path.parents if p.name == "templates")).as_posix()
    stem = re.sub(r"(_subject|_message)?\.txt$|\.html$", "", name)
    return bool(
        FOUND_BY_CONVENTION.search("/" + name)
        or name in sources
        or stem in sources
        or Path(name).name in sources
        # A component is named by its tag: _render("disclosure").
        or ("/components/" in name and f'"{path.stem}"' in sources)
    )
