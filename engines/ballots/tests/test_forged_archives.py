"""Archives whose ballots are right, and something else is not: set-up, events, sums, shares, result."""

import json
from dataclasses import replace
from io import BytesIO

import pytest

from engines.ballots import (
    BallotQuestion,
    Roll,
    add_ballots,
    make_trustee_key,
    verify_archive,
)
from engines.ballots._encoding import digest_hex, write_json
from engines.ballots._proofs import Ciphertext
from engines.ballots.tests.building import (
    QUESTIONS,
    Kind,
    cast,
    changed_json,
    count_contents,
    draws,
    hold,
    share_contents,
    write_script,
)
from engines.ballots.tests.forging import (
    VOTERS,
    finished,
    one_group,
    times_minus_one,
)


def test_credential_listed_twice(held):
    count = add_ballots(held.election, [(ballot, 1) for ballot in held.ballots])
    held.roll = Roll((*held.roll.entries, held.roll.entries[0]))
    assert finished(held, count=count) == ["credential-twice"]


@one_group
def test_credential_listed_twice_with_another_weight(held):
    count = add_ballots(held.election, [(ballot, 1) for ballot in held.ballots])
    held.roll = Roll((*held.roll.entries, held.roll.entries[0] + ",5"))
    assert finished(held, count=count) == ["credential-twice"]


def test_the_same_ballot_twice(held):
    found = finished(held, ballots=[held.ballots[0].raw, *[each.raw for each in held.ballots]])
    assert found == ["ballot-twice"]


def test_tally_leaves_a_ballot_out(held):
    less = add_ballots(held.election, held.counted()[1:])
    assert {"ballot-count", "tally-differs", "total-weight"} <= set(finished(held, count=less))


def test_tally_adds_votes(held):
    count = add_ballots(held.election, held.counted())
    group = held.group
    first = count.sums[0][0]
    more = Ciphertext(first.alpha, group.multiply(first.beta, group.base_power(1)))
    sums = ((more, *count.sums[0][1:]), *count.sums[1:])
    found = finished(held, count=replace(count, sums=sums))
    assert set(found) == {"tally-differs", "result-differs"}


@one_group
def test_a_replaced_ballot_counts_once(held):
    """The first ballot of a voter who voted again, added all the same."""
    held.ballots.append(cast(held, 0, draws(11)))
    count = add_ballots(held.election, [(ballot, 1) for ballot in held.ballots])
    assert {"ballot-count", "tally-differs", "total-weight"} <= set(finished(held, count=count))


def test_ballot_after_the_end(held):
    late = cast(held, 0, draws(12)).raw
    for position in (len(held.script), VOTERS + 2, VOTERS + 3):
        script = list(held.script)
        held.script = [*script[:position], (Kind.BALLOT, [late]), *script[position:]]
        assert held.codes_of_refusals() == ["ballot-after-end"]
        held.script = script


def test_number_of_ballots_misstated(held):
    count = add_ballots(held.election, held.counted())
    contents = count_contents(held.election, count, num_tallied=1, total_weight=9)
    held.script[VOTERS + 2] = (Kind.ENCRYPTED_TALLY, contents)
    assert held.codes_of_refusals() == ["ballot-count", "total-weight"]


@one_group
def test_false_weight(held):
    """The sums count a voter of weight 1 as three."""
    weighted = [(ballot, weight + 2 * (index == 0)) for index, (ballot, weight) in enumerate(held.counted())]
    assert {"tally-differs", "total-weight"} <= set(
        finished(held, count=add_ballots(held.election, weighted))
    )


def test_false_share(held):
    position = VOTERS + 3
    raw = held.script[position][1][0]
    proof = json.loads(raw)["decryption_proofs"][0][0]
    false = changed_json(raw, "decryption_proofs", 0, 0, "response", str(int(proof["response"]) ^ 1))
    held.script[position] = (Kind.SHARE, share_contents(1, false))
    assert held.codes_of_refusals() == ["share-proof"]


@one_group
def test_false_factor(held):
    """A trustee who moves a vote: their factor hides one more, and cannot be proved."""
    position = VOTERS + 3
    raw = held.script[position][1][0]
    group = held.group
    factor = group.element(json.loads(raw)["decryption_factors"][0][0])
    moved = group.text(group.divide(factor, group.generator))
    false = changed_json(raw, "decryption_factors", 0, 0, moved)
    held.script[position] = (Kind.SHARE, share_contents(1, false))
    assert held.codes_of_refusals() == ["share-proof"]


@one_group
def test_missing_share(held):
    del held.script[VOTERS + 3]
    assert held.codes_of_refusals() == ["event-order"]


def test_missing_share_of_two():
    held = hold(voters=VOTERS, threshold=True)
    assert held.codes_of_refusals() == []
    for owner in range(3):
        script = list(held.script)
        del held.script[VOTERS + 3 + owner]
        assert held.codes_of_refusals() == ["share-missing"]
        held.script = script


@one_group
def test_share_given_twice_or_by_nobody(held):
    position = VOTERS + 3
    share = held.script[position]
    held.script.insert(position, share)
    assert held.codes_of_refusals() == ["share-twice"]
    for owner in (0, 2, -1):
        held.script[position : position + 2] = [(Kind.SHARE, share_contents(owner, share[1][0]))] * 2
        assert held.codes_of_refusals() == ["bad-shape" if owner < 0 else "share-owner"]


@pytest.mark.parametrize(
    ("held", "result"),
    [
        ("Ed25519", ((2, 0, 0), (0, 1, 1))),
        ("Ed25519", ((1, 1, 0), (0, 1, 2))),
        ("Ed25519", ((1, 1, 2**31 - 1), (0, 1, 1))),
        ("BELENIOS-2048", ((2, 0, 0), (0, 1, 1))),
    ],
    indirect=["held"],
)
def test_false_result(held, result):
    assert finished(held, result=result) == ["result-differs"]


def test_unproved_trustee_key(held):
    """Whoever gives a key without its proof can cancel all others: y = g^x / (the keys of the rest)."""
    key = held.trustees[0]
    false = replace(key, proof=replace(key.proof, response=(key.proof.response + 1) % held.group.order))
    held.trustees = (false,)
    assert finished(held) == ["trustee-proof"]


@one_group
def test_proof_of_another_group_of_people(held):
    """A proof of one key beside another key."""
    other = make_trustee_key(held.group, held.secrets[1] + 1, randomness=draws(2))
    held.trustees = (replace(held.trustees[0], proof=other.proof),)
    assert finished(held) == ["trustee-proof"]


def test_wrong_election_key(held):
    """Ballots encrypted for whoever chose the key, under the names of honest trustees."""
    chance = draws(7)
    honest = make_trustee_key(held.group, chance(held.group.order), randomness=chance)
    held.script[0] = (held.script[0][0], list(held.script[0][1]))
    own = held.trustees
    held.trustees = (honest,)
    secret = held.secrets[1]
    found = finished(held)
    assert found[0] == "election-key"
    held.trustees, held.secrets = own, {1: secret}
    assert finished(held) == []


def test_order_two_component_in_a_share(held):
    position = VOTERS + 3
    raw = held.script[position][1][0]
    text = json.loads(raw)["decryption_factors"][0][0]
    mixed = held.group.text(times_minus_one(held.group, held.group.element(text)))
    false = changed_json(raw, "decryption_factors", 0, 0, mixed)
    held.script[position] = (Kind.SHARE, share_contents(1, false))
    assert held.codes_of_refusals() == ["bad-element"]


@one_group
def test_broken_chain(held):
    """An event taken out, the others as they were."""
    start, end = (len(write_script(held.script[:count])) for count in (1, 2))
    raw = held.write()
    verdict = verify_archive(BytesIO(raw[:start] + raw[end:]))
    assert [each.code.value for each in verdict.refusals] == ["bad-chain"]


@pytest.mark.parametrize("kind", ["Shuffle", "EndShuffles", "Autre"])
@one_group
def test_events_that_are_not_of_this_vote(held, kind):
    held.script.insert(VOTERS + 3, (kind, [b'"x"']))
    assert held.codes_of_refusals() == ["unsupported-event"]


@one_group
def test_two_setups(held):
    held.script.insert(1, held.script[0])
    assert held.codes_of_refusals() == ["event-order"]


@one_group
def test_a_question_that_cannot_be_answered(held):
    held.election = replace(held.election, questions=(BallotQuestion("?", ("a",), 2, 1), QUESTIONS[1]))
    count = add_ballots(hold(held.group.name, voters=VOTERS).election, held.counted())
    held.script[0] = (Kind.SETUP, [*held.script[0][1]])
    setup = [held.election.raw, *held.script[0][1][1:3]]
    names = ("election", "trustees", "credentials")
    payload = write_json({name: digest_hex(part) for name, part in zip(names, setup, strict=True)})
    held.script[0] = (Kind.SETUP, [*setup, payload])
    assert count.ballots == VOTERS
    assert held.codes_of_refusals() == ["bad-question"]
