"""Files: read strictly, written again as they were, and the console over them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.allocation import (
    ApprovalBudget,
    BudgetRefusedError,
    digest_budget,
    fund_by_votes,
    pabulib_of,
    read_pabulib,
    share_equally,
    write_pabulib,
)
from engines.allocation.__main__ import main
from engines.allocation.tests.test_shares import budgets

SMALL = """META
key;value
description;Petit budget
country;France
unit;Ici
instance;2026
num_projects;3
num_votes;4
budget;1000.50
vote_type;approval
rule;equalshares/add1
PROJECTS
project_id;cost;votes;name;selected
1;500;2;"Un banc; et un ""arbre""\";1
2;300.5;2;Une fête;0
7;400;2;Des vélos;1
VOTES
voter_id;age;vote
a;34;1,2
b;51;1,2
c;23;7
d;19;7
"""
FACTS = {"description": "x", "country": "France", "unit": "x", "instance": "2026", "rule": "greedy"}


def lines_of(text: str) -> list[tuple[int, str]]:
    with pytest.raises(BudgetRefusedError) as caught:
        read_pabulib(text.encode(), file="f.pb")
    return [(item.line, item.message_fr) for item in caught.value.faults]


def test_read_and_written_again() -> None:
    content = read_pabulib(SMALL.encode())
    assert content.budget.money_cents == 100_050
    assert [project.cost_cents for project in content.budget.projects] == [50_000, 30_050, 40_000]
    assert content.budget.projects[0].name == 'Un banc; et un "arbre"'
    assert content.selected == {"1", "7"}
    assert write_pabulib(content).decode() == SMALL
    windows = "\ufeff" + SMALL.replace("\n", "\r\n")
    assert write_pabulib(read_pabulib(windows.encode())).decode() == SMALL
    chosen = read_pabulib(write_pabulib(content.with_selected(["2"])))
    assert chosen.selected == {"2"}
    assert chosen.votes == content.votes
    with pytest.raises(BudgetRefusedError):
        content.with_selected(["3"])


@given(budgets())
@settings(deadline=None, max_examples=40)
def test_a_budget_of_ours_comes_back(budget: ApprovalBudget) -> None:
    text = write_pabulib(pabulib_of(budget, FACTS))
    read = read_pabulib(text)
    assert digest_budget(read.budget) == digest_budget(budget)
    assert write_pabulib(read) == text
    assert share_equally(read.budget).winners == share_equally(budget).winners


@pytest.mark.parametrize(
    ("before", "after", "line", "word"),
    [
        ("budget;1000.50", "budget;1000,50", 9, "somme"),
        ("budget;1000.50\n", "", 1, "budget"),
        ("vote_type;approval", "vote_type;ordinal", 10, "approbations"),
        ("num_votes;4", "num_votes;5", 1, "num_votes"),
        ("num_votes;4", "num_votes;quatre", 8, "entier"),
        ("unit;Ici", "unit;Ici;là", 5, "cellules"),
        ("unit;Ici", "country;Ici", 5, "deux fois"),
        ("2;300.5;2", "2;300.555;2", 15, "somme"),
        ("2;300.5;2", "2;0;2", 15, "positive"),
        ("2;300.5;2", "1;300.5;2", 15, "déjà lu"),
        ("2;300.5;2", "2;300.5;3", 15, "comptés"),
        ("Une fête;0", "Une fête;oui", 15, "entier"),
        ('Un banc; et un ""arbre""', 'Un banc; et un "arbre"', 14, "illisible"),
        ("c;23;7", "c;23;8", 21, "inconnu"),
        ("c;23;7", "c;23;7,7", 21, "deux fois"),
        ("c;23;7", "c;23;", 21, "0 projets"),
        ("c;23;7", "b;23;7", 21, "déjà lu"),
        ("c;23;7", "", 21, "vide"),
        ("voter_id;age;vote", "voter_id;age;votes", 18, "colonne absente"),
        ("key;value", "key;values", 2, "key;value"),
        ("PROJECTS\n", "PROJECT\n", 1, "sections"),
        ("META\n", "\nMETA\n", 1, "sections"),
    ],
)
def test_each_fault_has_its_line(before: str, after: str, line: int, word: str) -> None:
    assert before in SMALL
    found = lines_of(SMALL.replace(before, after, 1))
    assert any(at == line and word in message for at, message in found), found


def test_bounds_and_other_bytes() -> None:
    assert "UTF-8" in lines_of_bytes(SMALL.encode("utf-16"))[1]
    assert lines_of_bytes(SMALL.encode("latin-1")) == (15, lines_of_bytes(SMALL.encode("latin-1"))[1])
    assert "texte" in lines_of_bytes(SMALL.replace("Ici", "I\0i").encode())[1]
    assert lines_of(SMALL.replace("Ici", "I" * 100_001))[0][0] == 5
    assert lines_of("")[0][0] == 1
    many = SMALL.replace("a;34;1,2\n", "".join(f"a;34;9{number}\n" for number in range(300)))
    assert len(lines_of(many)) == 100
    limited = SMALL.replace("rule;", "max_length;1\nrule;")
    assert [line for line, _ in lines_of(limited)] == [20, 21]
    single = SMALL.replace("approval", "choose-1")
    assert [line for line, _ in lines_of(single)] == [19, 20]


def lines_of_bytes(data: bytes) -> tuple[int, str]:
    with pytest.raises(BudgetRefusedError) as caught:
        read_pabulib(data)
    return caught.value.faults[0].line, caught.value.faults[0].message_fr


@given(st.text(max_size=300) | st.binary(max_size=300).map(lambda data: data.decode("latin-1")))
@settings(deadline=None)
def test_whatever_is_given_is_read_or_refused(text: str) -> None:
    inside = SMALL[:200] + text + SMALL[200:]
    for data in (text.encode("utf-8", "replace"), inside.encode("utf-8", "replace")):
        try:
            assert read_pabulib(data).budget.ballots
        except BudgetRefusedError as error:
            assert error.faults  # noqa: PT017  either way is right; no other error is


def test_console(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "budget.pb"
    path.write_text(SMALL)
    budget = read_pabulib(SMALL.encode()).budget
    assert main(["equal-shares", str(path)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["winners"] == list(share_equally(budget).winners)
    assert told["rule"]["stop"] == "add1"
    assert told["input_digest"] == digest_budget(budget)
    assert [item["label"] for item in told["comparison"]] == ["equal-shares", "greedy", "published"]
    assert main(["equal-shares", str(path), "--rule", "greedy"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["method"], told["winners"]) == ("greedy", list(fund_by_votes(budget).winners))
    path.write_text(SMALL.replace("equalshares/add1", "equalshares/add1-comparison"))
    assert main(["equal-shares", str(path), "--stop", "none", "--step", "100"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["rule"]["stop"], told["rule"]["completion"], len(told["runs"])) == ("none", "comparison", 1)
    assert told["preferences"] is not None
    assert main(["check", str(path)]) == 0
    assert json.loads(capsys.readouterr().out)["voters"] == 4


@pytest.mark.parametrize(
    "options", [["--tie", "drawn"], ["--tie", "more-votes"], ["--step", "-1"], ["--step", "0"]]
)
def test_console_refuses_a_rule_unsaid(
    options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "budget.pb"
    path.write_text(SMALL)
    arguments = ["equal-shares", str(path), *(f"{a}={b}" for a, b in [options])]
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(f"{path}:0: ")


def test_console_ends_with_two_and_the_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "budget.pb"
    path.write_text(SMALL.replace("c;23;7", "c;23;8").replace("2;300.5", "2;-3"))
    assert main(["equal-shares", str(path)]) == 2
    assert [line.split(":")[1] for line in capsys.readouterr().err.splitlines()] == ["15"]
    path.write_text(SMALL.replace("equalshares/add1", "phragmen"))
    assert main(["equal-shares", str(path)]) == 2
    assert "phragmen" in capsys.readouterr().err
    assert main(["equal-shares", str(path), "--rule", "equal-shares"]) == 0
    assert main(["equal-shares", str(tmp_path / "absent.pb")]) == 2


def test_no_django_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "budget.pb"
    path.write_text(SMALL)
    code = (
        "import sys; from engines.allocation.__main__ import main; main();"
        "sys.exit(any(name.startswith('django') for name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "equal-shares", str(path)], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout)["is_as_published"] in (True, False)
    assert done.stderr == ""
