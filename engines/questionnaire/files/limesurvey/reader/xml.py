"""The tables of a LimeSurvey ``.lss`` file, read from XML within limits.

A ``.lss`` is a dump: one element per table, each row one element with one child per field. No entity is
expanded and no document type is accepted.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from engines.questionnaire.files.workbook import MAX_CELL_CHARACTERS, Deadline, refuse

MAX_ROWS = 100_000
MAX_FIELDS = 5_000
_MAX_DEPTH = 12
_ROW_DEPTH = 4  # document / table / rows / row


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a table. ``number``: 1-based place in the table; empty fields are left out."""

    table: str
    number: int
    fields: dict[str, str]

    def get(self, name: str) -> str:
        return self.fields.get(name, "")


@dataclass(slots=True)
class Dump:
    """The tables of the file, by name, in the order of the file."""

    document_type: str = ""
    tables: dict[str, list[Record]] = field(default_factory=dict)
    #: The names of the fields of each table, in order.
    fields: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def rows(self, table: str) -> list[Record]:
        return self.tables.get(table, [])


def read_dump(data: bytes, document_type: str = "Survey") -> Dump:
    """Read the tables; raises `UnreadableFileError` when it is not a document of that type."""
    dump = Dump()
    try:
        _read(data, dump)
    except DefusedXmlException as error:
        raise refuse("ce fichier XML déclare des entités ou un type de document : c’est interdit") from error
    except ParseError as error:
        row = error.position[0] if error.position else 0
        raise refuse("ce fichier XML est abîmé ou tronqué", row=row) from error
    except (ValueError, LookupError, UnicodeError) as error:
        raise refuse(f"ce fichier XML est illisible ({type(error).__name__})") from error
    if dump.document_type == "Responses" != document_type:
        message = "ce sont des réponses (.lsr), pas un questionnaire : importez-les dans une collecte"
        raise refuse(message)
    if dump.document_type == "Survey" != document_type:
        message = "c’est un questionnaire (.lss), pas des réponses : importez-le comme questionnaire"
        raise refuse(message)
    if dump.document_type != document_type:
        what = f"« {dump.document_type[:40]} »" if dump.document_type else "inconnu"
        raise refuse(f"ce fichier XML n’est pas une structure de questionnaire LimeSurvey (type {what})")
    return dump


def _read(data: bytes, dump: Dump) -> None:
    path: list[Element] = []
    deadline = Deadline()
    count = 0
    for event, element in iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True):
        if event == "start":
            path.append(element)
            if len(path) > _MAX_DEPTH:
                raise refuse("ce fichier XML est trop imbriqué")
            continue
        path.pop()
        if len(path) == 1 and element.tag == "LimeSurveyDocType":
            dump.document_type = (element.text or "").strip()
        if len(path) == _ROW_DEPTH - 2 and element.tag == "fields":
            names = tuple((child.text or "").strip() for child in element)
            dump.fields[path[1].tag] = names[:MAX_FIELDS]
        if len(path) == _ROW_DEPTH - 1 and element.tag == "row" and path[-1].tag == "rows":
            count += 1
            if count > MAX_ROWS:
                raise refuse(f"plus de {MAX_ROWS} lignes", sheet=path[1].tag)
            deadline.check(count)
            _add(dump, path[1].tag, element)
            path[-1].clear()


def _add(dump: Dump, table: str, element: Element) -> None:
    rows = dump.tables.setdefault(table, [])
    fields = {child.tag: (child.text or "").strip() for child in element}
    for name, text in fields.items():
        if len(text) > MAX_CELL_CHARACTERS:
            message = f"texte de {len(text)} caractères ; le maximum est {MAX_CELL_CHARACTERS}"
            raise refuse(message, sheet=table, row=len(rows) + 1, column=name)
    rows.append(Record(table, len(rows) + 1, {name: text for name, text in fields.items() if text}))
