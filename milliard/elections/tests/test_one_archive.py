"""Half of the ballots made by the booth, half by the engine, in one archive: three verifiers accept it.

BALLOTS_FOR_ORACLES sets how many there are: 50, or a thousand before a release.
"""

import base64
import os
from pathlib import Path

import pytest

from engines.ballots import choice_of, read_ballot, verify_archive
from engines.ballots.tests.building import draws, finish, hold, write_script
from engines.ballots.tests.oracles import newer, sirona
from milliard.elections.tests.node_runs import ask

BALLOTS = int(os.environ.get("BALLOTS_FOR_ORACLES", "50"))


@pytest.mark.slow
def test_one_archive_of_both_is_accepted_by_three_verifiers(tmp_path: Path) -> None:
    held = hold(voters=BALLOTS, threshold=True, count=False)
    election = held.election
    calls = [
        (
            "ballot",
            {
                "election": base64.b64encode(election.raw).decode(),
                "code": held.codes[voter],
                "choices": [
                    choice_of(question, [(voter + 1) % len(question.answers)])
                    for question in election.questions
                ],
                "seed": f"booth {voter}",
            },
        )
        for voter in range(0, BALLOTS, 2)
    ]
    for voter, made in zip(range(0, BALLOTS, 2), ask(*calls), strict=True):
        held.ballots[voter] = read_ballot(election, base64.b64decode(made["raw"]))
    finish(held, draws(2))
    path = tmp_path / f"{election.uuid}.bel"
    path.write_bytes(held.write())
    with path.open("rb") as archive:
        found = verify_archive(archive)
    assert found.refusals == ()
    assert found.ballots == BALLOTS
    tool = newer(tmp_path)
    tool("election", "verify")
    assert sirona(tmp_path)
    # `verify` of 3.x drops what it finds of ballots: they are checked one by one, on the set-up alone.
    path.write_bytes(write_script(held.script[:1]))
    for ballot in held.ballots:
        tool("election", "verify-ballot", "--ballot", tool.write("ballot.json", ballot.raw))
