"""Rows taken away by the team: one file, one line in the journal, never more than the collection promised."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from engines.microdata import CellKind, Microdata, RowColumn, Shown
from engines.questionnaire.model import Question
from engines.statistics import UINT16_OFFSET, MissingCode
from french import format_date, format_time
from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.exports import SIMULATED_LABEL
from milliard.core.refusals import Refused
from milliard.extracts import policies
from milliard.extracts.enums import RowFormat, RowsBase
from milliard.extracts.services.live_rows import LiveRows, is_identifier, is_text, read_live
from milliard.extracts.services.microdata import free_name, microdata_of
from milliard.extracts.services.row_files import RowsFile, write_rows
from milliard.figures.datasets.anonymous_rows import check_rows
from milliard.figures.datasets.codebook import COMPLETED, Codebook, CodebookVariable
from milliard.figures.datasets.readers import is_wide
from milliard.figures.datasets.storage import open_dataset
from milliard.figures.datasets.table import Array, FrozenTable
from milliard.figures.models import Dataset
from milliard.surveys.models import Collection


class RowsNeedReason(Refused):
    """Words, identifiers and sensitive answers leave for a reason that is written down."""

    message = "Dites pourquoi vous avez besoin des textes, des identifiants ou des questions sensibles."


class RowsOfAnonymous(Refused):
    """Rows of an anonymous collection that still changes would tell on those who come or leave."""

    message = (
        "Cette collecte est anonyme\u00a0: ses lignes ne se prennent qu’une fois figées, et seulement "
        "des colonnes où personne ne se reconnaît."
    )


class NoRows(Refused):
    """Nobody answered so."""

    message = "Aucune réponse de cette sorte\u00a0: il n’y a rien à prendre."


@dataclass(frozen=True, slots=True)
class RowsWanted:
    """What is asked for.

    ``columns``: names of variables, for anonymous collections alone. ``texts``, ``identifiers``: live
    collections alone, and by those who run them. ``sensitive``: the questions said sensitive too.
    """

    format: str
    base: str = RowsBase.COMPLETE
    labels: bool = False
    missing_codes: bool = False
    texts: bool = False
    identifiers: bool = False
    sensitive: bool = False
    columns: Sequence[str] = field(default=())
    reason: str = ""

    @property
    def families(self) -> list[str]:
        """The columns' families, as the journal names them."""
        asked = {"sensibles": self.sensitive, "textes": self.texts, "identifiants": self.identifiers}
        return ["réponses", *(name for name, is_asked in asked.items() if is_asked)]

    def is_kept(self, question: Question) -> bool:
        """Whether the words of this question were asked for."""
        return (self.texts and is_text(question)) or (self.identifiers and is_identifier(question))

    @property
    def needs_reason(self) -> bool:
        return self.texts or self.identifiers or self.sensitive


@transaction.atomic
def take_dataset_rows(*, dataset: Dataset, wanted: RowsWanted, by: User) -> RowsFile:
    """The rows of a frozen dataset, and a line in the journal.

    Raises ``NotAllowed``, ``RowsNeedReason``, ``RowsRefused`` (anonymous collections), ``NoRows``,
    ``TooManyRowsForWorkbook``.
    """
    authorize(by, policies.can_take_rows, dataset)
    _ask_reason(wanted)
    table = open_dataset(dataset)
    rows: Array | None
    if is_anonymous(dataset):
        wanted = replace(wanted, base=RowsBase.COMPLETE)
        variables, arrays, rows = _anonymous(table, wanted.columns)
    else:
        variables, arrays = _chosen(table.codebook, wanted), table.arrays
        rows = _rows(arrays, wanted)
    remarks = _remarks(
        is_simulated=dataset.is_simulated,
        lines=[
            f"Jeu de données figé le {format_date(timezone.localdate(dataset.frozen_at))}",
            f"Source\u00a0: {dataset.source_note or 'collecte de la plateforme'}",
            *table.codebook.notes,
        ],
    )
    made = microdata_of(dataset.title, variables, arrays, rows=rows, remarks=remarks)
    name = _name(dataset.slug, wanted, is_simulated=dataset.is_simulated)
    file = _written(made, wanted, name, is_simulated=dataset.is_simulated)
    _record("extracts.dataset.rows_taken", dataset, wanted, made.row_count, by)
    return file


@transaction.atomic
def take_live_rows(*, collection: Collection, wanted: RowsWanted, by: User) -> RowsFile:
    """The rows of a collection at this moment, marked provisional, and a line in the journal.

    Raises ``NotAllowed``, ``RowsOfAnonymous``, ``RowsNeedReason``, ``NothingToFreeze``, ``AnswersDoNotFit``,
    ``NoRows``, ``TooManyRowsForWorkbook``.
    """
    authorize(by, policies.can_take_live_rows, collection)
    if wanted.texts or wanted.identifiers:
        authorize(by, policies.can_take_words, collection)
    if collection.is_anonymous:
        raise RowsOfAnonymous
    _ask_reason(wanted)
    live = read_live(collection, is_kept=wanted.is_kept)
    book, arrays = live.projected.codebook, live.projected.arrays
    is_simulated = collection.is_simulated or settings.IS_DEMONSTRATION
    remarks = _remarks(
        is_simulated=is_simulated,
        lines=[
            f"Provisoire\u00a0: collecte telle qu’elle était {_moment(live.at)}",
            f"Mené par\u00a0: {collection.run_by}",
            *book.notes,
        ],
    )
    made = microdata_of(
        collection.title,
        _chosen(book, wanted),
        arrays,
        texts=_words(live, wanted),
        rows=_rows(arrays, wanted),
        remarks=remarks,
    )
    name = _name(collection.slug, wanted, is_simulated=is_simulated, is_provisional=True)
    file = _written(made, wanted, name, is_simulated=is_simulated)
    _record("extracts.collection.rows_taken", collection, wanted, made.row_count, by)
    return file


def is_anonymous(dataset: Dataset) -> bool:
    """Whether it was promised that no answers are joined to anybody."""
    return dataset.collection is not None and dataset.collection.is_anonymous


def _ask_reason(wanted: RowsWanted) -> None:
    if wanted.needs_reason and not wanted.reason.strip():
        raise RowsNeedReason


def _chosen(book: Codebook, wanted: RowsWanted) -> list[CodebookVariable]:
    return [item for item in book if item.is_stored and (wanted.sensitive or not item.is_sensitive)]


def _rows(arrays: dict[str, Array], wanted: RowsWanted) -> Array | None:
    """Places of the rows of the base wanted; None for all. Raises `NoRows`."""
    completed = np.asarray(arrays[COMPLETED], np.bool_)
    if wanted.base == RowsBase.ALL:
        found = None if completed.shape[0] else np.empty(0, np.intp)
    else:
        found = np.flatnonzero(completed if wanted.base == RowsBase.COMPLETE else ~completed)
    if found is not None and not found.shape[0]:
        raise NoRows
    return found


def _anonymous(
    table: FrozenTable, names: Sequence[str]
) -> tuple[list[CodebookVariable], dict[str, Array], Array]:
    """Columns where nobody is recognised, in the order of their answers: the place of a row tells nothing.

    Why an answer is missing is not told: groups of answers were counted without it. Raises ``RowsRefused``.
    """
    check_rows(table, names, settings.DISCLOSURE_THRESHOLD)
    variables = [table.codebook[name] for name in names]
    arrays: dict[str, Array] = {COMPLETED: table.completed}
    for item in variables:
        codes = table.arrays[item.name]
        blank = int(MissingCode.NO_ANSWER) + (UINT16_OFFSET if is_wide(item) else 0)
        arrays[item.name] = np.where(codes < len(item.answers), codes, blank).astype(codes.dtype)
    places = np.flatnonzero(table.completed)
    order = np.lexsort([arrays[name][places] for name in reversed(names)])
    return variables, arrays, places[order]


def _words(live: LiveRows, wanted: RowsWanted) -> list[tuple[RowColumn, Sequence[str]]]:
    found: list[tuple[RowColumn, Sequence[str]]] = [
        (
            RowColumn(item.key, item.label, CellKind.TEXT, note="Mots de la personne, non relus."),
            item.cells,
        )
        for item in live.words
    ]
    if wanted.identifiers:
        taken = {item.name for item in live.projected.codebook} | {item.key for item in live.words}
        receipt = RowColumn(free_name("numero_de_recu", taken), "Numéro de reçu", CellKind.TEXT)
        found.insert(0, (receipt, live.receipts))
    return found


def _remarks(*, is_simulated: bool, lines: Sequence[str]) -> list[str]:
    return [*([SIMULATED_LABEL] if is_simulated else []), *lines]


def _moment(at: datetime.datetime) -> str:
    local = timezone.localtime(at)
    return f"le {format_date(local.date())} à {format_time(local)}"


def _name(slug: str, wanted: RowsWanted, *, is_simulated: bool, is_provisional: bool = False) -> str:
    parts = [slug, RowsBase(wanted.base).file_word]
    parts += ["provisoire"] * is_provisional + ["donnees-simulees"] * is_simulated
    return "-".join(parts)


def _record(code: str, of: Any, wanted: RowsWanted, count: int, by: User) -> None:
    data = {"format": wanted.format, "base": wanted.base, "families": wanted.families, "rows": count}
    journal.record(code, of, by=by, data={**data, "reason": wanted.reason.strip()[:500]})


def _written(table: Microdata, wanted: RowsWanted, name: str, *, is_simulated: bool) -> RowsFile:
    shown = Shown(wanted.labels, wanted.missing_codes)
    return write_rows(table, RowFormat(wanted.format), shown, name, is_simulated=is_simulated)
