"""LimeSurvey's response files: its own columns and codes known, under our names or its own."""

import csv
import datetime
import io
import zipfile
from xml.sax.saxutils import escape

import pytest

from engines.questionnaire import serialisation
from engines.questionnaire.files.limesurvey.answers import answer_columns
from engines.questionnaire.files.limesurvey.writer import write_limesurvey
from engines.questionnaire.files.reader import read_questionnaire
from engines.questionnaire.model import Choice, Definition, Group, Kind, Layout
from engines.questionnaire.tests.builders import choices, question, questionnaire
from milliard.core.delimited_files import ImportRefused
from milliard.figures.datasets.answer_rows import ReadAnswers
from milliard.figures.datasets.answers_file import read_answers_file

TODAY = datetime.date(2026, 11, 29)
OTHER = Choice("other", "Autre", is_other=True)
OWN = ("id", "submitdate", "lastpage", "startlanguage", "seed")


def definition() -> Definition:
    """Names of ours, some of which LimeSurvey refuses."""
    return questionnaire(
        question("deja_place", Kind.YES_NO),
        question("priorite", Kind.ONE, choice_list="statuts"),
        question("priorite_other", label="Précisez", relevant="selected(${priorite}, 'other')"),
        question("freins", Kind.MANY, choice_list="freins"),
        question("freins_other", label="Précisez", relevant="selected(${freins}, 'other')"),
        question("ordre", Kind.RANK, choice_list="ordre"),
        question("montant", Kind.AMOUNT),
        question("taux", Kind.DECIMAL),
        question("gens", Kind.INTEGER),
        question("ne_le", Kind.DATE),
        question("mot", Kind.LONG_TEXT),
        question("lisez", Kind.NOTE),
        question("piece", Kind.FILE, accept=("application/pdf",)),
        Group(
            "avis",
            "Votre avis",
            tuple(question(key, Kind.ONE, choice_list="ordre") for key in ("avis_vous", "avis_eux")),
            layout=Layout.GRID,
        ),
        statuts=(*choices("citoyenne", "elue"), OTHER),
        freins=(*choices("temps", "frais_caches"), OTHER),
        ordre=choices("un_peu", "beaucoup"),
    )


FULL = {
    "id": "7",
    "submitdate": "2026-05-02 10:11:12",
    "lastpage": "1",
    "startlanguage": "fr",
    "seed": "1234",
    "dejaPlace": "Y",
    "priorite": "-oth-",
    "priorite[other]": "Une été",
    "freins[temps]": "Y",
    "freins[fraisCaches]": "N",
    "freins[other]": "La météo",
    "ordre[1]": "beauc",
    "ordre[2]": "unPeu",
    "montant": "1500.5000000000",
    "taux": "2.5000000000",
    "gens": "12.0000000000",
    "neLe": "2023-05-02 00:00:00",
    "mot": "Bonjour ; à vous",
    "lisez": "",
    "piece": "[]",
    "piece[filecount]": "0",
    "avis[vous]": "unPeu",
    "avis[eux]": "",
}
BLANK = dict.fromkeys(FULL, "") | {
    "id": "8",
    "submitdate": "",
    "lastpage": "1",
    "startlanguage": "fr",
    "seed": "5",
}
ANSWERS = {
    "deja_place": "yes",
    "priorite": "other",
    "priorite_other": "Une été",
    "freins": ["temps", "other"],
    "freins_other": "La météo",
    "ordre": ["beaucoup", "un_peu"],
    "montant": 150_050,
    "taux": "2.5",
    "gens": 12,
    "ne_le": "2023-05-02",
    "mot": "Bonjour ; à vous",
    "avis_vous": "un_peu",
}


def read(data: bytes, asked: Definition, codebook: bytes = b"") -> ReadAnswers:
    text = serialisation.to_json(asked)
    return read_answers_file(data, codebook, definition=text, id_column="_id", today=TODAY)


def as_csv(*rows: dict[str, str]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=",", quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_lsr(fields: dict[str, str], *rows: dict[str, str]) -> bytes:
    """``fields``: LimeSurvey's numbered name of each column."""
    names = "".join(f"<fieldname>{name}</fieldname>" for name in fields.values())
    body = "".join(
        "<row>" + "".join(_cell(fields[name], text) for name, text in row.items() if text) + "</row>"
        for row in rows
    )
    return (
        "<?xml version='1.0' encoding='UTF-8'?><document><LimeSurveyDocType>Responses</LimeSurveyDocType>"
        f"<responses><fields>{names}</fields><rows>{body}</rows></responses></document>"
    ).encode()


def _cell(name: str, text: str) -> str:
    tag = f"_{name}" if name[0].isdigit() else name
    return f"<{tag}>{escape(text)}</{tag}>"


def numbered(asked: Definition) -> dict[str, str]:
    """The numbered names of every column, as LimeSurvey makes them from a file of ours."""
    qids: dict[str, int] = {}
    fields = {name: name for name in OWN}
    for column in answer_columns(asked):
        code, _, ending = column.name.partition("[")
        qid = qids.setdefault(code, 100 + len(qids))
        fields[column.name] = f"9X1X{qid}{'_' if ending == 'filecount]' else ''}{ending.removesuffix(']')}"
    return fields


def test_the_codes_of_the_export_come_back_as_ours() -> None:
    found = read(as_csv(FULL, BLANK), definition())
    assert not found.problem_count, found.problems
    assert [(row.external_id, row.is_completed) for row in found.rows] == [("7", True), ("8", False)]
    assert found.rows[0].answers == ANSWERS
    assert found.rows[1].answers == {}


def test_a_collection_made_from_limesurveys_own_file_takes_its_answers() -> None:
    again = read_questionnaire(write_limesurvey(definition()).content).questionnaire
    assert again is not None
    found = read(as_csv(FULL), again)
    assert not found.problem_count, found.problems
    answers = found.rows[0].answers
    assert answers["priorite"] == "other"
    assert answers["dejaPlace"] == "yes"
    assert answers["freins"] == ["temps", "other"]
    assert answers["avis_vous"] == "unPeu"
    assert answers["ordre"] == ["beauc", "unPeu"]


def test_responses_in_xml_are_read_in_order_and_an_archive_by_its_structure() -> None:
    fields = numbered(definition())
    assert set(fields) == set(FULL)
    ordered = {name: FULL[name] for name in fields}
    responses = as_lsr(fields, ordered)
    assert read(responses, definition()).rows[0].answers == ANSWERS
    # In an archive, what the fields are is told by the structure beside them: gid and qid are its own.
    structure = write_limesurvey(definition()).content
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("survey_9.lss", structure)
        archive.writestr("survey_9_responses.lsr", as_lsr(_own_numbers(structure), ordered))
    assert read(packed.getvalue(), definition()).rows[0].answers == ANSWERS
    assert read_questionnaire(packed.getvalue(), "a.lsa").questionnaire is not None


def _own_numbers(structure: bytes) -> dict[str, str]:
    from defusedxml.ElementTree import fromstring

    rows = fromstring(structure).findall("questions/rows/row")
    starts = {
        row.findtext("title"): f"{row.findtext('sid')}X{row.findtext('gid')}X{row.findtext('qid')}"
        for row in rows
    }
    fields = {name: name for name in OWN}
    for name in FULL:
        code, _, ending = name.partition("[")
        if name not in fields:
            mark = "_" if ending == "filecount]" else ""
            fields[name] = f"{starts[code]}{mark}{ending.removesuffix(']')}"
    return fields


def test_numbered_fields_that_do_not_follow_the_questionnaire_are_refused() -> None:
    fields = numbered(definition())
    del fields["taux"]
    with pytest.raises(ImportRefused) as refusal:
        read(as_lsr(fields, {name: FULL[name] for name in fields}), definition())
    assert "archive .lsa" in refusal.value.problems[0].message


def test_an_archive_that_unfolds_too_far_is_refused_before_it_is() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.lss", b" " * 30_000_000)
        archive.writestr("a.lsr", b"<document/>")
    result = read_questionnaire(packed.getvalue(), "a.lsa")
    assert ["Mo une fois déplié" in problem.message_fr for problem in result.problems] == [True]
    with pytest.raises(ImportRefused):
        read(packed.getvalue(), definition())


def test_each_door_says_which_the_other_is() -> None:
    fields = numbered(definition())
    responses = as_lsr(fields, {name: FULL[name] for name in fields})
    assert "importez-les dans une collecte" in read_questionnaire(responses).problems[0].message_fr.replace(
        "‑", "-"
    )
    with pytest.raises(ImportRefused) as refusal:
        read(write_limesurvey(definition()).content, definition())
    assert "questionnaire" in refusal.value.problems[0].message


def test_a_column_that_is_not_the_questionnaires_is_still_refused_by_name() -> None:
    found = read(as_csv(FULL | {"inconnue[1]": "x"}), definition())
    assert [problem.column for problem in found.problems] == ["inconnue[1]"]


WORDS = {
    "dejaPlace": "Oui",
    "priorite": "Autre",
    "freins[temps]": "Oui",
    "freins[fraisCaches]": "Non",
    "ordre[1]": "Beaucoup",
    "ordre[2]": "Un_peu",
    "avis[vous]": "Un_peu",
}


def test_answers_in_words_under_titles_in_codes_are_read() -> None:
    assert read(as_csv(FULL | WORDS), definition()).rows[0].answers == ANSWERS


@pytest.mark.parametrize("title", ["{label}", "{code}. {label}"])
def test_titles_that_are_the_questions_are_refused_in_one_sentence(title: str) -> None:
    asked = questionnaire(
        question("age", Kind.INTEGER, label="Quel est votre âge ?"),
        question("freins", Kind.MANY, label="Qu’est-ce qui vous freine ?", choice_list="l"),
        l=choices("temps", "argent"),
    )
    titles = {
        "ID de la réponse": "1",
        "Date de soumission": "2026-05-02 10:11:12",
        title.format(code="age", label="Quel est votre âge ?"): "45",
        title.format(code="freins", label="Qu'est-ce qui vous freine ?") + " [Temps]": "Oui",
    }
    with pytest.raises(ImportRefused) as refusal:
        read(as_csv(titles), asked)
    (problem,) = refusal.value.problems
    assert (problem.row, problem.column) == (1, "")
    assert "Code de la question" in problem.message


def test_titles_of_another_file_are_named_one_by_one() -> None:
    found = read(as_csv({"_id": "1", "inconnue": "2", "autre": "3"}), definition())
    assert [problem.column for problem in found.problems] == ["inconnue", "autre"]
