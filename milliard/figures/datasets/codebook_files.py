"""A codebook written by hand in a spreadsheet: one line per variable. See docs/reference/datasets.md."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from engines.questionnaire.problems import UnreadableFileError
from milliard.core.delimited_files import ImportProblem, ImportRefused, read_delimited
from milliard.figures.datasets.codebook import (
    DESIGN_KINDS,
    CodebookAnswer,
    CodebookVariable,
    VariableKind,
)
from milliard.figures.datasets.codebook_table import BAR, KIND_NAMES, REASON_NAMES
from milliard.figures.datasets.readers import MISSING_OF, is_wide

FILE = "dictionnaire"
MAX_BYTES = 5_000_000
COLUMNS = (
    *("name", "label", "kind", "values", "missing", "role", "unit", "question", "section", "sensitive"),
    *("phrase", "value_phrases", "ordered", "note"),
)
#: The same in French, as a person types them.
COLUMN_WORDS: dict[str, str] = {
    "nom": "name",
    "libelle": "label",
    "libellé": "label",
    "type": "kind",
    "genre": "kind",
    "reponses": "values",
    "réponses": "values",
    "choix": "values",
    "manquantes": "missing",
    "rôle": "role",
    "unite": "unit",
    "unité": "unit",
    "sensible": "sensitive",
    "phrases_reponses": "value_phrases",
    "phrases_réponses": "value_phrases",
    "ordonnee": "ordered",
    "ordonnée": "ordered",
}
#: Every other column of the answers' file, in one line of the codebook.
EVERY_OTHER = "*"
KIND_WORDS: dict[str, VariableKind] = {
    **{kind.value: kind for kind in VariableKind},
    **{word: kind for kind, word in KIND_NAMES.items()},
    "choix": VariableKind.CATEGORICAL,
    "ignored": VariableKind.LEFT_OUT,
}
_KINDS = ", ".join(KIND_NAMES.values())
REASON_WORDS: dict[str, str] = {
    **{name: code.name.lower() for name, code in MISSING_OF.items()},
    **{word: reason for reason, word in REASON_NAMES.items()},
    "non posee": "not_asked",
    "sans reponse": "no_answer",
}
_POSSIBLE = (
    "Colonnes possibles\u00a0: nom, libelle, type, reponses, manquantes, role, unite, question, section,"
    f" sensible, phrase, phrases_reponses, ordonnee, note (ou {', '.join(COLUMNS)})."
)
#: A line: its number, its values by column, and the words of the file for these columns.
_Read = tuple[int, dict[str, str], dict[str, str]]
_YES = frozenset({"1", "yes", "oui", "true", "vrai", "x"})
_CHOICES = frozenset({VariableKind.CATEGORICAL, VariableKind.MULTIPLE, VariableKind.RANK})
_BETWEEN = re.compile(rf"(?<!\\)\{BAR}")
#: An apostrophe that keeps a spreadsheet from computing the cell: see `core.exports.neutralise`.
_APOSTROPHE = re.compile(r"'(?=[=+\-@＝＋－＠])")
_ONE_OF_EACH = (VariableKind.WEIGHT, VariableKind.STRATUM, VariableKind.CLUSTER, VariableKind.POPULATION)


def read_codebook(data: bytes) -> tuple[CodebookVariable, ...]:
    """The variables of a codebook file: CSV, XLSX (first sheet) or JSON (a list of objects).

    Raises `ImportRefused` with every error, by row and column.
    """
    if len(data) > MAX_BYTES:
        raise ImportRefused((ImportProblem(0, "", "Le dictionnaire dépasse 5\u00a0Mo.", FILE),))
    problems: list[ImportProblem] = []
    variables: list[CodebookVariable] = []
    for number, line, said in _lines(data):
        if not any(value.strip() for value in line.values()):
            continue
        reader = _Line(number, line, said)
        variable = reader.variable()
        variables.append(variable)
        if not _are_told_apart(variables):
            reader.refuse("name", f"La variable «\u00a0{variable.name}\u00a0» est décrite deux fois.")
        problems += reader.problems
    if not variables and not problems:
        problems.append(ImportProblem(0, "", "Le dictionnaire ne décrit aucune variable.", FILE))
    for kind in _ONE_OF_EACH:
        if sum(variable.kind is kind for variable in variables) > 1:
            problems.append(
                ImportProblem(0, "kind", f"Il y a plus d’une variable «\u00a0{kind.value}\u00a0».", FILE)
            )
    if problems:
        raise ImportRefused(tuple(problems))
    return tuple(variables)


def _are_told_apart(variables: list[CodebookVariable]) -> bool:
    """Whether the last variable is the only one of its name; one column may also say how rows were drawn."""
    places = [place for place, item in enumerate(variables) if item.name == variables[-1].name]
    design = [place for place in places if variables[place].kind in DESIGN_KINDS]
    if len(places) == 2 and len(design) == 1:
        twin = variables[design[0]]
        variables[design[0]] = replace(twin, name=f"{twin.name}__{KIND_NAMES[twin.kind]}")
        return True
    return len(places) == 1


def _lines(data: bytes) -> Iterable[_Read]:
    if data[:4] == b"PK\x03\x04":
        return _workbook_lines(data)
    if data.lstrip()[:1] in (b"[", b"{"):
        return _json_lines(data)
    sheet = read_delimited(data, file=FILE, max_bytes=MAX_BYTES, has_notes=True)
    header = _columns(sheet.header)
    said = dict(zip(header, sheet.header, strict=True))
    return [
        (number, dict(zip(header, row, strict=True)), said)
        for number, row in enumerate(sheet.rows, start=sheet.first_row)
    ]


def _columns(header: Sequence[str], *, needed: Sequence[str] = ("name", "kind")) -> list[str]:
    """The header in the words of ``COLUMNS``. Raises `ImportRefused` when it cannot be."""
    columns = [COLUMN_WORDS.get(name.lower(), name) for name in header]
    unknown = [name for name in columns if name and name not in COLUMNS]
    problems = [ImportProblem(1, name, f"Colonne inconnue. {_POSSIBLE}", FILE) for name in unknown]
    problems += [
        ImportProblem(1, said, "Deux colonnes disent la même chose\u00a0: gardez-en une.", FILE)
        for place, (said, name) in enumerate(zip(header, columns, strict=True))
        if name and name in columns[:place]
    ]
    problems += [
        ImportProblem(1, said, "Cette colonne est nécessaire.", FILE)
        for said, name in (("nom", "name"), ("type", "kind"))
        if name in needed and name not in columns
    ]
    if problems:
        raise ImportRefused(tuple(problems))
    return columns


def _workbook_lines(data: bytes) -> list[_Read]:
    try:
        from engines.questionnaire.files.workbook.excel import (
            read_first_sheet,  # few requests need it: see `config.server`
        )

        rows = read_first_sheet(data, max_row=5_001, max_col=40)
    except UnreadableFileError as error:
        raise ImportRefused((ImportProblem(0, "", f"{error.problem.message_fr}.", FILE),)) from error
    if not rows:
        return []
    header = _columns(rows[0])
    said = dict(zip(header, rows[0], strict=True))
    return [
        (number, dict(zip(header, row, strict=False)), said) for number, row in enumerate(rows[1:], start=2)
    ]


def _json_lines(data: bytes) -> list[_Read]:
    refused = ImportRefused(
        (ImportProblem(0, "", "Ce fichier JSON n’est pas une liste de variables.", FILE),)
    )
    try:
        items = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise refused from error
    if isinstance(items, dict) and {"columns", "rows"} <= items.keys():  # as the platform exports tables
        items = [dict(zip(items["columns"], row, strict=False)) for row in items["rows"]]
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise refused
    lines = []
    for number, item in enumerate(items, start=1):
        texts = ["" if value is None else str(value) for value in item.values()]
        header = _columns([str(key) for key in item], needed=())
        lines.append((number, dict(zip(header, texts, strict=True)), dict(zip(header, item, strict=True))))
    return lines


class _Line:
    """One line of the codebook, and what is wrong with it."""

    def __init__(self, number: int, line: Mapping[str, str], said: Mapping[str, str]) -> None:
        self.number, self.said = number, said
        self.line = {key: _APOSTROPHE.sub("", value.strip(), count=1) for key, value in line.items()}
        self.problems: list[ImportProblem] = []

    def refuse(self, column: str, message: str) -> None:
        self.problems.append(ImportProblem(self.number, self.said.get(column, column), message, FILE))

    def variable(self) -> CodebookVariable:
        name = self.line.get("name", "")
        if not name or len(name) > 120 or "/" in name or name.startswith("_"):
            self.refuse(
                "name",
                "Il faut un nom, 120 caractères au plus, sans «\u00a0/\u00a0» ni «\u00a0_\u00a0» au début.",
            )
        kind = KIND_WORDS.get(self.line.get("kind", "").lower())
        if kind is None:
            self.refuse("kind", f"Type inconnu. Types possibles\u00a0: {_KINDS}.")
            kind = VariableKind.LEFT_OUT
        if name == EVERY_OTHER and kind is not VariableKind.LEFT_OUT:
            self.refuse(
                "kind", "«\u00a0*\u00a0» (toutes les autres colonnes) ne peut être que «\u00a0ignorer\u00a0»."
            )
        variable = CodebookVariable(
            name=name,
            kind=kind,
            label=self.line.get("label", "") or name,
            uid=name,
            question_text=self.line.get("question", ""),
            section=self.line.get("section", ""),
            role=self._role(),
            unit="euros" if kind is VariableKind.AMOUNT else self.line.get("unit", ""),
            is_sensitive=self.line.get("sensitive", "").lower() in _YES,
            is_published=kind not in (VariableKind.TEXT, VariableKind.IDENTIFIER, VariableKind.LEFT_OUT),
            missing_codes=self._missing(),
            source_question=name,
            note=self.line.get("note", ""),
            phrase=self.line.get("phrase", ""),
            is_ordered=self.line.get("ordered", "").lower() in _YES,
        )
        return self._with_values(variable)

    def _role(self) -> str:
        role = self.line.get("role", "") or "content"
        if role not in ("content", "breakdown", "margin"):
            self.refuse("role", "Rôles possibles\u00a0: content, breakdown, margin.")
        return role

    def _pairs(self, column: str) -> list[tuple[str, str]]:
        pairs = []
        for part in _BETWEEN.split(self.line.get(column, "")):
            part = part.replace(f"\\{BAR}", BAR)
            if part.strip():
                value, mark, label = part.partition("=")
                if not value.strip() or not (mark and label.strip()):
                    self.refuse(
                        column, f"«\u00a0{part.strip()}\u00a0»\u00a0: écrivez code=libellé, séparés par |."
                    )
                    continue
                pairs.append((value.strip(), label.strip()))
        if len({value for value, _ in pairs}) < len(pairs):
            self.refuse(column, "Un même code est donné deux fois.")
        return pairs

    def _missing(self) -> tuple[tuple[str, str], ...]:
        found = []
        for value, word in self._pairs("missing"):
            reason = REASON_WORDS.get(word.lower())
            if reason is None:
                words = ", ".join(sorted(REASON_WORDS))
                self.refuse(
                    "missing", f"Raison inconnue «\u00a0{word}\u00a0». Raisons possibles\u00a0: {words}."
                )
            else:
                found.append((value, reason))
        return tuple(found)

    def _with_values(self, variable: CodebookVariable) -> CodebookVariable:
        pairs = self._pairs("values")
        if bool(pairs) != (variable.kind in _CHOICES):
            missing = "Donnez les choix\u00a0: code=libellé|code=libellé."
            self.refuse("values", "Ce type de variable n’a pas de choix." if pairs else missing)
        if {value for value, _ in pairs} & {value for value, _ in variable.missing_codes}:
            self.refuse("missing", "Un code est à la fois un choix et une réponse manquante.")
        phrases = dict(self._pairs("value_phrases"))
        if unknown := phrases.keys() - {value for value, _ in pairs}:
            known = ", ".join(sorted(unknown))
            self.refuse("value_phrases", f"Ce n’est pas le code d’un choix\u00a0: {known}.")
        answers = tuple(
            CodebookAnswer(number, value, label, phrase=phrases.get(value, ""))
            for number, (value, label) in enumerate(pairs)
        )
        made = replace(variable, categories=answers)
        if made.kind is VariableKind.CATEGORICAL and is_wide(made) and len(answers) > 60_000:
            self.refuse("values", "Plus de 60\u202f000 choix.")
        return made
