"""A whole vote held by hand, with a threshold, from codes to a verified result."""

import json

import pytest

from engines.ballots.__main__ import main

QUESTIONS = {
    "name": "Assemblée",
    "description": "Statuts",
    "questions": [
        {"answers": ["Pour", "Contre"], "blank": True, "min": 1, "max": 1, "question": "Adopter ?"}
    ],
}


@pytest.fixture
def desk(tmp_path, capsys, monkeypatch):
    """A folder, and a console in it that gives back what is printed."""
    monkeypatch.chdir(tmp_path)

    def say(*arguments, status=0, to=None):
        assert main([str(each) for each in arguments]) == status, capsys.readouterr().err
        out = capsys.readouterr().out
        if to:
            (tmp_path / to).write_text(out)
        return out.strip()

    say.path = tmp_path
    return say


def hold_ceremony(desk):
    each = (1, 2, 3)
    for index in each:
        where = ("--index", index, "--threshold", 2, "--size", 3)
        desk("ceremony", "certificate", "--secret", f"{index}.seed", *where, to=f"{index}.cert")
    certificates = ("--certificates", *(f"{index}.cert" for index in each))
    polynomials = ("--polynomials", *(f"{index}.polynomial" for index in each))
    for index in each:
        desk("ceremony", "polynomial", "--secret", f"{index}.seed", *certificates, to=f"{index}.polynomial")
    desk("ceremony", "vinputs", "--to", ".", *certificates, *polynomials)
    for index in each:
        own = ("--secret", f"{index}.seed", "--vinput", f"{index}.vinput")
        desk("ceremony", "voutput", *own, *certificates, to=f"{index}.voutput")
    voutputs = ("--voutputs", *(f"{index}.voutput" for index in each))
    desk("ceremony", "keys", "--to", ".", *certificates, *polynomials, *voutputs, to="keys.json")


def test_a_vote_held_by_hand(desk):
    uuid = desk("uuid")
    (desk.path / "voters.txt").write_text("Anne,3\nBruno\nChloé\n")
    desk("codes", "--voters", "voters.txt", "--uuid", uuid, "--secret", "codes.txt", to="roll.json")
    assert (desk.path / "codes.txt").stat().st_mode & 0o777 == 0o600
    desk("trustee-key", "--secret", "server.key", to="server.json")
    hold_ceremony(desk)
    (desk.path / "questions.json").write_text(json.dumps(QUESTIONS))
    trustees = ("--trustee", "server.json", "--trustee", "keys.json")
    election = ("--uuid", uuid, "--roll", "roll.json", "--archive", "vote.bel")
    desk("open", "questions.json", *election, *trustees)
    codes = (desk.path / "codes.txt").read_text().splitlines()
    trackers = []
    # Anne votes for, then against; Bruno blank; Chloé for.
    for voter, choices in ((0, "[[0,1,0]]"), (1, "[[1,0,0]]"), (2, "[[0,1,0]]"), (0, "[[0,0,1]]")):
        (desk.path / "code.txt").write_text(codes[voter] + "\n")
        desk("ballot", "vote.bel", "--code-file", "code.txt", "--choices", choices, to="ballot.json")
        tracker = desk("check", "vote.bel", "ballot.json")
        assert desk("cast", "vote.bel", "ballot.json") == tracker
        trackers.append(tracker)
        desk("cast", "vote.bel", "ballot.json", status=1)
    assert len(set(trackers)) == 4
    (desk.path / "early.bel").write_bytes((desk.path / "vote.bel").read_bytes())
    desk("close", "vote.bel")
    desk("cast", "vote.bel", "ballot.json", status=1)
    own = ("--secret", "server.key", "--owner", 1)
    # Three ballots would tell who voted what.
    desk("decrypt", "vote.bel", *own, status=1)
    desk("decrypt", "vote.bel", *own, "--fewest", 3, to="1.share")
    desk("decrypt", "vote.bel", "--secret", "server.key", "--owner", 2, "--fewest", 3, status=1)
    for owner, index in ((2, 1), (4, 3)):
        own = ("--secret", f"{index}.seed", "--letter", f"{index}.letter", "--owner", owner)
        desk("decrypt", "vote.bel", *own, "--fewest", 3, to=f"{owner}.share")
    desk("add-share", "vote.bel", "1.share", "--owner", 1)
    desk("add-share", "vote.bel", "2.share", "--owner", 2)
    desk("result", "vote.bel", status=1)
    desk("add-share", "vote.bel", "2.share", "--owner", 4, status=1)
    desk("add-share", "vote.bel", "4.share", "--owner", 4)
    assert json.loads(desk("result", "vote.bel")) == [[1, 1, 3]]
    assert "conforme" in desk("verify", "vote.bel")
    told = json.loads(desk("verify", "vote.bel", "--json", "--processes", 1))
    assert (told["stands"], told["counted"], told["weight"], told["result"]) == (True, 3, 5, [[1, 1, 3]])
    desk("extends", "early.bel", "vote.bel")
    desk("extends", "vote.bel", "early.bel", status=1)


def test_what_does_not_stand_is_told_a_line_a_refusal(desk):
    (desk.path / "vote.bel").write_bytes(bytes(512))
    assert desk("verify", "vote.bel", status=1) == "bad-tar byte 0"
    told = json.loads(desk("verify", "vote.bel", "--json", status=1))
    assert told["refusals"] == [{"code": "bad-tar", "place": "byte 0", "detail": ""}]
    desk("verify", "absent.bel", status=2)
    desk("check", "absent.bel", "absent.json", status=2)


def test_a_secret_is_never_overwritten(desk):
    desk("trustee-key", "--secret", "server.key")
    desk("trustee-key", "--secret", "server.key", status=2)
