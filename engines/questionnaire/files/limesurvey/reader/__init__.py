"""From a LimeSurvey structure (``.lss``) to a questionnaire.

Problems name the table of the file, the row in that table and the code of the question (or the
group). HTML becomes plain text; conditions are translated when they can be, else the file is refused.
"""

from __future__ import annotations

from engines.questionnaire.files.check import check_expressions
from engines.questionnaire.files.left_out import SAID, RefusedQuestion, offer
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
_TEXTS_LEFT_OUT = {
    "surveyls_policy_notice": (
        "la notice sur les données n’est pas reprise : mettez-la dans les consentements de la collecte"
    ),
    "surveyls_endtext": "le texte de fin n’est pas repris",
    "surveyls_url": "l’adresse de fin n’est pas reprise",
}


def read_limesurvey(
    data: bytes,
    problems: ProblemList,
    without: frozenset[str] = frozenset(),
    offered: list[RefusedQuestion] | None = None,
) -> Definition | None:
    """Build the questionnaire of a ``.lss`` file; None when a problem refuses it.

    without: codes of questions to leave out. offered: receives those that refuse the file.
    """
    source = SurveyTables(read_dump(data), problems, without)
    questionnaire = _build(source)
    if questionnaire is None and offered is not None:
        offered.extend(_offered(source))
    return questionnaire


def _build(source: SurveyTables) -> Definition | None:
    problems = source.problems
    _warn_languages(source)
    _report_unread_tables(source)
    _check_codes(source)
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
    known = set(problems)
    check_expressions(
        questionnaire, problems, sheet="questions", header=lambda column, row: column, is_by_code=True
    )
    for problem in problems:
        if problem not in known and (title := source.title_at(problem.sheet, problem.row)):
            source.owners[problem] = title
    return None if problems.refuses else questionnaire


def _offered(source: SurveyTables) -> tuple[RefusedQuestion, ...]:
    """The questions that refuse the file, each with those that name it."""
    labels, sources = {}, {}
    for row in source.questions():
        title = row.get("title")
        if title not in source.without:
            texts = source.question_texts(row)
            labels[title] = next((plain_text(text.get("question")) for text in texts), title)
            sources[title] = source.conditions_and_texts(row)
    return offer(source.problems, source.owners, labels, sources)


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
        items.extend(_question(source, question))
    if not items:
        source.problems.warning(
            group.table, group.number, place, "groupe sans question : il n’est pas repris"
        )
        return []
    title = source.text("group_l10ns", "gid", group, "group_name", place)
    intro = source.text("group_l10ns", "gid", group, "description", place)
    items[:0] = source.take_computed()
    return [
        Section(
            key=f"section_{number}",
            title=title or f"Partie {number}",
            items=tuple(items),
            intro=intro,
            relevant=source.condition(group, "grelevance", place),
            origin=FileOrigin(group.table, group.number),
        )
    ]


def _question(source: SurveyTables, record: Record) -> list[Question | Group]:
    title = record.get("title")
    if title in source.without:
        source.problems.warning(record.table, record.number, title, SAID)
        return []
    known = set(source.problems)
    items = build_question(source, record)
    items[:0] = source.take_computed()
    source.owners.update({problem: title for problem in source.problems if problem not in known})
    return items


def _report_unread_tables(source: SurveyTables) -> None:
    """Warn of what is left out."""
    for table, message in _LEFT_OUT.items():
        rows = source.dump.rows(table)
        if rows:
            source.problems.warning(table, rows[0].number, "", message)
    settings = source.language_settings
    for name, message in _TEXTS_LEFT_OUT.items():
        if plain_text(settings.get(name)):
            source.problems.warning(settings.table, settings.number, name, message)
    scored = (row for row in source.dump.rows("answers") if row.get("assessment_value") not in {"", "0"})
    if (answer := next(scored, None)) is not None:
        message = "les points donnés aux réponses (assessment_value) ne sont pas repris"
        source.problems.warning(answer.table, answer.number, answer.get("code"), message)


def _check_codes(source: SurveyTables) -> None:
    """Each question has a code of its own: said once, at the second one."""
    seen: set[str] = set()
    for group in source.groups:
        for row in source.questions_of(group):
            if row.get("title") in seen:
                message = "une autre question a déjà ce code : changez l’un des deux"
                source.problems.error(row.table, row.number, row.get("title"), message)
            seen.add(row.get("title"))
