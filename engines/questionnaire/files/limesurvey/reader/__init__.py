"""From a LimeSurvey structure (``.lss``) to a questionnaire.

Problems name the table of the file, the row in that table and the code of the question (or the
group). HTML becomes plain text; conditions are translated when they can be, else the file is refused.
"""

from __future__ import annotations

from engines.questionnaire.files.check import check_expressions
from engines.questionnaire.files.limesurvey.reader.questions import build_question
from engines.questionnaire.files.limesurvey.reader.survey_tables import SurveyTables
from engines.questionnaire.files.limesurvey.reader.texts import plain_text
from engines.questionnaire.files.limesurvey.reader.xml import Record, read_dump
from engines.questionnaire.model import Definition, FileOrigin, Group, Question, Section
from engines.questionnaire.problems import ProblemList

# Tables that people would miss, and what they can do here instead. Source of the names: the file format
# written by LimeSurvey's own export (structure, versions 3 to 6).
_LEFT_OUT = {
    "quota": "les quotas ne sont pas repris : fixez-les dans la collecte",
    "assessments": "les barèmes (scores) ne sont pas repris",
    "survey_url_parameters": "les paramètres d’adresse ne sont pas repris",
    "surveys_groupsettings": "les réglages hérités du groupe d’enquêtes ne sont pas repris",
    "themes": "le thème graphique n’est pas repris",
    "plugin_settings": "les réglages d’extensions ne sont pas repris",
}
_ALWAYS_TRUE = {"", "1"}


def read_limesurvey(data: bytes, problems: ProblemList) -> Definition | None:
    """Build the questionnaire of a ``.lss`` file; None when a problem refuses it."""
    source = SurveyTables(read_dump(data), problems)
    _warn_languages(source)
    _report_unread_tables(source)
    sections = tuple(
        section
        for number, group in enumerate(source.groups, start=1)
        for section in _section(source, group, number)
    )
    if not sections and not problems.refuses:
        problems.error("groups", 0, "", "ce questionnaire n’a pas de question")
    settings = source.language_settings
    questionnaire = Definition(
        title=plain_text(settings.get("surveyls_title")) or "Questionnaire",
        sections=sections,
        choice_lists=source.used_lists(sections),
        code=source.survey.get("sid"),
        language=source.language.split("-")[0] or "fr",
        note=_welcome(source),
    )
    if problems.refuses:
        return None
    check_expressions(questionnaire, problems, sheet="questions", header=lambda column: column)
    return None if problems.refuses else questionnaire


def _welcome(source: SurveyTables) -> str:
    settings = source.language_settings
    texts = (settings.get("surveyls_description"), settings.get("surveyls_welcometext"))
    return "\n\n".join(text for text in map(plain_text, texts) if text)


def _warn_languages(source: SurveyTables) -> None:
    for language in source.other_languages:
        message = f"traduction « {language} » non reprise : la langue gardée est « {source.language} »"
        source.problems.warning("surveys", 1, "language", message)


def _section(source: SurveyTables, group: Record, number: int) -> list[Section]:
    place = f"gid {group.get('gid')}"
    if group.get("randomization_group"):
        message = "l’ordre aléatoire des groupes est sans effet ici"
        source.problems.warning(group.table, group.number, place, message)
    items: list[Question | Group] = []
    for question in source.questions_of(group):
        items.extend(build_question(source, question))
    if not items:
        source.problems.warning(
            group.table, group.number, place, "groupe sans question : il n’est pas repris"
        )
        return []
    title = source.text("group_l10ns", "gid", group, "group_name", place)
    return [
        Section(
            key=f"section_{number}",
            title=title or f"Partie {number}",
            items=tuple(items),
            intro=source.text("group_l10ns", "gid", group, "description", place),
            relevant=source.condition(group, "grelevance", place),
            origin=FileOrigin(group.table, group.number),
        )
    ]


def _report_unread_tables(source: SurveyTables) -> None:
    """Warn of what is left out; refuse a condition that exists nowhere but in the old table."""
    for table, message in _LEFT_OUT.items():
        rows = source.dump.rows(table)
        if rows:
            source.problems.warning(table, rows[0].number, "", message)
    relevance = {
        row.get("qid"): row.get("relevance").strip()
        for group in source.groups
        for row in source.questions_of(group)
    }
    for row in source.dump.rows("conditions"):
        # LimeSurvey writes its conditions again as the question's relevance, which is what we read.
        if relevance.get(row.get("qid"), "") in _ALWAYS_TRUE:
            what = "une condition de l’ancien format, sans expression de pertinence équivalente"
            source.problems.unsupported(row.table, row.number, f"qid {row.get('qid')}", what)
