"""From a questionnaire to a LimeSurvey structure (``.lss``) that reads back as the same questionnaire.

A part that LimeSurvey has no place for refuses the whole; all such parts are reported at once, by question.
A part that it only shows otherwise (its own error messages, a heading instead of a group) is written and
reported. Names become codes that LimeSurvey accepts; the result lists them. Same questionnaire, same bytes.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from engines.questionnaire.files.limesurvey.writer.names import Coded, make_all_codes, name_variables
from engines.questionnaire.files.limesurvey.writer.questions import QuestionWriter
from engines.questionnaire.files.limesurvey.writer.survey_plan import Planned, Report, plan
from engines.questionnaire.files.limesurvey.writer.tables import Tables
from engines.questionnaire.model import Definition, Group, Layout
from french import typeset

_WHOLE = ""
_LONGEST_TITLE = 200  # its column


@dataclass(frozen=True, slots=True)
class ExportRemark:
    """One remark on one question. ``key``: its code here; "" for the whole questionnaire."""

    key: str
    message_fr: str


@dataclass(frozen=True, slots=True)
class Renamed:
    """A name that LimeSurvey does not accept. ``within``: the question, for an answer or a row."""

    within: str
    name: str
    code: str


@dataclass(frozen=True, slots=True)
class WrittenLimeSurvey:
    """The file, how it differs from the questionnaire, and the names that it changed."""

    content: bytes
    losses: tuple[ExportRemark, ...]
    renamed: tuple[Renamed, ...]


class NotForLimeSurveyError(ValueError):
    """The questionnaire has parts that LimeSurvey has no place for: ``refusals``, by question."""

    def __init__(self, refusals: tuple[ExportRemark, ...]) -> None:
        super().__init__("; ".join(f"{refusal.key}: {refusal.message_fr}" for refusal in refusals))
        self.refusals = refusals


def write_limesurvey(questionnaire: Definition) -> WrittenLimeSurvey:
    """The questionnaire as a ``.lss``; `NotForLimeSurveyError` with all that refuses it."""
    refused: dict[ExportRemark, None] = {}
    lost: dict[ExportRemark, None] = {}

    def refuse(key: str, what: str) -> None:
        refused.setdefault(ExportRemark(key, typeset(f"nous n’écrivons pas pour LimeSurvey : {what}")))

    def lose(key: str, what: str) -> None:
        lost.setdefault(ExportRemark(key, typeset(f"non repris : {what}")))

    laid = [list(plan(questionnaire, section.items, refuse)) for section in questionnaire.sections]
    planned = [item for items in laid for item in items]
    codes = make_all_codes(questionnaire, planned)
    tables = Tables(_survey_id(questionnaire), questionnaire.language or "fr")
    variables = name_variables(questionnaire, planned, codes)
    writer = QuestionWriter(questionnaire, tables, codes, variables, refuse, lose)
    for section, items in zip(questionnaire.sections, laid, strict=True):
        if not items:
            lose(section.key, "une partie sans question")
            continue
        texts = (writer.text(section.key, section.title), writer.text(section.key, section.intro))
        gid = tables.add_group(*texts, writer.script(section.key, section.relevant))
        for order, item in enumerate(items, start=1):
            _say_heading(item, lose)
            writer.write(item, gid, order)
    if len(questionnaire.title) > _LONGEST_TITLE:
        refuse(_WHOLE, f"un titre de plus de {_LONGEST_TITLE} caractères")
    if not planned and not refused:
        refuse(_WHOLE, "un questionnaire sans question")
    before, _, after = questionnaire.note.partition("\n\n")  # the description, then the welcome
    description, welcome = (before, after) if after else ("", before)
    tables.add_survey(*(writer.text(_WHOLE, text) for text in (questionnaire.title, description, welcome)))
    if character := tables.unwritable():
        refuse(_WHOLE, f"le caractère {character}, interdit dans ces fichiers")
    if refused:
        raise NotForLimeSurveyError(tuple(refused))
    return WrittenLimeSurvey(tables.xml(), tuple(lost), tuple(_renamed(planned, codes)))


def _survey_id(questionnaire: Definition) -> str:
    """LimeSurvey numbers its surveys: the code when it is such a number, else one that follows from it."""
    code = questionnaire.code
    if code.isascii() and code.isdecimal() and 0 < len(code) < 10 and code[0] != "0":
        return code
    return str(100_000 + zlib.crc32((code or questionnaire.title).encode("utf-8", "replace")) % 900_000)


def _say_heading(item: Planned, lose: Report) -> None:
    group = item.item
    if item.type == "X" and isinstance(group, Group) and group.layout is Layout.PLAIN:
        lose(group.key, "un groupe dans une partie : son intitulé devient un texte, suivi de ses questions")
        if group.hint and group.label:
            lose(group.key, "l’aide d’un groupe")


def _renamed(planned: list[Planned], codes: dict[str, Coded]) -> list[Renamed]:
    found = []
    for item in planned:
        own = codes[item.key]
        changed = [("", item.key, own.code)]
        changed += [(item.key, key, code) for key, code in own.rows.items() if not key.endswith(f"_{code}")]
        changed += [(item.key, value, code) for value, code in own.values.items()]
        found += [Renamed(*names) for names in changed if names[1] != names[2]]
    return found
