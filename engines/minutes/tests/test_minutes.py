"""The chain broken on purpose is told at its line; every method counts again to the same."""

import copy
import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.counting import MotionBase
from engines.minutes import (
    FORMAT,
    Attending,
    BrokenBy,
    VotedBallots,
    VotedQuestion,
    ballots_digest,
    canonical,
    count_ballots,
    count_sums,
    digest_of,
    line_digest,
    read_ballots,
    read_question,
    verify,
)
from engines.minutes.__main__ import main

TEXT: dict[str, Any] = {
    "title": "Texte inventé",
    "secrecy": "open",
    "method": "motion",
    "majority": {"base": "cast", "share": "2/3", "comparison": "at_least", "tie": "fails"},
    "choices": [],
    "seats": 0,
    "rules": {},
    "budget_cents": None,
}
NAMED = {1: {"choice": "for"}, 2: {"choice": "for"}, 3: {"choice": "against"}, 4: {"choice": "abstain"}}


def chained(*acts: tuple[str, dict[str, Any]]) -> list[dict[str, Any]]:
    lines, former = [], ""
    for position, (code, told) in enumerate(acts, start=1):
        content = canonical(told)
        former = line_digest(former, code, content)
        lines.append({"position": position, "code": code, "content": content, "digest": former})
    return lines


def minutes(**text: Any) -> dict[str, Any]:
    """A roll, then one vote, opened and closed."""
    asked, ballots = {**TEXT, **text}, VotedBallots(named=NAMED)
    digest = digest_of(canonical(asked))
    count = count_ballots(read_question(asked, digest), ballots, Attending(5, 9))
    opened = {"resolution": 1, "text": asked, "digest": digest, "rights": 5, "members": 9}
    closed = {
        "resolution": 1,
        "outcome": count.outcome,
        "ballots": ballots.count,
        "ballots_digest": ballots_digest(ballots),
        "figures": dict(count.figures),
    }
    lines = chained(("roll", {"count": 9}), ("vote_opened", opened), ("vote_closed", closed))
    return json.loads(json.dumps({"format": FORMAT, "lines": lines, "ballots": {"1": ballots.as_json()}}))


def test_minutes_stand_as_written() -> None:
    assert verify(minutes()) == []


@given(st.data())
def test_any_character_changed_in_the_chain_is_told_at_its_line(data: st.DataObject) -> None:
    document = minutes()
    place = data.draw(st.integers(0, 2))
    name = data.draw(st.sampled_from(["content", "digest", "code"]))
    line = document["lines"][place]
    at = data.draw(st.integers(0, len(line[name]) - 1))
    line[name] = line[name][:at] + ("x" if line[name][at] != "x" else "y") + line[name][at + 1 :]
    assert verify(document)
    assert verify(document)[0].line in (0, place + 1)  # 0: what it holds is no longer JSON


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_line_left_out_or_moved_is_told(place: int) -> None:
    document = minutes()
    left_out = copy.deepcopy(document)
    del left_out["lines"][place]
    told = [one.why for one in verify(left_out)]
    # The last one, left out, leaves a chain that holds and stops sooner: its head says so, published
    # elsewhere.
    assert (BrokenBy.CHAIN in told) == (place < 2)
    moved = copy.deepcopy(document)
    moved["lines"][place], moved["lines"][(place + 1) % 3] = (
        moved["lines"][(place + 1) % 3],
        moved["lines"][place],
    )
    assert BrokenBy.CHAIN in [one.why for one in verify(moved)]


def forge(document: dict[str, Any], place: int, **changed: Any) -> dict[str, Any]:
    """Change what a line tells, and make the chain again as a forger would."""
    acts = [(line["code"], json.loads(line["content"])) for line in document["lines"]]
    acts[place][1].update(changed)
    return {**document, "lines": json.loads(json.dumps(chained(*acts)))}


@pytest.mark.parametrize(("resolution", "why"), [(None, "question"), (2, "question"), ([], "format")])
def test_a_result_that_does_not_say_of_which_vote_it_is_is_told(resolution: Any, why: str) -> None:
    assert [one.why for one in verify(forge(minutes(), 2, resolution=resolution))] == [BrokenBy(why)]
    without = json.loads(json.dumps(minutes()))
    acts = [(line["code"], json.loads(line["content"])) for line in without["lines"]]
    del acts[2][1]["resolution"]
    assert [one.why for one in verify({**without, "lines": chained(*acts)})] == [BrokenBy.FORMAT]


def test_a_chain_made_again_does_not_hide_a_false_count() -> None:
    document = minutes()
    figures = json.loads(document["lines"][2]["content"])["figures"]
    counts = {**figures["counts"], "for": 3, "against": 0}
    cases = {
        BrokenBy.RESULT: forge(document, 2, figures={**figures, "counts": counts}),
        BrokenBy.QUESTION: forge(document, 1, text={**TEXT, "title": "Un autre"}),
        BrokenBy.BALLOTS: forge(document, 2, ballots_digest="0" * 64),
        BrokenBy.RIGHTS: forge(document, 1, rights=3),
    }
    for why, forged in cases.items():
        assert why in [one.why for one in verify(forged)], why
    changed = copy.deepcopy(document)
    changed["ballots"]["1"]["named"][0][1] = {"choice": "against"}
    assert {BrokenBy.BALLOTS, BrokenBy.RESULT} <= {one.why for one in verify(changed)}
    assert [one.why for one in verify({**document, "ballots": {}})] == [BrokenBy.BALLOTS]
    assert BrokenBy.RESULT in [one.why for one in verify(forge(document, 2, outcome="rejected"))]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_anything_else_is_not_minutes(document: Any) -> None:
    assert [one.why for one in verify(document)] == [BrokenBy.FORMAT]


def question(method: str, count: int = 3, **fields: Any) -> VotedQuestion:
    choices = [{"number": n, "label": f"Choix {n}", "cost_cents": 100 * n} for n in range(1, count + 1)]
    return read_question({**TEXT, "method": method, "choices": choices, **fields}, "d" * 64)


def test_each_method_counts() -> None:
    everybody = Attending(6, 9)
    chosen = VotedBallots(boxed=[({"chosen": [1, 2]}, 3), ({"chosen": [3]}, 2), ({"blank": True}, 1)])
    figures = count_ballots(question("choose", seats=2), chosen, everybody).figures
    assert (figures["winners"], figures["blank"], figures["approvals"]) == (
        [1, 2],
        1,
        {"1": 3, "2": 3, "3": 2},
    )
    graded = VotedBallots(
        boxed=[({"grades": {"1": 5, "2": 0, "3": 3}}, 1), ({"grades": {"1": 1, "2": 4, "3": 3}}, 1)]
    )
    figures = count_ballots(question("judgment"), graded, everybody).figures
    # Of two grades the worse is the middle one: 1, 0 and 3.
    assert figures["medians"] == {"1": 1, "2": 0, "3": 3}
    assert figures["ranking"] == [[3], [1], [2]]
    ranked = VotedBallots(boxed=[({"ranks": {"1": 1, "2": 2, "3": 2}}, 2), ({"ranks": {"2": 1, "1": 2}}, 1)])
    figures = count_ballots(question("schulze"), ranked, everybody).figures
    assert (figures["winners"], figures["pairwise"]["1"]["2"]) == ([1], 2)
    strict = VotedBallots(boxed=[({"ranks": {"1": 1, "2": 2}}, 6), ({"ranks": {"3": 1}}, 4)])
    figures = count_ballots(question("stv", seats=2), strict, everybody).figures
    assert sorted(figures["winners"]) == [1, 3]
    funded = VotedBallots(boxed=[({"chosen": [1]}, 2), ({"chosen": [2]}, 2)])
    figures = count_ballots(question("budget", budget_cents=300), funded, everybody).figures
    assert (figures["winners"], figures["spent_cents"]) == ([1, 2], 300)


def test_a_draw_that_seats_several_names_them_all() -> None:
    alike = VotedBallots(boxed=[({"chosen": [1, 2, 3]}, 5)])
    one = count_ballots(question("choose", seats=1), alike, Attending(6, 9)).figures
    several = count_ballots(question("choose", seats=2), alike, Attending(6, 9)).figures
    assert one["ties"] == [{"between": [1, 2, 3], "drawn": one["winners"][0]}]
    assert several["ties"] == [{"between": [1, 2, 3], "drawn": sorted(several["winners"])}]
    assert len(several["winners"]) == 2


@pytest.mark.parametrize("boxed", [[], [({"blank": True}, 3)]])
def test_a_budget_that_nobody_asks_anything_of_funds_nothing(boxed: Any) -> None:
    figures = count_ballots(
        question("budget", budget_cents=300), VotedBallots(boxed=boxed), Attending(6, 9)
    ).figures
    assert (figures["winners"], figures["spent_cents"]) == ([], 0)
    asked = VotedBallots(boxed=[({"chosen": [1]}, 3)])
    usual = count_ballots(question("budget", budget_cents=300), asked, Attending(6, 9)).figures
    assert figures.keys() == usual.keys()
    assert figures["projects"]["2"] == usual["projects"]["2"]


def test_one_person_alone_for_a_dear_project_does_not_stop_the_count(monkeypatch: pytest.MonkeyPatch) -> None:
    choices = [{"number": n, "label": str(n), "cost_cents": cost} for n, cost in ((1, 50), (2, 20_000))]
    asked = read_question({**TEXT, "method": "budget", "choices": choices, "budget_cents": 10_000}, "d" * 64)
    ballots = VotedBallots(boxed=[({"chosen": [1]}, 9), ({"chosen": [2]}, 1)])
    usual = dict(count_ballots(asked, ballots, Attending(10, 10)).figures)
    assert (usual["winners"], "step_times" in usual) == ([1], False)
    monkeypatch.setattr("engines.allocation._deciding.MOST_RUNS", 300)
    figures = count_ballots(asked, ballots, Attending(10, 10)).figures
    assert (figures["winners"], figures["step_times"]) == ([1], 10)


@pytest.mark.parametrize(
    ("told", "outcome", "stands"),
    [
        ({"present": 4}, "adopted", True),
        ({"present": 4}, "no_quorum", False),
        ({"present": 3}, "adopted", False),
        ({"present": 3}, "no_quorum", True),
        ({"present": 3, "counts": "represented"}, "adopted", True),
    ],
)
def test_the_quorum_is_computed_again(told: dict[str, Any], outcome: str, stands: bool) -> None:
    document = minutes(majority={**TEXT["majority"], "share": "1/2"})
    figures = json.loads(document["lines"][2]["content"])["figures"]
    quorum = {"members": 7, "present": 4, "represented": 1, "quorum": "1/2", "counts": "present", **told}
    forged = forge(document, 2, outcome=outcome, figures={**figures, "quorum": quorum})
    assert [one.why for one in verify(forged)] == ([] if stands else [BrokenBy.RESULT])


def test_mandates_are_those_of_the_opening() -> None:
    document = minutes()
    figures = json.loads(document["lines"][2]["content"])["figures"]
    forged = forge(document, 2, figures={**figures, "mandates": 4, "not_voted": 0})
    assert [one.why for one in verify(forged)] == [BrokenBy.RIGHTS]


def test_parity_is_applied_after_the_count() -> None:
    choices = [
        {"number": n, "label": str(n), "gender": gender}
        for n, gender in ((1, "man"), (2, "man"), (3, "woman"))
    ]
    asked = read_question(
        {**TEXT, "method": "choose", "choices": choices, "seats": 2, "rules": {"parity": True}}, "d" * 64
    )
    ballots = VotedBallots(boxed=[({"chosen": [1, 2]}, 5), ({"chosen": [3]}, 1)])
    figures = count_ballots(asked, ballots, Attending(6, 6)).figures
    assert figures["winners"] == [1, 3]
    assert [step["verdict"] for step in figures["steps"] if step["choice"] == 2] != ["seated"]


def test_the_chair_breaks_a_tie_where_statutes_say_so() -> None:
    half = VotedQuestion("motion", MotionBase.CAST, Fraction(1, 2), True, "chair", (), 0, {}, None, "")
    level = VotedBallots(boxed=[({"choice": "for"}, 2), ({"choice": "against"}, 2)])
    outcomes = [
        count_ballots(half, level, Attending(4, 4), chair=said).outcome for said in (None, "for", "against")
    ]
    assert outcomes == ["tied", "adopted", "rejected"]


def test_the_chair_s_vote_is_that_of_their_own_ballot() -> None:
    majority = {"base": "cast", "share": "1/2", "comparison": "more_than", "tie": "chair"}
    asked = {**TEXT, "majority": majority}
    digest = digest_of(canonical(asked))
    ballots = VotedBallots(named={1: {"choice": "for"}, 2: {"choice": "against"}})

    def minutes_saying(chair: str) -> dict[str, Any]:
        count = count_ballots(read_question(asked, digest), ballots, Attending(5, 9), chair=chair)
        opened = {"resolution": 1, "text": asked, "digest": digest, "rights": 5, "members": 9}
        closed = {
            "resolution": 1,
            "outcome": count.outcome,
            "ballots": 2,
            "ballots_digest": ballots_digest(ballots),
            "figures": dict(count.figures),
        }
        bureau = ("bureau", {"chair": 1, "secretary": 2})
        lines = chained(bureau, ("vote_opened", opened), ("vote_closed", closed))
        return json.loads(json.dumps({"format": FORMAT, "lines": lines, "ballots": {"1": ballots.as_json()}}))

    assert verify(minutes_saying("for")) == []
    assert {one.why for one in verify(minutes_saying("against"))} == {BrokenBy.RESULT}


def test_ballots_are_read_back_as_written() -> None:
    ballots = VotedBallots(named=NAMED, boxed=[({"choice": "for"}, 2)])
    assert ballots_digest(read_ballots(json.loads(json.dumps(ballots.as_json())))) == ballots_digest(ballots)


def test_the_console_says_where(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "proces-verbal.json"
    path.write_text(json.dumps(minutes()))
    assert main(["verify", str(path)]) == 0
    document = minutes()
    document["lines"][1]["content"] = document["lines"][1]["content"].replace("inventé", "changé")
    path.write_text(json.dumps(document))
    assert main(["verify", str(path)]) == 1
    assert "ligne 2" in capsys.readouterr().err.replace("\u00a0", " ")
    path.write_text("{")
    assert main(["verify", str(path)]) == 2


def test_sums_of_a_secret_vote_give_what_its_ballots_would() -> None:
    everybody = Attending(12, 12)
    motion = VotedBallots(
        boxed=[({"choice": "for"}, 7), ({"choice": "against"}, 2), ({"choice": "blank"}, 1)]
    )
    told = count_sums(question("motion", 0), [[1, 7, 2, 0]], 10, everybody)
    assert told == count_ballots(question("motion", 0), motion, everybody)
    chosen = VotedBallots(boxed=[({"chosen": [1, 2]}, 6), ({"chosen": [3]}, 3), ({"blank": True}, 1)])
    asked = question("choose", seats=2)
    assert count_sums(asked, [[1, 6, 6, 3]], 10, everybody) == count_ballots(asked, chosen, everybody)
    graded = VotedBallots(boxed=[({"grades": {"1": 5, "2": 0}}, 4), ({"grades": {"1": 2, "2": 3}}, 6)])
    asked = question("judgment", 2)
    sums = [[4, 0, 0, 6, 0, 0], [0, 0, 6, 0, 0, 4]]  # from «excellent» to «à rejeter»
    assert count_sums(asked, sums, 10, everybody) == count_ballots(asked, graded, everybody)
    asked = question("budget", budget_cents=450)
    figures = count_sums(asked, [[0, 5, 9, 8]], 10, everybody).figures
    assert (figures["winners"], figures["spent_cents"]) == ([1, 2], 300)
    with pytest.raises(ValueError, match="another question"):
        count_sums(asked, [[0, 5]], 10, everybody)


def test_a_false_figure_of_a_secret_vote_is_told() -> None:
    asked = {**TEXT, "secrecy": "secret"}
    digest = digest_of(canonical(asked))
    count = count_sums(read_question(asked, digest), [[0, 9, 1, 0]], 10, Attending(12, 12))
    opened = {"resolution": 1, "text": asked, "digest": digest, "rights": 12, "members": 12}
    closed = {
        "resolution": 1,
        "outcome": count.outcome,
        "ballots": 10,
        "sums": [[0, 9, 1, 0]],
        "figures": dict(count.figures),
    }
    document = {
        "format": FORMAT,
        "lines": chained(("vote_opened", opened), ("vote_closed", closed)),
        "ballots": {},
    }
    assert verify(document) == []
    assert [one.why for one in verify(forge(document, 1, sums=[[0, 1, 9, 0]]))] == [BrokenBy.RESULT] * 2
