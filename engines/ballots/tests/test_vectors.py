"""Known answers, byte for byte, so that another implementation (the page in the browser) can be held to them.

`vectors.json` is one vote told from beginning to end with draws anybody can make again: the k-th draw below
n, from 0, is SHA-512 of `label|k` as a big-endian number, modulo n. docs/explanation/ballots.md says what is
drawn when. After a change that is meant: `python -m engines.ballots.tests.test_vectors` writes it again.
"""

import hashlib
import json
from pathlib import Path

from engines.ballots import (
    Election,
    add_ballots,
    check_ballot,
    choice_of,
    choose,
    credential_of_code,
    decrypt_sums,
    election_key,
    find_result,
    group_of,
    make_ballot,
    make_certificate,
    make_polynomial,
    make_roll,
    make_threshold_keys,
    make_trustee_key,
    make_vinputs,
    make_voutput,
    motion,
    new_code,
    new_trustee_seed,
    new_uuid,
    open_archive,
    read_ballot,
    read_election,
    secret_of_code,
    share_of_letter,
    trustees_bytes,
)

PATH = Path(__file__).with_name("vectors.json")
GROUP = group_of("Ed25519")


def labelled(label):
    """Draws that follow from a label."""
    count = 0

    def draw(below):
        nonlocal count
        digest = hashlib.sha512(f"{label}|{count}".encode()).digest()
        count += 1
        return int.from_bytes(digest) % below

    return draw


def told():
    """The whole vote, as texts."""
    size, threshold = 3, 2
    seeds = [new_trustee_seed(labelled(f"seed {index}")) for index in range(1, size + 1)]
    certificates = [
        make_certificate(
            GROUP,
            seed,
            index=index,
            threshold=threshold,
            size=size,
            randomness=labelled(f"certificate {index}"),
        )
        for index, seed in enumerate(seeds, start=1)
    ]
    polynomials = [
        make_polynomial(GROUP, certificates, seed, randomness=labelled(f"polynomial {index}"))
        for index, seed in enumerate(seeds, start=1)
    ]
    vinputs = make_vinputs(GROUP, certificates, polynomials)
    voutputs = [
        make_voutput(GROUP, certificates, seed, vinput, randomness=labelled(f"voutput {index}"))
        for index, (seed, vinput) in enumerate(zip(seeds, vinputs, strict=True), start=1)
    ]
    keys, letters = make_threshold_keys(GROUP, certificates, polynomials, voutputs)
    draw = labelled("single key")
    secret = draw(GROUP.order)
    single = make_trustee_key(GROUP, secret, randomness=draw)
    trustees = (single, keys)
    uuid = new_uuid(labelled("uuid"))
    questions = (
        choose("Quels lieux ?", answers=("Brest", "Lyon", "Nîmes"), at_most=2),
        motion("Adopter ?", answers=("Pour", "Contre"), blank=True),
    )
    key = election_key(GROUP, trustees)
    election = Election(uuid, "Assemblée", "Été 2026", GROUP, key, questions)
    codes = [new_code(labelled(f"code {index}")) for index in range(3)]
    roll = make_roll(
        (credential_of_code(GROUP, uuid, code), weight) for code, weight in zip(codes, (1, 4, 1), strict=True)
    )
    choices = [
        [choice_of(questions[0], [0, 2]), choice_of(questions[1], [1])],
        [choice_of(questions[0], []), choice_of(questions[1], [], blank=True)],
        [choice_of(questions[0], [1]), choice_of(questions[1], [0])],
    ]
    ballots = [
        make_ballot(
            election,
            secret_of_code(GROUP, uuid, code),
            choice,
            randomness=labelled(f"ballot {index}"),
        )
        for index, (code, choice) in enumerate(zip(codes, choices, strict=True))
    ]
    weights = roll.weights
    count = add_ballots(election, [(ballot, weights[ballot.credential_text]) for ballot in ballots])
    secrets_ = {1: secret}
    secrets_ |= {owner: share_of_letter(GROUP, seeds[owner - 2], letters[owner - 2]) for owner in (2, 4)}
    shares = {
        owner: decrypt_sums(election, count.sums, each, randomness=labelled(f"share {owner}"))
        for owner, each in secrets_.items()
    }
    return {
        "seeds": seeds,
        "certificates": [each.decode() for each in certificates],
        "polynomials": [each.decode() for each in polynomials],
        "vinputs": [each.decode() for each in vinputs],
        "voutputs": [each.decode() for each in voutputs],
        "single_secret": str(secret),
        "trustees": trustees_bytes(GROUP, trustees).decode(),
        "letters": list(letters),
        "share_secrets": {str(owner): str(each) for owner, each in secrets_.items()},
        "election": election.raw.decode(),
        "fingerprint": election.fingerprint,
        "codes": codes,
        "voter_secrets": [str(secret_of_code(GROUP, uuid, code)) for code in codes],
        "roll": roll.to_bytes().decode(),
        "choices": choices,
        "ballots": [ballot.raw.decode() for ballot in ballots],
        "trackers": [ballot.tracker for ballot in ballots],
        "sums": [[cipher.to_json(GROUP) for cipher in row] for row in count.sums],
        "shares": {str(owner): share.to_bytes(GROUP).decode() for owner, share in shares.items()},
        "result": find_result(election, count, trustees, shares),
        "last_event_of_setup": open_archive(election, trustees, roll, timestamp=0).tip.last_event,
    }


def written():
    return json.dumps(told(), ensure_ascii=False, indent=1) + "\n"


def test_the_same_draws_give_the_same_bytes():
    assert written() == PATH.read_text()


def test_ballots_of_the_file_are_read():
    value = json.loads(PATH.read_text())
    election = read_election(value["election"].encode())
    for raw, tracker in zip(value["ballots"], value["trackers"], strict=True):
        assert check_ballot(election, raw.encode(), roll=None).tracker == tracker
        assert read_ballot(election, raw.encode()).raw == raw.encode()
    assert value["result"] == [[1, 1, 1], [4, 1, 1]]


if __name__ == "__main__":
    PATH.write_text(written())
