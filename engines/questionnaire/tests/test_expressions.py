"""The expression language: what each construct gives, and how what is wrong is said."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.questionnaire.evaluation import evaluate
from engines.questionnaire.expressions import (
    FUNCTIONS,
    ExpressionError,
    InvalidDefinition,
    UnsupportedExpression,
    compile_questionnaire,
)
from engines.questionnaire.expressions.grammar import parse_expression
from engines.questionnaire.model import Definition, Group, Kind
from engines.questionnaire.tests.builders import TODAY, choices, compiled, evaluated, question, section

#: What once() cannot keep: a calculation is never stored.
TIMES = ("today()", "now()", "format-date(today(), '%Y')", "if(${n} > 1, now(), '')")

ANSWERS: dict[str, Any] = {
    "n": 5,
    "d": "12.50",
    "euros": 123450,
    "t": "Bonjour à tous",
    "one": "b",
    "many": ["a", "c"],
    "day": "2026-11-20",
    "rep": [{"_id": "r1", "x": 10}, {"_id": "r2"}, {"_id": "r3", "x": 30}],
}


def result(expression: str, **answers: Any) -> Any:
    """The value of ``expression`` over the answers above, changed by ``answers``."""
    state = evaluated(
        question("n", Kind.INTEGER),
        question("d", Kind.DECIMAL),
        question("euros", Kind.AMOUNT),
        question("t"),
        question("blank"),
        question("blank_n", Kind.INTEGER),
        question("one", Kind.ONE, choice_list="list"),
        question("many", Kind.MANY, choice_list="list"),
        question("day", Kind.DATE),
        question("hidden", Kind.INTEGER, relevant="false()"),
        Group("rep", "Rep", (question("x", Kind.INTEGER),), repeats=True),
        question("result", Kind.CALCULATE, calculation=expression),
        answers={**ANSWERS, "hidden": 99, **answers},
        list=choices("a", "b", "c"),
    )
    return state.places["result",].value


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("-${n} + 1", -4),
        ("7 div 2", Decimal("3.5")),
        ("7 mod 3", 1),
        ("-7 mod 3", -1),
        ("0.1 + 0.2 = 0.3", True),  # exact: no binary fraction anywhere
        ("1 div 0", ""),
        ("0 div 0", ""),
        ("${n} > 4 and ${n} < 6", True),
        ("${n} = 4 or ${n} = 5", True),
        ("${n} != 5", False),
        ("${n} >= 5 and ${n} <= 5", True),
        ("not(${n} = 5)", False),
        ("boolean(0) or boolean('')", False),
        ("true() and not(false())", True),
        ("${euros}", Decimal("1234.50")),
        ("${euros} = 1234.5", True),
        ("${d} * 2", 25),
        ("string(${d})", "12.5"),
        ("string(1000000)", "1000000"),
        ("string(true())", "true"),
        ("number('12')", 12),
        ("number('douze')", ""),
        ("number(' 12 ') + number('-.5')", Decimal("11.5")),
        ("int(-3.7)", -3),
        ("floor(-3.2)", -4),
        ("ceiling(3.2)", 4),
        ("round(2.5)", 3),
        ("round(3.14159, 2)", Decimal("3.14")),
        ("round(1234, -2)", 1200),
        ("abs(-4)", 4),
        ("pow(2, 10)", 1024),
        ("pow(10, 100000)", ""),
        ("if(${n} > 3, 'grand', 'petit')", "grand"),
        ("if(${blank} = '', 'vide', 'plein')", "vide"),
        ("coalesce(${blank}, ${t})", "Bonjour à tous"),
        ("coalesce(${blank_n}, 0) + 1", 1),
        ("${blank_n} + 1", ""),
        ("${blank_n} = 0", False),
        ("${blank_n} = ''", True),
        ("${n} != ''", True),
        ("${hidden} = ''", True),
        ("coalesce(${hidden}, 7)", 7),
        ("${one} = 'b'", True),
        ("selected(${one}, 'b')", True),
        ("selected(${many}, 'a')", True),
        ("selected(${many}, 'b')", False),
        ("selected(${blank}, '')", False),
        ("count-selected(${many})", 2),
        ("count-selected(${blank})", 0),
        ("selected-at(${many}, 1)", "c"),
        ("selected-at(${many}, 9)", ""),
        ("jr:choice-name(${one}, '${one}')", "B"),
        ("jr:choice-name('c', '${many}')", "C"),
        ("jr:choice-name('inconnu', '${many}')", "inconnu"),
        ("concat(${t}, ' ', ${n}, ' fois')", "Bonjour à tous 5 fois"),
        ("join(', ', ${x})", "10, , 30"),
        ("string-length(${t})", 14),
        ("contains(${t}, 'jour')", True),
        ("starts-with(${t}, 'Bon')", True),
        ("ends-with(${t}, 'Bon')", False),
        ("substring('12345', 2, 3)", "234"),
        ("substring('12345', 1.5, 2.6)", "234"),
        ("substring('12345', 0, 3)", "12"),
        ("substring('12345', 2)", "2345"),
        ("substring('12345', 0 div 0, 3)", ""),
        ("substring('12345', -42, 1 div 0)", ""),
        ("substring-before('1999/04/01', '/')", "1999"),
        ("substring-after('1999/04/01', '/')", "04/01"),
        ("normalize-space('  a   b ')", "a b"),
        ("regex(${t}, '[A-Z].* tous')", True),
        ("regex(${t}, 'Bonjour')", False),  # the whole text, as in ODK
        ("sum(${x})", 40),
        ("min(${x})", 10),
        ("max(${x})", 30),
        ("max(3, ${n}, 4)", 5),
        ("count(${rep})", 3),
        ("count(${x})", 3),
        ("count-non-empty(${x})", 2),
        ("count(${n})", 1),
        ("indexed-repeat(${x}, ${rep}, 3)", 30),
        ("indexed-repeat(${x}, ${rep}, 4)", ""),
        ("indexed-repeat(${x}, ${rep}, 0)", ""),
        ("${x} = 30", True),  # any row
        ("${x} = 20", False),
        ("today() = '2026-11-23'", True),
        ("today() > ${day}", True),
        ("today() - ${day}", 3),
        ("${day} >= '2026-11-20' and ${day} < date('2026-11-21')", True),
        ("date(${day} + 30)", datetime.date(2026, 12, 20)),
        ("date('n’importe quoi')", ""),
        ("number(date('1970-01-02'))", 1),
        ("decimal-date-time('1970-01-11')", 10),
        ("decimal-date-time('1970-01-11T12:00:00.000+02:00')", Decimal("10.5")),
        ("decimal-time('18:00')", Decimal("0.75")),
        ("decimal-time('dix heures')", ""),
        ("format-date-time(date-time('2026-11-23T09:05'), '%d/%m/%Y, %H h %M')", "23/11/2026, 09 h 05"),
        ("date-time('jamais')", ""),
        ("format-date(${day}, '%e %b %Y (%d/%m/%y) %a %%')", "20 nov. 2026 (20/11/26) ven. %"),
        ("format-date(${blank}, '%Y')", ""),
        ("now() = today()", True),
        ("once(${n})", 5),
        ("sqrt(9)", 3),
        ("sqrt(-1)", ""),
        ("round(log(exp(2)), 9)", 2),
        ("log10(1000)", 3),
        ("log(0)", ""),
        ("exp10(3)", 1000),
        ("round(pi(), 4)", Decimal("3.1416")),
        ("substr('bonjour', 1, 4)", "onj"),
        ("substr('bonjour', 3)", "jour"),
        ("substr('bonjour', -4, -1)", "jou"),
        ("substr('bonjour', 'x')", ""),
        ("translate('élan', 'éa', 'e')", "eln"),
        ("boolean-from-string('TRUE') and not(boolean-from-string('oui'))", True),
        ("'l''eau'", "l'eau"),
        ('"${n} n’est pas lu dans un texte"', "${n} n’est pas lu dans un texte"),
    ],
)
def test_value(expression: str, expected: Any) -> None:
    assert result(expression) == expected
    assert type(result(expression)) is not float


def test_every_function_is_tried_above() -> None:
    tried = " ".join(case[0] for case in _cases()).replace("jr:", "jr-")
    elsewhere = {"position"}  # needs a row: test_evaluation
    assert [name for name in FUNCTIONS if f"{name}(" not in tried and name not in elsewhere] == []


def _cases() -> list[tuple[str, Any]]:
    marks = test_value.pytestmark  # type: ignore[attr-defined]
    return list(marks[0].args[1])


@pytest.mark.parametrize(
    ("expression", "position", "words"),
    [
        ("1 +", 4, "s’arrête avant la fin"),
        ("(${n} = 1", 9, "n’est pas refermée"),
        ("${n} = 1)", 9, "fermée de trop"),
        ("${n} = 'oui", 8, "guillemet"),
        ("${n} ${t}", 6, "n’est pas à sa place"),
        ("selected(${n})", 1, "nombre d’arguments"),
        ("if(1, 2)", 1, "nombre d’arguments"),
        ("1 and pulldata('a', 'b')", 7, "pulldata()"),
        ("${n} = instance('x')/list/item", 8, "instance()"),
        ("random() > 0.5", 1, "random()"),
        ("uuid()", 1, "uuid()"),
        ("../n = 1", 3, "les chemins"),
        ("/data/n = 1", 6, "les chemins"),
        ("${rep}[1]", 7, "les chemins"),
        ("${inconnue} = 1", 1, "aucune question ne s’appelle"),
        ("1 = ${a b}", 5, "n’est pas un nom de question"),
        ("${last-saved#n}", 1, "n’est pas pris en charge"),
        ("$n = 1", 1, "s’écrit ${nom}"),
        ("n = 1", 1, "${n} si c’est une question"),
        ("${n} = oui", 8, "écrivez 'oui' entre apostrophes droites si c’est une valeur"),
        ("${rep} > 1", 1, "est un groupe"),
        ("sum(${rep})", 5, "seul count()"),
        (". > 1", 1, "ne désigne rien ici"),
        ("1e3", 1, "sans exposant"),
        ("position() = 1", 1, "nombre d’arguments"),
        ("position(.) = 1", 1, "position(..)"),
        ("regex(${t}, '(a')", 13, "motif mal formé"),
        ("regex(${t}, '(?=a)b')", 13, "pas prise en charge"),
        ("regex(${t}, ${n})", 13, "entre guillemets"),
        ("jr:choice-name(${one}, 'x')", 24, "écrivez jr:choice-name"),
        ("indexed-repeat(${n}, ${rep}, 1)", 1, "dans ce groupe répété"),
        ("(" * 40 + "1" + ")" * 40, 31, "trop de parenthèses"),
        ("-" * 3000 + "1", 1, "trop imbriquée"),
        ("1" + " + 1" * 1500, 4001, "plus de 4"),
        ("${n} = 1;", 9, "n’est pas à sa place"),
        ("\x00", 1, "n’est pas à sa place"),
    ],
)
def test_what_is_wrong_is_located(expression: str, position: int, words: str) -> None:
    with pytest.raises(InvalidDefinition) as caught:
        result(expression)
    (error,) = caught.value.errors
    assert (error.key, error.column, error.position) == ("result", "calculation", position)
    assert words in error.message_fr
    assert " ;" not in error.message_fr
    assert "« " not in error.message_fr


def test_a_refused_function_is_named() -> None:
    with pytest.raises(UnsupportedExpression) as caught:
        parse_expression("1 + pulldata('a')")
    assert caught.value.function == "pulldata()"
    assert caught.value.position == 5


def test_a_hundred_conditions_in_a_row_are_fine() -> None:
    chain = " or ".join(f"${{n}} = {value}" for value in range(100, 0, -1))
    assert result(chain) is True


def test_all_errors_of_a_questionnaire_come_together() -> None:
    with pytest.raises(InvalidDefinition) as caught:
        compiled(
            question("a", relevant="${z} = 1"),
            question("b", constraint="foo(.)", required="${a"),
            question("c", label="Bonjour ${qui}"),
            question("d", Kind.INTEGER, minimum="beaucoup"),
            question("e", maximum="3"),
        )
    assert [(error.key, error.column) for error in caught.value.errors] == [
        ("a", "relevant"),
        ("b", "required"),
        ("b", "constraint"),
        ("c", "label"),
        ("d", "minimum"),
        ("e", "maximum"),
    ]


def test_a_loop_is_told_by_its_path() -> None:
    with pytest.raises(InvalidDefinition, match="boucle") as caught:
        compiled(
            question("a", relevant="${c} = 1"),
            question("b", relevant="${a} = 1"),
            question("c", Kind.CALCULATE, calculation="${b} + 1"),
        )
    assert "a → c → b → a" in caught.value.errors[0].message_fr


def test_a_group_cannot_depend_on_what_it_holds() -> None:
    group = Group("g", "G", (question("inside"),), relevant="${inside} = 'x'")
    with pytest.raises(InvalidDefinition, match="boucle"):
        compiled(group)


def test_a_calculation_cannot_read_itself() -> None:
    with pytest.raises(InvalidDefinition, match="boucle"):
        compiled(question("a", Kind.CALCULATE, calculation="${a} + 1"))


def test_a_constraint_may_read_its_own_question() -> None:
    state = evaluated(question("a", Kind.INTEGER, constraint="${a} > 3"), answers={"a": 2})
    assert list(state.check_all()) == [("a",)]


def test_a_long_chain_of_dependencies_does_not_exhaust_the_stack() -> None:
    chain = [question("q0", Kind.INTEGER)]
    chain += [question(f"q{n}", Kind.CALCULATE, calculation=f"${{q{n - 1}}} + 1") for n in range(1, 1500)]
    ready = compile_questionnaire(
        Definition("Chaîne", (section("s", *reversed(chain)), section("t", question("z", label="${q1499}"))))
    )
    assert evaluate(ready, {"q0": 1}, today=TODAY).places["q1499",].value == 1500
    alone = evaluate(ready, {"q0": 1}, today=TODAY, sections=["t"])
    assert alone.text("${q1499}") == "1\u202f500"


@pytest.mark.parametrize(
    "name",
    ["date", "count", "or", "div", "text", "true", "if", "self", "a-1", "a.b", "_x", "âge", "e1", "position"],
)
def test_any_usual_name_can_be_referred_to(name: str) -> None:
    state = evaluated(
        question(name, Kind.INTEGER),
        question("result", Kind.CALCULATE, calculation=f"${{{name}}}-1 + ${{ {name} }}"),
        answers={name: 4},
    )
    assert state.places["result",].value == 7


@pytest.mark.parametrize(
    ("broken", "column"),
    [
        ((question("a"), question("a")), "name"),
        ((question("a b"),), "name"),
        ((question("_id"),), "name"),
        ((question("a"), question("b", uid="a")), "uid"),
        ((question("a", Kind.ONE, choice_list="nulle_part"),), "type"),
        ((question("a", choice_filter="true()"),), "choice_filter"),
        ((question("a", Kind.CALCULATE),), "calculation"),
        ((question("a", Kind.FILE, calculation="1"),), "calculation"),
        ((question("a"), question("b", trigger="a")), "trigger"),
        ((question("a", Kind.NOTE, constraint="true()"),), "constraint"),
        ((question("a", Kind.ONE, choice_list="twice"),), "choices"),
    ],
)
def test_structure_is_checked(broken: Any, column: str) -> None:
    with pytest.raises(InvalidDefinition) as caught:
        compiled(*broken, twice=choices("x", "x"))
    assert column in [error.column for error in caught.value.errors]


def test_groups_too_deep_are_refused_without_recursion() -> None:
    inner: Any = question("a")
    for depth in range(500):
        inner = Group(f"g{depth}", "G", (inner,))
    with pytest.raises(InvalidDefinition, match="groupes les uns dans les autres"):
        compiled(inner)


@given(st.text(max_size=60) | st.text(st.sampled_from("${}n()'\"=<>+-*/ .,1aorndivx[]@|:#"), max_size=40))
def test_any_text_is_an_expression_or_a_located_error(text: str) -> None:
    position = 1
    try:
        parse_expression(text)
    except ExpressionError as error:
        position = error.position
    assert 1 <= position <= len(text) + 1


@given(st.integers(-(10**30), 10**30), st.integers(-(10**30), 10**30), st.sampled_from(["+", "-", "*"]))
def test_whole_number_arithmetic_is_exact(left: int, right: int, sign: str) -> None:
    expected = {"+": left + right, "-": left - right, "*": left * right}[sign]
    if abs(expected) < 10**34:
        # A difference of zero is compared, because a calculation is a number and not a text.
        assert result(f"({left}) {sign} ({right}) = {expected}") is True


@pytest.mark.parametrize("inner", TIMES)
def test_once_is_what_it_holds_until_something_is_kept(inner: str) -> None:
    assert result(f"once({inner})") == result(inner)


@pytest.mark.parametrize(
    "calculation",
    ["once(${n}) + 1", "concat('a', once(today()))", "if(once(${n}) > 1, 1, 2)", "once(once(1))"],
)
def test_once_inside_something_else_is_refused(calculation: str) -> None:
    with pytest.raises(InvalidDefinition) as error:
        result(calculation)
    assert "once() doit être tout le calcul, ou une branche de if()" in str(error.value)


def test_once_outside_a_calculation_is_refused() -> None:
    with pytest.raises(InvalidDefinition, match="qu’avec un calcul"):
        compiled(question("q", relevant="once(today()) > '2026-01-01'"))


def test_once_of_an_answer_is_the_answer() -> None:
    assert result("once(${n})") == 5
