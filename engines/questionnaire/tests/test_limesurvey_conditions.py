"""Every condition we write decides alike here, in LimeSurvey's browser script and in its PHP."""

from __future__ import annotations

import json
import shutil
import subprocess
from functools import lru_cache
from html.entities import codepoint2name
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from engines.questionnaire.evaluation import evaluate
from engines.questionnaire.expressions import compile_questionnaire
from engines.questionnaire.files.limesurvey.reader.expressions import NamedAnswer, translate
from engines.questionnaire.files.limesurvey.writer.expressions import (
    LimeSurveyName,
    UnwritableExpressionError,
    to_script,
)
from engines.questionnaire.model import Choice, Kind
from engines.questionnaire.tests.builders import TODAY, choices, question, questionnaire
from engines.questionnaire.tests.limesurvey_server import decide

BROWSER = Path(__file__).with_name("limesurvey_browser.mjs")
OTHER = Choice("other", "Autre", is_other=True)
LISTS = {
    "q": (*choices("a", "b"), OTHER),
    "e": choices("1", "2", "3", "4", "5"),
    "b": (*choices("x", "y"), OTHER),
}
ASKED = (
    *(question(key, Kind.INTEGER) for key in ("n", "m", "pos")),
    question("p", Kind.DECIMAL),
    *(question(key) for key in ("t", "u")),
    question("c", Kind.COMMUNE),
    question("o", Kind.YES_NO),
    question("q", Kind.ONE, choice_list="q"),
    question("e", Kind.ONE, choice_list="e"),
    question("b", Kind.MANY, choice_list="b"),
    *(question(key, Kind.DATE) for key in ("j", "k")),
)
NAMES = {
    **{key: LimeSurveyName(key, Kind.INTEGER, is_positive=key == "pos") for key in ("n", "m", "pos")},
    "p": LimeSurveyName("p", Kind.DECIMAL),
    **{key: LimeSurveyName(key, Kind.TEXT) for key in ("t", "u")},
    "c": LimeSurveyName("c", Kind.COMMUNE),
    "o": LimeSurveyName("o", Kind.YES_NO),
    "q": LimeSurveyName("q", Kind.ONE, {"a": "a", "b": "b", "other": "-oth-"}, {}, "other"),
    "e": LimeSurveyName("e", Kind.ONE, {value: value for value in "12345"}),
    "b": LimeSurveyName(
        "b", Kind.MANY, {"x": "x", "y": "y"}, {"x": "b_x", "y": "b_y", "other": "b_other"}, "other"
    ),
    **{key: LimeSurveyName(key, Kind.DATE) for key in ("j", "k")},
}
READ = {
    **{key: NamedAnswer(key, is_number=True) for key in ("n", "m", "pos", "p", "e")},
    **{key: NamedAnswer(key) for key in ("t", "u", "c", "q", "j", "k")},
    "o": NamedAnswer("o", is_yes_no=True),
    "b_x": NamedAnswer("b", "x"),
    "b_y": NamedAnswer("b", "y"),
    "b_other": NamedAnswer("b", "other"),
}
TYPES = (
    dict.fromkeys(("n", "m", "pos", "p"), "N")
    | dict.fromkeys(("t", "u", "c"), "S")
    | {"o": "Y", "q": "L", "e": "5", "j": "D", "k": "D"}
)
ANSWERS: tuple[dict[str, Any], ...] = (
    {},
    {"n": 0, "m": 0, "pos": 1, "p": "0", "t": "0", "u": "0", "e": "1", "o": "no", "b": ["x"]},
    {"n": 5, "m": 0, "pos": 2, "p": "2.5", "t": "été", "u": "été", "e": "2", "o": "yes", "q": "a"},
    {"n": 5, "m": 5, "p": "0.3", "t": "a & b", "e": "3", "b": ["x", "y"], "j": "2023-01-01"},
    {
        "n": 10,
        "m": 3,
        "p": "9.99",
        "t": "a < b",
        "u": "x",
        "e": "4",
        "q": "b",
        "j": "2023-01-02",
        "k": "2023-01-01",
    },
    {"n": -5, "m": -6, "p": "-1.5", "t": "l'an", "e": "5", "q": "other", "b": ["other"], "k": "2023-05-02"},
    {"n": 100, "m": 100, "t": "x", "u": "X", "c": "01004", "j": "2023-05-02", "k": "2023-05-02"},
    {"m": 7, "t": "L’été « à Nîmes » l'an dernier & après", "u": "é", "e": "1", "o": "yes"},
    {"n": 7, "p": "100", "t": "éé", "b": ["y", "other"], "j": "2022-12-31", "k": "2023-01-02"},
    {
        "n": 1,
        "m": 2,
        "pos": 3,
        "p": "0.1",
        "t": "bonjour",
        "u": "bonjour",
        "c": "2A004",
        "q": "a",
        "b": ["y"],
    },
    {
        "n": 9,
        "m": 10,
        "pos": 10,
        "t": "œuvre",
        "o": "no",
        "e": "2",
        "b": ["x", "y", "other"],
        "j": "2024-02-29",
    },
)
_NUMBERS = ("-5", "0", "5", "10")
CONDITIONS = (
    *(f"${{n}} {sign} {number}" for sign in ("=", "!=", "<", "<=", ">", ">=") for number in _NUMBERS),
    *(f"{number} {sign} ${{n}}" for sign in ("<", ">=") for number in _NUMBERS),
    *(f"${{n}} {sign} ${{m}}" for sign in ("=", "!=", "<", "<=", ">", ">=")),
    *(f"${{e}} {sign} 2" for sign in ("=", "!=", "<", "<=", ">", ">=")),
    *(f"${{p}} {sign} 2.5" for sign in ("=", "!=", "<", "<=", ">", ">=")),
    *(f"${{j}} {sign} ${{k}}" for sign in ("=", "!=", "<", "<=", ">", ">=")),
    *(f"${{j}} {sign} '2023-01-01'" for sign in ("=", "!=", "<", "<=", ">", ">=")),
    *(f"${{t}} {sign} '{text}'" for sign in ("=", "!=") for text in ("été", "a & b", "a < b", "x", "éé", "")),
    *(
        '${t} = "l\'an"',
        '${t} != "l\'an"',
        "${t} = 'L’été'",
        "${c} = '01004'",
        "${c} != '01004'",
        "${u} = 'X'",
    ),
    *(
        "string-length(${t}) > 3",
        "string-length(${t}) = 2",
        "string-length(${t}) <= 5",
        "string-length(${t}) = 0",
    ),
    *("${n} - 5 < 10", "${n} * 2 < 8", "${n} - ${m} = 0", "${n} - ${m} != 5", "${n} div 2 >= 2.5"),
    *(
        "${n} div ${pos} > 1",
        "10 div ${pos} > 4",
        "(${n} - ${m}) * 2 >= 0",
        "${p} - 0.1 > 0",
        "${n} * ${m} <= 0",
    ),
    *(
        "not(${n} < 10)",
        "not(${n} != 0)",
        "not(${n} = 0)",
        "not(${n})",
        "${n}",
        "${n} and ${m}",
        "not(${t} = '')",
    ),
    *("${n} = '5'", "'10' > ${n}", "date('2023-01-01') <= ${j}", "${j} = ''", "${n} = ''", "${n} != ''"),
    *(
        "selected(${b}, 'x')",
        "not(selected(${b}, 'other'))",
        "count-selected(${b}) >= 2",
        "${b} = ''",
        "${b} != ''",
    ),
    *("${o} = 'yes'", "${o} != 'yes'", "selected(${o}, 'no')", "${q} = 'other'", "${q} != 'a'", "${q} = ''"),
    *(
        "${n} > 1 or ${m} < 3 and ${o} = 'yes'",
        "(${n} > 1 or ${m} < 3) and ${t} = 'été'",
        "not(${n} > 1 and ${m} < 3)",
    ),
    *(
        "not(not(${n} <= 5))",
        "${n} <= 5 and ${n} >= 0",
        "${n} = 5 or ${n} = 0 or ${n} = -5",
        "count-selected(${b}) < 1",
    ),
)


def as_given(answers: dict[str, Any], *, hidden: str | None = "") -> dict[str, dict[str, str | None]]:
    """The answers as LimeSurvey holds them. ``hidden``: what a blank is."""
    found: dict[str, dict[str, str | None]] = {}
    for key, kind in TYPES.items():
        value = answers.get(key)
        if key == "q" and value == "other":
            value = "-oth-"
        if key == "o" and value:
            value = {"yes": "Y", "no": "N"}[value]
        if kind == "D" and value:
            value = f"{value} 00:00"
        found[key] = {"type": kind, "value": hidden if value is None else str(value)}
    ticked = answers.get("b", [])
    for box in ("x", "y"):
        found[f"b_{box}"] = {"type": "M", "value": "Y" if box in ticked else hidden}
    found["b_other"] = {"type": "other", "value": "Été" if "other" in ticked else hidden}
    return found


def in_browser(cases: list[tuple[str, dict[str, Any]]]) -> list[bool]:
    """What the browser decides of each (script, answers)."""
    node = shutil.which("node")
    assert node is not None, "Node, which the front end is built with, runs these rules"
    entities = {chr(point): name for point, name in codepoint2name.items()} | {"'": "#039"}
    sent = [{"script": script, "answers": as_given(answers)} for script, answers in cases]
    done = subprocess.run(
        [node, str(BROWSER)],
        input=json.dumps({"entities": entities, "cases": sent}),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    decided: list[bool] = json.loads(done.stdout)
    return decided


@lru_cache(maxsize=4096)
def _compiled(source: str) -> Any:
    return compile_questionnaire(questionnaire(*ASKED, question("shown", relevant=source), **LISTS))


def here(source: str, answers: dict[str, Any]) -> bool:
    return evaluate(_compiled(source), answers, today=TODAY).places[("shown",)].is_relevant


def check(sources: list[str], sets: tuple[dict[str, Any], ...]) -> None:
    scripts = [(source, to_script(source, NAMES)) for source in sources]
    cases = [(source, script, answers) for source, script in scripts for answers in sets]
    browser = in_browser([(script, answers) for _, script, answers in cases])
    for (source, script, answers), shown in zip(cases, browser, strict=True):
        expected = here(source, answers)
        assert shown == expected, ("browser", source, script, answers)
        for hidden in ("", None):
            assert decide(script, as_given(answers, hidden=hidden)) == expected, (
                "PHP",
                source,
                script,
                answers,
            )
        assert here(translate(script, READ) or "true()", answers) == expected, ("read back", source, script)


def test_each_condition_decides_alike_in_the_browser_in_php_and_here() -> None:
    assert len(CONDITIONS) >= 107
    assert len(ANSWERS) == 11
    check(list(CONDITIONS), ANSWERS)


def test_the_browser_and_php_do_disagree_on_what_was_written_before() -> None:
    """The rules restated are not simply ours: the forms of before are told from the right ones."""
    blank, accents = ANSWERS[0], ANSWERS[2]
    was = [("n.NAOK < 10", blank), ('t.NAOK == "été"', accents), ("strlen(t.NAOK) > 3", accents)]
    was.append(('t.NAOK != ""', ANSWERS[1]))
    assert in_browser(was) == [True, False, True, False]
    assert [decide(script, as_given(answers)) for script, answers in was] == [False, True, False, True]


@pytest.mark.parametrize(
    "source",
    [
        *(
            "${n} div ${m} > 1",
            "${p} * 3 = 0.3",
            "(${n} div ${pos}) * 100 > 50",
            "${t} = '12'",
            "${t} = ${u}",
        ),
        *(
            "${t} = 5",
            "${t} = '&amp;'",
            "${t} = 'false'",
            "${j} < 'demain'",
            "${j} > '2023-02-30'",
            "'a' = 'b'",
        ),
        *("${n} = 'cinq'", "10 div ${n} > 1", "${n} > 2 > 1", "${p} - 0.1 >= 0.2", "${n} div 0 > 1"),
    ],
)
def test_what_no_form_says_in_both_is_refused(source: str) -> None:
    with pytest.raises(UnwritableExpressionError):
        to_script(source, NAMES)


_SIGNS = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
_NUMERIC = st.sampled_from(
    ["${n}", "${m}", "${pos}", "${p}", "${e}", "string-length(${t})", "count-selected(${b})"]
)
_LITERALS = st.sampled_from(["0", "1", "-1", "2.5", "5", "10", "'5'", "'01004'"])
_COMPUTED = st.builds(
    "{} {} {}".format, _NUMERIC, st.sampled_from(["-", "*"]), st.one_of(_NUMERIC, _LITERALS)
)
_TEXTS = st.sampled_from(["'été'", "'x'", "'01004'", "''", "'a & b'", '"l\'an"', "${t}", "${u}", "${c}"])
_DAYS = st.sampled_from(["'2023-01-02'", "date('2023-01-01')", "${j}", "${k}", "''"])
_CODES = st.sampled_from(
    ["${q} {} 'a'", "${q} {} 'other'", "${o} {} 'yes'", "${e} {} 2", "${b} {} ''", "${q} {} ''"]
)


def _compared(first: st.SearchStrategy[str], second: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds("{} {} {}".format, first, _SIGNS, second)


_COMPARISONS = st.one_of(
    _compared(_NUMERIC, _LITERALS),
    _compared(_LITERALS, _NUMERIC),
    _compared(_NUMERIC, _NUMERIC),
    _compared(_COMPUTED, st.one_of(_LITERALS, _NUMERIC)),
    _compared(_TEXTS, _TEXTS),
    _compared(_DAYS, _DAYS),
    st.builds(lambda form, sign: form.replace("{} ", f"{sign} "), _CODES, st.sampled_from(["=", "!="])),
).filter(lambda source: _is_written(source))
_MADE = st.recursive(
    st.one_of(_COMPARISONS, st.sampled_from(["selected(${b}, 'x')", "selected(${q}, 'other')", "${n}"])),
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("not({})".format, inner),
    ),
    max_leaves=4,
)


def _is_written(source: str) -> bool:
    try:
        to_script(source, NAMES)
    except UnwritableExpressionError:
        return False
    return True


# Each example starts Node once for many conditions: shrinking them would take minutes and say little more.
_PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


@pytest.mark.slow
@settings(max_examples=4, deadline=None, phases=_PHASES, suppress_health_check=list(HealthCheck))
@given(sources=st.lists(_MADE, min_size=20, max_size=40))
def test_whatever_is_written_decides_alike(sources: list[str]) -> None:
    check(sources, ANSWERS)
