"""Files brought by the team: a CSV and its codebook become a dataset, or a CSV the answers of a collection.

Everything is checked before anything is written; the same file again changes nothing.
"""

import hashlib
import hmac
import json
import uuid
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.apart import read_apart
from milliard.core.delimited_files import ImportProblem, ImportRefused
from milliard.figures.datasets import parquet, storage
from milliard.figures.datasets.answer_rows import AnswerRow, ReadAnswers
from milliard.figures.datasets.answers_file import read_answers_file
from milliard.figures.datasets.codebook import Codebook
from milliard.figures.datasets.codebook_table import write_codebook
from milliard.figures.datasets.csv_import import ColumnSummary, Imported, read_table
from milliard.figures.datasets.draft_codebook import guess_codebook
from milliard.figures.enums import DatasetSource
from milliard.figures.models import Dataset
from milliard.figures.policies import can_import_dataset
from milliard.figures.services.freeze import free_slug, save_dataset
from milliard.surveys.enums import Origin
from milliard.surveys.models import Collection
from milliard.surveys.policies import can_enter_paper
from milliard.surveys.services.locks import lock_for_change

#: Advisory lock that makes two imports of one file wait for each other.
_LOCK = 7_204


@dataclass(frozen=True)
class ImportPreview:
    """What an import would do. Either ``problems``, or the rest."""

    row_count: int = 0
    header: tuple[str, ...] = ()
    first_rows: tuple[tuple[str, ...], ...] = ()
    columns: tuple[ColumnSummary, ...] = ()
    encoding: str = ""
    separator: str = ""
    existing: Dataset | None = None
    problems: tuple[ImportProblem, ...] = ()
    problem_count: int = 0

    @property
    def is_possible(self) -> bool:
        return not self.problem_count


def preview_import(*, csv_bytes: bytes, codebook_bytes: bytes) -> ImportPreview:
    """Everything `import_dataset` would check, nothing written; errors are in the result.

    Raises `TooCostly`.
    """
    try:
        imported = read_apart(read_table, csv_bytes, codebook_bytes)
    except ImportRefused as error:
        return ImportPreview(problems=error.problems, problem_count=error.count)
    return ImportPreview(
        row_count=imported.projected.row_count,
        header=imported.header,
        first_rows=imported.first_rows,
        columns=imported.summaries,
        encoding=imported.encoding,
        separator=imported.separator,
        existing=_same(imported),
    )


def propose_codebook(*, csv_bytes: bytes) -> bytes:
    """A codebook to correct, as CSV, guessed from the cells. Raises ``ImportRefused``, `TooCostly`."""
    return write_codebook(Codebook(read_apart(guess_codebook, csv_bytes)))


@transaction.atomic
def import_dataset(
    *,
    title: str,
    csv_bytes: bytes,
    codebook_bytes: bytes,
    by: User | None,
    slug: str = "",
    source_note: str = "",
    collected_from: date | None = None,
    collected_to: date | None = None,
    is_simulated: bool = False,
) -> Dataset:
    """A dataset from a CSV and its codebook; the same content again gives the dataset it already made.

    Raises ``ImportRefused`` with every error by row and column, `TooCostly`, ``NotAllowed``,
    ``ValidationError``.
    """
    authorize(by, can_import_dataset)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    imported = read_apart(read_table, csv_bytes, codebook_bytes)
    existing = _same(imported)
    if existing is not None:
        return existing
    return save_dataset(
        slug=slug or free_slug(title),
        title=title,
        projected=imported.projected,
        by=by,
        code="figures.dataset.imported",
        source=DatasetSource.FILE,
        source_note=source_note,
        collected_from=collected_from,
        collected_to=collected_to,
        is_simulated=is_simulated,
    )


def _same(imported: Imported) -> Dataset | None:
    """The dataset already made from the same answers and the same codebook."""
    projected = imported.projected
    data = parquet.write_arrays(projected.codebook, projected.arrays)
    alike = Dataset.objects.filter(
        source=DatasetSource.FILE, byte_size=len(data), codebook=projected.codebook.to_json()
    )
    return next((known for known in alike if storage.digest_of(known, data) == known.digest), None)


ID_COLUMN = "_id"
_COPY_COLUMNS = (
    "public_id, collection_id, version_id, token_digest, answers, off_path, sections, revision, "
    "furthest_section, furthest_question, origin, entered_by_id, resume_email, started_at, saved_at, "
    "completed_at"
)


@dataclass(frozen=True)
class AnswersReport:
    """What an import of answers did, or would do. ``written`` stays 0 for a dry run or with problems."""

    row_count: int = 0
    complete_count: int = 0
    already_there: int = 0
    written: int = 0
    problems: tuple[ImportProblem, ...] = ()
    problem_count: int = 0

    @property
    def is_possible(self) -> bool:
        return not self.problem_count


@transaction.atomic
def import_answers(
    *,
    collection: Collection,
    csv_bytes: bytes,
    by: User | None,
    codebook_bytes: bytes = b"",
    id_column: str = ID_COLUMN,
    apply: bool = False,
) -> AnswersReport:
    """The rows of a CSV as responses of a collection, all of them or none.

    ``id_column`` holds an identifier per response: a row already imported is left as it is; the same
    identifier with other answers is an error. ``codebook_bytes``: only its «ignorer» lines are read.
    Nothing is written unless ``apply``. Errors are in the report; raises ``NotAllowed``, `TooCostly`.
    """
    authorize(by, can_enter_paper, collection)
    lock_for_change(collection.pk)
    collection = Collection.objects.select_related("version").get(pk=collection.pk)
    try:
        read = _read(collection, csv_bytes, codebook_bytes, id_column)
    except ImportRefused as error:
        return AnswersReport(problems=error.problems, problem_count=error.count)
    complete = sum(row.is_completed for row in read.rows)
    if read.problem_count:
        return AnswersReport(
            len(read.rows), complete, problems=read.problems, problem_count=read.problem_count
        )
    digests = {_token_digest(collection, row.external_id): row for row in read.rows}
    existing = _existing(digests, id_column)
    if isinstance(existing, list):
        return AnswersReport(
            len(read.rows), complete, problems=tuple(existing[:200]), problem_count=len(existing)
        )
    new = {digest: row for digest, row in digests.items() if digest not in existing}
    if apply and new:
        _copy(collection, new)
        journal.record(
            "surveys.answers.imported",
            collection,
            by=by,
            data={"rows": len(new)},
        )
    return AnswersReport(len(read.rows), complete, len(existing), len(new) if apply else 0)


def _read(collection: Collection, csv_bytes: bytes, codebook_bytes: bytes, id_column: str) -> ReadAnswers:
    if collection.opens_at is None:
        message = "Cette collecte n’est pas encore ouverte\u00a0: sa version peut encore changer."
        raise ImportRefused((ImportProblem(0, "", message),))
    return read_apart(
        read_answers_file,
        csv_bytes,
        codebook_bytes,
        definition=json.dumps(collection.version.definition),
        id_column=id_column,
        today=timezone.localdate(),
    )


def _token_digest(collection: Collection, external_id: str) -> bytes:
    """No token has this digest: nobody can resume an imported response, and it is found again."""
    text = f"imported|{collection.public_id}|{external_id}"
    return hmac.digest(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256)


def _existing(digests: dict[bytes, AnswerRow], id_column: str) -> set[bytes] | list[ImportProblem]:
    """Those already imported; or errors, when they were with other answers."""
    lines = {digest: line for line, digest in enumerate(digests, start=2)}
    found: set[bytes] = set()
    problems = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT token_digest, answers FROM surveys_response WHERE token_digest = ANY(%s)", [list(digests)]
        )
        for stored, answers in cursor.fetchall():
            digest = bytes(stored)
            found.add(digest)
            before: Any = json.loads(answers) if isinstance(answers, str) else answers
            if before != digests[digest].answers:
                message = "Cet identifiant a déjà été importé avec d’autres réponses."
                problems.append(ImportProblem(lines[digest], id_column, message))
    return problems or found


def _copy(collection: Collection, rows: dict[bytes, AnswerRow]) -> None:
    """COPY, the fastest way in; constraints and the transaction hold as for any other write."""
    now = collection.moment()
    with connection.cursor() as cursor:
        statement = f"COPY surveys_response ({_COPY_COLUMNS}) FROM STDIN"
        with cursor.copy(statement) as copy:
            for digest, row in rows.items():
                at = now if row.on is None else collection.moment(_midday(row.on))
                copy.write_row(
                    (
                        uuid.uuid4(),
                        collection.pk,
                        collection.version_id,
                        digest,
                        json.dumps(row.answers, ensure_ascii=False),
                        json.dumps(row.off_path),
                        "{}",
                        1,
                        row.furthest_section,
                        row.furthest_question,
                        Origin.IMPORT.value,
                        None,
                        "",
                        at,
                        at,
                        at if row.is_completed else None,
                    )
                )


def _midday(day: date) -> datetime:
    """The middle of a day here: the day it is read as, wherever the hour changes."""
    return timezone.make_aware(datetime.combine(day, time(12)))
