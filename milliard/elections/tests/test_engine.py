"""The browser's package and the server's engine: the same bytes from the same draws, the same verdicts."""

import base64
import hashlib
import io
import json
import subprocess
from itertools import count
from unittest.mock import ANY

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bootstrap.paths import BIN
from engines import ballots
from engines.ballots._encoding import read_json, write_json
from milliard.elections.tests.node_runs import ask

GROUP = ballots.group_of("Ed25519")
QUESTIONS = (
    ballots.motion("Adopter « la motion » ?\x7f\u2028", answers=("Pour", "Contre", "Abstention")),
    ballots.choose("Qui ?", answers=("Aïcha", "Bruno", "Chloé"), at_least=1, at_most=2, blank=True),
)
WISHES = (
    ((1, 0, 0), (0, 1, 0, 1)),
    ((0, 1, 0), (1, 0, 0, 0)),
    ((0, 0, 1), (0, 0, 1, 0)),
)


def draws(seed):
    """The same chance as `drawsOf` in `node/answer.mjs`."""
    numbers = count()

    def below(bound):
        digest = hashlib.sha512(f"{seed}|{next(numbers)}".encode()).digest()
        return int.from_bytes(digest) % bound

    return below


def b64(raw):
    return base64.b64encode(raw).decode()


def text(raw):
    return raw.decode()


def an_election(key, *, uuid="4Rb2dQhwVyLpcm"):
    return ballots.Election(uuid, "Vote d’essai", "Décrit", GROUP, key, QUESTIONS)


def threshold_held_together():
    """2 of 3: the first and the third trustees in the browser, the second and the organiser in Python."""
    seeds = [ballots.new_trustee_seed(draws(f"seed {index}")) for index in range(3)]
    place = {"threshold": 2, "size": 3}
    own = ballots.make_certificate(GROUP, seeds[1], index=2, **place, randomness=draws("c"))
    first, third = ask(
        *(("certificate", {"own": seeds[i], "index": i + 1, "seed": "c", **place}) for i in (0, 2))
    )
    certificates = [first, text(own), third]
    certs = [each.encode() for each in certificates]
    polynomials = [
        *ask(
            *(
                ("polynomial", {"certificates": certificates, "own": seeds[i], "seed": f"p{i}"})
                for i in (0, 2)
            )
        )
    ]
    polynomials.insert(1, text(ballots.make_polynomial(GROUP, certs, seeds[1], randomness=draws("p1"))))
    raw_polynomials = [each.encode() for each in polynomials]
    vinputs = [text(each) for each in ballots.make_vinputs(GROUP, certs, raw_polynomials)]
    (same,) = ask(("vinputs", {"certificates": certificates, "polynomials": polynomials}))
    assert same == vinputs
    outputs = ask(
        *(
            (
                "voutput",
                {"certificates": certificates, "own": seeds[i], "vinput": vinputs[i], "seed": f"v{i}"},
            )
            for i in (0, 2)
        )
    )
    mine = ballots.make_voutput(GROUP, certs, seeds[1], vinputs[1].encode(), randomness=draws("v1"))
    outputs.insert(1, text(mine))
    keys, letters = ballots.make_threshold_keys(
        GROUP, certs, raw_polynomials, [each.encode() for each in outputs]
    )
    (made,) = ask(
        (
            "thresholdKeys",
            {"certificates": certificates, "polynomials": polynomials, "voutputs": outputs},
        )
    )
    assert made == {"trustees": text(ballots.trustees_bytes(GROUP, (keys,))), "letters": list(letters)}
    shares = ask(
        *(("shareOfLetter", {"own": seeds[i], "letter": letter}) for i, letter in enumerate(letters))
    )
    assert shares == [
        str(ballots.share_of_letter(GROUP, seed, letter)) for seed, letter in zip(seeds, letters, strict=True)
    ]
    return keys, [int(share) for share in shares]


def test_both_have_the_same_codes_of_refusal():
    assert ask(("refusalCodes", {}))[0] == [code.value for code in ballots.RefusalCode]


def test_same_draws_same_bytes():
    election = an_election(GROUP.base_power(7))
    code = ballots.new_code(draws("code"))
    secret = ballots.secret_of_code(GROUP, election.uuid, code)
    calls = [("election", {"election": b64(election.raw)})]
    calls += [
        ("ballot", {"election": b64(election.raw), "code": code, "choices": choices, "seed": index})
        for index, choices in enumerate(WISHES)
    ]
    calls += [
        ("credential", {"uuid": election.uuid, "code": code}),
        ("trusteeKey", {"secret": "7", "seed": "t"}),
    ]
    read, *made, credential, trustee = ask(*calls)
    assert read == {"fingerprint": election.fingerprint, "largestBallot": election.largest_ballot}
    for index, choices in enumerate(WISHES):
        own = ballots.make_ballot(election, secret, choices, randomness=draws(index))
        assert made[index] == {"raw": b64(own.raw), "tracker": own.tracker}
        assert ballots.check_ballot(election, own.raw, roll=None) == own
    assert credential == ballots.credential_of_code(GROUP, election.uuid, code)
    own = ballots.make_trustee_key(GROUP, 7, randomness=draws("t"))
    assert trustee == text(ballots.trustees_bytes(GROUP, (own,)))


def archive_until_count(keys, *, voters=11):
    """An archive by Python's organiser, with ballots of the browser, up to the published sums."""
    election = an_election(ballots.election_key(GROUP, (keys,)))
    codes = [ballots.new_code(draws(f"code {index}")) for index in range(voters)]
    credentials = [ballots.credential_of_code(GROUP, election.uuid, code) for code in codes]
    weights = [1 + index % 2 for index in range(voters)]
    roll = ballots.make_roll(zip(credentials, weights, strict=True))
    made = ask(
        *(
            (
                "ballot",
                {"election": b64(election.raw), "code": code, "choices": WISHES[i % 3], "seed": f"b{i}"},
            )
            for i, code in enumerate(codes)
        )
    )
    raws = [base64.b64decode(each["raw"]) for each in made]
    checked = [ballots.check_ballot(election, raw, roll=roll.weights) for raw in raws]
    parts = [ballots.open_archive(election, (keys,), roll, timestamp=1_795_000_000)]
    for raw in raws:
        parts.append(ballots.append_ballot(parts[-1].tip, raw))
    parts.append(ballots.append_end(parts[-1].tip))
    encrypted = ballots.add_ballots(election, zip(checked, weights, strict=True))
    parts.append(ballots.append_count(parts[-1].tip, election, encrypted))
    return election, encrypted, weights, parts


def joined(parts):
    return b"".join(part.raw for part in parts)


@pytest.mark.slow
def test_a_whole_election_held_together(bundle, tmp_path):
    keys, secrets = threshold_held_together()
    election, encrypted, weights, parts = archive_until_count(keys)
    before = joined(parts)
    made, other = ask(
        ("decrypt", {"archive": b64(before), "secret": str(secrets[2]), "seed": "d"}),
        ("decrypt", {"archive": b64(before), "secret": "7", "seed": "d"}),
    )
    assert other["refused"]["code"] == "share-owner"
    own = ballots.share_of_archive(io.BytesIO(before), 3, secrets[2], randomness=draws("d"))
    assert made == {"text": text(own.to_bytes(GROUP)), "owner": 3}
    first = ballots.share_of_archive(io.BytesIO(before), 1, secrets[0], randomness=draws("e"))
    shares = {3: ballots.read_share(election, made["text"].encode()), 1: first}
    for owner, share in shares.items():
        parts.append(ballots.append_share(parts[-1].tip, election, owner, share))
    result = ballots.find_result(election, encrypted, (keys,), shares)
    parts.append(ballots.append_result(parts[-1].tip, result))
    whole = joined(parts)
    verdict = ballots.verify_archive(io.BytesIO(whole))
    assert verdict.stands, verdict.refusals
    (seen,) = ask(("verify", {"archive": b64(whole)}))
    assert seen["refusals"] == []
    assert (seen["stage"], seen["result"]) == ("Result", [list(row) for row in result])
    assert sum(result[0]) == sum(weights)
    file = tmp_path / "vote.bel"
    file.write_bytes(whole)
    done = subprocess.run(
        [BIN / "node", bundle / "verify.mjs", file], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout)["result"] == seen["result"]
    tip = verdict.tip
    assert seen["tip"] == {
        "lastEvent": tip.last_event,
        "height": tip.height,
        "timestamp": tip.timestamp,
        "size": tip.size,
    }


@given(
    st.lists(
        st.one_of(
            st.text(),
            st.sampled_from(
                ["\x7f", "\u2028", "é", "\\", '"', "\x00", "\b", "/", "\ud800", "\\ud800", "\U0001f600"]
            ),
            st.integers(-(2**53) + 1, 2**53 - 1),
            st.booleans(),
            st.none(),
        ),
        max_size=6,
    ),
    st.booleans(),
    st.sampled_from(["", " ", "\ufeff", "\n"]),
)
@settings(max_examples=20, deadline=None)
def test_both_read_the_same_json(values, ascii_only, around):
    raw = (around + json.dumps(values, ensure_ascii=ascii_only, separators=(",", ":"))).encode(
        errors="surrogatepass"
    )
    try:
        expected = write_json(read_json(raw)).decode()
    except ballots.RefusedError as error:
        expected = {"refused": {"code": error.refusal.code.value, "place": "", "detail": ANY}}
    assert ask(("canonical", {"raw": b64(raw)})) == [expected]


@pytest.mark.parametrize("cut", [1, 2, 5])
def test_both_say_the_same_of_bytes_changed_anywhere(cut):
    """One byte in each of many places: the first refusal is the same, code and place."""
    key = ballots.make_trustee_key(GROUP, 7, randomness=draws("t"))
    *_, parts = archive_until_count(key, voters=3)
    whole = joined(parts)
    calls, expected = [], []
    for place in range(cut * 97, len(whole), len(whole) // 40):
        changed = bytearray(whole)
        changed[place] ^= cut
        verdict = ballots.verify_archive(io.BytesIO(bytes(changed)))
        calls.append(("verify", {"archive": b64(bytes(changed))}))
        expected.append([(each.code.value, each.place) for each in verdict.refusals])
    found = [[(each["code"], each["place"]) for each in answer["refusals"]] for answer in ask(*calls)]
    assert found == expected
