"""Processor time of evaluating a long questionnaire: what is shown, what is wrong, what is missing.

    .venv/bin/python benchmarks/evaluating.py [TIMES]

Two questionnaires of 68 questions: one made here, whose every question waits for an answer or computes, and
the Grand Recueil of the demonstration with the answers of one complete response. Each is evaluated whole, as
a response is before it is finished, and one section alone, as a save is. Bound: `json.loads` of the same
answers, which nobody can do without. No database, no server.
"""

import datetime
import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from ground import ROOT, Table

from engines.questionnaire.evaluation import evaluate
from engines.questionnaire.expressions import CompiledQuestionnaire, compile_questionnaire
from engines.questionnaire.files.reader import read_questionnaire
from engines.questionnaire.model import Choice, Definition, Kind, Question, Section

WHOLE_MS, SECTION_MS = 3.0, 0.3
TODAY = datetime.date(2026, 11, 23)
SEED = 1


def question(key: str, kind: Kind, **fields: Any) -> Question:
    return Question(key=key, kind=kind, label=key, **fields)


def made_here() -> tuple[CompiledQuestionnaire, dict[str, Any], str]:
    """38 numbers, 15 questions shown after two of them, 15 calculations; its section without a condition."""
    numbers = [question(f"number{n}", Kind.INTEGER, required="yes") for n in range(38)]
    shown = [
        question(
            f"shown{n}",
            Kind.ONE,
            choice_list="list",
            relevant=f"${{number{n}}} > 3 and (selected(${{number{n + 1}}}, '7') or ${{number0}} != 1)",
        )
        for n in range(15)
    ]
    computed = [
        question(
            f"computed{n}", Kind.CALCULATE, calculation=f"round(${{number{n}}} * 1.2 + sum(${{number1}}), 2)"
        )
        for n in range(15)
    ]
    rest = [*numbers[4:], *shown, *computed]
    sections = [Section("plain", "plain", tuple(numbers[:4]))]
    sections += [Section(f"mixed{n}", f"mixed{n}", tuple(rest[n::5])) for n in range(5)]
    choices = tuple(Choice(value, value) for value in "abc")
    compiled = compile_questionnaire(Definition("Long", tuple(sections), choice_lists={"list": choices}))
    answers = {f"number{n}": n for n in range(38)} | {f"shown{n}": "a" for n in range(15)}
    assert len(evaluate(compiled, answers, today=TODAY).places) == 68
    return compiled, answers, "plain"


def grand_recueil() -> tuple[CompiledQuestionnaire, dict[str, Any], str]:
    """The demonstration's, with the answers of its first complete response; its first section."""
    from demo.generator import grand_recueil as invent

    read = read_questionnaire(ROOT / "demo" / "questionnaires" / "grand_recueil.md")
    assert read.questionnaire is not None, read.refusals
    response = next(response for response in invent(read.questionnaire, SEED) if response.is_complete)
    return compile_questionnaire(read.questionnaire), response.answers, read.questionnaire.sections[0].key


def median_ms(action: Callable[[], object], times: int) -> float:
    """Median processor time in milliseconds, after ten runs that warm."""
    spent = []
    for _ in range(times + 10):
        started = time.process_time()
        action()
        spent.append(1000 * (time.process_time() - started))
    return statistics.median(spent[10:])


def main(times: int) -> bool:
    table = Table(f"Evaluation of 68 questions, median processor time of {times}")
    is_held = True
    for title, (compiled, answers, section) in (
        ("made here", made_here()),
        ("Grand Recueil", grand_recueil()),
    ):
        text = json.dumps(answers)
        bare = median_ms(lambda text=text: json.loads(text), times)
        measured = {
            "whole": median_ms(lambda c=compiled, a=answers: evaluate(c, a, today=TODAY), times),
            f"section «{section}»": median_ms(
                lambda c=compiled, a=answers, s=section: evaluate(c, a, today=TODAY, sections=[s]), times
            ),
        }
        for (what, spent), target in zip(measured.items(), (WHOLE_MS, SECTION_MS), strict=True):
            table.add(
                f"{title}, {what}",
                f"{spent:.3f} ms",
                f"target {target} ms; {spent / bare:.0f} x json.loads of its answers ({bare:.4f} ms)",
            )
            is_held = is_held and spent < target
    table.show()
    return is_held


if __name__ == "__main__":
    sys.exit(0 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 300) else 1)
