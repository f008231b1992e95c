"""Nobody finds answers by trying them: nothing public depends on single answers, hashes included."""

import hashlib
import io
import itertools
import json
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from django.db import transaction
from django.test import Client
from pypdf import PdfReader

from engines import statistics
from engines.questionnaire.model import Definition, Kind, Question, Section
from milliard.figures.datasets import storage
from milliard.figures.models import Dataset
from milliard.figures.reports import FigureKind, FigureSpec
from milliard.figures.services.freeze import freeze_collection
from milliard.surveys.tests import factories as surveys
from milliard.surveys.tests.responses import respond
from milliard.website.models import Edition
from milliard.website.services import figure_piece, numbers_piece
from milliard.website.tests import factories

pytestmark = pytest.mark.django_db

_HEXADECIMAL = re.compile(rb"[0-9a-f]{8,}", re.IGNORECASE)
#: Drawn anew for each request.
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')


def published(slug: str, answers: list[dict[str, str]]) -> Dataset:
    """A study of a few people, one of whose questions nobody must read."""
    items = tuple(Question(name, Kind.YES_NO, f"{name}\u202f?") for name in ("sante", "emploi"))
    collection = surveys.open_collection(
        Definition(title="Petite enquête", sections=(Section("page", "Une page", items),)),
        title="Petite enquête",
        slug="petite-enquete",
    )
    respond(collection, *answers)
    frozen = freeze_collection(collection=collection, by=None, title="Petite enquête")
    factories.study(
        of=frozen,
        slug=slug,
        with_pieces=[
            figure_piece("Santé", FigureSpec(FigureKind.DISTRIBUTION, "sante")),
            figure_piece("Emploi", FigureSpec(FigureKind.DISTRIBUTION, "emploi")),
            figure_piece("Croisement", FigureSpec(FigureKind.CROSSTAB, "sante", breakdown="emploi")),
            numbers_piece((("ont dit oui", "share", "sante", ("yes",)), ("ont répondu", "complete", "", ()))),
        ],
    )
    return frozen


def everything_public(client: Client, slug: str) -> Iterator[tuple[str, bytes]]:
    """Every page and file of a study, found from its page on, with the headers they come with."""
    seen, waiting = set(), [f"/etudes/{slug}/"]
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        response = client.get(address)
        assert response.status_code == 200, address
        content = b"".join(response.streaming_content) if response.streaming else response.content
        headers = "\n".join(f"{name}: {value}" for name, value in sorted(response.headers.items()))
        yield address, headers.encode() + b"\n\n" + _readable(address, content)
        if response.headers["Content-Type"].startswith("text/html"):
            found = re.findall(rf'(?:href|src|content)="[^"]*?(/etudes/{slug}/[^"#]*)"', content.decode())
            waiting += [address for address in found if address not in seen]


def _readable(address: str, content: bytes) -> bytes:
    if address.endswith((".xlsx", ".zip")):
        archive = zipfile.ZipFile(io.BytesIO(content))
        return b"\n".join(archive.read(name) for name in sorted(archive.namelist()))
    if address.endswith(".pdf"):
        reader = PdfReader(io.BytesIO(content))
        about = f"{reader.metadata} {reader.trailer.get('/ID')}"
        return "\n".join([about, *(page.extract_text() for page in reader.pages)]).encode()
    return content


def guesses(count: int, n: int) -> Iterator[np.ndarray]:
    """Every way ``count`` of ``n`` people may have said yes."""
    for places in itertools.combinations(range(n), count):
        codes = np.ones(n, np.uint8)
        codes[list(places)] = 0
        yield codes


def hashes_of(dataset: Dataset, spec: FigureSpec, codes: np.ndarray) -> Iterator[str]:
    """What a guess would be known by: of the answers, as the engine is given them, and of their table."""
    categories = (("yes", "Oui"), ("no", "Non"))
    column = statistics.CategoricalColumn(codes, categories)
    parameters = {"category": list(spec.category), "bounds": [], "threshold": 5, "base_threshold": 10}
    name, design = spec.kind.value, statistics.Design(len(codes))
    for key in (bytes(16), dataset.slug.encode().ljust(16), dataset.public_id.bytes):
        yield statistics.digest_input(name, design, [column], key=key, parameters=parameters)
    yield plain_digest(name, column, parameters)
    yield hashlib.sha256(codes.tobytes()).hexdigest()


def plain_digest(name: str, column: Any, parameters: dict[str, Any]) -> str:
    """The hash that was once printed under each figure."""

    def text(*parts: object) -> bytes:
        return json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"

    found = hashlib.sha256(text(statistics.ENGINE_NAME, statistics.ENGINE_VERSION, name, parameters))
    found.update(text("design", len(column.codes)))
    for part in ("weights", "strata", "clusters", "fpc", "domain"):
        found.update(text(part, None))
    found.update(text("CategoricalColumn"))
    found.update(text("categories", [list(category) for category in column.categories]))
    found.update(text("codes", column.codes.dtype.str, list(column.codes.shape)))
    found.update(column.codes.tobytes())
    return found.hexdigest()


@pytest.mark.slow
def test_answers_are_not_found_by_trying_them(client: Client) -> None:
    answers = [{"sante": "yes" if place in (3, 11) else "no", "emploi": "yes"} for place in range(20)]
    dataset = published("petite", answers)
    public = b"\n".join(content for _, content in everything_public(client, "petite"))
    assert b"non publi" in public
    pieces = {piece[:8].lower() for piece in _HEXADECIMAL.findall(public)}
    spec = FigureSpec(FigureKind.DISTRIBUTION, "sante")
    tried = 0
    for codes in guesses(2, 20):
        for digest in hashes_of(dataset, spec, codes):
            tried += 1
            assert digest[:8].encode() not in pieces
    assert tried == 190 * 5
    data = storage.read_bytes(dataset)
    for secret in (dataset.digest, bytes(dataset.digest_key).hex(), hashlib.sha256(data).hexdigest()):
        assert secret[:8].encode() not in pieces
    for shown in Edition.objects.get().shown_figures():
        for figure in shown.figures:
            assert figure.input_digest
            assert figure.input_digest[:8].encode() not in pieces


@pytest.mark.slow
def test_an_answer_that_changes_no_number_changes_no_public_byte(client: Client, time_machine: Any) -> None:
    """Two or three «oui» among twenty are withheld alike: a reader must not see which it is."""
    time_machine.move_to("2026-11-23T08:00:00+00:00", tick=False)
    seen = []
    for count in (2, 3):
        answers = [{"sante": "yes" if place < count else "no", "emploi": "yes"} for place in range(20)]
        with transaction.atomic():
            published("jumelle", answers)
            drawn = Edition.objects.get().public_id.hex.encode()
            seen.append(
                {
                    address: _TOKEN.sub(b"", content.replace(drawn, b""))
                    for address, content in everything_public(client, "jumelle")
                }
            )
            transaction.set_rollback(True)
    assert seen[0].keys() == seen[1].keys()
    assert len(seen[0]) > 20
    assert [address for address in seen[0] if seen[0][address] != seen[1][address]] == []
