"""LimeSurvey's own response files (CSV with codes, ``.lsr``, ``.lsa``) in the words of a questionnaire."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from engines.questionnaire.files.limesurvey.answers import (
    OWN_COLUMNS,
    AnswerColumn,
    answer_columns,
    column_of,
    is_response_header,
    read_responses,
)
from engines.questionnaire.files.limesurvey.archive import RESPONSES, STRUCTURE, member
from engines.questionnaire.model import NUMBER_KINDS, Definition, Kind
from engines.questionnaire.problems import WHOLE_FILE, Problem, UnreadableFileError
from french import format_exact

_TICKED = {"Y": "1", "N": "0", "Oui": "1", "Non": "0", "Yes": "1", "No": "0"}
_YES_NO = {"Y": "yes", "N": "no", "Oui": "yes", "Non": "no", "Yes": "yes", "No": "no"}
_MARK, _HEAD = b"LimeSurveyDocType", 2_000
_NO_DATE = {"", "N", "N/A", "{question_not_shown}"}


@dataclass
class _Out:
    """One column to be: its title, and its cells from those of a row."""

    name: str
    read: Callable[[list[str]], str]


#: Titles, then rows.
Table = tuple[tuple[str, ...], list[list[str]]]


def unfold_responses(data: bytes, definition: Definition, *, most: int) -> Table | None:
    """The responses of a ``.lsa`` or a ``.lsr``, ``most`` bytes of them; None for another file.

    Raises `UnreadableFileError`.
    """
    responses = member(data, RESPONSES, most=most)
    if responses is None and _MARK not in data[:_HEAD]:
        return None
    header, rows = read_responses(responses or data, member(data, STRUCTURE), definition)
    if not is_response_header(header):
        raise _refused("Ces réponses LimeSurvey n’ont pas leurs colonnes habituelles (submitdate, lastpage).")
    if any(re.fullmatch(r"_?\d+X\d+X\d+.*", name) for name in header):
        raise _refused(
            "Ce fichier nomme les questions par des numéros et ne suit pas l’ordre de ce questionnaire\u00a0:"
            " donnez l’archive .lsa, ou l’export CSV avec les codes."
        )
    return header, rows


def _refused(message: str) -> UnreadableFileError:
    return UnreadableFileError(Problem(WHOLE_FILE, 1, "", message))


def is_titled_by_texts(header: tuple[str, ...], definition: Definition) -> bool:
    """Whether the titles are the questions as people read them, and not their codes."""
    texts = {_words(question.label) for question in definition.questions() if question.is_answerable}
    texts |= {_words(group.label) for _, around, _ in definition.placed_questions() for group in around}
    codes = {question.key for question in definition.questions()}
    stems = [name.partition("[")[0].strip() for name in header]
    if codes & set(stems):
        return False
    # «Code et texte de la question» writes «Q1. Votre âge ?».
    said = [stem for stem in stems if {_words(stem), _words(stem.partition(". ")[2])} & (texts - {""})]
    return len(said) >= min(2, len(texts))


def _words(text: str) -> str:
    return " ".join(text.casefold().replace("\u2019", "'").split())


def in_our_words(
    header: tuple[str, ...],
    rows: list[list[str]],
    definition: Definition,
    *,
    id_column: str,
    completed_column: str,
) -> Table:
    """The same responses under the keys and values of the questionnaire.

    id_column: the one kept as it is; LimeSurvey's ``id`` when no column has that title. completed_column:
    what the one that says «1» of a response sent, «0» of another, is called.
    """
    known = {column.name: column for column in answer_columns(definition)}
    keys = {question.key for question in definition.questions()}
    outs = [_Out(completed_column, _is_sent(header.index("submitdate")))]
    ranks: dict[str, list[tuple[AnswerColumn, int]]] = {}
    for place, name in enumerate(header):
        if name == id_column or (name == "id" and id_column not in header):
            outs.append(_Out(id_column, _cell(place)))
        elif name in OWN_COLUMNS:
            continue
        elif (column := column_of(name, definition, known)) is None:
            outs.append(_Out(name, _cell(place)))  # refused by name, or left out by the codebook
        elif column.rank:
            ranks.setdefault(column.key, []).append((column, place))
        else:
            outs += _outs(column, place, keys)
    outs += [_Out(key, _ranked(places)) for key, places in ranks.items()]
    return tuple(out.name for out in outs), [[out.read(row) for out in outs] for row in rows]


def _outs(column: AnswerColumn, place: int, keys: set[str]) -> list[_Out]:
    if not column.key:
        return []
    if column.is_other_text:
        text = f"{column.key}_other"
        found = [_Out(text, _cell(place))] if text in keys else []
        if column.choice:
            found.append(_Out(f"{column.key}/{column.choice}", lambda row: "1" if row[place].strip() else ""))
        return found
    if column.kind is Kind.MANY:
        return [_Out(f"{column.key}/{column.choice}", _mapped(place, _TICKED))]
    if column.kind is Kind.YES_NO:
        return [_Out(column.key, _mapped(place, _YES_NO))]
    if column.kind in NUMBER_KINDS:
        return [_Out(column.key, lambda row: _number(row[place]))]
    if column.kind is Kind.DATE:
        return [_Out(column.key, lambda row: row[place].strip().partition(" ")[0])]
    if column.kind is Kind.DATETIME:
        return [_Out(column.key, lambda row: row[place].strip().replace(" ", "T")[:16])]
    if column.kind is Kind.TIME:  # LimeSurvey keeps a day with it
        return [_Out(column.key, lambda row: row[place].strip().rpartition(" ")[2][:5])]
    return [_Out(column.key, _mapped(place, {"-oth-": "other", **column.values}))]


def _cell(place: int) -> Callable[[list[str]], str]:
    return lambda row: row[place]


def _mapped(place: int, values: Mapping[str, str]) -> Callable[[list[str]], str]:
    return lambda row: values.get(row[place].strip(), row[place])


def _is_sent(place: int) -> Callable[[list[str]], str]:
    """A response without the day it was sent was not finished."""
    return lambda row: "0" if row[place].strip() in _NO_DATE else "1"


def _ranked(places: list[tuple[AnswerColumn, int]]) -> Callable[[list[str]], str]:
    ordered = sorted(places, key=lambda item: item[0].rank)
    return lambda row: " ".join(
        column.values.get(row[place].strip(), row[place].strip())
        for column, place in ordered
        if row[place].strip()
    )


def _number(text: str) -> str:
    """«12.5000000000» as somebody would type it."""
    try:
        return format_exact(Decimal(text.strip())) if text.strip() else ""
    except InvalidOperation:
        return text
