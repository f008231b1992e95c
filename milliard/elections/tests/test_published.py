"""What is published is what the manifest says, lives under a strict policy, and is written in good French."""

import hashlib
import json
import re
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from milliard.core.static_files import PackageFinder
from milliard.elections.addresses import registrar_file
from milliard.elections.tests.node_runs import PACKAGE, run_node
from tests.consistency.test_one_word_for_email import _OTHER
from tests.consistency.test_typography import WRONG

PAGES = ("booth", "verify", "trustee", "registrar")
_STRINGS = re.compile(r"/\*.*?\*/|//[^\n]*|\"((?:[^\"\\\n]|\\.)*)\"|`((?:[^`\\]|\\.)*)`", re.DOTALL)
_FRENCH = re.compile(r"[àâçéèêëîïôùûœ’«»]| (?:le|la|les|un|une|de|votre|plus) ")


def test_the_manifest_is_that_of_the_files(bundle):
    published = run_node(PACKAGE / "build.mjs", "--check").stdout.strip()
    manifest = (PACKAGE / "manifest.json").read_bytes()
    assert published == hashlib.sha256(manifest).hexdigest()
    files = json.loads(manifest)["files"]
    built = {path.relative_to(bundle).as_posix() for path in bundle.rglob("*") if path.is_file()}
    assert built == {*files, "manifest.json"}
    for name, digest in files.items():
        assert hashlib.sha256((bundle / name).read_bytes()).hexdigest() == digest, name


def test_the_site_keeps_the_registrars_tool_in_one_file_and_says_its_hash(bundle):
    address, digest = registrar_file()
    kept = finders.find("elections/single/registrar.html")
    assert address.startswith("/static/elections/single/registrar")
    assert hashlib.sha256(Path(kept).read_bytes()).hexdigest() == digest
    assert Path(kept).read_bytes() == (bundle / "single" / "registrar.html").read_bytes()


def test_one_changed_letter_changes_the_hash(tmp_path, bundle):
    files = json.loads((bundle / "manifest.json").read_text())["files"]
    changed = (bundle / "protocol" / "ballots.js").read_bytes().replace(b"proof", b"prooF", 1)
    assert hashlib.sha256(changed).hexdigest() != files["protocol/ballots.js"]


def test_the_site_serves_the_same_packages():
    packages = json.loads((PACKAGE / "packages.json").read_text())
    served = {
        name: source for name, source in settings.PACKAGE_FILES.items() if name.startswith("elections/")
    }
    assert served == {f"elections/{name}": source for name, source in packages.items()}
    files = json.loads((PACKAGE / "manifest.json").read_text())["files"]
    collected = {name: storage for name, storage in PackageFinder().list([]) if name in served}
    for name, storage in collected.items():
        with storage.open(name) as file:
            assert hashlib.sha256(file.read()).hexdigest() == files[name.removeprefix("elections/")], name
    assert all(finders.find(name) for name in served)


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_inline_and_nothing_is_foreign(bundle, page):
    source = (PACKAGE / f"{page}.html").read_text()
    assert not re.search(
        r"<style|style=|<script(?! type=\"module\" src=\"pages/)| on\w+=|javascript:", source
    )
    assert "'unsafe" not in source
    single = (bundle / "single" / f"{page}.html").read_text()
    head = single.partition("</head>")[0].partition("<style>")
    assert not re.search(r"(?:src|href)=\"(?!data:)", head[0])
    assert re.search(r"script-src 'sha256-[\w+/]{43}='; style-src 'sha256-[\w+/]{43}='", head[0])
    if page == "registrar":
        assert "connect-src" not in single
        assert "default-src 'none'" in single


def sentences():
    for page in PAGES:
        body = (PACKAGE / f"{page}.html").read_text().partition("<title>")[2]
        yield from ((page, unescape(text)) for text in re.findall(r">([^<]+)<", body))
    for path in (PACKAGE / "pages").glob("*.js"):
        for plain, template in _STRINGS.findall(path.read_text()):
            text = plain or re.sub(r"\$\{(?:[^{}]|\{[^{}]*\})*\}", "x", template)
            if _FRENCH.search(text):
                yield path.name, text


def test_sentences_are_well_set():
    found = list(sentences())
    assert len(found) > 200
    assert [each for each in found if WRONG.search(each[1]) or _OTHER.search(each[1])] == []
