"""One respondent, from the first page to the last, as the pages will do it: typed, stored, evaluated."""

from __future__ import annotations

from typing import Any

from engines.questionnaire.evaluation import Evaluation, Reason, evaluate
from engines.questionnaire.expressions import compile_questionnaire
from engines.questionnaire.parsing import format_answer, parse_answer
from engines.questionnaire.serialisation import from_json, to_json
from engines.questionnaire.tests.builders import TODAY, recueil

READY = compile_questionnaire(from_json(to_json(recueil())))


def state_of(answers: dict[str, Any], section: str | None = None) -> Evaluation:
    return evaluate(READY, answers, today=TODAY, sections=None if section is None else [section])


def typed(key: str, *raw: str) -> Any:
    question = READY.questions[key]
    return parse_answer(question.question, raw, question.choices)


def test_from_the_first_page_to_the_last() -> None:
    answers: dict[str, Any] = {}

    # First page: an unusual status opens a question; the region filters the departments.
    answers["status"] = typed("status", "other")
    answers["region"] = typed("region", "bretagne")
    page = state_of(answers, "identity")
    assert page.places["status_other",].is_required
    assert [choice.label for choice in page.places["department",].choices] == ["Finistère", "Ille-et-Vilaine"]
    assert list(page.check_all()) == [("status_other",)]
    answers["status_other"] = typed("status_other", "Fondation")
    answers["department"] = typed("department", "29")
    answers["staff"] = typed("staff", "0")
    answers["created"] = typed("created", "24/11/2026")
    assert state_of(answers, "identity").check_all() == {("created",): ("Pas demain.",)}
    answers["created"] = typed("created", "1er mars 2011")
    assert state_of(answers, "identity").check_all() == {}

    # No staff and no answer on needs yet: the page on money is not for them.
    assert not state_of(answers).section_relevance["money"]

    # Second page: needs, several rows; the calculation makes a question appear.
    answers["has_needs"] = typed("has_needs", "yes")
    assert state_of(answers, "needs").check_all() == {("need",): ("Ajoutez au moins 1\u00a0ligne.",)}
    answers["need"] = [
        {"_id": "toit", "what": typed("what", "Un toit"), "cost": typed("cost", "1,2 M€")},
        {"_id": "bus", "what": typed("what", "Un bus"), "cost": typed("cost", "80 000"), "own": 9_000_000},
    ]
    page = state_of(answers, "needs")
    assert page.check_all() == {("need", "bus", "own"): ("Cette réponse ne convient pas.",)}
    answers["need"][1]["own"] = typed("own", "20 000 €")
    page = state_of(answers, "needs")
    assert page.check_all() == {}
    assert page.calculated == {
        ("need", "toit", "gap"): 1_200_000,
        ("need", "bus", "gap"): 60_000,
        ("total_gap",): 1_260_000,
    }
    why = page.places["why_so_much",]
    assert why.is_relevant
    assert page.text(why.question.label) == "Vous cherchez 1\u202f260\u202f000 euros\u00a0: pourquoi\u202f?"
    answers["help"] = typed("help", "grant", "none")
    assert "Aucune" in state_of(answers, "needs").check_all()["help",][0]
    answers["help"] = typed("help", "loan", "grant", "advice")
    assert ("help",) in state_of(answers, "needs").check_all()  # its constraint: two at most
    answers["help"] = typed("help", "advice", "loan")
    assert answers["help"] == ["loan", "advice"]

    # Third page: it shows now; a split and a grid.
    answers |= {"public": typed("public", "40 %"), "gifts": typed("gifts", "30")}
    answers |= {"tension": typed("tension", "3"), "worry": typed("worry", "nsp")}
    page = state_of(answers, "money")
    assert page.check_all()["sources",][0].endswith("vous êtes à 70\u00a0%, il manque 30\u00a0%.")
    answers["sales"] = typed("sales", "30")
    assert state_of(answers, "money").check_all() == {}

    # At the end, everything has its reason.
    state = state_of(answers)
    assert state.check_all() == {}
    reached = list(READY.sections)
    assert state.reason_missing(("worry",), reached) is Reason.DONT_KNOW
    assert state.reason_missing(("worry_why",), reached) is Reason.NOT_ASKED
    assert state.reason_missing(("contact",), reached) is Reason.NO_ANSWER
    assert state.reason_missing(("contact",), ["identity"]) is Reason.NOT_REACHED
    assert state.reason_missing(("need", "toit", "cost"), reached) is None

    # They change their mind: what no longer shows is kept, marked, and out of the sums.
    answers["has_needs"] = typed("has_needs", "no")
    state = state_of(answers)
    assert ("need", "toit", "cost") in state.off_path_keys
    assert ("tension",) in state.off_path_keys
    assert state.places["total_gap",].value == 0
    assert state.check_all() == {}
    assert answers["need"][0]["what"] == "Un toit"

    receipt = {
        place.question.key: format_answer(place.question, place.answer, place.choices)
        for place in state.places.values()
        if place.is_relevant and place.is_answered
    }
    assert receipt["created"] == "01/03/2011"
    assert receipt["help"] == "Loan, Advice"
    assert "tension" not in receipt
