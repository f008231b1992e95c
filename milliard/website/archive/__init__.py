"""All the figures of an edition in one file, with what anybody needs to recompute them.

A ZIP that is also a program: ``python3 the-file.zip`` runs `checker`, shipped as it is. It holds results,
those of the page, one number a line; hidden cells are marked with one wording and hold no number. No answer
of anybody is in it, but for the anonymous rows that somebody allowed (`milliard.figures.services.rows`).
"""

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from django.utils import timezone

import french
from milliard.core.exports import FRENCH, About, Table, Value, csv_chunks
from milliard.figures.datasets.anonymous_rows import anonymous_rows
from milliard.figures.datasets.storage import open_dataset
from milliard.figures.display import DatasetFacts, FigurePart, ShownFigure, wording
from milliard.figures.exports import COLUMNS as FIGURE_COLUMNS
from milliard.figures.exports import rows_of
from milliard.figures.models import Dataset
from milliard.figures.reports import FigureKind
from milliard.website.archive.words import (
    COLUMN_WORDS,
    HIDDEN,
    KIND_NAMES,
    README,
    WITH_ROWS,
    WITHOUT_ROWS,
)
from milliard.website.dictionary import dictionary_of
from milliard.website.models import Edition
from milliard.website.studies import dataset_text

#: Before the columns of each figure's own file: which figure it is, and how the page writes the number.
COLUMNS = ("etude", "edition", "chiffre", "partie", "titre", "calcul", "question", "selon", "affiche")
MORE_COLUMNS = (
    "selon_variable",
    "champ",
    "completes",
    "pondere",
    "intervalle",
    "jeu_de_donnees",
    "donnees",
    "note",
)
#: The package the checker reads numbers with: it needs nothing else of ours.
_FRENCH = Path(french.__file__).parent
_STYLE = replace(FRENCH, with_about=False)


def archive_name(edition: Edition) -> str:
    return f"{edition.study.slug}-edition-{edition.number}.zip"


def edition_archive(edition: Edition, *, licence: str, address: str) -> bytes:
    """The file of an edition: the same bytes each time it is asked."""
    figures = edition.shown_figures()
    about = About(title=edition.study_then().title, is_simulated=edition.is_simulated)
    columns = (*COLUMNS, *FIGURE_COLUMNS, *MORE_COLUMNS)
    given = edition.given_rows()
    words = Table(("colonne", "ce_qu_elle_dit"), [(name, COLUMN_WORDS[name]) for name in columns], about)
    files = {
        "LISEZMOI.txt": _readme(edition, figures, given, licence=licence, address=address).encode(
            "utf-8-sig"
        ),
        "chiffres.csv": _csv(Table(columns, _rows(edition, figures), about)),
        "dictionnaire-colonnes.csv": _csv(words),
        "dictionnaire-variables.csv": _csv(dictionary_of(edition)),
        "__main__.py": (Path(__file__).parent / "checker.py").read_bytes(),
        **{
            f"reponses-{dataset.slug}.csv": _csv(_rows_table(dataset, names, about))
            for dataset, names in given.items()
        },
        **{f"french/{path.name}": path.read_bytes() for path in sorted(_FRENCH.glob("*.py"))},
    }
    made = timezone.localtime(edition.published_at).timetuple()[:6]
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, made), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _csv(table: Table) -> bytes:
    return b"".join(csv_chunks(table, style=_STYLE))


def _rows(edition: Edition, figures: Iterable[ShownFigure]) -> Iterator[tuple[Value, ...]]:
    title = edition.study_then().title
    for position, shown in enumerate(figures, start=1):
        for number, part in enumerate(shown.parts, start=1):
            head = (title, edition.number, position, number, shown.title, *_asked(part))
            for text, cells in zip(_texts(part), rows_of(part, shown.facts), strict=True):
                more = (*_more(part), shown.facts.title, shown.facts.slug, shown.note)
                yield (*head, text, *_marked(cells), *more)


def _asked(part: FigurePart) -> tuple[str, str, str]:
    """What was computed, of which question, by which groups."""
    figure = part.figure
    if figure is None:
        return "nombre de réponses", "", ""
    return KIND_NAMES[FigureKind(figure.spec.kind)], figure.question_text, figure.breakdown_label


def _texts(part: FigurePart) -> list[str]:
    """Each number as the page writes it."""
    if part.figure is None:
        return [HIDDEN if part.count_value is None else wording.rows_text(part.count_value)]
    return [HIDDEN if row.is_withheld else wording.row_text(row) for row in part.figure.rows]


def _marked(cells: tuple[Value, ...]) -> tuple[Value, ...]:
    """The cells of one line, whatever reason hides it said with one word."""
    place = FIGURE_COLUMNS.index("non_publie")
    return (*cells[:place], HIDDEN if cells[place] else "", *cells[place + 1 :])


def _more(part: FigurePart) -> tuple[str, ...]:
    """By which variable, about whom, and how the number was made."""
    figure = part.figure
    if figure is None:
        return "", "", "", "non", ""
    spec = figure.spec
    about = " & ".join(f"{name}={'|'.join(codes)}" for name, codes in spec.domain)
    weighted = "oui" if figure.is_weighted else "non"
    return spec.breakdown, about, "oui" if spec.completes_only else "non", weighted, figure.interval_label


def _rows_table(dataset: Dataset, names: tuple[str, ...], about: About) -> Table:
    return Table(names, anonymous_rows(open_dataset(dataset), names), about)


def _readme(
    edition: Edition,
    figures: list[ShownFigure],
    given: Mapping[Dataset, tuple[str, ...]],
    *,
    licence: str,
    address: str,
) -> str:
    study = edition.study_then()
    facts = {shown.facts.slug: shown.facts for shown in figures}
    day = french.format_date(timezone.localdate(edition.published_at))
    lines = [
        study.title,
        f"Édition {edition.number}, publiée le {day}. {address}",
        *(["Données simulées\u00a0: personnes et réponses inventées."] if edition.is_simulated else []),
        *([f"Ce qui a changé dans cette édition\u00a0: {edition.erratum}"] if edition.erratum else []),
        *map(_source_line, facts.values()),
        *([f"Licence\u00a0: {licence}"] if licence else []),
    ]
    words = README.format(name=archive_name(edition), rows=WITH_ROWS if given else WITHOUT_ROWS)
    return "\r\n".join([*lines, "", *words.splitlines(), ""])


def _source_line(facts: DatasetFacts) -> str:
    """A dataset: what it is, when it was collected, how many answered, where it comes from."""
    when, how_many = wording.dates_text(facts), dataset_text(facts)
    return f"Données\u00a0: {facts.title}. {when}. {how_many} Source\u00a0: {facts.source}"
