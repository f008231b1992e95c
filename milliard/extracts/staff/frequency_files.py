"""Frequencies as a file: one line an answer, the header first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import Http404
from django.http.response import HttpResponseBase

from milliard.core import exports
from milliard.extracts.enums import RowsBase
from milliard.extracts.reports.frequencies import Frequency, FrequencyLine
from milliard.figures.datasets.codebook import KIND_LABELS
from milliard.figures.models import Dataset
from milliard.surveys.models import Collection

FILE_COLUMNS = (
    *("code", "question", "section", "type", "reponse_code", "reponse", "nombre", "part"),
    *("base", "manquante", "rang_moyen", "masque", "valeur"),
)


@dataclass(frozen=True)
class Tally:
    """What is counted, of what, and when. ``notice``: why nothing is."""

    items: Sequence[Frequency]
    rows: int
    base: RowsBase
    when: str
    is_protected: bool = False
    notice: str = ""


def tally_file(
    item: Dataset | Collection,
    tally: Tally,
    form: str,
    *,
    is_provisional: bool,
) -> HttpResponseBase:
    """The counts as a file. Raises ``Http404`` for a format that does not exist."""
    if form not in exports.CONTENT_TYPES:
        raise Http404
    notes = [
        ("Base", f"{tally.rows} réponses\u00a0: {tally.base.label}"),
        ("Date", tally.when),
        ("Usage", "comptages pour l’équipe, sans pondération\u00a0; ce ne sont pas des résultats publiés"),
    ]
    about = exports.About(f"{item.title}\u00a0: tri à plat", item.is_simulated, tuple(notes))
    table = exports.Table(FILE_COLUMNS, _file_rows(tally.items), about)
    words = ["tri-a-plat", item.slug, tally.base.file_word] + ["provisoire"] * is_provisional
    return exports.respond(table, format=form, name="-".join(words))


def _file_rows(items: Sequence[Frequency]) -> Iterator[tuple[exports.Value, ...]]:
    for item in items:
        variable = item.variable
        head = (variable.name, variable.label, variable.section, KIND_LABELS[variable.kind])
        for line in item.lines or [FrequencyLine("", "a répondu", item.answered)]:
            yield (
                *(*head, line.code, line.label, line.count),
                line.share,
                item.answered,
                "oui" if line.is_missing else "",
                None if line.mean_rank is None else round(line.mean_rank, 3),
                "oui" if line.count is None else "",
                "",
            )
        for label, text in item.facts:
            yield (*head, "", label, None, None, item.answered, "", None, "", text)
