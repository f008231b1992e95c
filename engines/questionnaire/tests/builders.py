"""Small questionnaires for the tests of the definition: shorthand, and what hypothesis may invent."""

from __future__ import annotations

import datetime
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from engines.questionnaire.evaluation import Evaluation, evaluate
from engines.questionnaire.expressions import CompiledQuestionnaire, compile_questionnaire
from engines.questionnaire.model import (
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

ROOT = Path(__file__).resolve().parents[3]
TODAY = datetime.date(2026, 11, 23)


def question(key: str, kind: Kind = Kind.TEXT, **fields: Any) -> Question:
    """A question labelled with its own key."""
    return Question(key=key, kind=kind, label=fields.pop("label", key), **fields)


def section(key: str, *items: Question | Group, **fields: Any) -> Section:
    return Section(key=key, title=key, items=items, **fields)


def questionnaire(*items: Question | Group, **lists: tuple[Choice, ...]) -> Definition:
    """One section holding ``items``; keyword arguments are choice lists."""
    return Definition("Essai", (section("section", *items),), choice_lists=lists)


def compiled(*items: Question | Group, **lists: tuple[Choice, ...]) -> CompiledQuestionnaire:
    return compile_questionnaire(questionnaire(*items, **lists))


def evaluated(
    *items: Question | Group, answers: dict[str, Any] | None = None, **lists: tuple[Choice, ...]
) -> Evaluation:
    return evaluate(compiled(*items, **lists), answers or {}, today=TODAY)


def ends_apart(program: str) -> None:
    """Run ``program`` in a process of its own: fails if it fails, or hangs.

    For what hostile input could keep busy for years: a minute tells it from a slow machine, a clock
    around some milliseconds does not.
    """
    command = [sys.executable, "-c", textwrap.dedent(program)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


def choices(*values: str) -> tuple[Choice, ...]:
    return tuple(Choice(value, value.capitalize()) for value in values)


def rows_group(**fields: Any) -> Group:
    """A repeated group «rows» whose rows look at one another and at «total», outside."""
    inside = (
        question("x", Kind.INTEGER, required="yes"),
        question("rank", Kind.CALCULATE, calculation="position(..)"),
        question("before", Kind.CALCULATE, calculation="indexed-repeat(${x}, ${rows}, position(..) - 1)"),
        question("share", Kind.CALCULATE, calculation="${x} div ${total}"),
        question("detail", relevant="${x} > 15"),
    )
    return Group("rows", "Lignes", inside, repeats=True, **fields)


def recueil() -> Definition:
    """A small questionnaire with all that is hard: repeats, a split, a grid, filters, calculations."""
    return Definition(
        title="Petit recueil",
        code="petit-recueil",
        choice_lists={
            "status": (
                Choice("association", "Association"),
                Choice("scic", "Coopérative d’intérêt collectif"),
                Choice("other", "Autre", is_other=True),
            ),
            "region": choices("bretagne", "occitanie"),
            "department": (
                Choice("29", "Finistère", columns=(("region", "bretagne"),)),
                Choice("35", "Ille-et-Vilaine", columns=(("region", "bretagne"),)),
                Choice("31", "Haute-Garonne", columns=(("region", "occitanie"),)),
            ),
            "scale": (
                Choice("1", "Pas du tout"),
                Choice("2", "Un peu"),
                Choice("3", "Beaucoup"),
                Choice("nsp", "Je ne sais pas", missing=Missing.DONT_KNOW),
                Choice("so", "Sans objet", missing=Missing.NOT_APPLICABLE),
                Choice("refus", "Je préfère ne pas répondre", missing=Missing.REFUSED),
            ),
            "help": (*choices("loan", "grant", "advice"), Choice("none", "Aucune", is_exclusive=True)),
        },
        sections=(
            section(
                "identity",
                question(
                    "status", Kind.ONE, choice_list="status", required="yes", role=QuestionRole.BREAKDOWN
                ),
                question("status_other", relevant="${status} = 'other'", required="yes"),
                question("region", Kind.ONE, choice_list="region", role=QuestionRole.MARGIN),
                question(
                    "department", Kind.ONE, choice_list="department", choice_filter="region = ${region}"
                ),
                question("staff", Kind.INTEGER, minimum="0", maximum="100000"),
                question("created", Kind.DATE, constraint=". <= today()", constraint_message="Pas demain."),
            ),
            section(
                "needs",
                question("has_needs", Kind.YES_NO, required="yes"),
                Group(
                    "need",
                    "Besoin",
                    (
                        question("what", required="yes"),
                        question("cost", Kind.AMOUNT),
                        question("own", Kind.AMOUNT, constraint=". <= ${cost}"),
                        question("gap", Kind.CALCULATE, calculation="${cost} - coalesce(${own}, 0)"),
                    ),
                    relevant="${has_needs} = 'yes'",
                    repeats=True,
                    min_rows=1,
                    max_rows=3,
                ),
                question("total_gap", Kind.CALCULATE, calculation="sum(${gap})"),
                question(
                    "why_so_much",
                    Kind.LONG_TEXT,
                    label="Vous cherchez ${total_gap} euros\u00a0: pourquoi\u202f?",
                    relevant="${total_gap} > 1000000",
                ),
                question("help", Kind.MANY, choice_list="help", constraint="count-selected(.) <= 2"),
            ),
            section(
                "money",
                Group(
                    "sources",
                    "Vos ressources",
                    tuple(question(key, Kind.PERCENTAGE) for key in ("public", "gifts", "sales")),
                    layout=Layout.SPLIT,
                ),
                Group(
                    "opinion",
                    "Diriez-vous que…",
                    tuple(
                        question(key, Kind.ONE, choice_list="scale", required="yes")
                        for key in ("tension", "worry")
                    ),
                    layout=Layout.GRID,
                ),
                question("worry_why", relevant="selected('2 3', ${worry})"),
                relevant="${staff} > 0 or ${has_needs} = 'yes'",
            ),
            section("end", question("contact", Kind.EMAIL)),
        ),
    )


# --- what hypothesis may invent ---------------------------------------------------------------------

words = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
keys = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)

choice_values = st.builds(
    Choice,
    value=st.from_regex(r"[a-z0-9_]{1,6}", fullmatch=True),
    label=words,
    is_exclusive=st.booleans(),
    is_other=st.booleans(),
    missing=st.none() | st.sampled_from(list(Missing)),
    columns=st.lists(st.tuples(keys, words), max_size=2).map(tuple),
)


def questions(key: str) -> st.SearchStrategy[Question]:
    """Any question, not necessarily a sensible one: for what must keep everything."""
    return st.builds(
        Question,
        key=st.just(key),
        kind=st.sampled_from(list(Kind)),
        label=words,
        uid=st.just("") | keys,
        hint=words,
        required=st.sampled_from(["", "yes", "${a} = 1"]),
        relevant=words,
        constraint=words,
        calculation=words,
        choice_list=st.sampled_from(["", "list"]),
        is_random_order=st.booleans(),
        minimum=st.sampled_from(["", "0"]),
        accept=st.lists(words, max_size=2).map(tuple),
        max_bytes=st.integers(1, 10**9),
        decimals=st.integers(0, 5),
        role=st.sampled_from(list(QuestionRole)),
        is_sensitive=st.booleans(),
        phrase=words,
        is_ordered=st.booleans(),
    )


@st.composite
def items(draw: st.DrawFn, depth: int = 2) -> Question | Group:
    key = draw(keys)
    if depth == 0 or draw(st.booleans()):
        return draw(questions(key))
    return Group(
        key=key,
        label=draw(words),
        items=tuple(draw(st.lists(items(depth=depth - 1), max_size=3))),
        hint=draw(words),
        relevant=draw(words),
        layout=draw(st.sampled_from(list(Layout))),
        repeats=draw(st.booleans()),
        min_rows=draw(st.integers(0, 3)),
        max_rows=draw(st.integers(3, 30)),
    )


questionnaires = st.builds(
    Definition,
    title=words,
    sections=st.lists(
        st.builds(
            Section,
            key=keys,
            title=words,
            items=st.lists(items(), max_size=3).map(tuple),
            intro=words,
            relevant=words,
        ),
        max_size=3,
    ).map(tuple),
    choice_lists=st.dictionaries(keys, st.lists(choice_values, max_size=3).map(tuple), max_size=2),
    code=words,
    language=st.sampled_from(["fr", "en"]),
    note=words,
)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=8,
)


def likely_answers(definition: Definition) -> st.SearchStrategy[dict[str, Any]]:
    """Answers under the right names, right or absurd."""
    codes = sorted({choice.value for values in definition.choice_lists.values() for choice in values})
    plausible = (
        st.sampled_from([*codes, "yes", "no", "2026-01-31", "12.5", "", "NaN", "1e400", "-"])
        | st.integers(-(10**20), 10**20)
        | st.lists(st.sampled_from(codes), max_size=4)
        | json_values
    )
    rows = {
        group.key: tuple(question.key for question in group.items if isinstance(question, Question))
        for part in definition.sections
        for group in part.items
        if isinstance(group, Group) and group.repeats
    }
    fields: dict[str, st.SearchStrategy[Any]] = {
        question.key: plausible for question in definition.questions()
    }
    for key, inside in rows.items():
        row = st.fixed_dictionaries({}, optional=dict.fromkeys((*inside, "_id"), plausible))
        fields[key] = st.lists(row | json_values, max_size=5) | json_values
    return st.fixed_dictionaries({}, optional=fields)
