"""Writing a LimeSurvey structure: it reads back equal, says what refuses it, and looks like theirs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring, parse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engines.questionnaire.files.limesurvey.reader.expressions import NamedAnswer, translate
from engines.questionnaire.files.limesurvey.writer import (
    NotForLimeSurveyError,
    WrittenLimeSurvey,
    write_limesurvey,
)
from engines.questionnaire.files.limesurvey.writer.expressions import (
    LimeSurveyName,
    UnwritableExpressionError,
    to_script,
)
from engines.questionnaire.files.limesurvey.writer.names import ANSWER, QUESTION, ROW, make_codes
from engines.questionnaire.files.reader import read_questionnaire
from engines.questionnaire.model import (
    Choice,
    Definition,
    Group,
    Kind,
    Layout,
    Missing,
    Question,
    QuestionRole,
    walk,
)
from engines.questionnaire.serialisation import digest
from engines.questionnaire.tests.builders import choices, question, questionnaire, recueil, section
from engines.questionnaire.tests.test_real_files import XLSFORMS
from engines.questionnaire.tests.test_xlsform_write import questionnaires

# importable form -> the keys that refuse it; none when it is written.
REFUSED = {
    "calculate.xls": ["calculate_test", "calculate_test_2"],
    "cascading_select_test_equivalent.xls": ["mylga", "mylga_state"],
    "choice_filter_test.xlsx": ["county", "city"],
    "repeat_date_test.xls": ["repeat_count", "repeat_test"],
    "tutorial.xls": ["member"],
}
# importable form -> the keys of which something is said to change.
CHANGED = {"table-list.xls": ["table_list_3", "table_list_4", "happy_sad_table"]}


def read_back(written: WrittenLimeSurvey) -> Definition:
    result = read_questionnaire(written.content, "essai.lss")
    assert result.questionnaire is not None, [str(problem) for problem in result.problems]
    assert not result.problems, [str(problem) for problem in result.problems]
    return result.questionnaire


def unfolded(items: tuple[Question | Group, ...]) -> Iterator[Question | Group]:
    """LimeSurvey has one level of groups: one that holds groups only is these groups."""
    for item in items:
        if isinstance(item, Group) and all(isinstance(each, Group) for each in item.items):
            yield from unfolded(item.items)
        else:
            yield item


def described(definition: Definition, written: WrittenLimeSurvey | None = None) -> list[tuple[Any, ...]]:
    """Each question in document order, under the names it has once ``written``."""
    codes = {(item.within, item.name): item.code for item in (written.renamed if written else ())}

    def line(asked: Question, group: Group | None) -> tuple[Any, ...]:
        key = codes.get(("", asked.key), asked.key)
        if group is not None:
            row = asked.key.removeprefix(f"{group.key}_")
            key = f"{codes.get(('', group.key), group.key)}_{codes.get((group.key, asked.key), row)}"
        owner = group.key if group else asked.key
        names = {c.value: codes.get((owner, c.value), c.value) for c in definition.choices(asked)}
        names |= {c.value: "other" for c in definition.choices(asked) if c.is_other}
        stem, _, other = key.partition("_other")
        key = f"{codes.get(('', stem), stem)}_other" if asked.key.endswith("_other") else key
        assert other == ""
        return (
            *(key, asked.kind, asked.label, asked.hint, asked.required, asked.role, asked.is_sensitive),
            *(asked.minimum, asked.maximum, asked.constraint, asked.is_random_order, asked.accept),
            " ".join(names.get(word, word) for word in asked.default.split()),
            [
                (names[c.value], c.label, c.missing, asked.kind is Kind.MANY and c.is_exclusive)
                for c in definition.choices(asked)
            ],
        )

    lines: list[tuple[Any, ...]] = []
    for part in definition.sections:
        lines.append((part.title, part.intro))
        for item in unfolded(part.items):
            group = item if isinstance(item, Group) else None
            if group is not None:
                lines.append((codes.get(("", group.key), group.key), group.label, group.hint, group.layout))
            lines += [line(asked, group) for asked in walk((item,))]
    return lines


def everything() -> Definition:
    """All that LimeSurvey has a place for, under names of ours."""
    lists = {
        "oui_ou_bof": (
            *choices("un_peu", "un_peu_plus"),
            Choice("nsp", "NSP", True, missing=Missing.DONT_KNOW),
        ),
        "aides": (
            *choices("pret", "don"),
            Choice("rien", "Rien", True),
            Choice("other", "Autre", is_other=True),
        ),
        "statut": (*choices("association", "scic"), Choice("other", "Autre", is_other=True)),
    }
    shown = "selected(${{{0}}}, 'other')"
    return Definition(
        "Tout, « ou presque » & <plus> ]]>",
        (
            section(
                "qui",
                question("mot", Kind.NOTE, label="Bonjour ${nom_long}, <b>bienvenue</b> & ]]>\nà vous"),
                question("nom_long", hint="L’été, « œuvre »", required="yes", is_sensitive=True),
                question("statut", Kind.ONE, choice_list="statut", role=QuestionRole.MARGIN, default="scic"),
                question("statut_other", label="Précisez", relevant=shown.format("statut")),
                question("aides", Kind.MANY, choice_list="aides", default="pret don", is_random_order=True),
                question("aides_other", label="Précisez", relevant=shown.format("aides")),
                question("ordre", Kind.RANK, choice_list="oui_ou_bof"),
                intro="Deux lignes\nici",
            ),
            section(
                "combien",
                question("un_oui", Kind.YES_NO, default="no"),
                question("gens", Kind.INTEGER, minimum="0", maximum="1000"),
                question("taux", Kind.DECIMAL, minimum="0.5"),
                question("prix", Kind.AMOUNT, minimum="0.01", hint="En euros"),
                question("part", Kind.PERCENTAGE, maximum="80"),
                question("jour", Kind.DATE, minimum="2020-01-01", maximum="2030-12-31"),
                question("recit", Kind.LONG_TEXT, constraint="string-length(.) <= 300"),
                question("code_postal", constraint="regex(., '^[0-9]{5}$')"),
                question("ville", Kind.COMMUNE, hint="Du siège"),
                question("siren", Kind.ORGANISATION),
                question("courriel", Kind.EMAIL),
                question("heure", Kind.TIME),
                question("moment", Kind.DATETIME, hint="Le premier"),
                question("lieu", Kind.GEOPOINT),
                question("piece", Kind.FILE, accept=("application/pdf", "image/jpeg"), max_bytes=2_048_000),
                Group(
                    "avis_de",
                    "Votre avis",
                    tuple(
                        question(key, Kind.ONE, choice_list="oui_ou_bof")
                        for key in ("avis_de_vous", "avis_de_tous")
                    ),
                    layout=Layout.GRID,
                    hint="Un par ligne",
                ),
                Group(
                    "d_ou",
                    "D’où ?",
                    tuple(question(key, Kind.PERCENTAGE) for key in ("ventes", "dons_en_tout")),
                    layout=Layout.SPLIT,
                ),
                Group("noms", "Des noms", tuple(question(key) for key in ("noms_a", "noms_b"))),
            ),
        ),
        lists,
    )


@pytest.mark.parametrize("name", ["answers.lss", "survey.lss"])
def test_a_real_structure_is_written_back_equal(shared_data: Path, name: str) -> None:
    first = read_questionnaire(shared_data / "surveys" / "limesurvey" / name).questionnaire
    assert first is not None
    written = write_limesurvey(first)
    again = read_questionnaire(written.content).questionnaire
    assert again is not None
    assert digest(again) == digest(first)
    assert not written.losses
    assert not written.renamed


@pytest.mark.parametrize("name", sorted(name for name, places in XLSFORMS.items() if places is None))
def test_each_real_form_is_written_and_read_back_or_refused_by_name(shared_data: Path, name: str) -> None:
    definition = read_questionnaire(shared_data / "surveys" / "xlsform" / name).questionnaire
    assert definition is not None
    if name in REFUSED:
        with pytest.raises(NotForLimeSurveyError) as refusal:
            write_limesurvey(definition)
        assert set(REFUSED[name]) <= {remark.key for remark in refusal.value.refusals}
        return
    written = write_limesurvey(definition)
    again = read_back(written)
    if name in CHANGED:
        assert set(CHANGED[name]) <= {remark.key for remark in written.losses}
        return
    assert described(again) == described(definition, written)
    assert write_limesurvey(again).content == written.content


def test_every_kind_reads_back_equal_up_to_the_names_that_changed() -> None:
    written = write_limesurvey(everything())
    again = read_back(written)
    assert described(again) == [
        tuple(text.replace("${nom_long}", "${nomLong}") if isinstance(text, str) else text for text in line)
        for line in described(everything(), written)
    ]
    assert again.title == everything().title
    assert write_limesurvey(again).content == written.content
    assert [remark.key for remark in written.losses] == ["aides"]  # drawn, and «Rien» with them
    assert ("aides", "pret") not in {(item.within, item.name) for item in written.renamed}
    assert {(item.name, item.code) for item in written.renamed} >= {
        ("nom_long", "nomLong"),
        ("un_peu", "unPeu"),
    }


def rows_of(document: Element, table: str) -> list[set[str]]:
    return [{field.tag for field in row if field.text} for row in document.findall(f"{table}/rows/row")]


def test_tables_and_fields_are_those_of_limesurvey(shared_data: Path) -> None:
    written = fromstring(write_limesurvey(everything()).content)
    folder = shared_data / "surveys" / "limesurvey"
    real = [parse(folder / name).getroot() for name in ("survey.lss", "answers.lss")]
    assert [element.tag for element in written][:3] == [element.tag for element in real[0]][:3]
    assert written.findtext("DBVersion") == real[0].findtext("DBVersion")
    for table in (
        "answers",
        "answer_l10ns",
        "groups",
        "group_l10ns",
        "questions",
        "subquestions",
        "question_l10ns",
        "question_attributes",
        "surveys",
        "surveys_languagesettings",
    ):
        document = next(document for document in real if document.find(table) is not None)
        fields = {element.text for element in document.findall(f"{table}/fields/fieldname")}
        assert {element.text for element in written.findall(f"{table}/fields/fieldname")} == fields, table
        needed = set.intersection(*rows_of(document, table))
        texts = {name for name in needed if name.startswith(("surveyls_email", "email_"))}
        for row in rows_of(written, table):
            assert needed - texts - {"lastmodified", "description", "help"} <= row, table


SCRIPTS = {
    "q_1": LimeSurveyName("q1", Kind.ONE, {"un_peu": "unPeu", "other": "-oth-"}, {}, "other"),
    "m": LimeSurveyName(
        "m", Kind.MANY, {"a": "a", "b": "b"}, {"a": "m_a", "b": "m_b", "other": "m_other"}, "other"
    ),
    "o": LimeSurveyName("o", Kind.YES_NO),
    "n": LimeSurveyName("n", Kind.INTEGER),
    "p": LimeSurveyName("p", Kind.DECIMAL),
    "t": LimeSurveyName("t", Kind.TEXT),
    "j": LimeSurveyName("j", Kind.DATE),
    "scale": LimeSurveyName("s", Kind.ONE, {"1": "1", "2": "2"}),
    "r": LimeSurveyName("r", Kind.RANK),
}
READ = {
    "q1": NamedAnswer("q_1"),
    "m_a": NamedAnswer("m", "a"),
    "m_b": NamedAnswer("m", "b"),
    "m_other": NamedAnswer("m_other"),
    "o": NamedAnswer("o", is_yes_no=True),
    **{name: NamedAnswer(name, is_number=True) for name in "np"},
    **{name: NamedAnswer(name) for name in "tj"},
    "s": NamedAnswer("scale", is_number=True),
}


@pytest.mark.parametrize(
    ("source", "script", "again"),
    [
        ("${q_1}='un_peu'", 'q1.NAOK == "unPeu"', "${q_1} = 'unPeu'"),
        ("selected(${q_1}, 'other')", 'q1.NAOK == "-oth-"', "${q_1} = 'other'"),
        ("${q_1} = ''", "is_empty(q1.NAOK)", "${q_1} = ''"),
        ("${t} != ''", "!is_empty(t.NAOK)", "not(${t} = '')"),
        ("not(${t} = '')", "!is_empty(t.NAOK)", "not(${t} = '')"),
        ("${o} = 'yes' or ${n} > 2", 'o.NAOK == "Y" or n.NAOK > 2', "(${o} = 'yes' or ${n} > 2)"),
        ("selected(${m}, 'a')", 'm_a.NAOK == "Y"', "selected(${m}, 'a')"),
        ("not(selected(${m}, 'a'))", 'm_a.NAOK != "Y"', "not(selected(${m}, 'a'))"),
        ("selected(${m}, 'other')", "!is_empty(m_other.NAOK)", "not(${m_other} = '')"),
        (
            "count-selected(${m}) >= 2",
            "count(m_a.NAOK, m_b.NAOK, m_other.NAOK) >= 2",
            "count-selected(${m}) >= 2",
        ),
        (
            "not(${n} > 1 and ${p} < -1.5)",
            "!(n.NAOK > 1 and (!is_empty(p.NAOK) and p.NAOK < -1.5))",
            "not(${n} > 1 and ${p} < -1.5)",
        ),
        (
            "(${n} > 1 or ${p} > 1) and ${t} = 'x'",
            '(n.NAOK > 1 or p.NAOK > 1) and t.NAOK == "x"',
            "(${n} > 1 or ${p} > 1) and ${t} = 'x'",
        ),
        ("${scale} >= 2", "s.NAOK >= 2", "${scale} >= 2"),
        ("${n} <= 0", "(!is_empty(n.NAOK) and n.NAOK <= 0)", "${n} <= 0"),
        ("${n} < 10", "(!is_empty(n.NAOK) and n.NAOK < 10)", "${n} < 10"),
        ("${n} != 0", "(is_empty(n.NAOK) or n.NAOK != 0)", "${n} != 0"),
        ("${n}", "(!is_empty(n.NAOK) and n.NAOK != 0)", "${n}"),
        (
            "${n} = ${p}",
            "((is_empty(n.NAOK) and is_empty(p.NAOK)) or "
            "(!is_empty(n.NAOK) and !is_empty(p.NAOK) and n.NAOK == p.NAOK))",
            "${n} = ${p}",
        ),
        (
            "${n} * 2 > ${n} div 3",
            "(!is_empty(n.NAOK) and n.NAOK * 2 > n.NAOK / 3)",
            "${n} * 2 > ${n} div 3",
        ),
        ("string-length(${t}) > 3", "strlen(html_entity_decode(t.NAOK)) > 3", "string-length(${t}) > 3"),
        ("${t} = 'été'", 'html_entity_decode(t.NAOK) == "été"', "${t} = 'été'"),
        ("${t} = 'l\"été'", "html_entity_decode(t.NAOK) == 'l\"été'", "${t} = 'l\"été'"),
        (
            "${j} = '2026-11-29'",
            '(j.NAOK >= "2026-11-29" and (!is_empty(j.NAOK) and j.NAOK < "2026-11-30"))',
            "(${j} >= '2026-11-29' and ${j} < '2026-11-30')",
        ),
        ("true()", "1", ""),
        ("false()", "0", "false()"),
        ("", "1", ""),
    ],
)
def test_conditions_are_written_and_read_back(source: str, script: str, again: str) -> None:
    assert to_script(source, SCRIPTS) == script
    assert translate(script, READ) == again


@pytest.mark.parametrize(
    "source",
    [
        *(
            "${n} + 1 > 2",
            "${q_1} = 'ailleurs'",
            "selected(${m}, ${t})",
            "${absent} = 1",
            "today() > '2020-01-01'",
        ),
        *("${t} > 2", "${q_1} > 1", "${m} = 'a'", "${r} = 'a'", "${t}", "-${n} > 1", "round(${n}) = 1"),
        *("count-selected(${t}) > 1", "${t} = 'a\\b'", "${t} = '{a}'", "${n} >", "regex(${t}, 'a')"),
        *("selected(${t}, 'a')", "${q_1} = ${scale}", "not(true())"),
    ],
)
def test_a_condition_that_means_something_else_there_is_refused(source: str) -> None:
    with pytest.raises(UnwritableExpressionError):
        to_script(source, SCRIPTS)


def test_everything_that_refuses_is_said_at_once_under_its_key() -> None:
    with pytest.raises(NotForLimeSurveyError) as refusal:
        write_limesurvey(recueil())
    # LimeSurvey has calculations: it is we who do not write them.
    assert {r.message_fr.split("\u00a0: ")[0] for r in refusal.value.refusals} == {
        "nous n’écrivons pas pour LimeSurvey"
    }
    said = {(remark.key, remark.message_fr.split("\u00a0: ")[1]) for remark in refusal.value.refusals}
    assert said == {
        ("need", "un groupe répété"),
        ("total_gap", "un calcul"),
        ("department", "des choix filtrés par une autre réponse (choice_filter)"),
        ("created", "une contrainte qui compare autre chose que la réponse et une valeur écrite"),
        ("worry_why", "selected() autrement que sur une question et une réponse écrite"),
        ("why_so_much", "${total_gap} dans un texte"),
        ("why_so_much", "${total_gap} dans une condition"),
    }


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"label": "{a}"}, "accolades"),
        ({"label": "a\x07"}, "U+0007"),
        ({"required": "${q} = 1"}, "sous condition"),
        ({"kind": Kind.DECIMAL, "constraint": ". > 0"}, "borne exclue"),
        ({"constraint": "string-length(.) >= 3"}, "longueur minimale"),
        ({"constraint": ". != 'x'"}, "«\u00a0≠\u00a0»"),
        ({"kind": Kind.FILE, "accept": ("chose/inconnue",)}, "chose/inconnue"),
        ({"relevant": "${z} = 1"}, "${z}"),
        ({"kind": Kind.GEOPOINT, "decimals": 2}, "arrondi autrement"),
        ({"kind": Kind.INTEGER, "calculation": "1 + 1"}, "un calcul qui remplit la réponse"),
    ],
)
def test_what_limesurvey_has_no_place_for_is_refused(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(NotForLimeSurveyError) as refusal:
        write_limesurvey(questionnaire(question("q", **fields)))
    assert [said in remark.message_fr for remark in refusal.value.refusals if remark.key == "q"] == [True]


@pytest.mark.parametrize(
    "fields", [{"default": "a\x0bb"}, {"constraint": "regex(., 'a\x0bb')"}, {"default": "\ud800"}]
)
def test_no_file_holds_what_xml_cannot(fields: dict[str, Any]) -> None:
    with pytest.raises(NotForLimeSurveyError) as refusal:
        write_limesurvey(questionnaire(question("q", **fields)))
    assert any("U+" in remark.message_fr for remark in refusal.value.refusals)


def test_what_is_said_otherwise_there_is_told() -> None:
    inside = (question("a", Kind.INTEGER, constraint_message="Non."), question("b"))
    group = Group("lot", "Un lot", inside, relevant="${c} = 'yes'")
    written = write_limesurvey(questionnaire(question("c", Kind.YES_NO), group))
    assert {remark.key for remark in written.losses} == {"lot", "a"}
    asked = {item.key: item for item in read_back(written).questions()}
    assert asked["lot"].kind is Kind.NOTE
    assert all(asked[key].relevant == "${c} = 'yes'" for key in ("lot", "a", "b"))


NAMES = st.lists(st.text("abAB01e_-.é", min_size=1, max_size=24), max_size=12)


@settings(max_examples=60)
@given(names=NAMES, shape=st.sampled_from([QUESTION, ROW, ANSWER]))
def test_codes_are_accepted_never_shared_and_kept_when_they_can_be(names: list[str], shape: Any) -> None:
    codes = make_codes(names, shape)
    assert set(codes) == set(names)
    assert all(shape.fullmatch(code) for code in codes.values())
    assert len({code.lower() for code in codes.values()}) == len(codes)
    assert make_codes(codes.values(), shape) == {code: code for code in codes.values()}


def without(items: tuple[Question | Group, ...], keys: set[str]) -> tuple[Question | Group, ...]:
    kept: list[Question | Group] = []
    for item in items:
        if isinstance(item, Group) and item.key not in keys:
            inner = without(item.items, keys)
            kept += [replace(item, items=inner)] if inner else []
        elif item.key not in keys:
            kept.append(item)
    return tuple(kept)


@settings(max_examples=25, suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow])
@given(definition=questionnaires())
def test_whatever_is_left_once_the_refused_is_out_reads_back(definition: Definition) -> None:
    try:
        written = write_limesurvey(definition)
    except NotForLimeSurveyError as refusal:
        keys = {remark.key for remark in refusal.refusals}
        parts = (replace(part, items=without(part.items, keys)) for part in definition.sections)
        left = replace(definition, sections=tuple(part for part in parts if list(walk(part.items))))
        if not left.sections:
            return
        written = write_limesurvey(left)
    assert write_limesurvey(read_back(written)).content == written.content
