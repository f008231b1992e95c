"""Tables of a LimeSurvey file that this reader takes nothing from: each is said, none silently dropped.

Source of the table names: the file format written by LimeSurvey's own export (structure, versions 3 to 6).
"""

from __future__ import annotations

from engines.questionnaire.files.limesurvey.reader.source import Source

# What people would miss, and what they can do here instead.
_LEFT_OUT = {
    "quota": "les quotas ne sont pas repris : fixez-les dans la collecte",
    "assessments": "les barèmes (scores) ne sont pas repris",
    "survey_url_parameters": "les paramètres d’adresse ne sont pas repris",
    "surveys_groupsettings": "les réglages hérités du groupe d’enquêtes ne sont pas repris",
    "themes": "le thème graphique n’est pas repris",
    "plugin_settings": "les réglages d’extensions ne sont pas repris",
}
_ALWAYS_TRUE = {"", "1"}


def report_unread_tables(source: Source) -> None:
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
