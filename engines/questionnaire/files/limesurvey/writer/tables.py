"""The tables of a LimeSurvey structure, filled row by row, then written as XML.

The names of tables and fields are those of LimeSurvey's own export (database version 641, LimeSurvey 6);
a field without a value is left out of its row, as it does. Same rows, same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from engines.questionnaire.files.workbook.grid import FORBIDDEN

DB_VERSION = 641

_GROUP = ("gid", "sid", "group_order", "randomization_group", "grelevance")
_QUESTION = (
    *("qid", "parent_qid", "sid", "gid", "type", "title", "preg", "other", "mandatory", "encrypted"),
    *("question_order", "scale_id", "same_default", "relevance", "question_theme_name", "modulename"),
    "same_script",
)
FIELDS = {
    "answers": ("aid", "qid", "code", "sortorder", "assessment_value", "scale_id"),
    "answer_l10ns": ("id", "aid", "answer", "language"),
    "groups": _GROUP,
    "group_l10ns": ("id", "gid", "group_name", "description", "language", *_GROUP[1:]),
    "questions": _QUESTION,
    "subquestions": _QUESTION,
    "question_l10ns": ("id", "qid", "question", "help", "script", "language"),
    "question_attributes": ("qid", "attribute", "value", "language"),
    "defaultvalues": ("dvid", "qid", "scale_id", "sqid", "specialtype"),
    "defaultvalue_l10ns": ("id", "dvid", "language", "defaultvalue"),
    "surveys": (
        *("sid", "gsid", "admin", "expires", "startdate", "adminemail", "anonymized", "format"),
        *("savetimings", "template", "language", "additional_languages", "datestamp", "usecookie"),
        *("allowregister", "allowsave", "autonumber_start", "autoredirect", "allowprev", "printanswers"),
        *("ipaddr", "ipanonymize", "refurl", "showsurveypolicynotice", "publicstatistics", "publicgraphs"),
        *("listpublic", "htmlemail", "sendconfirmation", "tokenanswerspersistence", "assessments"),
        *("usecaptcha", "usetokens", "bounce_email", "attributedescriptions", "emailresponseto"),
        *("emailnotificationto", "tokenlength", "showxquestions", "showgroupinfo", "shownoanswer"),
        *("showqnumcode", "bouncetime", "bounceprocessing", "bounceaccounttype", "bounceaccounthost"),
        *("bounceaccountpass", "bounceaccountencryption", "bounceaccountuser", "showwelcome"),
        *("showprogress", "questionindex", "navigationdelay", "nokeyboard", "alloweditaftercompletion"),
        *("googleanalyticsstyle", "googleanalyticsapikey", "tokenencryptionoptions", "access_mode"),
        "lastmodified",
    ),
    "surveys_languagesettings": (
        *("surveyls_survey_id", "surveyls_policy_error", "surveyls_email_invite_subj"),
        *("surveyls_email_invite", "surveyls_email_remind_subj", "surveyls_email_remind"),
        *("surveyls_email_register_subj", "surveyls_email_register", "surveyls_email_confirm_subj"),
        *("surveyls_email_confirm", "surveyls_dateformat", "surveyls_attributecaptions", "surveyls_alias"),
        *("email_admin_notification_subj", "email_admin_notification", "email_admin_responses_subj"),
        *("email_admin_responses", "surveyls_numberformat", "attachments", "surveyls_language"),
        *("surveyls_title", "surveyls_description", "surveyls_welcometext", "surveyls_endtext"),
        *("surveyls_policy_notice", "surveyls_policy_notice_label", "surveyls_url"),
        "surveyls_urldescription",
    ),
}
#: What LimeSurvey writes for «as the site says» (I, inherit, -1) and for «no».
_INHERITED = dict.fromkeys(
    (
        *("anonymized", "format", "savetimings", "datestamp", "usecookie", "allowregister", "allowsave"),
        *("autoredirect", "allowprev", "printanswers", "ipaddr", "ipanonymize", "refurl"),
        *("publicstatistics", "publicgraphs", "listpublic", "htmlemail", "sendconfirmation"),
        *("tokenanswerspersistence", "assessments", "showxquestions", "showgroupinfo", "shownoanswer"),
        *("showqnumcode", "showwelcome", "showprogress", "nokeyboard", "alloweditaftercompletion"),
    ),
    "I",
)
_SURVEY = {
    **_INHERITED,
    **dict.fromkeys(
        ("admin", "adminemail", "template", "bounce_email", "emailresponseto", "emailnotificationto"),
        "inherit",
    ),
    **dict.fromkeys(("tokenlength", "questionindex", "navigationdelay"), "-1"),
    "gsid": "1",
    "additional_languages": "",
    "autonumber_start": "0",
    "showsurveypolicynotice": "0",
    "usecaptcha": "E",
    "usetokens": "N",
    "bounceprocessing": "N",
    "tokenencryptionoptions": "",
    "access_mode": "O",
}
_MAIL_TEXTS = (
    "surveyls_email_invite",
    "surveyls_email_remind",
    "surveyls_email_register",
    "surveyls_email_confirm",
)
_SETTINGS = {
    **dict.fromkeys((*_MAIL_TEXTS, *(f"{name}_subj" for name in _MAIL_TEXTS)), ""),
    "surveyls_policy_error": "",
    "surveyls_alias": "",
    **dict.fromkeys(("email_admin_notification", "email_admin_notification_subj"), ""),
    **dict.fromkeys(("email_admin_responses", "email_admin_responses_subj"), ""),
    **dict.fromkeys(("surveyls_endtext", "surveyls_policy_notice", "surveyls_policy_notice_label"), ""),
    "surveyls_url": "",
    "surveyls_urldescription": "",
}


class Tables:
    """Rows by table. Identifiers are numbered from 1: LimeSurvey gives its own when it imports."""

    def __init__(self, sid: str, language: str) -> None:
        self.sid = sid
        self.language = language
        self.rows: dict[str, list[dict[str, str]]] = {name: [] for name in FIELDS}
        self._questions = 0

    def add(self, table: str, **fields: str) -> None:
        self.rows[table].append(fields)

    def add_survey(self, title: str, description: str, welcome: str) -> None:
        self.add("surveys", sid=self.sid, language=self.language, **_SURVEY)
        texts = {
            "surveyls_title": title,
            "surveyls_description": description,
            "surveyls_welcometext": welcome,
        }
        own = {"surveyls_survey_id": self.sid, "surveyls_language": self.language}
        is_french = self.language.startswith("fr")
        own["surveyls_dateformat"] = "5" if is_french else "6"  # 31/12/2026, or 2026-12-31
        own["surveyls_numberformat"] = "1" if is_french else "0"  # a decimal comma, or a point
        self.add("surveys_languagesettings", **own, **texts, **_SETTINGS)

    def add_group(self, name: str, description: str, relevance: str) -> str:
        gid = str(len(self.rows["groups"]) + 1)
        row = {
            "gid": gid,
            "sid": self.sid,
            "group_order": gid,
            "randomization_group": "",
            "grelevance": relevance,
        }
        self.add("groups", **row)
        texts = {"group_name": name, "description": description, "language": self.language}
        self.add("group_l10ns", id=gid, **texts, **row)
        return gid

    def add_question(
        self, gid: str, parent: str, texts: tuple[str, str], fields: Mapping[str, str], order: int
    ) -> str:
        """A question, or a row of one (``parent``: its qid, "0" for a question). ``texts``: label, help."""
        self._questions += 1
        qid = str(self._questions)
        usual = {"preg": "", "other": "N", "mandatory": "N", "encrypted": "N", "scale_id": "0"}
        usual |= {"same_default": "0", "modulename": "", "same_script": "0"}
        row = usual | {"qid": qid, "parent_qid": parent, "sid": self.sid, "gid": gid}
        table = "questions" if parent == "0" else "subquestions"
        self.add(table, **(row | {"question_order": str(order)} | dict(fields)))
        label, hint = texts
        self.add(
            "question_l10ns", id=qid, qid=qid, question=label, help=hint, script="", language=self.language
        )
        return qid

    def add_answer(self, qid: str, code: str, label: str, order: int) -> None:
        aid = str(len(self.rows["answers"]) + 1)
        self.add(
            "answers", aid=aid, qid=qid, code=code, sortorder=str(order), assessment_value="0", scale_id="0"
        )
        self.add("answer_l10ns", id=aid, aid=aid, answer=label, language=self.language)

    def add_attribute(self, qid: str, name: str, value: str, *, is_text: bool = False) -> None:
        """``is_text``: words that people read, so in the survey's language."""
        language = self.language if is_text else ""
        self.add("question_attributes", qid=qid, attribute=name, value=value, language=language)

    def add_default(self, qid: str, value: str, sqid: str = "0") -> None:
        dvid = str(len(self.rows["defaultvalues"]) + 1)
        self.add("defaultvalues", dvid=dvid, qid=qid, scale_id="0", sqid=sqid, specialtype="")
        self.add("defaultvalue_l10ns", id=dvid, dvid=dvid, language=self.language, defaultvalue=value)

    def unwritable(self) -> str:
        """The first character of all texts that XML cannot hold, as «U+000B»; empty when there is none."""
        texts = (text for rows in self.rows.values() for row in rows for text in row.values())
        found = next(filter(None, map(FORBIDDEN.search, (self.language, *texts))), None)
        return f"U+{ord(found[0]):04X}" if found else ""

    def xml(self) -> bytes:
        document = Element("document")
        SubElement(document, "LimeSurveyDocType").text = "Survey"
        SubElement(document, "DBVersion").text = str(DB_VERSION)
        SubElement(SubElement(document, "languages"), "language").text = self.language
        for name, rows in self.rows.items():
            if rows:
                _add_table(SubElement(document, name), FIELDS[name], rows)
        indent(document, space=" ")
        written: bytes = tostring(document, encoding="UTF-8", xml_declaration=True)
        return written + b"\n"


def _add_table(table: Element, fields: tuple[str, ...], rows: list[dict[str, str]]) -> None:
    names = SubElement(table, "fields")
    for field in fields:
        SubElement(names, "fieldname").text = field
    body = SubElement(table, "rows")
    for row in rows:
        element = SubElement(body, "row")
        for field in fields:
            if field in row:
                SubElement(element, field).text = row[field] or None
