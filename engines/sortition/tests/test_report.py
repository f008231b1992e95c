"""A report stands as it was published, and not otherwise."""

from __future__ import annotations

import copy
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from engines.sortition import (
    TICKETS,
    commitment_of,
    lottery_json,
    lottery_of,
    make_lottery,
    report_json,
    ticket_of,
    to_text,
    verify,
)
from engines.sortition._report import digests
from engines.sortition.tests.building import drawn

SELECTION = drawn(5, people=40, seats=8, features=3, homes=3)
LOTTERY = make_lottery(SELECTION)
REPORT = report_json(LOTTERY, seed="a secret seed, long enough", public_value="12 27 31 40 48")


def test_a_report_stands_after_a_trip_through_a_file() -> None:
    again = json.loads(to_text(REPORT))
    assert again == REPORT
    assert verify(again) == ()
    assert verify(again, selection=SELECTION) == ()
    assert lottery_of(again) == LOTTERY


def test_a_lottery_that_is_not_drawn_yet_stands() -> None:
    assert verify(json.loads(to_text(lottery_json(LOTTERY)))) == ()


def test_the_draw_is_what_its_definition_says() -> None:
    draw = REPORT["draw"]
    digest = hashlib.sha256(b"a secret seed, long enough\n12 27 31 40 48\n0").hexdigest()
    assert draw["ticket"] == int(digest, 16) % TICKETS
    assert draw["commitment"] == hashlib.sha256(b"a secret seed, long enough").hexdigest()
    before = sum(panel["tickets"] for panel in REPORT["panels"][: draw["panel_number"]])
    drawn_panel = REPORT["panels"][draw["panel_number"]]
    assert before <= draw["ticket"] < before + drawn_panel["tickets"]
    assert REPORT["panel"] == drawn_panel["members"]


def test_probabilities_and_quotas_are_those_of_the_panels() -> None:
    for name, probability in REPORT["probabilities"].items():
        tickets = sum(panel["tickets"] for panel in REPORT["panels"] if name in panel["members"])
        assert probability == tickets / 1_000_000
    assert sum(quota["reached"] for quota in REPORT["quotas"] if quota["feature"] == "age") == 8
    assert all(quota["min"] <= quota["reached"] <= quota["max"] for quota in REPORT["quotas"])


def swap_panels(report: dict[str, Any]) -> None:
    report["panels"][0], report["panels"][1] = report["panels"][1], report["panels"][0]


def replace_member(report: dict[str, Any]) -> None:
    members = report["panels"][0]["members"]
    stranger = next(name for name, *_ in report["people"] if name not in members)
    report["panels"][0]["members"] = sorted([*members[1:], stranger])


def move_ticket(report: dict[str, Any]) -> None:
    report["panels"][0]["tickets"] += 1
    report["panels"][1]["tickets"] -= 1


def set_in(*path: Any, to: Any) -> Callable[[dict[str, Any]], None]:
    def change(report: dict[str, Any]) -> None:
        for step in path[:-1]:
            report = report[step]
        report[path[-1]] = to

    return change


def housemates(report: dict[str, Any]) -> None:
    """Everybody said to live together."""
    for person in report["people"]:
        person[1] = 1


TAMPERED: dict[str, Callable[[dict[str, Any]], None]] = {
    "panels in another order": swap_panels,
    "somebody else in a panel": replace_member,
    "a ticket moved": move_ticket,
    "a ticket more": set_in("panels", 0, "tickets", to=REPORT["panels"][0]["tickets"] + 1),
    "a panel twice as likely, the others less": set_in("panels", 0, "tickets", to=0),
    "a panel of one less": set_in("panels", 0, "members", to=REPORT["panels"][0]["members"][1:]),
    "somebody twice": set_in("panels", 0, "members", 0, to=REPORT["panels"][0]["members"][1]),
    "somebody unknown": set_in("panels", 0, "members", 0, to="nobody"),
    "another seed": set_in("draw", "seed", to="another seed, long enough"),
    "another public value": set_in("draw", "public_value", to="1 2 3 4 5"),
    "another commitment": set_in("draw", "commitment", to="0" * 64),
    "another ticket": set_in("draw", "ticket", to=(REPORT["draw"]["ticket"] + 1) % TICKETS),
    "another panel drawn": set_in("draw", "panel_number", to=REPORT["draw"]["panel_number"] - 1),
    "a seed that is no text": set_in("draw", "seed", to=3),
    "a draw without seed": set_in("draw", to={"ticket": 3}),
    "other people drawn": set_in("panel", to=REPORT["panels"][REPORT["draw"]["panel_number"] - 1]["members"]),
    "drawn people in another order": set_in("panel", to=REPORT["panel"][::-1]),
    "another probability": set_in("probabilities", REPORT["people"][0][0], to=0.5),
    "somebody without probability": set_in("probabilities", to={}),
    "another quota reached": set_in("quotas", 0, "reached", to=0),
    "a quota less": set_in("quotas", to=REPORT["quotas"][1:]),
    "another target": set_in("targets", 0, 2, to=0),
    "another target, in the quotas only": set_in("quotas", 0, "min", to=0),
    "another value of somebody": set_in("people", 0, 2, to="autre"),
    "everybody of one household": housemates,
    "another method": set_in("method", to="maximin"),
    "another number of seats": set_in("seats", to=9),
    "another number of tickets": set_in("tickets", to=999_999),
    "another engine": set_in("engine", "version", to="0.9"),
    "another digest": set_in("digests", "lottery", to="0" * 64),
    "no digest": set_in("digests", to={}),
    "no shape": set_in("panels", to=3),
    "tickets that are no whole number": set_in("panels", 0, "tickets", to=1.5),
}


@pytest.mark.parametrize("change", TAMPERED.values(), ids=TAMPERED)
def test_a_tampered_report_does_not_stand(change: Callable[[dict[str, Any]], None]) -> None:
    report = copy.deepcopy(REPORT)
    change(report)
    assert report != REPORT
    assert verify(report)


#: What no digest is needed to see: digests are computed again by whoever tampers well.
SEEN_WITHOUT_DIGESTS = [
    name
    for name in TAMPERED
    if name not in {"another method", "a ticket moved", "panels in another order", "another target"}
]


@pytest.mark.parametrize("name", SEEN_WITHOUT_DIGESTS)
def test_digests_made_again_hide_nothing(name: str) -> None:
    report = copy.deepcopy(REPORT)
    TAMPERED[name](report)
    if isinstance(report["panels"], list) and not name.endswith("digest"):
        report["digests"] = digests(report)
    assert verify(report)


def men_only(report: dict[str, Any]) -> None:
    men = [name for name, _, gender, *_ in report["people"] if gender == "homme"]
    report["panels"][0]["members"] = sorted(men[: report["seats"]])


@pytest.mark.parametrize(("change", "said"), [(men_only, "genre = homme, 8 hors de"), (housemates, "foyer")])
def test_a_panel_off_its_rules_is_seen_where_all_else_is_computed_again(
    change: Callable[[dict[str, Any]], None], said: str
) -> None:
    """Tampered by somebody careful: digests, probabilities and draw follow from the wrong panel."""
    lottery = copy.deepcopy(lottery_json(LOTTERY))
    change(lottery)
    forged = report_json(lottery_of(lottery), seed="a secret seed, long enough", public_value="x")
    found = verify(forged)
    assert any(said in message for message in found)
    assert all(message.startswith("panel ") for message in found)


def test_another_pool_than_the_files_is_told() -> None:
    other = drawn(6, people=40, seats=8, features=3)
    assert "fichiers" in verify(REPORT, selection=other)[0]


def test_verifying_loads_no_solver() -> None:
    code = (
        "import sys, json; from engines.sortition import verify;"
        "assert verify(json.load(sys.stdin)) == (); print('highspy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], input=to_text(REPORT), capture_output=True, text=True)
    assert done.stdout.strip() == "False", done.stderr


def test_a_seed_and_a_value_are_one_line_each() -> None:
    with pytest.raises(ValueError, match="line feed"):
        ticket_of("a\nb", "c")
    assert ticket_of("ab", "c") != ticket_of("a", "bc")
    assert commitment_of("é") == hashlib.sha256("é".encode()).hexdigest()


def test_tickets_are_spread_evenly() -> None:
    """Ten equal parts of 2,000 draws: chi-square under 27.9, passed once in a thousand by chance."""
    counts = [0] * 10
    for number in range(2000):
        counts[ticket_of("seed", str(number)) * 10 // TICKETS] += 1
    assert sum((count - 200) ** 2 / 200 for count in counts) < 27.9
