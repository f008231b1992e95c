"""The dictionary of a dataset, as a file that `codebook_files` reads back."""

import csv
import io

from milliard.figures.datasets.codebook import Codebook
from milliard.figures.datasets.codebook_files import COLUMNS


def write_codebook(codebook: Codebook) -> bytes:
    """The dictionary of a dataset in the same CSV format, for those who reuse the data."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for variable in codebook:
        writer.writerow(
            [
                variable.name,
                variable.label,
                variable.kind.value,
                "|".join(f"{answer.value}={answer.label}" for answer in variable.answers),
                "|".join(
                    [f"{answer.value}={answer.missing}" for answer in variable.categories if answer.missing]
                    + [f"{raw}={reason}" for raw, reason in variable.missing_codes]
                ),
                variable.role,
                variable.unit,
                variable.question_text,
                variable.section,
                "1" if variable.is_sensitive else "",
                variable.phrase,
                "|".join(f"{item.value}={item.phrase}" for item in variable.answers if item.phrase),
                "1" if variable.is_ordered else "",
            ]
        )
    return buffer.getvalue().encode("utf-8-sig")
