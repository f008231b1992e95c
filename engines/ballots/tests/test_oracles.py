"""Whole votes given to the verifiers of others, and theirs given to ours.

BALLOTS_FOR_ORACLES sets how many ballots they count: 50, or a thousand before a release.
"""

import json
import os
import secrets

import pytest

from engines.ballots import (
    add_ballots,
    append_share,
    check_ballot,
    choice_of,
    credential_of_code,
    decrypt_sums,
    election_key,
    group_of,
    make_ballot,
    make_certificate,
    make_polynomial,
    make_threshold_keys,
    make_vinputs,
    make_voutput,
    new_trustee_seed,
    read_archive,
    read_election,
    read_trustees,
    secret_of_code,
    share_of_letter,
    verify_archive,
)
from engines.ballots.tests.building import draws, finish, hold, write_script
from engines.ballots.tests.forging import off_by_one, signed_again, with_answer
from engines.ballots.tests.oracles import newer, older, sirona

BALLOTS = int(os.environ.get("BALLOTS_FOR_ORACLES", "50"))
TEMPLATE = {
    "description": "Été",
    "name": "Assemblée",
    "questions": [
        {"answers": ["A", "B", "C"], "min": 1, "max": 2, "question": "Qui ?"},
        {"answers": ["Pour", "Contre"], "blank": True, "min": 1, "max": 1, "question": "Adopter ?"},
    ],
}
R = secrets.randbelow


def read(path):
    with path.open("rb") as stream:
        return read_archive(stream)


def verdict(path):
    with path.open("rb") as stream:
        return verify_archive(stream)


@pytest.mark.slow
@pytest.mark.parametrize(("ballots", "threshold"), [(10, False), (BALLOTS, True)])
def test_ours_is_accepted_by_all(tmp_path, ballots, threshold):
    held = hold(voters=ballots, threshold=threshold, weights=(3, 2, 7) if threshold else ())
    path = tmp_path / f"{held.election.uuid}.bel"
    path.write_bytes(held.write())
    assert verdict(path).stands
    tool = newer(tmp_path)
    tool("election", "verify")
    assert sirona(tmp_path)
    # `verify` of 3.x drops what it finds of ballots: they are checked one by one, on the set-up alone.
    path.write_bytes(write_script(held.script[:1]))
    for ballot in held.ballots:
        tool("election", "verify-ballot", "--ballot", tool.write("ballot.json", ballot.raw))


@pytest.mark.slow
def test_ours_in_a_finite_field_is_accepted_by_both_releases(tmp_path):
    held = hold("BELENIOS-2048", voters=BALLOTS, weights=(2,))
    path = tmp_path / f"{held.election.uuid}.bel"
    path.write_bytes(held.write())
    older(tmp_path)("election", "verify")
    newer(tmp_path)("election", "verify")


def test_the_other_finite_field_too(tmp_path):
    held = hold("RFC-3526-2048", voters=1)
    (tmp_path / f"{held.election.uuid}.bel").write_bytes(held.write())
    older(tmp_path)("election", "verify")


def begin(tool, group, *, weights=(1, 1, 1), single=True):
    """An election of theirs up to its archive: the private codes, in the order of their file."""
    uuid = tool("setup", "generate-token").decode()
    voters = [f"v{index}@exemple.fr,v{index},{weight}" for index, weight in enumerate(weights)]
    tool.write("voters.txt", "\n".join(voters).encode())
    tool("setup", "generate-credentials", "--uuid", uuid, "--group", group, "--file", "voters.txt")
    (public,) = tool.folder.glob("*.pubcreds")
    (private,) = tool.folder.glob("*.privcreds")
    public.rename(tool.folder / "public_creds.json")
    text = private.read_text()
    codes = [line.split()[-1] for line in text.splitlines()]
    if text.startswith("{"):
        codes = list(json.loads(text).values())
    if single:
        tool("setup", "generate-trustee-key", "--group", group)
    keys = b"".join(path.read_bytes() for path in tool.folder.glob("*.pubkey"))
    tool.write("public_keys.jsons", keys)
    tool("setup", "make-trustees")
    template = tool.write("template.json", json.dumps(TEMPLATE).encode())
    tool("setup", "make-election", "--uuid", uuid, "--group", group, "--template", template)
    tool("archive", "init")
    return codes


def end(tool):
    tool.add("EndBallots")
    tool.add("EncryptedTally", tool("election", "compute-encrypted-tally"))
    (key,) = tool.folder.glob("*.privkey")
    tool.add("PartialDecryption", tool("election", "decrypt", "--privkey", key.name, "--trustee-id", 1))
    tool.add("Result", tool("election", "compute-result"))


CHOICES = ([[1, 0, 1], [0, 1, 0]], [[0, 1, 0], [1, 0, 0]], [[0, 0, 1], [0, 0, 1]])


@pytest.mark.parametrize(("release", "group"), [(older, "BELENIOS-2048"), (newer, "Ed25519")])
def test_theirs_is_accepted_by_ours(tmp_path, release, group):
    tool = release(tmp_path)
    option = "--ballot" if release is older else "--choice"
    for code, choice in zip(begin(tool, group), CHOICES, strict=True):
        tool.write("code", code.encode())
        tool.write("choice", json.dumps(choice).encode())
        tool.add("Ballot", tool("election", "generate-ballot", "--privcred", "code", option, "choice"))
    end(tool)
    found = verdict(tool.archive())
    assert found.refusals == ()
    assert found.result == ((1, 1, 2), (1, 1, 1))


def test_ballots_and_codes_of_one_in_the_election_of_the_other(tmp_path):
    tool = newer(tmp_path)
    codes = begin(tool, "Ed25519", weights=(3, 1, 2))
    contents = read(tool.archive())
    election, weights = contents.election, contents.roll.weights
    assert [weights[credential_of_code(election.group, election.uuid, code)] for code in codes] == [3, 1, 2]
    for code, choice in zip(codes, CHOICES, strict=True):
        tool.write("code", code.encode())
        tool.write("choice", json.dumps(choice).encode())
        theirs = tool("election", "generate-ballot", "--privcred", "code", "--choice", "choice")
        check_ballot(election, theirs, roll=weights)
        secret = secret_of_code(election.group, election.uuid, code)
        ours = make_ballot(election, secret, choice, randomness=R)
        tool("election", "verify-ballot", "--ballot", tool.write("ballot.json", ours.raw))
        tool.add("Ballot", theirs)
        tool.add("Ballot", ours.raw)
    end(tool)
    found = verdict(tool.archive())
    assert found.stands
    assert (found.ballots, found.count.ballots, found.count.weight) == (6, 3, 6)
    assert found.result == ((3, 1, 5), (1, 3, 2))


def test_a_ceremony_with_trustees_of_both(tmp_path):
    """Trustee 1 uses our engine, 2 and 3 use belenios-tool; letters go both ways; 1 and 3 decrypt."""
    tool, group = newer(tmp_path), group_of("Ed25519")
    seed = new_trustee_seed(R)
    certificates = [make_certificate(group, seed, index=1, threshold=2, size=3, randomness=R)]
    for index in (2, 3):
        name = tool(*step(1, index)).decode()
        certificates.append(tool.read(f"{name}.cert"))
        (tmp_path / f"{name}.key").rename(tmp_path / f"{index}.key")
    tool.write("certs", b"".join(each + b"\n" for each in certificates))
    polynomials = [make_polynomial(group, certificates, seed, randomness=R)]
    own = ("--certs", "certs", "--key")
    polynomials += [tool(*step(3, index), *own, f"{index}.key") for index in (2, 3)]
    vinputs = make_vinputs(group, certificates, polynomials)
    voutputs = [make_voutput(group, certificates, seed, vinputs[0], randomness=R)]
    voutputs += [tool(*step(5, index), *own, f"{index}.key", given=vinputs[index - 1]) for index in (2, 3)]
    keys, letters = make_threshold_keys(group, certificates, polynomials, voutputs)
    tool.write("polynomials", b"".join(each + b"\n" for each in polynomials))
    given = b"".join(each + b"\n" for each in voutputs)
    theirs = tool(*step(6, 1), "--certs", "certs", "--polynomials", "polynomials", given=given)
    assert json.loads(theirs) == keys.to_json(group)
    tool.write("threshold.json", theirs)
    codes = begin(tool, "Ed25519", single=False)
    election = read_election(tool.read("election.json"))
    assert election_key(group, read_trustees(group, tool.read("trustees.json"))) == election.public_key
    ballots = []
    for code in codes:
        chosen = [choice_of(question, [index]) for index, question in enumerate(election.questions)]
        secret = secret_of_code(group, election.uuid, code)
        ballots.append(make_ballot(election, secret, chosen, randomness=R))
        tool.add("Ballot", ballots[-1].raw)
    tool.add("EndBallots")
    tool.add("EncryptedTally", tool("election", "compute-encrypted-tally"))
    contents = read(tool.archive())
    assert contents.count == add_ballots(election, [(ballot, 1) for ballot in ballots])
    share = decrypt_sums(
        election, contents.count.sums, share_of_letter(group, seed, letters[0]), randomness=R
    )
    with tool.archive().open("ab") as file:
        file.write(append_share(contents.tip, election, 1, share).raw)
    tool.write("3.letter", letters[2].encode())
    decrypting = ("--key", "3.key", "--decryption-key", "3.letter", "--trustee-id", 3)
    tool.add("PartialDecryption", tool("election", "decrypt-threshold", *decrypting))
    tool.add("Result", tool("election", "compute-result"))
    tool("election", "verify")
    found = verdict(tool.archive())
    assert found.stands
    assert found.result == ((3, 0, 0), (0, 0, 3))


def step(number, index):
    return (
        *("setup", "generate-trustee-key-threshold", "--group", "Ed25519"),
        *("--step", number, "--threshold-context", f"{index}/2/3"),
    )


@pytest.mark.parametrize("group", ["Ed25519", "BELENIOS-2048"])
def test_oracles_refuse_what_is_false(tmp_path, group):
    """An oracle that accepts anything would prove nothing."""
    held = hold(group, voters=2)
    answer = held.ballots[0].answers[0]
    false = (off_by_one(held, answer.individual_proofs[0]), *answer.individual_proofs[1:])
    raw = signed_again(held, 0, with_answer(held.ballots[0], 0, individual_proofs=false))
    finish(held, draws(3), ballots=[raw, held.ballots[1].raw])
    path = tmp_path / f"{held.election.uuid}.bel"
    path.write_bytes(held.write())
    assert [each.code.value for each in verdict(path).refusals] == ["individual-proof"]
    if group == "Ed25519":
        assert not sirona(tmp_path)
        path.write_bytes(write_script(held.script[:1]))
        tool = newer(tmp_path)
        tool("election", "verify-ballot", "--ballot", tool.write("ballot.json", raw), fails=True)
    else:
        older(tmp_path)("election", "verify", fails=True)
