"""Reading and merging what browsers post: never fails, never touches what was not on the page."""

import datetime
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import example, given
from hypothesis import strategies as st

from engines.questionnaire.answers import look_up, put
from engines.questionnaire.evaluation import evaluate
from engines.questionnaire.expressions import compile_questionnaire
from engines.questionnaire.model import Group, Kind, Section
from milliard import surveys
from milliard.surveys.answering.form import base_of, name_of, read_section
from milliard.surveys.answering.page import SectionPage, show_section, with_blank_rows
from milliard.surveys.answering.sender import Sender
from milliard.surveys.answering.verdict import judge, merge, revert
from milliard.surveys.tests import factories

COMPILED = compile_questionnaire(factories.every_kind())
TODAY = datetime.date(2026, 11, 23)
KEYS = [
    *COMPILED.questions,
    "besoins__r1__usage",
    "besoins__r1__montant",
    "rows__besoins",
    "page",
    "page__send",
]
TEXTS = st.text(max_size=30) | st.sampled_from(["12", "yes", "1e400", "\x00", "\ud800", "<b>", "r1", "-1"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["_id", "usage"]), inner),
    max_leaves=6,
)


def query(pairs: list[tuple[str, str]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in pairs:
        data.appendlist(name, value)
    return data


@pytest.mark.django_db  # a commune is looked for in the official list
@example(pairs=[("commune", "\x00"), ("commune", "a\ud800")], shown=["commune"], stored={})
@example(pairs=[], shown=[], stored={"besoins": [{"_id": [], "usage": None}]})
@given(
    pairs=st.lists(st.tuples(st.sampled_from([*KEYS, "shown", "remove", "move"]), TEXTS), max_size=20),
    shown=st.lists(st.sampled_from(KEYS)),
    stored=st.dictionaries(st.sampled_from([*COMPILED.questions, "besoins"]), JSON, max_size=6),
)
def test_anything_posted_over_anything_stored_gives_a_page(
    pairs: list[tuple[str, str]], shown: list[str], stored: dict[str, Any]
) -> None:
    data = query([*pairs, *(("shown", f"{name}:") for name in shown)])
    before = dict(stored)
    for section in COMPILED.sections:
        posted = read_section(COMPILED, section, data)
        verdict = judge(COMPILED, stored, posted, today=TODAY)
        untouched = set(stored) - {path[0] for path in posted.fields} - {"besoins"}
        assert {key: verdict.answers.get(key) for key in untouched} == {key: stored[key] for key in untouched}
        page = SectionPage(
            section=section, answers=verdict.answers, stored=stored, posted=posted, verdict=verdict
        )
        evaluation = evaluate(COMPILED, with_blank_rows(COMPILED, page, TODAY), today=TODAY)
        assert show_section(evaluation, page).items
    assert stored == before


@given(value=JSON)
def test_putting_reads_back_and_reverting_restores(value: Any) -> None:
    answers: dict[str, Any] = {"besoins": [{"_id": "a", "usage": "x"}], "nom": "n"}
    for path in (("nom",), ("besoins", "a", "usage"), ("besoins", "b", "usage")):
        changed = {**answers, "besoins": [dict(row) for row in answers["besoins"]]}
        put(changed, path, value)
        assert base_of(look_up(changed, path)) == base_of(value)
        revert(changed, answers, [path])
        assert base_of(look_up(changed, path)) == base_of(look_up(answers, path))


def test_names_tell_rows_apart() -> None:
    assert name_of(("besoins", "r1", "montant")) == "besoins__r1__montant"


def test_a_removed_row_leaves_and_its_boxes_do_not_bring_it_back() -> None:
    stored = {"besoins": [{"_id": "r1", "usage": "emploi"}, {"_id": "r2", "usage": "emploi"}]}
    data = query(
        [
            ("rows__besoins", "r1"),
            ("rows__besoins", "r2"),
            ("shown", f"besoins__r1__usage:{base_of('emploi')}"),
            ("besoins__r1__usage", "immobilier"),
        ]
    )
    posted = read_section(COMPILED, "chiffres", data)
    result = merge(COMPILED, stored, posted, removed_row="besoins__r1")
    assert result.answers == {"besoins": [{"_id": "r2", "usage": "emploi"}]}


def test_a_file_alone_in_a_row_that_has_a_default_is_kept() -> None:
    inside = (factories.question("ville", default="Brest"), factories.question("photo", Kind.FILE))
    compiled = compile_questionnaire(factories.definition(Group("gens", "Gens", inside, repeats=True)))
    shown = [("shown", "gens__r1__ville:"), ("shown", "gens__r1__photo:")]
    data = query([("rows__gens", "r1"), *shown, ("gens__r1__ville", "Brest")])
    posted = read_section(compiled, "page", data)
    assert "gens" not in merge(compiled, {}, posted).answers  # nobody wrote in it
    sent = {"id": "1", "name": "a.png", "size": 3, "type": "image/png"}
    result = merge(compiled, {}, posted, files={("gens", "r1", "photo"): sent})
    assert result.answers["gens"] == [{"_id": "r1", "ville": "Brest", "photo": sent}]


def test_a_change_in_a_row_somebody_else_removed_is_asked_about() -> None:
    data = query(
        [
            ("rows__besoins", "r1"),
            ("shown", f"besoins__r1__usage:{base_of('emploi')}"),
            ("besoins__r1__usage", "immobilier"),
        ]
    )
    posted = read_section(COMPILED, "chiffres", data)
    result = merge(COMPILED, {}, posted, sender=Sender())
    assert result.conflicts == {("besoins", "r1", "usage"): None}


def test_each_kind_of_question_has_its_component_and_nothing_else_is_there() -> None:
    folder = Path(surveys.__file__).parent / "templates" / "surveys" / "kinds"
    shown = {str(kind) for kind in Kind} - {"calculate"} | {"long_list", "typed_date"}
    assert {path.stem for path in folder.iterdir()} == shown


def posted_rows(count: int) -> QueryDict:
    rows = [f"r{number}" for number in range(count)]
    pairs = [("rows__besoins", row) for row in rows]
    pairs += [("shown", f"besoins__{row}__montant:") for row in rows]
    return query([*pairs, *((f"besoins__{row}__montant", "10") for row in rows)])


def test_rows_beyond_the_maximum_are_not_stored_and_come_back_with_a_sentence() -> None:
    posted = read_section(COMPILED, "chiffres", posted_rows(7))
    verdict = judge(COMPILED, {}, posted, today=TODAY)
    assert len(verdict.answers["besoins"]) == 5
    for row in ("r5", "r6"):
        path = ("besoins", row, "montant")
        assert "au plus 5\u00a0lignes" in verdict.errors[path]
        assert posted.fields[path].raw == ("10",)
    assert ("besoins", "r4", "montant") not in verdict.errors


def test_blank_rows_stop_at_the_maximum_of_their_group() -> None:
    """A group that asks something in each row stores those that are blank: no more of them than of others."""
    asked = replace(factories.question("nom", Kind.TEXT, label="Nom"), required="true()")
    group = Group(key="membres", label="Membres", repeats=True, max_rows=5, items=(asked,))
    section = Section(key="equipe", title="Votre équipe", items=(group,))
    compiled = compile_questionnaire(replace(factories.every_kind(), sections=(section,)))
    stored: dict[str, Any] = {}
    for start in (0, 50, 100):
        rows = [("rows__membres", f"b{start + number}") for number in range(50)]
        stored = judge(compiled, stored, read_section(compiled, "equipe", query(rows)), today=TODAY).answers
    assert len(stored["membres"]) == 5


def test_what_no_page_of_ours_holds_is_not_even_read() -> None:
    posted = read_section(COMPILED, "chiffres", posted_rows(200))
    assert len(posted.rows["besoins",]) == 50


def test_a_row_there_already_is_changed_whatever_their_number() -> None:
    stored = {"besoins": [{"_id": f"r{number}", "montant": 500} for number in range(7)]}
    data = query(
        [
            ("rows__besoins", "r6"),
            ("shown", f"besoins__r6__montant:{base_of(500)}"),
            ("besoins__r6__montant", "10"),
        ]
    )
    verdict = judge(COMPILED, stored, read_section(COMPILED, "chiffres", data), today=TODAY)
    assert verdict.answers["besoins"][6]["montant"] == 1_000
