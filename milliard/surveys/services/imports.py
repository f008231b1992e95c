"""Files brought by the team: a CSV and its codebook become a dataset, or a CSV the answers of a collection.

Everything is checked before anything is written; the same file again changes nothing.
"""

from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from milliard.members.models import User
from milliard.surveys.datasets import codebook as codebooks
from milliard.surveys.datasets import parquet, storage
from milliard.surveys.datasets.codebook_files import read_codebook, write_codebook
from milliard.surveys.datasets.delimited import read_csv
from milliard.surveys.datasets.errors import ImportProblem, ImportRefused
from milliard.surveys.datasets.importing import ColumnSummary, Imported, build, infer_codebook
from milliard.surveys.enums import DatasetSource
from milliard.surveys.models import Dataset
from milliard.surveys.policies import can_import_dataset, ensure
from milliard.surveys.services.datasets import free_slug, save_dataset

#: Advisory lock that makes two imports of one file wait for each other.
_LOCK = 7_202


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
    """Everything :func:`import_dataset` would check, nothing written; errors are in the result."""
    try:
        sheet = read_csv(csv_bytes)
        imported = build(sheet, read_codebook(codebook_bytes))
    except ImportRefused as error:
        return ImportPreview(problems=error.problems, problem_count=error.count)
    return ImportPreview(
        row_count=imported.projected.row_count,
        header=imported.header,
        first_rows=imported.first_rows,
        columns=imported.summaries,
        encoding=sheet.encoding,
        separator=sheet.separator,
        existing=_same(imported),
    )


def propose_codebook(*, csv_bytes: bytes) -> bytes:
    """A codebook to correct, as CSV, guessed from the cells. Raises ``ImportRefused``."""
    return write_codebook(codebooks.Codebook(infer_codebook(read_csv(csv_bytes))))


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

    Raises ``ImportRefused`` with every error by row and column, ``NotAllowed``, ``ValidationError``.
    """
    ensure(by, by is not None and can_import_dataset(by))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    imported = build(read_csv(csv_bytes), read_codebook(codebook_bytes))
    existing = _same(imported)
    if existing is not None:
        return existing
    return save_dataset(
        slug=slug or free_slug(title),
        title=title,
        projected=imported.projected,
        by=by,
        code="surveys.dataset.imported",
        source=DatasetSource.FILE,
        source_note=source_note,
        collected_from=collected_from,
        collected_to=collected_to,
        is_simulated=is_simulated,
    )


def _same(imported: Imported) -> Dataset | None:
    """The dataset already made from the same answers and the same codebook."""
    projected = imported.projected
    digest = storage.digest_of(parquet.write(projected.codebook, projected.arrays))
    book = codebooks.to_json(projected.codebook)
    return Dataset.objects.filter(source=DatasetSource.FILE, digest=digest, codebook=book).first()
