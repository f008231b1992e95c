"""Writing an XLSForm: what pyxform says of it, and that it reads back equal."""

from __future__ import annotations

import html
import io
import re
import string
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyxform.xls2xform import convert

from engines.questionnaire.files.reader import read_questionnaire
from engines.questionnaire.files.xlsform.writer import UnwritableError, write_xlsform
from engines.questionnaire.model import (
    NUMBER_KINDS,
    Choice,
    Definition,
    Group,
    Kind,
    Layout,
    Missing,
    Question,
    QuestionRole,
    Section,
)
from engines.questionnaire.tests.builders import recueil

NAMES = st.from_regex(r"[a-z_][a-z0-9_]{0,6}", fullmatch=True)
# Texts as a person types them: no outer spaces, no control characters; formulas and escapes included.
TEXTS = st.one_of(
    st.sampled_from(["=SUM(A1)", "+33", "-1", "@moi", "_x0041_", "a\nb", "Où ?", "l’« été »", "1", "TRUE"]),
    st.text(string.ascii_letters + " éàœ’«»\u202f?!.,;%|#\\", min_size=1, max_size=30)
    .map(str.strip)
    .filter(bool),
)
SOME_TEXT = st.just("") | TEXTS
# An author's own conditions, those that look like written bounds among them.
OWN_CONDITIONS = [
    "",
    ". != 5",
    ". >= 0",
    ". >= 0 and . <= 10",
    "(. > 1) or (. < 5) and (. >= 0 and . <= 10)",
    "string(.) != ')'",
    "((. > 1) and (. >= 0 and . <= 10))",
]


def without_origins(questionnaire: Definition) -> Definition:
    def strip(item: Any) -> Any:
        if isinstance(item, Question):
            return replace(item, origin=None)
        return replace(item, origin=None, items=tuple(strip(inner) for inner in item.items))

    return replace(questionnaire, sections=tuple(strip(section) for section in questionnaire.sections))


def read_back(questionnaire: Definition) -> Definition:
    result = read_questionnaire(write_xlsform(questionnaire), "essai.xlsx")
    assert result.questionnaire is not None, [str(problem) for problem in result.problems]
    # What is generated may compare an answer with a code nobody can give: the reader says so, rightly.
    problems = [str(found) for found in result.problems if "n’est pas un code de" not in found.message_fr]
    assert not problems
    return without_origins(result.questionnaire)


@st.composite
def _lists(draw: st.DrawFn) -> dict[str, tuple[Choice, ...]]:
    names = draw(st.lists(NAMES, min_size=1, max_size=3, unique=True))
    lists: dict[str, tuple[Choice, ...]] = {}
    for name in names:
        values = draw(
            st.lists(st.from_regex(r"[a-zA-Z0-9_]{1,5}", fullmatch=True), min_size=1, max_size=4, unique=True)
        )
        lists[name] = tuple(
            Choice(
                value=value,
                label=draw(TEXTS),
                is_exclusive=draw(st.booleans()),
                is_other=draw(st.booleans()),
                missing=draw(st.none() | st.sampled_from(Missing)),
                columns=draw(
                    st.sampled_from([(), (("region", "ouest"),), (("region", "est"), ("taille", "2"))])
                ),
            )
            for value in values
        )
    return lists


def _kind_fields(draw: st.DrawFn, kind: Kind, lists: dict[str, tuple[Choice, ...]]) -> dict[str, Any]:
    if kind in {Kind.ONE, Kind.MANY, Kind.RANK}:
        name = draw(st.sampled_from(sorted(lists)))
        default = draw(st.just("") | st.sampled_from([choice.value for choice in lists[name]]))
        return {"choice_list": name, "is_random_order": draw(st.booleans()), "default": default}
    if kind in NUMBER_KINDS:
        return {
            "minimum": draw(st.sampled_from(["", "0", "-3"])),
            "maximum": draw(st.sampled_from(["", "10", "1000"])),
            "constraint": draw(st.sampled_from(OWN_CONDITIONS)),
        }
    if kind is Kind.DATE:
        dates = st.sampled_from(["", "2000-01-01"])
        return {
            "minimum": draw(dates),
            "maximum": draw(dates),
            "constraint": draw(st.sampled_from(OWN_CONDITIONS)),
        }
    if kind is Kind.FILE:
        accept = draw(st.sampled_from([(), ("application/pdf",), ("image/png", "image/jpeg")]))
        return {"accept": accept, "max_bytes": draw(st.sampled_from([5_000_000, 1_000]))}
    if kind is Kind.CALCULATE:
        return {"calculation": draw(st.sampled_from(["1 + 1", "concat('a', 'b')", "today()"]))}
    return {"default": draw(st.sampled_from(["", "Angers"]))} if kind is Kind.TEXT else {}


def _question(draw: st.DrawFn, key: str, kinds: list[Kind], lists: dict[str, tuple[Choice, ...]]) -> Question:
    kind = draw(st.sampled_from(kinds))
    answered = kind not in {Kind.NOTE, Kind.CALCULATE}
    own = _kind_fields(draw, kind, lists)
    own.setdefault("constraint", draw(st.sampled_from(["", ". != 'x'"])) if answered else "")
    return Question(
        key=key,
        kind=kind,
        label="" if kind is Kind.CALCULATE else draw(TEXTS),
        uid=draw(st.sampled_from(["", f"uid_{key}"])),
        hint=draw(SOME_TEXT),
        required=draw(st.sampled_from(["", "yes", "1 = 1"])) if answered else "",
        required_message=draw(SOME_TEXT) if answered else "",
        relevant=draw(st.sampled_from(["", "1 = 1", "true()"])),
        constraint_message=draw(SOME_TEXT) if answered else "",
        role=draw(st.sampled_from(QuestionRole)),
        is_sensitive=draw(st.booleans()),
        phrase=draw(SOME_TEXT),
        is_ordered=draw(st.booleans()),
        **own,
    )


@st.composite
def questionnaires(draw: st.DrawFn) -> Definition:
    """Any questionnaire an author could mean: unique names, labels, choices that exist."""
    lists = draw(_lists())
    names = iter(f"n{number}" for number in range(1_000))

    def items(depth: int) -> tuple[Question | Group, ...]:
        made: list[Question | Group] = []
        for _ in range(draw(st.integers(1, 3))):
            is_group = depth < 2 and draw(st.integers(0, 3)) == 0
            made.append(group(depth) if is_group else _question(draw, next(names), list(Kind), lists))
        return tuple(made)

    def group(depth: int) -> Group:
        layout = draw(st.sampled_from(Layout))
        if layout is Layout.PLAIN:
            inner = items(depth + 1)
        else:
            kind = Kind.ONE if layout is Layout.GRID else Kind.PERCENTAGE
            one_list = dict([draw(st.sampled_from(sorted(lists.items())))])
            inner = tuple(
                _question(draw, next(names), [kind], one_list) for _ in range(draw(st.integers(1, 3)))
            )
        repeats = draw(st.booleans())
        return Group(
            key=next(names),
            label=draw(TEXTS if repeats else SOME_TEXT),
            items=inner,
            hint=draw(SOME_TEXT),
            relevant=draw(st.sampled_from(["", "1 = 1"])),
            layout=layout,
            repeats=repeats,
            min_rows=draw(st.integers(0, 2)) if repeats else 0,
            max_rows=draw(st.integers(2, 9)) if repeats else 20,
        )

    sections = tuple(
        Section(next(names), draw(TEXTS), items(0), draw(SOME_TEXT), draw(st.sampled_from(["", "1 = 1"])))
        for _ in range(draw(st.integers(1, 3)))
    )
    made = Definition(
        title=draw(TEXTS),
        sections=sections,
        code=draw(st.sampled_from(["", "code-1"])),
        language=draw(st.sampled_from(["fr", "en"])),
        note=draw(SOME_TEXT),
    )
    used = {question.choice_list for question in made.questions()}
    return replace(made, choice_lists={name: lists[name] for name in lists if name in used})


@settings(max_examples=40, suppress_health_check=[HealthCheck.data_too_large])
@given(questionnaire=questionnaires())
def test_every_questionnaire_reads_back_equal(questionnaire: Definition) -> None:
    assert read_back(questionnaire) == questionnaire


def test_a_questionnaire_with_everything_reads_back_equal() -> None:
    assert read_back(recueil()) == without_origins(recueil())


def test_pyxform_reads_the_file_itself_and_finds_no_fault() -> None:
    result = convert(write_xlsform(recueil()), validate=False)
    assert not [
        warning for warning in result.warnings if "[row" in warning and "case-insensitive" not in warning
    ]
    assert "<h:title>Petit recueil</h:title>" in result.xform


@pytest.mark.parametrize(
    ("kind", "fields", "condition"),
    [
        (Kind.INTEGER, {"minimum": "0", "maximum": "1000"}, ". >= 0 and . <= 1000"),
        (Kind.AMOUNT, {"minimum": "0.50"}, ". >= 0.50"),
        (Kind.PERCENTAGE, {"maximum": "80"}, ". >= 0 and . <= 80"),
        (Kind.DATE, {"maximum": "2030-01-31"}, ". <= date('2030-01-31')"),
        (Kind.DECIMAL, {"minimum": "1", "constraint": ". != 3"}, "(. != 3) and (. >= 1)"),
    ],
)
def test_other_tools_enforce_the_bounds(kind: Kind, fields: dict[str, str], condition: str) -> None:
    question = Question("q", kind, "Q", **fields)  # type: ignore[arg-type]
    questionnaire = Definition("T", (Section("s", "S", (question,)),))
    xform = convert(write_xlsform(questionnaire), validate=False).xform
    bind = next(line for line in re.findall(r"<bind [^>]*>", xform) if 'nodeset="/data/s/q"' in line)
    assert html.unescape(re.search(r'constraint="([^"]*)"', bind)[1]) == condition  # type: ignore[index]
    assert read_back(questionnaire) == questionnaire


def test_the_same_questionnaire_gives_the_same_bytes() -> None:
    assert write_xlsform(recueil()) == write_xlsform(recueil())


@pytest.mark.parametrize("label", ["=2+2", "+1", "-1", "@SUM(1)", '=HYPERLINK("http://x")'])
def test_a_label_that_looks_like_a_formula_stays_a_text(label: str) -> None:
    questionnaire = Definition("T", (Section("s", "S", (Question("q", Kind.TEXT, label),)),))
    book = openpyxl.load_workbook(io.BytesIO(write_xlsform(questionnaire)))
    cell = next(cell for row in book["survey"].iter_rows() for cell in row if cell.value == label)
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert next(read_back(questionnaire).questions()).label == label


@pytest.mark.parametrize("label", ["a" * 40_000, "a\x07b"])
def test_what_no_workbook_can_hold_is_refused(label: str) -> None:
    questionnaire = Definition("T", (Section("s", "S", (Question("q", Kind.TEXT, label),)),))
    with pytest.raises(UnwritableError, match="feuille survey, ligne 3"):
        write_xlsform(questionnaire)
