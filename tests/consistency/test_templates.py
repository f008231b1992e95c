"""Templates: used, without inline code, typographically right."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
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


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", HTML, ids=relative)
def test_no_inline_code_or_style(path: Path) -> None:
    text = _COMMENT.sub("", path.read_text())
    assert not re.search(r"<script(?![^>]*(\bsrc=|type=\"application/(ld\+)?json\"))", text)
    assert "<style" not in text
    assert not re.search(r"<[^>]*\sstyle=", text)
    assert not re.search(r"<[^>]*\son[a-z]+=", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_no_comment_that_would_be_shown(path: Path) -> None:
    """Django's short comments end with their line; a longer one is printed on the page."""
    assert not [line for line in path.read_text().split("\n") if line.count("{#") != line.count("#}")]


@pytest.mark.parametrize("path", HTML, ids=relative)
def test_no_foreign_host(path: Path) -> None:
    assert not re.search(r"(?:src|srcset|action)=[\"']https?://", path.read_text())


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_french_typography(path: Path) -> None:
    """No-break spaces before « : ; ! ? » and inside guillemets; real apostrophes in text."""
    text = _TAG.sub(" ", _COMMENT.sub("", path.read_text())) if path.suffix == ".html" else path.read_text()
    text = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}|https?://\S+|&\w+;", "x", text, flags=re.DOTALL)
    wrong = [
        *re.findall(r"\w [:;!?»](?:\s|$)", text),
        *re.findall(r"« \w", text),
        *re.findall(r"[a-zà-ü]'[a-zà-ü]", text, flags=re.IGNORECASE),
    ]
    assert not wrong


def test_every_template_is_used() -> None:
    sources = "\n".join(
        path.read_text()
        for folder in ("milliard", "demo", "config")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".html", ".txt"} and "tests" not in path.parts
    )
    unused = []
    for path in TEMPLATES:
        name = path.relative_to(next(p for p in path.parents if p.name == "templates")).as_posix()
        stem = (
            name.removesuffix("_subject.txt")
            .removesuffix("_message.txt")
            .removesuffix(".html")
            .removesuffix(".txt")
        )
        if (
            FOUND_BY_CONVENTION.search("/" + name)
            or name in sources
            or stem in sources
            or Path(name).name in sources
            # A component is named by its tag: _render("disclosure").
            or ("/components/" in name and f'"{path.stem}"' in sources)
        ):
            continue
        unused.append(name)
    assert not unused
