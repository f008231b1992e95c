"""Slices in any process and any order; what a trustee asks before decrypting."""

import io
import pickle
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.ballots import (
    RefusalCode,
    RefusedError,
    add_ballots,
    check_slice,
    conclude,
    cut_slices,
    decrypt_sums,
    map_in_processes,
    read_archive,
    share_of_archive,
    verify_archive,
)
from engines.ballots.tests.building import Kind, count_contents, draws, hold, write_script

VOTERS = 10
#: Events up to the count, no share yet.
COUNTED = 1 + VOTERS + 2


@pytest.fixture(scope="module")
def held():
    return hold(voters=VOTERS, weights=(2, 5))


def stream(held, events=None):
    return io.BytesIO(write_script(held.script[:events]))


@given(st.integers(1, VOTERS + 1), st.randoms(use_true_random=False))
@settings(max_examples=8, deadline=None)
def test_slices_of_any_size_in_any_order_give_one_verdict(held, size, chance):
    archive = stream(held)
    contents = read_archive(archive)
    slices = [pickle.dumps(each) for each in cut_slices(contents, archive, size=size)]
    assert len(slices) == -(-VOTERS // size)
    chance.shuffle(slices)
    reports = [pickle.dumps(check_slice(pickle.loads(each))) for each in slices]  # noqa: S301
    verdict = conclude(contents, map(pickle.loads, reports))
    assert verdict == verify_archive(stream(held))
    assert verdict.stands
    assert verdict.count.weight == 2 + 5 + 8


def test_processes_give_the_verdict_of_one(held):
    false = held.ballots[0].raw.replace(b'"response":"1', b'"response":"2', 1)
    archive = write_script([held.script[0], (Kind.BALLOT, [false]), *held.script[2:]])

    def one_by_one(check, slices):
        small = [replace(each, ballots=(ballot,)) for each in slices for ballot in each.ballots]
        return map_in_processes(2)(check, small)

    found = verify_archive(io.BytesIO(archive), map_slices=one_by_one)
    assert found == verify_archive(io.BytesIO(archive))
    assert [each.place.partition("/")[0] for each in found.refusals] == ["event 1"]


def test_a_file_that_changes_between_readings_is_refused(held):
    archive = stream(held)
    contents = read_archive(archive)
    first, second = contents.ballots[:2]
    changed = bytearray(archive.getvalue())
    length = min(first.size, second.size)
    changed[first.offset : first.offset + length] = changed[second.offset : second.offset + length]
    reports = map(check_slice, cut_slices(contents, io.BytesIO(bytes(changed))))
    assert [each.code for each in conclude(contents, reports).refusals] == [RefusalCode.BAD_NAME]


def asked(held, archive, owner=1, **named):
    return share_of_archive(archive, owner, held.secrets[1], randomness=draws(3), **named)


def refused(held, archive, owner=1, **named):
    with pytest.raises(RefusedError) as caught:
        asked(held, archive, owner, **named)
    return caught.value.refusal.code


def test_a_trustee_decrypts_the_sums_they_computed(held):
    count = add_ballots(held.election, held.counted())
    expected = decrypt_sums(held.election, count.sums, held.secrets[1], randomness=draws(3))
    assert asked(held, stream(held, COUNTED)) == expected


def test_a_trustee_decrypts_nothing_chosen_by_the_organiser(held):
    """The sums of one ballot in place of all: whoever decrypts them tells how one person voted."""
    chosen = add_ballots(held.election, held.counted()[:1])
    chosen = replace(chosen, ballots=VOTERS, weight=15)
    script = [*held.script[: COUNTED - 1], (Kind.ENCRYPTED_TALLY, count_contents(held.election, chosen))]
    assert refused(held, io.BytesIO(write_script(script))) is RefusalCode.TALLY_DIFFERS


def test_a_trustee_decrypts_no_archive_that_does_not_stand(held):
    false = held.ballots[0].raw.replace(b'"response":"1', b'"response":"2', 1)
    script = [held.script[0], (Kind.BALLOT, [false]), *held.script[2:COUNTED]]
    assert refused(held, io.BytesIO(write_script(script))) in (
        RefusalCode.INDIVIDUAL_PROOF,
        RefusalCode.SIGNATURE,
    )
    assert refused(held, stream(held, COUNTED - 1)) is RefusalCode.EVENT_ORDER


def test_a_trustee_decrypts_no_small_vote():
    """Nine ballots, unless the trustee said that nine would do."""
    small = hold(voters=9)
    assert refused(small, stream(small, 1 + 9 + 2)) is RefusalCode.TOO_FEW_BALLOTS
    assert asked(small, stream(small, 1 + 9 + 2), fewest=9)


def test_a_trustee_decrypts_the_archive_that_the_public_holds(held):
    """The same election under another roll stands as well: only the last event tells them apart."""
    public = read_archive(stream(held, COUNTED)).tip.last_event
    assert asked(held, stream(held, COUNTED), last_event=public)
    other = hold(voters=VOTERS, weights=(2, 6))
    assert other.election == held.election
    forked = stream(other, COUNTED)
    assert verify_archive(forked).stands
    forked.seek(0)
    assert refused(held, forked, last_event=public) is RefusalCode.NOT_AN_EXTENSION


def test_a_trustee_uses_their_own_key(held):
    for owner in (0, 2):
        assert refused(held, stream(held, COUNTED), owner) is RefusalCode.SHARE_OWNER
    with pytest.raises(RefusedError) as caught:
        share_of_archive(stream(held, COUNTED), 1, held.secrets[1] + 1, randomness=draws(3))
    assert caught.value.refusal.code is RefusalCode.SHARE_OWNER
