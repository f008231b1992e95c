"""What comes out is the weighted sum of what went in, however it is cut and whoever decrypts."""

import pickle
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.ballots import (
    EncryptedCount,
    RefusalCode,
    RefusedError,
    add_ballots,
    decrypt_sums,
    empty_count,
    find_result,
    group_of,
    merge_counts,
    read_ballot,
    read_share,
)
from engines.ballots._tally import _logarithms, open_sums
from engines.ballots.tests.building import ceremony, draws, hold

WEIGHTS = (3, 1, 120, 1, 7)


@pytest.fixture(scope="module")
def held():
    return hold(voters=5, weights=WEIGHTS, threshold=True, count=False)


def expected(subset):
    """Voter v chose answer v % 3 of the first question, and v % 2 of the second, but for the last: blank."""
    places, motion = [0, 0, 0], [0, 0, 0]
    for voter in subset:
        places[voter % 3] += WEIGHTS[voter]
        motion[0 if voter == 4 else 1 + voter % 2] += WEIGHTS[voter]
    return tuple(places), tuple(motion)


@given(st.sets(st.integers(0, 4)), st.data())
@settings(max_examples=20, deadline=None)
def test_any_cut_gives_the_weighted_sum(held, subset, data):
    election = held.election
    parts = [[], []]
    for voter in subset:
        parts[data.draw(st.integers(0, 1))].append((held.ballots[voter], WEIGHTS[voter]))
    counts = [add_ballots(election, part) for part in parts]
    count = merge_counts(election, pickle.loads(pickle.dumps(counts)))  # noqa: S301
    assert count == add_ballots(election, parts[1] + parts[0])
    assert (count.ballots, count.weight) == (len(subset), sum(WEIGHTS[voter] for voter in subset))
    shares = {
        owner: decrypt_sums(election, count.sums, secret, randomness=draws(owner))
        for owner, secret in held.secrets.items()
    }
    for share in shares.values():
        assert read_share(election, share.to_bytes(held.group)) == share
    assert find_result(election, count, held.trustees, shares) == expected(subset)


def test_nobody_voted(held):
    """Neutral elements everywhere, which libsodium refuses and the engine must not."""
    count = empty_count(held.election)
    shares = {
        owner: decrypt_sums(held.election, count.sums, secret, randomness=draws(owner))
        for owner, secret in held.secrets.items()
    }
    assert find_result(held.election, count, held.trustees, shares) == ((0, 0, 0), (0, 0, 0))


def test_any_two_of_three_open_the_same(held):
    keys, secrets_ = ceremony(held.group, draws(4))
    election = held.election
    # The sums of another key: what matters is that all pairs agree.
    count = add_ballots(election, [(ballot, 1) for ballot in held.ballots])
    shares = {
        index: decrypt_sums(election, count.sums, secret, randomness=draws(index))
        for index, secret in enumerate(secrets_, start=1)
    }
    opened = {
        open_sums(election, count.sums, (keys,), {index: shares[index] for index in pair})
        for pair in combinations((1, 2, 3), 2)
    }
    assert len(opened | {open_sums(election, count.sums, (keys,), shares)}) == 1
    with pytest.raises(RefusedError) as caught:
        open_sums(election, count.sums, (keys,), {2: shares[2]})
    assert caught.value.refusal.code is RefusalCode.SHARE_MISSING


def test_sums_that_open_to_no_small_number_give_no_result(held):
    """Shares of another secret: nothing is found, rather than something false."""
    count = add_ballots(held.election, [(held.ballots[0], 3)])
    shares = {
        owner: decrypt_sums(held.election, count.sums, secret + 1, randomness=draws(owner))
        for owner, secret in held.secrets.items()
    }
    with pytest.raises(RefusedError) as caught:
        find_result(held.election, count, held.trustees, shares)
    assert caught.value.refusal.code is RefusalCode.RESULT_DIFFERS


@given(st.sets(st.integers(0, 400), max_size=6), st.integers(0, 400))
@settings(max_examples=40, deadline=None)
def test_logarithms_up_to_the_total_and_not_beyond(numbers, highest):
    group = group_of("Ed25519")
    wanted = {group.base_power(number): number for number in numbers}
    found = _logarithms(group, set(wanted), highest)
    assert found == {element: number for element, number in wanted.items() if number <= highest}


def test_a_count_is_of_ballots_that_were_read(held):
    again = [read_ballot(held.election, ballot.raw) for ballot in held.ballots]
    assert add_ballots(held.election, [(ballot, 1) for ballot in again]) == EncryptedCount(
        5, 5, add_ballots(held.election, [(ballot, 1) for ballot in held.ballots]).sums
    )
